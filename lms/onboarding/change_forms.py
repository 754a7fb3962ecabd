"""What the pages ask for that change a running programme."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.core.forms import Form, options
from lms.onboarding.template_labels import PAUSE_KINDS

_DAY = {"type": "date"}
_REASON = (InputRequired(_l("Give the reason.")), Length(max=1000))
_UP_TO_90 = (InputRequired(_l("Enter 0 to 90 days.")), NumberRange(0, 90, _l("Enter 0 to 90 days.")))


class PauseForm(Form):
    """A pause from a day on, with its end where it is known."""

    kind = SelectField(_l("What kind of pause"), choices=options(PAUSE_KINDS.items()))
    first = DateField(
        _l("First day of the pause"), validators=[InputRequired(_l("Enter the first day."))], render_kw=_DAY
    )
    last = DateField(_l("Last day of the pause"), validators=[Optional()], render_kw=_DAY)
    reason = TextAreaField(_l("Reason"), validators=_REASON, render_kw={"rows": 3})


class ResumeForm(Form):
    """The last day of a pause."""

    last = DateField(
        _l("Last day of the pause"), validators=[InputRequired(_l("Enter the last day of the pause."))], render_kw=_DAY
    )


class MoveForm(Form):
    """A move of an intake to another first day."""

    to_day = DateField(_l("New first day"), validators=[InputRequired(_l("Enter the first day."))], render_kw=_DAY)
    reason = TextAreaField(_l("Reason"), validators=_REASON, render_kw={"rows": 3})
    signed = BooleanField(_l("I sign this move in my name"), validators=[InputRequired(_l("Please sign."))])


class VersionMoveForm(Form):
    """A move of people to another version."""

    reason = TextAreaField(_l("Reason"), validators=_REASON, render_kw={"rows": 3})
    signed = BooleanField(_l("I sign this move in my name"), validators=[InputRequired(_l("Please sign."))])


class TransferForm(Form):
    """A move of one person to another programme."""

    cohort_id = SelectField(_l("Into the intake"), coerce=int, validators=[InputRequired(_l("Please choose."))])
    reason = TextAreaField(_l("Reason"), validators=_REASON, render_kw={"rows": 3})
    signed = BooleanField(_l("I sign this move in my name"), validators=[InputRequired(_l("Please sign."))])


class WordForm(Form):
    """The mentor's word on going on."""

    agrees = RadioField(
        _l("Does the learner go on?"),
        choices=options([("yes", _l("Yes, I agree")), ("no", _l("Not yet"))]),
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    comment = TextAreaField(_l("What you saw"), validators=[Length(max=1000)], render_kw={"rows": 3})


class RuleForm(Form):
    """A rule that enrols by itself."""

    title_zh = StringField(
        _l("Title in Chinese"), validators=[InputRequired(_l("Enter the Chinese title.")), Length(max=80)]
    )
    title_en = StringField(
        _l("Title in English"), validators=[InputRequired(_l("Enter the English title.")), Length(max=80)]
    )
    programme_id = SelectField(_l("Programme"), coerce=int)
    unit_id = SelectField(_l("People in"), coerce=int)
    post_id = SelectField(_l("Who holds the post"), coerce=int)
    hired_from = DateField(
        _l("Hired on this day or later"), validators=[InputRequired(_l("Enter the day."))], render_kw=_DAY
    )
    lead_days = IntegerField(
        _l("A new intake starts so many days later"), validators=_UP_TO_90, render_kw={"inputmode": "numeric"}
    )
    join_days = IntegerField(
        _l("Or they join one that starts within so many days"), validators=_UP_TO_90, render_kw={"inputmode": "numeric"}
    )
