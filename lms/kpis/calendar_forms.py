"""The shape of a working-time calendar on the page: what is written into it, and the calendar that it makes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    FloatField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.core.forms import Form, options
from lms.kpis.rules.calendar_text import DayFault, Written, days_text, read_days, read_shifts, shifts_text
from lms.kpis.rules.working_time import FIRST_DAY, LAST_DAY, Calendar, CalendarFault

PRIORITIES = ("P0", "P1", "P2", "P3")
MOST_HOURS = 2000
WEEKDAY_NAMES: dict[str, Any] = {
    "mon": _l("Monday"), "tue": _l("Tuesday"), "wed": _l("Wednesday"), "thu": _l("Thursday"), "fri": _l("Friday"),
    "sat": _l("Saturday"), "sun": _l("Sunday"),
}  # fmt: skip
FAULTS: dict[str, Any] = {
    "shift_unreadable": _l("“%(text)s” is no shift. Write it as 08:30–12:00."),
    "shift_backward": _l("“%(text)s” ends before it begins. Write a night shift as two: until 24:00, and from 00:00 the next day."),
    "shifts_overlap": _l("“%(text)s” begins before the shift in front of it ends."),
    "shifts_many": _l("A day has at most four shifts."),
    "day_unreadable": _l("“%(text)s” is no day. Write it as 2026-10-01, or a span as 2026-10-01 – 2026-10-07."),
    "days_backward": _l("“%(text)s” ends before it begins, or is longer than a year."),
    "day_without_shifts": _l("“%(text)s” needs its shifts, since Monday has none to take over."),
    "day_twice": _l("%(text)s stands here twice."),
    "day_both": _l("%(text)s is a holiday above. It can only be one of the two."),
}  # fmt: skip
FILE_FAULTS: dict[str, Any] = {
    "calendar_not_toml": _l("This is no valid TOML from line %(line)s, column %(column)s on. Often an equals sign or a quotation mark is missing there."),
    "calendar_no_week": _l("The table [week] with the shifts of each day of the week is missing."),
    "calendar_weekday": _l("[week] has a day “%(value)s”; it can be: %(known)s."),
    "calendar_special": _l("[special] must be a table of days with their shifts."),
    "calendar_urgent": _l("“around_the_clock” must be a list of priorities, such as [\"P0\"]."),
    "calendar_day": _l("In “%(place)s”, “%(value)s” is no day between 1990 and 2060. Write it as 2026-10-01."),
    "calendar_shifts": _l("“%(place)s” must be a list of shifts such as [\"08:30-12:00\"], not “%(value)s”."),
    "calendar_shift": _l("In “%(place)s”, “%(value)s” is no shift. Write it as 08:30-12:00."),
    "calendar_backward": _l("In “%(place)s”, “%(value)s” ends before it begins. Write a night shift as two: until 24:00, and from 00:00 the next day."),
    "calendar_overlap": _l("In “%(place)s”, a shift begins before the shift in front of it ends."),
    "calendar_many": _l("“%(place)s” has more than %(most)s shifts."),
}  # fmt: skip
"""What can be wrong with a calendar's file."""
_LIMIT = [Optional(), NumberRange(0.1, MOST_HOURS, _l("Enter 0.1 to 2,000 hours."))]


def fault_text(fault: DayFault) -> str:
    """What is wrong and where, in the reader's language."""
    said = str(FAULTS[fault.code]) % {"text": fault.text}
    return said if fault.line == 1 else _("Line %(line)s: %(what)s", line=fault.line, what=said)


def calendar_fault_text(fault: CalendarFault | UnicodeDecodeError) -> str:
    """What is wrong with a file, and where, in the reader's language."""
    if isinstance(fault, UnicodeDecodeError):
        return _("The file is not written in UTF-8.")
    return str(FILE_FAULTS[fault.code]) % fault.values


def shifts_field(day: str) -> StringField:
    """The shifts of a day of the week."""
    return StringField(WEEKDAY_NAMES[day], validators=[Length(max=120)])


def near_days(form: Any, field: Field) -> None:
    """Within what a calendar covers."""
    if isinstance(field.data, date) and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(_l("Choose a day from 1990 to 2060."))


class TryForm(Form):
    """An order to try a calendar on."""

    opened = DateTimeLocalField(_l("An order opened on"), validators=[Optional()], format=["%Y-%m-%dT%H:%M"])
    limit = FloatField(_l("Limit in working hours"), validators=_LIMIT)
    priority = SelectField(_l("Priority"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.priority.choices = options((code, code) for code in PRIORITIES)


class CalendarForm(TryForm):
    """A version of the calendar. `tried` holds the print of what was tried last."""

    mon, tue, wed, thu, fri = (shifts_field(day) for day in ("mon", "tue", "wed", "thu", "fri"))
    sat, sun = shifts_field("sat"), shifts_field("sun")
    holidays = TextAreaField(
        _l("Holidays"),
        validators=[Length(max=20_000)],
        description=_l("One day or span a line: 2026-10-01 – 2026-10-07."),
    )
    worked = TextAreaField(
        _l("Make-up working days"),
        validators=[Length(max=20_000)],
        description=_l("One day a line, with shifts where they differ from Monday's: 2026-10-10 08:30–12:00. Half days stand here too."),
    )  # fmt: skip
    around = SelectMultipleField(
        _l("Priorities whose clock never stops"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        choices=options((code, code) for code in PRIORITIES),
    )  # fmt: skip
    from_day = DateField(
        _l("In force from the day"),
        validators=[Optional(), near_days],
        description=_l("Days before it keep the calendar that held then. Empty: it always held."),
    )
    reason = StringField(_l("Why"), validators=[Length(max=200)], description=_l("Such as the notice that it follows."))
    file = FileField(_l("From a TOML file"), description=_l("As it was downloaded here, or written for “lms kpis calendar load”. It fills the form; nothing is saved yet."))  # fmt: skip
    tried = HiddenField()

    def week_fields(self) -> list[Field]:
        """The days of the week, Monday first."""
        return [self[day] for day in WEEKDAY_NAMES]

    def fill(self, calendar: Calendar) -> None:
        """Write a calendar into the form."""
        for field, shifts in zip(self.week_fields(), calendar.week, strict=True):
            field.data = shifts_text(shifts)
        self.holidays.data = days_text(calendar.special, free=True)
        self.worked.data = days_text(calendar.special, free=False)
        self.around.data = list(calendar.around_the_clock)

    def written(self) -> Written | None:
        """The calendar that is written here; None where something cannot be read, which then stands beside its field."""
        week = [self._read(field, lambda field=field: read_shifts(field.data or "")) for field in self.week_fields()]
        free = self._read(self.holidays, lambda: read_days(self.holidays.data or ""))
        worked = self._read(self.worked, lambda: read_days(self.worked.data or "", worked=week[0] or ()))
        for day in sorted(set(free or ()) & set(worked or ())):
            self.worked.errors = [fault_text(DayFault("day_both", str(day)))]
            worked = None
        if free is None or worked is None or any(shifts is None for shifts in week):
            return None
        known = tuple(code for code in PRIORITIES if code in (self.around.data or ()))
        calendar = Calendar(tuple(week), {**free, **worked}, known, self.from_day.data)
        return Written(calendar, self.reason.data or "")

    def _read(self, field: Field, reading: Any) -> Any:
        try:
            return reading()
        except DayFault as fault:
            field.errors = [fault_text(fault)]
            return None


def friday_evening(day: date) -> datetime:
    """The end of the first Friday's work from a day on: where calendars show what they are."""
    return datetime.combine(day + timedelta(days=(4 - day.weekday()) % 7), time(17, 30))
