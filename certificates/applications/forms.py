"""The shapes of input about applications."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lms.core.forms import Form

IMPARTIAL = _l("I decide impartially: I have neither trained, mentored nor examined this person for the tier.")


class ApplyForm(Form):
    """A word along with an application."""

    note = TextAreaField(
        _l("Anything to add (optional)"), validators=[Optional(), Length(max=1000)], render_kw={"rows": 2}
    )


class ApplicationDecisionForm(Form):
    """Grant or refuse, with the reason."""

    outcome = RadioField(_l("Decision"), validators=[DataRequired(_l("Choose what to decide."))])
    reason = TextAreaField(
        _l("Reason"),
        validators=[Length(max=1000)],
        description=_l("Needed for a refusal: the applicant reads it, and may appeal."),
        render_kw={"rows": 3},
    )
    impartial = BooleanField(IMPARTIAL)


class BatchForm(Form):
    """Grant many at once."""

    impartial = BooleanField(IMPARTIAL)


class AppealForm(Form):
    """What somebody objects to."""

    text = TextAreaField(
        _l("What you object to, and why"),
        validators=[DataRequired(_l("Write what you object to and why.")), Length(max=4000)],
        render_kw={"rows": 5},
    )


class AnswerForm(Form):
    """The answer to an appeal or a complaint."""

    upheld = RadioField(lazy_pgettext("appeal", "Answer"), validators=[DataRequired(_l("Choose an answer."))])
    reason = TextAreaField(
        _l("Reason"),
        validators=[DataRequired(_l("Write the reason: the person reads it.")), Length(max=4000)],
        render_kw={"rows": 4},
    )
    impartial = BooleanField(
        _l(
            "I answer impartially: I took no part in the decision, and have neither trained, mentored nor examined this person for the tier."
        )
    )
