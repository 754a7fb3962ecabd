"""What onboarding asks for on its pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from lms.core import clock
from lms.core.forms import Form, options
from lms.onboarding.rules.decisions import END, EXTEND, LONGEST_EXTENSION, ON_DUTY, OTHER_POST, REPEAT, SHORTEST_REASON

CHOOSE = _l("Please choose.")
FARTHEST_START = 731
DECISIONS: dict[str, Any] = {
    ON_DUTY: _l("Put on duty"),
    EXTEND: _l("Extend the stage"),
    REPEAT: _l("Repeat the stage"),
    OTHER_POST: _l("Propose another post"),
    END: _l("End the probation"),
}


def near_today(_form: Form, field: DateField) -> None:
    """Refuses a first day that lies years away: the year was mistyped."""
    if field.data is not None and abs(field.data - clock.today()) > timedelta(days=FARTHEST_START):
        raise ValidationError(_("Enter a day within two years of today."))


class IntakeForm(Form):
    """A new intake."""

    version_id = SelectField(_l("Programme"), coerce=int, validators=[InputRequired(CHOOSE)])
    unit_id = SelectField(_l("Unit"), coerce=int, validators=[InputRequired(CHOOSE)])
    starts_on = DateField(
        _l("First day"), validators=[InputRequired(_l("Enter the first day.")), near_today], render_kw={"type": "date"}
    )
    title_zh = StringField(
        _l("Title in Chinese"), validators=[InputRequired(_l("Enter the Chinese title.")), Length(max=80)]
    )
    title_en = StringField(
        _l("Title in English"), validators=[InputRequired(_l("Enter the English title.")), Length(max=80)]
    )


class DecisionForm(Form):
    """What is decided, out of what may be; signed."""

    kind = RadioField(
        _l("Decision"),
        choices=options(DECISIONS.items()),
        validators=[InputRequired(_l("Choose one."))],
    )
    days = IntegerField(
        _l("Days more"),
        validators=[Optional(), NumberRange(1, LONGEST_EXTENSION, _l("Enter 1 to %(longest)s days.", longest=LONGEST_EXTENSION))],
        render_kw={"inputmode": "numeric", "min": 1, "max": LONGEST_EXTENSION},
    )  # fmt: skip
    reason = TextAreaField(
        _l("Reason"),
        validators=[
            InputRequired(_l("Give the reason.")),
            Length(min=SHORTEST_REASON, message=_l("Write at least %(min)d characters: the learner reads it.")),
        ],
        render_kw={"rows": 4},
    )
    signed = BooleanField(_l("I sign this decision in my name"), validators=[InputRequired(_l("Please sign."))])

    def validate_days(self, field: Any) -> None:
        """An extension needs its days."""
        if self.kind.data == EXTEND and field.data is None and not field.errors:
            raise ValidationError(_("Enter how many days."))
