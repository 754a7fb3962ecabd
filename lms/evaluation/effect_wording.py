"""Effects in words: the sentence a manager reads first, reasons, limits, differences with their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.evaluation.effect_labels import BETTER, LIMITS, METHODS, NEEDED, REASONS, STRATA, VERDICT_NAMES, WORSE
from lms.kpis.rules.periods import read_month
from lms.kpis.wording import fixed, month_text
from lms.people.labels import FAMILY_NAMES

MINUS = "−"
_DIFFERENCES = {"per_period", "contrast", "att", "imputation", "level", "alone"}
_SIZES = {"breakdown", "drift"}
_SHARES = {"share", "limit"}
_MONTHS = {"cohort", "start", "month"}
_OF_UNIT: dict[str, Any] = {
    "percentage_points": _l("%(number)s points"),
    "points": _l("%(number)s score points"),
    "minutes": _l("%(number)s min"),
    "hours": _l("%(number)s h"),
    "days": _l("%(number)s days"),
    "yuan": "¥%(number)s",
}


class Told(Protocol):
    """What has to be known of an estimate to put it into words."""

    @property
    def method(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def att(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def people(self) -> int: ...
    @property
    def compared(self) -> int: ...
    @property
    def report(self) -> Mapping[str, Any]: ...


def number(value: float, digits: int, *, signed: bool = False) -> str:
    """With a real minus sign, and where wanted a plus."""
    text = fixed(abs(value), digits)
    is_nothing = float(text.replace(",", "")) == 0
    sign = "" if is_nothing else MINUS if value < 0 else "+" if signed else ""
    return sign + text


def difference(unit: str, value: float | None, digits: int, *, signed: bool = True) -> str:
    """A difference with its unit: +4.1 points."""
    if value is None:
        return "–"
    text = number(value, digits, signed=signed)
    if unit == "orders":
        return str(ngettext("%(number)s order", "%(number)s orders", 1 if abs(value) == 1 else 2, number=text))
    return str(_OF_UNIT.get(unit, "%(number)s")) % {"number": text}


def digits_for(kpi_digits: int, se: float | None) -> int:
    """As many decimals as the KPI has, and one more for figures so small that they would read as nothing."""
    return max(kpi_digits, 1) if se is None or se >= 0.05 else max(kpi_digits, 2)


def months_named(text: str) -> str:
    """2026-03 as the reader writes it."""
    month: date | None = read_month(str(text))
    return month_text(month) if month else str(text)


def reason_text(reason: Mapping[str, Any], unit: str, digits: int) -> str:
    """A reason or warning as a sentence."""
    return str(REASONS[reason["code"]]) % _values(reason["values"], unit, digits)


def _values(given: Mapping[str, Any], unit: str, digits: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in given.items():
        if value is None:
            values[key] = "–"
        elif key in _DIFFERENCES:
            values[key] = difference(unit, value, max(digits, 2) if key == "per_period" else digits)
        elif key in _SIZES:
            values[key] = difference(unit, value, max(digits, 2), signed=False)
        elif key in ("low", "high", "value"):
            values[key] = number(value, digits)
        elif key == "p":
            values[key] = fixed(value, 3)
        elif key == "durbin_watson":
            values[key] = fixed(value, 2)
        elif key in _MONTHS:
            values[key] = months_named(value)
        elif key in _SHARES and isinstance(value, float):
            values[key] = f"{fixed(100 * value, 0)}%"
        elif key == "names":
            values[key] = _(", ").join(str(STRATA.get(one, one)).lower() for one in value)
        elif key == "families":
            values[key] = _(", ").join(str(FAMILY_NAMES.get(one, one)) for one in value)
        else:
            values[key] = value
    return values


def limit_texts(limits: Sequence[Mapping[str, Any]], verdict: str) -> list[str]:
    """What a reader must know of the data. Where nothing was computed nothing was adjusted for either."""
    kept = [one for one in limits if verdict != "refused" or one["code"] not in ("adjusted", "no_covariates")]
    return [str(LIMITS[one["code"]]) % _values(one["values"], "", 1) for one in kept]


def verdict_text(verdict: str, att: float | None, direction: str) -> str:
    """In two words; where an effect is shown, whether it is a good one."""
    if verdict != "effect" or att is None or direction not in ("up", "down"):
        return str(VERDICT_NAMES[verdict])
    return str(BETTER if (att > 0) == (direction == "up") else WORSE)


def verdict_tone(verdict: str, att: float | None, direction: str) -> str:
    """Good, bad, due (be careful) or plain."""
    if verdict == "effect" and att is not None and direction in ("up", "down"):
        return "good" if (att > 0) == (direction == "up") else "bad"
    return "due" if verdict == "not robust" else "plain"


def method_text(method: str) -> str:
    """The label that goes with every figure."""
    return str(METHODS[method])


def in_a_sentence(name: str) -> str:
    """A KPI's name within a sentence: English names begin small there, abbreviations stay as they are."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def sentences(one: Told, kpi: str, digits: int) -> list[str]:
    """What a manager reads first, then why. The first sentence holds the figure or says that there is none."""
    kpi = in_a_sentence(kpi)
    reasons = [reason_text(reason, one.unit, digits) for reason in one.report.get("reasons", ())]
    if one.verdict == "refused" or one.att is None or one.low is None or one.high is None:
        needed = dict.fromkeys(
            str(NEEDED[one["code"]]) for one in one.report.get("reasons", ()) if one["code"] in NEEDED
        )
        return [_("No figure can be given for %(kpi)s.", kpi=kpi), *reasons, *needed]
    said = {
        "people": fixed(one.people, 0), "kpi": kpi, "att": difference(one.unit, one.att, digits),
        "low": number(one.low, digits), "high": number(one.high, digits), "compared": fixed(one.compared, 0),
    }  # fmt: skip
    first = _first(one, said)
    if one.verdict == "inconclusive":
        return [_("Cannot tell: %(sentence)s", sentence=first), *reasons, *_smallest(one, digits)]
    if one.verdict == "not robust":
        return [_("Not robust: %(sentence)s", sentence=first), *reasons]
    return [first, *reasons]


def _first(one: Told, said: dict[str, Any]) -> str:
    if one.method == "series":
        start = months_named(one.report.get("start", ""))
        return _("%(people)s trained people, %(kpi)s %(att)s (95 %% %(low)s to %(high)s) from %(start)s on, against their own course before. Weaker evidence: nobody was left to compare with, and whatever else changed in that month is included.", start=start, **said)  # fmt: skip
    if one.method == "two_arms":
        return _("%(people)s people drawn by lot to be trained first, %(kpi)s %(att)s (95 %% %(low)s to %(high)s) against %(compared)s drawn for later.", **said)  # fmt: skip
    drift = one.report.get("drift")
    if one.verdict == "effect" and drift:
        return _("%(people)s trained people, %(kpi)s %(att)s (95 %% %(low)s to %(high)s) against %(compared)s not yet trained; the two groups moved alike in the %(months)s months before.", months=drift["events"], **said)  # fmt: skip
    return _("%(people)s trained people, %(kpi)s %(att)s (95 %% %(low)s to %(high)s) against %(compared)s not yet trained.", **said)  # fmt: skip


def _smallest(one: Told, digits: int) -> list[str]:
    smallest = one.report.get("smallest_effect")
    if smallest is None:
        return []
    size = difference(one.unit, smallest, digits, signed=False)
    return [_("An effect of about %(size)s or more would probably have shown in these data; a smaller one would not.", size=size)]  # fmt: skip


def second_opinion(one: Told, digits: int) -> str | None:
    """What imputation says beside it."""
    found = one.report.get("imputation") or {}
    if found.get("att") is None:
        return None
    att = difference(one.unit, found["att"], digits)
    if found.get("low") is None:  # of an estimate from before it had an interval
        return _("Second opinion (imputation, Borusyak, Jaravel and Spiess 2024): %(att)s.", att=att)
    low, high = number(found["low"], digits), number(found["high"], digits)
    return _("Second opinion (imputation, Borusyak, Jaravel and Spiess 2024): %(att)s (95 %% %(low)s to %(high)s).", att=att, low=low, high=high)  # fmt: skip


def two_way_warning(one: Told, digits: int) -> str | None:
    """What the common regression would say, and why nobody should take it."""
    found = one.report.get("twfe") or {}
    if found.get("att") is None:
        return None
    return _("A regression with two-way fixed effects would say %(att)s. It takes people trained earlier for a comparison and can report half of the truth: do not use it.", att=difference(one.unit, found["att"], digits))  # fmt: skip


def drift_sentences(one: Told, digits: int) -> list[str]:
    """How the groups moved before, and what drift the finding would survive."""
    drift, limit = one.report.get("drift"), one.report.get("breakdown")
    if not drift or one.verdict == "refused":
        return []
    more = max(digits, 2)
    said = {
        "drift": difference(one.unit, drift["per_period"], more), "low": number(drift["low"], more),
        "high": number(drift["high"], more), "p": fixed(drift["p"], 3),
    }  # fmt: skip
    found = [_("Before training the groups moved apart by %(drift)s a month (95 %% %(low)s to %(high)s, p = %(p)s).", **said)]  # fmt: skip
    if limit is not None:
        size = difference(one.unit, limit, more, signed=False)
        found.append(_("The finding would hold up to a steady drift of %(size)s a month.", size=size))
    return found
