"""What a return says, in sentences and figures for pages and paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _

from lms.evaluation.figure_words import between
from lms.evaluation.returns_labels import CATEGORY_NAMES, ISOLATION_NAMES
from lms.evaluation.returns_told import check_sentence
from lms.evaluation.returns_words import unit_word, with_unit
from lms.evaluation.rules.returns import results
from lms.evaluation.rules.returns.case import Benefit
from lms.evaluation.rules.returns.inputs import Input
from lms.evaluation.rules.returns.principles import Check
from lms.evaluation.rules.returns.results import Limits, Line, Returns
from lms.evaluation.rules.returns.sensitivity import Bar, BreakEven, break_even, tornado

NONE = "–"


def money(value: Decimal | None) -> str:
    """An amount without hundredths."""
    return NONE if value is None else f"{value:,.0f}".replace("-", "−")


def figure(value: Decimal | None, digits: int = 1) -> str:
    """A figure with a fixed number of digits."""
    return NONE if value is None else f"{value:,.{digits}f}".replace("-", "−")


def plain(value: Decimal | None) -> str:
    """A figure as it was given, without idle zeroes."""
    if value is None:
        return NONE
    told = f"{value:,.4f}".rstrip("0").rstrip(".")
    return ("0" if told in ("-0", "") else told).replace("-", "−")


def beside(factor: Input, currency: str) -> str:
    """What stands after a factor of a benefit: its unit, and the limits of what is not known for certain."""
    unit = {"people": _("people"), "months": _("months")}.get(factor.unit, "")
    if factor.key.endswith(".per_unit_month"):
        unit = _("(units of money in one unit of the effect)")
    elif ".money.value" in factor.key:
        unit = currency
    elif factor.key.endswith(".confidence"):
        unit = _("(confidence)")
    limits = f"({plain(factor.limits[0])} – {plain(factor.limits[1])})" if factor.is_uncertain else ""
    return "".join(f" {part}" for part in (unit, limits) if part)


def about(value: Decimal | None) -> str:
    """A computed figure with three digits that say something."""
    return NONE if value is None else plain(Decimal(f"{value:.3g}"))


def percent(value: Decimal | None, digits: int = 0) -> str:
    """A share in per cent, or that there is none."""
    return NONE if value is None else _("%(value)s %%", value=figure(value, digits))


def limits_text(limits: Limits | None, digits: int = 1) -> str:
    """Both limits."""
    if limits is None:
        return ""
    return _("95 %% %(low)s to %(high)s", low=figure(limits.low, digits), high=figure(limits.high, digits))


def interval_text(returns: Returns, digits: int = 0) -> str:
    """The interval with the line that it is of: what is said first is the conservative line, which is no middle of it."""
    if returns.limits is None or returns.central.roi_percent is None:
        return _("no limits known")
    return _(
        "central %(roi)s %%, %(limits)s",
        roi=figure(returns.central.roi_percent, digits),
        limits=limits_text(returns.limits["roi_percent"], digits),
    )


def interval_sentence(returns: Returns) -> str:
    """Whose interval it is, and why the line said first may lie below it."""
    limits = returns.limits and returns.limits["roi_percent"]
    if not limits or returns.central.roi_percent is None:
        return ""
    values = {"low": figure(limits.low), "high": figure(limits.high), "roi": figure(returns.central.roi_percent)}
    told = _("The interval is that of the central ROI: %(roi)s %%, 95 %% %(low)s to %(high)s.", **values)
    if returns.method != "simulated":
        return told
    return told + between() + _("The conservative line sets the lowest benefits against the highest costs at once; that is rarer than either alone, so it may lie below the interval.")  # fmt: skip


def answer(returns: Returns, title: str) -> list[str]:
    """Three sentences: whether it pays, what stands against what, what it hangs on; of a refusal, what would be needed."""
    if returns.verdict == results.REFUSED:
        return [_verdict(returns, title), _one_side(returns), _first_step(returns)]
    return [_verdict(returns, title), _amounts(returns), _hinge(returns)]


def _verdict(returns: Returns, title: str) -> str:
    line, currency = returns.headline, returns.case.currency
    values = {"title": title, "bcr": figure(line.bcr, 2), "roi": figure(line.roi_percent, 0), "currency": currency}
    target = figure(returns.case.target, 0)
    central = figure(returns.central.roi_percent, 0)
    if returns.verdict == results.PAYS and returns.limits is None:
        return _("“%(title)s” pays: each %(currency)s spent came back as %(bcr)s, an ROI of %(roi)s %%; no limits are known for it.", **values)  # fmt: skip
    if returns.verdict == results.PAYS:
        return _("“%(title)s” pays: even on the cautious reckoning each %(currency)s spent came back as %(bcr)s, an ROI of %(roi)s %%.", **values)  # fmt: skip
    if returns.verdict == results.PAYS_NOT:
        return _("“%(title)s” does not pay: an ROI of %(target)s %% was wanted, and the best that the figures allow is %(best)s %%.", title=title, target=target, best=figure(returns.optimistic.roi_percent, 0))  # fmt: skip
    if returns.verdict == results.CANNOT_TELL:
        return _("Whether “%(title)s” pays cannot be told yet: the cautious reckoning gives an ROI of %(roi)s %%, the central one %(central)s %%, and %(target)s %% was wanted.", **values, central=central, target=target)  # fmt: skip
    if returns.verdict == results.NOT_SHOWN:
        return _("No benefit of “%(title)s” is shown: its interval holds zero, so the ROI may be %(roi)s %% as well as %(best)s %%.", title=title, roi=values["roi"], best=figure(returns.optimistic.roi_percent, 0))  # fmt: skip
    if not returns.counted:
        return _("No return of “%(title)s” is computed: no benefit could be told apart from everything else that changed.", title=title)  # fmt: skip
    return _("No return of “%(title)s” is computed: there are no costs.", title=title)


def _one_side(returns: Returns) -> str:
    """What a refusal leaves: costs without a benefit, or benefits without costs."""
    currency = returns.case.currency
    if not returns.counted:
        return _("Costs of %(costs)s %(currency)s stand without a benefit that counts; how large it was is not known, which is not the same as nothing.", costs=money(returns.central.costs), currency=currency)  # fmt: skip
    return _("Benefits of %(benefits)s %(currency)s stand without costs.", benefits=money(returns.central.benefits), currency=currency)  # fmt: skip


def _amounts(returns: Returns) -> str:
    line = returns.headline
    values = {
        "benefits": money(line.benefits), "costs": money(line.costs), "currency": returns.case.currency, "months": plain(line.months),
        "payback": figure(line.payback_months),
    }  # fmt: skip
    if line.payback_months is None:
        return _("Benefits of %(benefits)s %(currency)s in %(months)s months stand against costs of %(costs)s %(currency)s; they are never earned back.", **values)  # fmt: skip
    return _("Benefits of %(benefits)s %(currency)s in %(months)s months stand against costs of %(costs)s %(currency)s; at that pace they are earned back after %(payback)s months.", **values)  # fmt: skip


def _hinge(returns: Returns) -> str:
    needed, bars = break_even(returns), tornado(returns)
    if bars:
        bar = bars[0]
        values = {"name": bar_name(bar), "value": plain(bar.input.value), "needed": about(bar.break_even)}
        if bar.break_even is None:
            return _("It hangs most on “%(name)s”, found to be %(value)s; no value of it alone would let benefits cover the costs.", name=values["name"], value=values["value"])  # fmt: skip
        if bar.changes_sign:
            return _("It hangs most on “%(name)s”, found to be %(value)s: at %(needed)s benefits would just cover the costs, and that lies within its limits.", **values)  # fmt: skip
        return _("It hangs most on “%(name)s”, found to be %(value)s: at %(needed)s benefits would just cover the costs, and that lies outside its limits.", **values)  # fmt: skip
    if needed:
        one = needed[0]
        return _("Benefits equal costs at an effect of %(needed)s; %(effect)s was found.", needed=with_unit(about(one.needed), one.unit), effect=with_unit(plain(one.effect), one.unit))  # fmt: skip
    return _("Nothing can be said about what it hangs on.")


def bar_name(bar: Bar) -> str:
    """What a bar of the tornado is about."""
    if bar.side == "cost":
        category = bar.input.key.split(".")[-2 if "." in bar.input.key.split("costs.", 1)[-1] else -1].split("[")[0]
        return f"{CATEGORY_NAMES.get(category, category)}{': ' if bar.term.name else ''}{bar.term.name}"
    if ".money" in bar.input.key:
        return _("%(name)s: money for one unit", name=bar.term.name)
    return _("%(name)s: effect", name=bar.term.name)


def break_even_sentence(one: BreakEven) -> str:
    """What would have been enough."""
    if one.needed <= 0:
        return _("%(name)s: not needed, the others bear the costs alone.", name=one.name)
    return _("%(name)s: %(needed)s would bear the costs, %(effect)s was found.", name=one.name, needed=with_unit(about(one.needed), one.unit), effect=with_unit(plain(one.effect), one.unit))  # fmt: skip


def unit_of(benefit: Benefit) -> str:
    """The unit of a benefit's effect in words."""
    return unit_word(benefit.unit)


def ledger_sentence(check: Check) -> str:
    """That the ledger holds other costs than the case, where it does."""
    return check_sentence(check) if "ledger" in check.values else ""


def isolation_text(code: str) -> str:
    """How the training's part was told apart."""
    return str(ISOLATION_NAMES[code])


def line_rows(returns: Returns) -> list[tuple[str, Line]]:
    """The three lines, the one that is said first at the top; only one where nothing is uncertain, none where
    nothing was computed."""
    if returns.verdict == results.REFUSED:
        return []
    if returns.limits is None:
        return [(_("As given"), returns.central)]
    return [
        (_("Conservative"), returns.conservative),
        (_("Central"), returns.central),
        (_("Optimistic"), returns.optimistic),
    ]


def caveats(returns: Returns, checks: Sequence[Check]) -> str:
    """What stands against relying on the answer, in one line: it belongs beside the answer and not pages after it."""
    missing = [_("%(number)s (%(reason)s)", number=one.number, reason=check_sentence(one).rstrip(".。")) for one in checks if not one.met and one.code != "nobody_told"]  # fmt: skip
    if not missing or returns.verdict == results.REFUSED:
        return ""
    return _("Of the twelve principles these are not met: %(which)s.", which=_("; ").join(missing))


def method_text(returns: Returns) -> str:
    """How the limits were found."""
    if returns.verdict == results.REFUSED:
        return _("Nothing was computed, so there are no limits.")
    if returns.method == "closed":
        return _(
            "The limits are those of the effects, which are taken to move together; costs and money values are known."
        )
    if returns.method == "simulated":
        return _("The limits come from 10,000 draws with seed %(seed)s; effects move together, everything else is drawn on its own.", seed=returns.case.seed)  # fmt: skip
    return _("No figure has limits, so none are shown for the result.")


def actions_next(returns: Returns) -> list[str]:
    """What to do with the result."""
    told = [_first_step(returns)]
    gaps = [str(level) for level in (1, 2, 3, 4) if level not in returns.case.evidence]
    if gaps:
        told.append(_("Fill the gaps in the chain of evidence: level %(levels)s.", levels=", ".join(gaps)))
    bars = tornado(returns)
    if bars:
        told.append(_("Know “%(name)s” better: it makes the interval widest.", name=bar_name(bars[0])))
    if not returns.case.told:
        told.append(_("Tell everybody concerned, and note whom."))
    return told


def _first_step(returns: Returns) -> str:
    """What follows from the verdict."""
    if returns.verdict == results.REFUSED and returns.counted:
        return _("Answer each kind of cost; where nothing was spent, write 0.")
    return {
        results.PAYS: _("Run it again for those who have not had it yet, in random order, so that the next estimate is better still."),
        results.PAYS_NOT: _("Do not run it again as it is: lower its largest cost, or change what it trains."),
        results.CANNOT_TELL: _("Run it for another group before deciding: with more people the interval grows narrower."),
        results.NOT_SHOWN: _("Look at level 3 first: do people do what they learned? Without that no result can follow."),
        results.REFUSED: _("Compare with people not yet trained, or ask for estimates with their confidence."),
    }[returns.verdict]  # fmt: skip
