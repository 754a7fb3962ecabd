"""Public holidays as the library `holidays` has them, with the weekend days worked in their stead. Read on first use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from lms.workdays.rules import FIRST, LAST

COUNTRY = "CN"
_AMERICAN = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
"""As the library writes a day inside an English name; here months and days must not be mistaken for one another."""


@dataclass(frozen=True)
class PublicHoliday:
    """One day on which people are off by law, or one that is worked in the stead of such a day."""

    day: date
    works: bool
    zh: str
    en: str


@cache
def public_holidays() -> dict[date, PublicHoliday]:
    """Every special day of the calendar."""
    import holidays  # heavy; only who asks for the calendar pays for it

    years = range(FIRST.year, LAST.year + 1)
    zh = holidays.country_holidays(COUNTRY, years=years, language="zh_CN")
    en = holidays.country_holidays(COUNTRY, years=years, language="en_US")
    found = {day: PublicHoliday(day, False, zh[day], _AMERICAN.sub(r"\3-\1-\2", en[day])) for day in en}
    for day in en.weekend_workdays:
        if FIRST <= day <= LAST:
            found[day] = PublicHoliday(day, True, "调休上班", "Worked in the stead of a holiday")
    return found


@cache
def announced_until() -> int:
    """The last year for which the days worked in the stead of holidays are known: later ones are an estimate."""
    return max((one.day.year for one in public_holidays().values() if one.works), default=FIRST.year)
