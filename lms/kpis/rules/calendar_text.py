"""A working-time calendar as people write it: shifts on a line, holidays and days worked one a line, and the TOML file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lms.kpis.rules.working_time import DAY, FIRST_DAY, LAST_DAY, MOST_SHIFTS, Calendar, Shift, Shifts

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_SPAN = 366
_SHIFT = re.compile(r"(\d{1,2})[:：](\d\d)\s*(?:-|–|—|~|～|至|to)\s*(\d{1,2})[:：](\d\d)")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TO = re.compile(r"\s*(?:-|–|—|~|～|至|to|\.\.)\s*")


class DayFault(ValueError):
    """What is written cannot be read: a code, the line (from 1), and the text in question."""

    def __init__(self, code: str, text: str, line: int = 1) -> None:
        super().__init__(f"line {line}: {code}: {text}")
        self.code, self.text, self.line = code, text, line


def shifts_text(shifts: Shifts) -> str:
    """08:30–12:00, 13:00–17:30."""
    return ", ".join(f"{_time(shift.since)}–{_time(shift.until)}" for shift in shifts)


def read_shifts(text: str, line: int = 1) -> Shifts:
    """The shifts of a day as written; nothing written is a free day."""
    found: list[Shift] = []
    for part in re.split(r"[,;，；、]", text):
        if not part.strip():
            continue
        match = _SHIFT.fullmatch(part.strip())
        if match is None:
            raise DayFault("shift_unreadable", part.strip(), line)
        since, until = _minute(match[1], match[2]), _minute(match[3], match[4])
        if since is None or until is None:
            raise DayFault("shift_unreadable", part.strip(), line)
        if until <= since:
            raise DayFault("shift_backward", part.strip(), line)
        if found and since < found[-1].until:
            raise DayFault("shifts_overlap", part.strip(), line)
        found.append(Shift(since, until))
    if len(found) > MOST_SHIFTS:
        raise DayFault("shifts_many", text.strip(), line)
    return tuple(found)


def days_text(special: Mapping[date, Shifts], *, free: bool) -> str:
    """Holidays (days without shifts), those that follow one another as a span, or the days worked, one a line."""
    if not free:
        return "\n".join(f"{day} {shifts_text(shifts)}" for day, shifts in sorted(special.items()) if shifts)
    lines = []
    for first, last in spans(day for day, shifts in special.items() if not shifts):
        lines.append(str(first) if first == last else f"{first} – {last}")
    return "\n".join(lines)


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow one another, as first and last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def read_days(text: str, *, worked: Shifts | None = None) -> dict[date, Shifts]:
    """Days written one a line, or a span of them. Without `worked` they are free; else each has the shifts written behind
    it, or `worked` where none are."""
    found: dict[date, Shifts] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        first, rest = _day(line.strip(), line, number)
        last, between = first, _TO.match(rest)
        if between and _DAY.match(rest[between.end() :]):
            last, rest = _day(rest[between.end() :], line, number)
        if not first <= last < first + timedelta(days=MOST_SPAN):
            raise DayFault("days_backward", line.strip(), number)
        rest = rest.strip(" \t,，:：")
        if rest and worked is None:
            raise DayFault("day_unreadable", line.strip(), number)
        shifts = (read_shifts(rest, number) or worked) if worked is not None else ()
        if worked is not None and not shifts:
            raise DayFault("day_without_shifts", line.strip(), number)
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            if day in found:
                raise DayFault("day_twice", str(day), number)
            found[day] = shifts or ()
    return found


@dataclass(frozen=True)
class Written:
    """A calendar with what it is called and why it was made, as the file holds it."""

    calendar: Calendar
    reason: str = ""


def to_toml(written: Written) -> str:
    """The calendar as the file that `lms kpis calendar load` takes."""
    calendar = written.calendar
    lines = ["# When the clock of a service level runs. Times are those of the organisation's zone."]
    if written.reason:
        lines.append(f"reason = {json.dumps(written.reason, ensure_ascii=False)}")
    if calendar.since:
        lines.append(f'from = "{calendar.since}" # days before it keep the calendar that held then')
    lines.append(
        f"around_the_clock = {json.dumps(list(calendar.around_the_clock))} # priorities whose clock never stops"
    )
    lines += ["", "[week]"]
    lines += [f"{name} = {_list(shifts)}" for name, shifts in zip(WEEKDAYS, calendar.week, strict=True)]
    lines += ["", "# Holidays have no shifts; days worked in their stead have some.", "[special]"]
    lines += [f'"{day}" = {_list(shifts)}' for day, shifts in sorted(calendar.special.items())]
    return "\n".join(lines) + "\n"


def _list(shifts: Shifts) -> str:
    return json.dumps([f"{_time(shift.since)}-{_time(shift.until)}" for shift in shifts])


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(hour: str, minute: str) -> int | None:
    value = int(hour) * 60 + int(minute)
    return value if int(minute) < 60 and value <= DAY else None


def _day(text: str, line: str, number: int) -> tuple[date, str]:
    match = _DAY.match(text)
    if match is None:
        raise DayFault("day_unreadable", line.strip(), number)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as fault:
        raise DayFault("day_unreadable", line.strip(), number) from fault
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DayFault("day_unreadable", line.strip(), number)
    return day, text[match.end() :]
