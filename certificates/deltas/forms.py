"""The shapes of input about calls for an exam on what changed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lms.core.forms import Form


class CallForm(Form):
    """Whom to call, for which exam, until when, and what happens otherwise."""

    title_zh = StringField(
        _l("Title in Chinese"), validators=[DataRequired(_l("Enter a title in Chinese.")), Length(max=120)]
    )
    title_en = StringField(
        _l("Title in English"), validators=[DataRequired(_l("Enter a title in English.")), Length(max=120)]
    )
    why = TextAreaField(
        _l("What is different now"),
        validators=[DataRequired(_l("Say what changed: those who are called read it.")), Length(max=2000)],
        render_kw={"rows": 3},
    )
    scheme = SelectField(_l("Scheme"), validators=[Optional()])
    level = SelectField(_l("Tier"), validators=[Optional()])
    product_line = SelectField(
        _l("Product line"), validators=[Optional()], description=_l("Choose a scheme, a product line, or both.")
    )
    course = SelectField(_l("Course version that brought it about (optional)"), validators=[Optional()])
    exam = SelectField(_l("Short exam"), validators=[DataRequired(_l("Choose the exam."))])
    due_on = DateField(_l("To be passed by"), validators=[DataRequired(_l("Enter the last day."))])
    consequence = RadioField(
        _l("Whoever misses it"),
        validators=[DataRequired(_l("Choose what happens to whoever misses it."))],
        default="warn",
    )


class EndForm(Form):
    """End a call, with the reason."""

    reason = TextAreaField(
        _l("Reason"), validators=[DataRequired(_l("Write the reason.")), Length(max=1000)], render_kw={"rows": 2}
    )
