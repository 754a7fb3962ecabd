"""One benefit from plain data: measured by comparison, taken from people's estimates, or given as money."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from lms.evaluation.rules.returns import case as cases
from lms.evaluation.rules.returns.case import Benefit, Case, Conversion, Estimate
from lms.evaluation.rules.returns.estimates import split_extremes
from lms.evaluation.rules.returns.inputs import Input, Term, effect_limits
from lms.evaluation.rules.returns.places import path_text
from lms.evaluation.rules.returns.table import Table, as_number

ONE, ZERO = Decimal(1), Decimal(0)
POINTS = frozenset({
    "percentage_points", "percentage points", "percentage point", "points", "point", "pp", "%", "％", "百分点", "个百分点",
})  # fmt: skip
"""Units of a share. A point of a share is money only through how many orders it is, which nobody may leave to chance."""


def read_benefit(table: Table, people: Decimal | None, case: Case, extreme_factor: Decimal) -> Benefit:
    """The benefit with all its factors. `people` is how many were trained in the whole case."""
    code = table.text("code")
    name = table.text("name", code)
    path = path_text(table.path)
    lowers = table.choice("direction", ("up", "down"), "up") == "down"
    isolation, source = table.choice("isolation", cases.ISOLATIONS), table.text("source", "")
    overlap, unit = table.text("overlap", ""), table.text("unit", "")
    trained = table.number("people", people, least=ZERO, above=True, optional=True)
    ways = [key for key in ("effect", "amount", "estimate") if table.has(key)]
    if len(ways) != 1:
        table.fault("one_way", ways[0] if ways else None)
    estimates: tuple[Estimate, ...] = ()
    extremes: tuple[Estimate, ...] = ()
    if "estimate" in ways:
        given = tuple(_estimate(one) for one in table.tables("estimate"))
        estimates, extremes = split_extremes(given, float(extreme_factor))
        if trained is None:
            table.fault("missing", "people")
        elif len(given) > trained:
            table.fault("too_many_estimates", "estimate", given=len(given), people=trained)
        total = sum((one.adjusted for one in estimates), ZERO)
        effect = Input(f"{path}.estimate", total / (trained or ONE), line=table.line_of("estimate"), unit=unit)
    else:
        effect = _effect(table, "amount" if "amount" in ways else "effect", lowers, unit)
    asked, months = _months(table, case)
    factors = [effect]
    if "estimate" not in ways and isolation in cases.ESTIMATED:
        factors += _sure(table)
    conversion = None
    if "amount" not in ways:
        if (
            "effect" in ways
            and unit.lower() in POINTS
            and not (table.has("per_unit_month") or table.has("unit_months"))
        ):
            table.fault("points_unsaid", "per_unit_month")
        factors += _quantity(table, path, trained, months)
        conversion = _conversion(table)
        if conversion is not None:
            factors += [conversion.value, *([conversion.confidence] if conversion.confidence else [])]
    elif months != asked:
        factors.append(Input(f"{path}.months", months / asked, line=table.line_of("months")))
    table.close()
    return Benefit(
        code=code,
        name=name,
        isolation=isolation,
        source=source,
        term=Term(path, name, tuple(factors), table.line),
        overlap=overlap,
        unit=unit,
        lowers=lowers,
        conversion=conversion,
        estimates=estimates,
        extremes=extremes,
        trained=trained,
        months=months,
        months_asked=asked,
        line=table.line,
    )


def _effect(table: Table, key: str, lowers: bool, unit: str) -> Input:
    """A figure with the limits of 95 % that were given, or those that its standard error makes; turned so that more is
    better."""
    value = table.number(key)
    se, df = table.number("se", optional=True, least=ZERO), table.number("df", optional=True, least=ONE)
    low, high = table.number("low", optional=True), table.number("high", optional=True)
    name, line = path_text((*table.path, key)), table.line_of(key)
    if value is None:
        return Input(name, ZERO, line=line, unit=unit)
    degrees = float(df) if df is not None else None
    if low is not None or high is not None:
        low, high = table.ordered(value, low, high)
    elif se is not None:
        low, high = effect_limits(value, se, degrees)
    else:
        return Input(name, -value if lowers else value, line=line, unit=unit)
    if lowers:
        value, low, high = -value, -high, -low
    return Input(name, value, "effect", low, high, degrees, line, unit)


def _sure(table: Table) -> list[Input]:
    """Whoever says what part the training had says how sure they are. Of a version that was kept before this was asked there is
    nothing to multiply by."""
    percent = table.percent("confidence", optional=True)
    if percent is None:
        table.fault("confidence_unsaid", "confidence")
        return []
    return [Input(path_text((*table.path, "confidence")), percent / 100, line=table.line_of("confidence"))]


def _months(table: Table, case: Case) -> tuple[Decimal, Decimal]:
    """The months asked for, and those that count: the first year unless more was approved."""
    asked = table.number("months", case.months, least=ZERO, most=Decimal(120), above=True) or case.months
    return asked, min(asked, case.allowed_months)


def _quantity(table: Table, path: str, people: Decimal | None, months: Decimal) -> list[Input]:
    """How often the effect counts: people × months (or the unit-months themselves) × units in one unit-month."""
    if table.has("unit_months"):
        count = table.number("unit_months", least=ZERO) or ZERO
        often = [Input(f"{path}.unit_months", count, line=table.line_of("unit_months"), unit="unit-months")]
        if table.has("months"):
            table.fault("months_twice", "months")
    else:
        if people is None:
            table.fault("missing", "people")
        often = [
            _inherited(table, "people", people or ZERO),
            _inherited(table, "months", months),
        ]
    per = table.number("per_unit_month", ONE, least=ZERO)
    if per is not None and table.has("per_unit_month"):
        often.append(Input(f"{path}.per_unit_month", per, line=table.line_of("per_unit_month")))
    return often


def _inherited(table: Table, key: str, value: Decimal) -> Input:
    """A figure of the benefit itself, or of the case it belongs to, under the name of wherever it stands."""
    place = table.path
    while (*place, key) not in table.places.lines and place:
        place = place[:-1]
    return Input(path_text((*place, key)), value, line=table.places.lines.get((*place, key)), unit=key)


def _conversion(table: Table) -> Conversion | None:
    within = table.table("money")
    if within is None:
        table.fault("missing", "money")
        return None
    value = within.uncertain("value", least=ZERO)
    method, source = within.choice("method", cases.METHODS), within.text("source", "")
    needed = method in cases.OPINIONS
    percent = within.percent("confidence", optional=not needed)
    confidence = None
    if percent is not None:
        place = path_text((*within.path, "confidence"))
        confidence = Input(place, percent / 100, line=within.line_of("confidence"))
    within.taken.add("alternatives")
    listed = within.content.get("alternatives", [])
    alternatives = [as_number(one) for one in listed] if isinstance(listed, list) else [None]
    if None in alternatives:
        within.fault("no_numbers", "alternatives")
    within.close()
    if value is None:
        return None
    return Conversion(value, method, source, confidence, tuple(one for one in alternatives if one is not None))


def _estimate(table: Table) -> Estimate:
    one = Estimate(
        who=table.text("who", ""),
        improvement=table.number("improvement", optional=True),
        contribution=table.percent("contribution", optional=True),
        confidence=table.percent("confidence", optional=True),
        excluded=table.text("exclude", ""),
        line=table.line,
    )
    table.close()
    return replace(one, who=one.who or "–")
