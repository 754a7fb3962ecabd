"""Public holidays as the library `holidays` has them, with the weekend days worked in their stead. Read on first use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from lms.core.bilingual import Bilingual
from lms.core.i18n import day_in_both
from lms.workdays.rules import FIRST, LAST

COUNTRY = "CN"
_DAY_EN, _DAY_ZH = (
    re.compile(r"(?P<m>\d\d)/(?P<d>\d\d)/(?P<y>\d{4})"),
    re.compile(r" ?(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d) ?"),
)
"""As the library writes a day inside a name; here days are written as on every page."""


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
    found = {day: PublicHoliday(day, False, _DAY_ZH.sub(_zh, zh[day]), _DAY_EN.sub(_en, en[day])) for day in en}
    for day in en.weekend_workdays:
        if FIRST <= day <= LAST:
            found[day] = PublicHoliday(day, True, "调休上班", "Worked in the stead of a holiday")
    return found


def _within(found: re.Match[str]) -> Bilingual:
    return day_in_both(date(int(found["y"]), int(found["m"]), int(found["d"])))


def _zh(found: re.Match[str]) -> str:
    return _within(found).zh


def _en(found: re.Match[str]) -> str:
    return _within(found).en


@cache
def announced_until() -> int:
    """The last year for which the days worked in the stead of holidays are known: later ones are an estimate."""
    return max((one.day.year for one in public_holidays().values() if one.works), default=FIRST.year)
