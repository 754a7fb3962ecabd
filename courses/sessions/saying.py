"""When and where, said in both languages: for notices, which are read later, and for pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location
from flask_babel import force_locale
from flask_babel import gettext as _

from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.i18n import LOCALES

_PATTERNS = {"zh": "M月d日 EEE", "en": "EEE d MMM"}
_WITH_YEAR = {"zh": "y年M月d日 EEE", "en": "EEE d MMM y"}


def both(say: Callable[[], str]) -> Bilingual:
    """What is said, in both languages."""
    found = {}
    for language, locale in LOCALES.items():
        with force_locale(locale):
            found[language] = say()
    return Bilingual(**found)


@lru_cache(maxsize=4000)
def day_words(day: date, *, year: bool = False) -> Bilingual:
    """A day with its day of the week."""
    patterns = _WITH_YEAR if year else _PATTERNS
    return Bilingual(**{code: format_date(day, patterns[code], locale=LOCALES[code]) for code in LOCALES})


@lru_cache(maxsize=400)
def month_words(day: date) -> Bilingual:
    """The month in which a day lies."""
    patterns = {"zh": "y年M月", "en": "MMMM y"}
    return Bilingual(**{code: format_date(day, patterns[code], locale=LOCALES[code]) for code in LOCALES})


@lru_cache(maxsize=50)
def weekday_words(day: date) -> Bilingual:
    """The day of the week."""
    return Bilingual(**{code: format_date(day, "EEE", locale=LOCALES[code]) for code in LOCALES})


@lru_cache(maxsize=200)
def zone_words(zone: str) -> Bilingual:
    """A time zone by its city."""
    return Bilingual(
        **{
            code: str(get_timezone_location(ZoneInfo(zone), locale=Locale.parse(LOCALES[code]), return_city=True))
            for code in LOCALES
        }
    )


def clock_words(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """The hours, as the clocks of the zone show them."""
    there = ZoneInfo(zone)
    first, last = starts_at.astimezone(there), ends_at.astimezone(there)
    later = f" +{(last.date() - first.date()).days}" if last.date() != first.date() else ""
    return f"{first:%H:%M}–{last:%H:%M}{later}"


def when(span: Span, zone: str, *, year: bool = False) -> Bilingual:
    """A sitting: the day and the hours, with the zone where it is not the organisation's."""
    day = day_words(span.starts_at.astimezone(ZoneInfo(zone)).date(), year=year)
    hours = clock_words(span.starts_at, span.ends_at, zone)
    if zone == clock.zone().key:
        return Bilingual(f"{day.zh} {hours}", f"{day.en}, {hours}")
    city = zone_words(zone)
    return Bilingual(f"{day.zh} {hours}（{city.zh}时间）", f"{day.en}, {hours} ({city.en} time)")


def first_day(starts_at: datetime, zone: str) -> Bilingual:
    """When a session begins."""
    day = day_words(starts_at.astimezone(ZoneInfo(zone)).date())
    at = f"{starts_at.astimezone(ZoneInfo(zone)):%H:%M}"
    if zone == clock.zone().key:
        return Bilingual(f"{day.zh} {at}", f"{day.en}, {at}")
    city = zone_words(zone)
    return Bilingual(f"{day.zh} {at}（{city.zh}时间）", f"{day.en}, {at} ({city.en} time)")


def joined(parts: Sequence[Bilingual]) -> Bilingual:
    """Several one after another, as each language joins them."""
    return Bilingual("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def nobody() -> Bilingual:
    """Where nobody or nothing is named."""
    return both(lambda: _("none"))


def no_reason() -> Bilingual:
    """Where nobody said why."""
    return both(lambda: _("no reason given"))
