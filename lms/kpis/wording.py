"""Figures in the reader's words: numbers with their units, intervals, targets, months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.core.i18n import language
from lms.kpis.models import KpiVersion
from lms.kpis.queries.about import ALL, About
from lms.kpis.rules.figures import Figure, within_scale
from lms.kpis.rules.findings import BETTER, LESS, MORE, NEW, SAME, WORSE, Change
from lms.kpis.rules.periods import Span, shift


class Written(Protocol):
    """What has to be known of a KPI to write its values: a version of it, or what a record kept of one."""

    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def digits(self) -> int: ...
    @property
    def least_sample(self) -> int: ...


@dataclass(frozen=True)
class Scale:
    """How values are written where no version of a KPI is at hand."""

    kind: str
    unit: str
    digits: int
    least_sample: int = 0


_WITH_UNIT: dict[str, Any] = {
    "percent": "%(number)s%%",
    "points": "%(number)s",
    "minutes": _l("%(number)s min"),
    "hours": _l("%(number)s h"),
    "days": _l("%(number)s days"),
    "yuan": "¥%(number)s",
    "number": "%(number)s",
}
FINDINGS: dict[str, Any] = {
    BETTER: _l("%(kpi)s became better: %(now)s in the last %(months)s months, %(before)s in those before. The intervals lie apart."),
    WORSE: _l("%(kpi)s became worse: %(now)s in the last %(months)s months, %(before)s in those before. The intervals lie apart."),
    MORE: _l("%(kpi)s rose: %(now)s in the last %(months)s months, %(before)s in those before. The intervals lie apart."),
    LESS: _l("%(kpi)s fell: %(now)s in the last %(months)s months, %(before)s in those before. The intervals lie apart."),
    SAME: _l("%(kpi)s shows no certain change: %(now)s in the last %(months)s months, %(before)s in those before. The intervals meet."),
    NEW: _l("%(kpi)s was %(now)s in the last %(months)s months; before that there are too few orders to compare."),
}  # fmt: skip
TOO_FEW = _l("%(kpi)s: too few orders in the last %(months)s months to say anything (n = %(n)s, at least %(least)s are needed).")  # fmt: skip
_ARROWS = {"up": "≥ ", "down": "≤ ", "none": ""}


def fixed(value: float, digits: int) -> str:
    """A number with exactly so many decimals, so that columns and intervals line up. Chinese and English write it alike, and
    a heat map writes thousands, so no pattern of a language is asked."""
    return f"{value:,.{digits}f}"


def value_text(version: Written, value: float | None) -> str:
    """A value with its unit: 84.6%, 3.2 h, 128 orders."""
    if value is None:
        return "–"
    if version.unit == "orders":
        return str(ngettext("%(number)s order", "%(number)s orders", 1 if value == 1 else 2, number=fixed(value, version.digits)))  # fmt: skip
    return str(_WITH_UNIT.get(version.unit, _WITH_UNIT["number"])) % {"number": fixed(value, version.digits)}


def limit_text(version: Written, value: float | None) -> str:
    """A limit that somebody set: with its unit, and no more decimals than it needs."""
    whole = value is None or float(value).is_integer()
    return value_text(Scale(version.kind, version.unit, 0 if whole else version.digits), value)


def interval_text(version: Written, figure: Figure) -> str:
    """The limits of 95 %; nothing where there are none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = within_scale(version.kind, version.unit, figure.low, figure.high)
    return f"{fixed(low, version.digits)}–{fixed(high, version.digits)}"


def basis_text(version: Written, figure: Figure) -> str:
    """What stands behind a figure: how many orders, and its interval."""
    n, limits = fixed(figure.n, 0), interval_text(version, figure)
    if not limits:
        return _("n = %(n)s", n=n)
    return _("n = %(n)s · 95%% %(limits)s", n=n, limits=limits)


def few_text(version: Written, figure: Figure) -> str:
    """Why a figure says little."""
    return _("Too few: n = %(n)s of at least %(least)s", n=fixed(figure.n, 0), least=version.least_sample)


def target_text(version: KpiVersion, value: float) -> str:
    """A target with its side: ≥ 85%."""
    return _ARROWS[version.direction] + value_text(version, value)


def suffix_of(version: KpiVersion) -> str:
    """What stands behind the numbers of an axis."""
    return "%" if version.unit == "percent" else ""


def finding_text(version: KpiVersion, now: Figure, before: Figure, found: Change, months: int) -> str:
    """The sentence above the chart."""
    said = {"kpi": version.name, "months": months}
    if found.word not in FINDINGS:
        return str(TOO_FEW) % {**said, "n": fixed(now.n, 0), "least": version.least_sample}
    return str(FINDINGS[found.word]) % {**said, "now": value_text(version, now.value), "before": value_text(version, before.value)}  # fmt: skip


def waiting_text(span: Span) -> str:
    """Beside a figure of months that end earlier than those asked for."""
    return _("until %(month)s; later months are not ripe yet", month=month_text(span.last))


def left_out_text(version: KpiVersion, span: Span) -> str:
    """Why the newest months of a KPI that looks ahead are not compared."""
    return _(
        "These are the months until %(month)s: later ones are not ripe yet, since their last %(days)s-day window is still open.",
        month=month_text(span.last), days=version.window_days,
    )  # fmt: skip


def month_text(month: date) -> str:
    """2026年3月, Mar 2026."""
    return f"{month.year}年{month.month}月" if language() == "zh" else month.strftime("%b %Y")


def months_text(months: Iterable[date]) -> str:
    """Months as few words: those that follow each other as one stretch."""
    stretches: list[Span] = []
    for month in sorted(months):
        if stretches and shift(stretches[-1].last, 1) == month:
            stretches[-1] = Span(stretches[-1].first, month)
        else:
            stretches.append(Span(month, month))
    return _(", ").join(span_text(span) for span in stretches)


def span_text(span: Span) -> str:
    """One month, or from one to another."""
    if span.first == span.last:
        return month_text(span.first)
    return _("%(first)s to %(last)s", first=month_text(span.first), last=month_text(span.last))


def name_text(about: About) -> str:
    """Whose figures they are."""
    return _("Everything together") if about.kind == ALL and not about.name else str(about.name)
