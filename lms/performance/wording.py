"""Months, quarters and figures of cards in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import force_locale, format_date, format_decimal, lazy_pgettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.core.bilingual import Bilingual
from lms.core.i18n import LOCALES, language, number
from lms.kpis.rules.figures import within_scale
from lms.performance.queries.definitions import KpiFacts
from lms.performance.rules.definitions import GROWTH, UNIT
from lms.performance.rules.growth import CERTIFICATION, PARTICIPATION, RATING
from lms.performance.rules.observing import LATER, UNRIPE
from lms.performance.rules.periods import Period, Span
from lms.performance.rules.score import NO_DATA, TOO_FEW, LineResult

GROWTH_NAMES: dict[str, Any] = {
    GROWTH + PARTICIPATION: _l("Training participation"),
    GROWTH + CERTIFICATION: _l("Certification pass rate"),
    GROWTH + RATING: _l("Mentor's rating"),
}
GROWTH_MEANINGS: dict[str, Any] = {
    GROWTH + PARTICIPATION: _l("Courses completed, of those due by then"),
    GROWTH + CERTIFICATION: _l("Certifying examinations passed, of those sat"),
    GROWTH + RATING: _l("The latest rating of the last twelve months"),
}
AUDIENCE_NAMES: dict[str, Any] = {
    "field": _l("Field engineers"),
    "agent": _l("Service agents"),
    "parts": _l("Parts and logistics"),
    "management": _l("Service management"),
    UNIT: _l("Units and teams"),
}
SPAN_NAMES: dict[Span, Any] = {
    Span.MONTH: lazy_pgettext("period", "Month"),
    Span.QUARTER: lazy_pgettext("period", "Quarter"),
    Span.YEAR: lazy_pgettext("period", "Year"),
}
NOTHING_TO_COUNT: dict[str, Any] = {
    GROWTH + PARTICIPATION: _l("no course was due"),
    GROWTH + CERTIFICATION: _l("no examination was sat"),
    GROWTH + RATING: _l("no rating in twelve months"),
}
WHYS: dict[str, Any] = {
    NO_DATA: _l("no work orders"),
    LATER: _l("counted when the month is closed"),
    UNRIPE: _l("not ripe yet: orders still to come decide it"),
}
UNITS: dict[str, Any] = {
    "percent": "%",
    "minutes": _l("min"),
    "hours": _l("h"),
    "days": _l("days"),
}


def month_words(month: date) -> str:
    """March 2026, 2026年3月."""
    return str(format_date(month, "y年M月" if language() == "zh" else "MMMM y"))


def period_words(period: Period) -> str:
    """A month, a quarter, a year in words."""
    if period.span is Span.MONTH:
        return month_words(period.first)
    if period.span is Span.QUARTER:
        return str(_("Q%(quarter)s %(year)s", quarter=period.quarter, year=period.first.year))
    return str(_("Year %(year)s", year=period.first.year))


def both_languages(words: Callable[[Any], str], value: Any) -> Bilingual:
    """What a function of words says, in each language."""
    texts = {}
    for code, locale in LOCALES.items():
        with force_locale(locale):
            texts[code] = words(value)
    return Bilingual.of(texts)


def measure_name(measure: str, kpis: Mapping[str, KpiFacts]) -> str:
    """What a line measures."""
    if measure in GROWTH_NAMES:
        return str(GROWTH_NAMES[measure])
    kpi = kpis.get(measure)
    if kpi is None:
        return measure
    return str(_("%(kpi)s per 100 orders", kpi=kpi.name)) if kpi.is_count else str(kpi.name)


def value_words(measure: str, value: float | None, kpis: Mapping[str, KpiFacts]) -> str:
    """A figure with its unit."""
    if value is None:
        return ""
    if measure.startswith(GROWTH):
        return f"{number(value)}%"
    kpi = kpis.get(measure)
    if kpi is None or kpi.is_count:
        return number(value, 2)
    unit = UNITS.get(kpi.unit, "")
    shown = number(value, kpi.digits)
    return f"{shown}%" if kpi.unit == "percent" else f"{shown} {unit}".rstrip()


def points_words(points: float) -> str:
    """Points with both decimals, so that the column adds up by eye."""
    return str(format_decimal(points, format="#,##0.00"))


def rests_on(one: LineResult) -> str:
    """How many cases a figure rests on, and between which bounds it lies."""
    measure, n = one.line.measure, one.observed.n
    if measure == GROWTH + PARTICIPATION:
        return str(ngettext("%(num)s course due", "%(num)s courses due", n))
    if measure == GROWTH + CERTIFICATION:
        return str(ngettext("%(num)s examination", "%(num)s examinations", n))
    if measure == GROWTH + RATING:
        return str(ngettext("%(num)s person rated", "%(num)s people rated", n))
    return str(ngettext("%(num)s order", "%(num)s orders", n))


def limits(one: LineResult, kpis: Mapping[str, KpiFacts]) -> tuple[float | None, float | None]:
    """The limits of 95 %, within the KPI's scale."""
    low, high, kpi = one.observed.low, one.observed.high, kpis.get(one.line.measure)
    if kpi is None or low is None or high is None:
        return low, high
    return within_scale(kpi.measure.kind, kpi.unit, low, high)


def why(one: LineResult) -> str:
    """Why a line is left out."""
    if one.observed.why == TOO_FEW:
        return str(_("too few orders (%(count)s)", count=one.observed.n))
    if one.observed.why == NO_DATA and one.line.measure in NOTHING_TO_COUNT:
        return str(NOTHING_TO_COUNT[one.line.measure])
    return str(WHYS[one.observed.why])
