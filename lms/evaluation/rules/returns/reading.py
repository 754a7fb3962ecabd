"""A case from plain data: a file's or the database's, in one and the same form."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lms.evaluation.rules.returns import case as cases
from lms.evaluation.rules.returns.benefit_reading import read_benefit
from lms.evaluation.rules.returns.case import Case, CostLine, Intangible, Override, Told
from lms.evaluation.rules.returns.inputs import Input, Term
from lms.evaluation.rules.returns.places import Places, path_text
from lms.evaluation.rules.returns.table import CaseFaults, Fault, Table

ONE, ZERO = Decimal(1), Decimal(0)
ASKED_LATER = frozenset({"no_currency", "points_unsaid", "confidence_unsaid"})


def read_case(
    content: Mapping[str, Any], places: Places | None = None, language: str = "en", *, kept: bool = False
) -> tuple[Case, Case | None]:
    """The case and, where there is one, its forecast, with its texts in a language. Raises CaseFaults with everything that is
    wrong. Of a version that is `kept` nothing is asked that was not asked when it was written: history stays readable."""
    faults: list[Fault] = []
    root = Table(content, (), places or Places(), faults, language)
    forecast_table = root.table("forecast")
    case = _case(root)
    forecast = None
    if forecast_table is not None:
        inherited = {key: content[key] for key in ("title", "currency", "months", "people") if key in content}
        under = Table({**inherited, **forecast_table.content}, forecast_table.path, root.places, faults, language)
        forecast = _case(under)
    if kept:
        faults = [fault for fault in faults if fault.code not in ASKED_LATER]
    if faults:
        raise CaseFaults(sorted(faults, key=lambda fault: fault.line or 0))
    return case, forecast


def _case(root: Table) -> Case:
    title, currency = root.text("title"), _currency(root)
    months = root.number("months", Decimal(cases.FIRST_YEAR), least=ZERO, most=Decimal(120), above=True)
    override = _override(root.table("override"))
    people = root.number("people", optional=True, least=ZERO, above=True)
    factor = root.number("extreme_factor", Decimal("1.5"), least=ZERO)
    evidence = _evidence(root.table("evidence"))
    shell = Case(title, currency, (), (), months=months or ONE, override=override)
    benefits = tuple(read_benefit(one, people, shell, factor or ZERO) for one in root.tables("benefit"))
    codes = [one.code for one in benefits]
    for code in {code for code in codes if codes.count(code) > 1}:
        root.fault("twice", "benefit", same=code)
    if not benefits:
        root.fault("missing", "benefit")
    costs, only_total = _costs(root)
    case = Case(
        title=title,
        currency=currency,
        benefits=benefits,
        costs=costs,
        solution=root.choice("solution", ("short", "long"), "short"),
        target=root.number("target_roi_percent", ZERO, least=Decimal(-100)) or ZERO,
        months=months or ONE,
        seed=int(root.number("seed", ONE, least=ZERO) or ONE),
        evidence=evidence,
        override=override,
        intangibles=tuple(_intangible(one) for one in root.tables("intangible")),
        told=tuple(_told(one) for one in root.tables("told")),
        only_total=only_total,
    )
    _reported(root.table("reported"))
    root.close()
    return case


def _currency(root: Table) -> str:
    """Its code of three letters: money of two spellings of one currency would never be added up."""
    code = root.text("currency", "CNY")
    if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        root.fault("no_currency", "currency", word=code)
    return code


def _reported(table: Table | None) -> None:
    """Figures that somebody else reported: a ratio and an ROI that cannot both be true are refused. Each may be rounded."""
    if table is None:
        return
    bcr, roi = table.number("bcr"), table.number("roi_percent")
    table.close()
    if bcr is not None and roi is not None:
        slack = 100 * _rounding(bcr) + _rounding(roi)
        if abs(roi - 100 * (bcr - 1)) > slack:
            table.fault("impossible_pair", "roi_percent", bcr=bcr, roi=roi, wanted=100 * (bcr - 1))


def _rounding(value: Decimal) -> Decimal:
    """Half of the last place written."""
    exponent = value.as_tuple().exponent
    return ONE.scaleb(exponent if isinstance(exponent, int) else 0) / 2


def _costs(root: Table) -> tuple[tuple[CostLine, ...], bool]:
    table = root.table("costs")
    if table is None:
        root.fault("missing", "costs")
        return (), False
    source = table.text("source", "")
    if table.has("total"):
        lines = _category(table, "total", source)
        table.close()
        return tuple(lines), True
    lines = []
    for category in cases.CATEGORIES:
        table.taken.add(category)
        if not table.has(category):
            table.fault("cost_unanswered", category)
            continue
        lines += _category(table, category, source)
    table.close()
    return tuple(lines), False


def _category(table: Table, category: str, source: str) -> list[CostLine]:
    value = table.content[category]
    if isinstance(value, list):
        if not value:
            table.fault("cost_unanswered", category)
        return [line for one in table.tables(category) if (line := _cost_line(one, category, source)) is not None]
    if isinstance(value, Mapping):
        within = table.table(category)
        line = _cost_line(within, category, source) if within is not None else None
        return [line] if line is not None else []
    amount = table.number(category, least=ZERO)
    if amount is None:
        return []
    name = path_text((*table.path, category))
    one = Input(name, amount, line=table.line_of(category))
    return [CostLine(category, "", Term(name, "", (one,), one.line), source, amount, line=one.line)]


def _cost_line(table: Table, category: str, source: str) -> CostLine | None:
    name, source = table.text("name", ""), table.text("source", source)
    path = path_text(table.path)
    if table.has("hours"):
        hours, rate = table.number("hours", least=ZERO), table.uncertain("rate", least=ZERO)
        known = Input(f"{path}.hours", hours or ZERO, line=table.line_of("hours"), unit="hours")
        factors: tuple[Input, ...] = (known, rate) if rate is not None else (known,)
    else:
        amount = table.uncertain("amount", least=ZERO)
        factors = (amount,) if amount is not None else ()
    share, used, over = _share(table, category)
    table.close()
    if not factors:
        return None
    full = Term(path, name, factors).amount
    if share != ONE:
        factors = (*factors, Input(f"{path}.used / {path}.over", share, line=table.line_of("over")))
    return CostLine(category, name, Term(path, name, factors, table.line), source, full, share, used, over, table.line)


def _share(table: Table, category: str) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """The part of a cost that serves several runs which this one bears: learners (or months) used over those expected."""
    if not table.has("over") and not table.has("used"):
        return ONE, None, None
    over = table.number("over", least=ZERO, above=True)
    used = table.number("used", least=ZERO)
    if over is None or used is None:
        return ONE, None, None
    if category not in cases.SPREADABLE:
        table.fault("not_spreadable", "over", known=", ".join(cases.SPREADABLE))
    if used > over:
        table.fault("used_up", "used", over=over)
    return used / over, used, over


def _override(table: Table | None) -> Override | None:
    if table is None:
        return None
    override = Override(
        months=table.number("months", least=Decimal(cases.FIRST_YEAR), most=Decimal(120)) or Decimal(cases.FIRST_YEAR),
        reason=table.text("reason"),
        approved_by=table.text("approved_by", ""),
        approved_on=table.day("approved_on"),
        line=table.line,
    )
    table.close()
    return override


def _evidence(table: Table | None) -> dict[int, str]:
    if table is None:
        return {}
    told = {level: table.text(f"level{level}", "") for level in cases.LEVELS}
    table.close()
    return {level: text for level, text in told.items() if text}


def _intangible(table: Table) -> Intangible:
    one = Intangible(table.text("name"), table.text("evidence", ""), table.line)
    table.close()
    return one


def _told(table: Table) -> Told:
    one = Told(table.text("who"), table.day("on"), table.line)
    table.close()
    return one
