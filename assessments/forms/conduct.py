"""The shape of how an exam is held, and of extra time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DateTimeLocalField, FloatField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from assessments.rules.conduct import ABANDON, GRACE_TO_SUBMIT, SUBMIT, Conduct
from lms.core import clock
from lms.core.forms import Form, options

_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class ConductForm(Form):
    """How an exam is held."""

    at_deadline = RadioField(
        _l("When the time is up"),
        choices=options(
            [
                (SUBMIT, _l("What is saved is handed in and marked")),
                (GRACE_TO_SUBMIT, _l("Some minutes to hand in, but not to answer; else it counts nothing")),
                (ABANDON, _l("It has to be handed in before; else it counts nothing")),
            ]
        ),
        default=SUBMIT,
    )
    grace_minutes = IntegerField(
        _l("Minutes to hand in"),
        default=0,
        validators=[InputRequired(_l("0 for none.")), NumberRange(0, 60, _l("From 0 to 60 minutes."))],
    )
    opens_at = DateTimeLocalField(_l("Opens"), format=_FORMATS, validators=[Optional()])
    closes_at = DateTimeLocalField(_l("Closes"), format=_FORMATS, validators=[Optional()])
    one_way = BooleanField(_l("One question after the other, without going back"))
    shuffle_items = BooleanField(_l("Questions in another order for everybody"))
    shuffle_options = BooleanField(_l("Options in another order for everybody"), default=True)
    needs_code = BooleanField(_l("Begins only with a code that the invigilator tells"))
    watches_focus = BooleanField(_l("Log when the exam page is left for another window"), default=True)
    second_marker = BooleanField(_l("Essays are marked by two people"))
    most_apart = FloatField(
        _l("A third marker decides when the two differ by more than so many per cent"),
        default=20.0,
        validators=[InputRequired(_l("From 0 to 100 per cent.")), NumberRange(0, 100, _l("From 0 to 100 per cent."))],
    )
    appeal_days = IntegerField(
        _l("Days for an appeal"),
        default=7,
        validators=[InputRequired(_l("0 for none.")), NumberRange(0, 90, _l("From 0 to 90 days."))],
    )

    @classmethod
    def of(cls, conduct: Conduct) -> ConductForm:
        """The form of terms that hold."""
        form = cls(obj=conduct)
        if not form.is_submitted():
            form.opens_at.data = _local(conduct.opens_at)
            form.closes_at.data = _local(conduct.closes_at)
            if conduct.most_apart == int(conduct.most_apart):
                form.most_apart.data = int(conduct.most_apart)  # 20, not 20.0
        return form

    def terms(self) -> Conduct:
        """What was entered."""
        values: dict[str, Any] = {
            name: field.data for name, field in self._fields.items() if name in Conduct.__dataclass_fields__
        }
        values["opens_at"], values["closes_at"] = _moment(self.opens_at.data), _moment(self.closes_at.data)
        values["grace_minutes"] = values["grace_minutes"] if values["at_deadline"] == GRACE_TO_SUBMIT else 0
        values["most_apart"] = float(values["most_apart"])
        return Conduct(**values)


class ExtraTimeForm(Form):
    """Extra time for a person."""

    percent = IntegerField(
        _l("Extra time in per cent"),
        default=25,
        validators=[InputRequired(_l("From 1 to 200 per cent.")), NumberRange(1, 200, _l("From 1 to 200 per cent."))],
    )
    from_day = DateField(_l("From"), validators=[InputRequired(_l("Say from which day."))])
    until_day = DateField(_l("Until (empty: until it is ended)"), validators=[Optional()])
    reason = StringField(
        _l("Reason"),
        validators=[InputRequired(_l("Give a reason.")), Length(max=500)],
        description=_l("What was decided and by whom; no diagnosis."),
    )


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(clock.zone()).replace(tzinfo=None)


def _moment(local: datetime | None) -> datetime | None:
    return None if local is None else local.replace(tzinfo=clock.zone()).astimezone(UTC)
