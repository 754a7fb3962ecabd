"""The shapes of input about training needs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.core.forms import Form, options
from lms.plans.labels import PRIORITY_NAMES
from lms.plans.rules import State

_NEEDED = _l("This is needed.")
_AT_MOST = Length(max=2000, message=_l("At most 2,000 characters."))


class NeedForm(Form):
    """What is asked for; abilities, courses and people stand beside the form."""

    title_zh = StringField(_l("Chinese title"), validators=[DataRequired(_NEEDED), Length(max=160)])
    title_en = StringField(_l("English title"), validators=[DataRequired(_NEEDED), Length(max=160)])
    reason = TextAreaField(
        _l("What you see behind it"),
        validators=[_AT_MOST],
        description=_l("What the figures do not say: who is new, what changed, what was tried."),
    )
    priority = SelectField(_l("Priority"), coerce=int, choices=options(PRIORITY_NAMES.items()))
    wished_by = DateField(_l("Wished by"), validators=[InputRequired(_NEEDED)])


class DecisionForm(Form):
    """What is decided, and why."""

    kind = RadioField(
        _l("Decision"),
        choices=options(
            [(State.ACCEPTED, _l("Accept")), (State.DECLINED, _l("Decline")), (State.MERGED, _l("Merge into another"))]
        ),
        validators=[InputRequired(_l("Choose one."))],
    )
    into = SelectField(_l("Merge into"), coerce=int)
    reason = TextAreaField(
        _l("Why"), validators=[DataRequired(_l("Say why, so that whoever raised it understands.")), _AT_MOST]
    )
