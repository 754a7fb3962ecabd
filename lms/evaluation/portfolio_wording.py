"""What several returns together say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.evaluation.figure_words import between
from lms.evaluation.portfolios import Gathered
from lms.evaluation.returns_wording import figure, money
from lms.evaluation.rules.returns.portfolio import Sum

LEFT_OUT: dict[str, Any] = {
    "forecast": _l("Left out: only a forecast so far"),
    "refused": _l("Left out: no return could be computed"),
    "currency": _l("Left out: in another currency"),
    "within": _l("Left out: counted already within another case"),
}


def title_of(gathered: Gathered) -> str:
    """The heading."""
    if gathered.year is None:
        return _("Return of chosen trainings")
    return _("Return of training in %(year)s", year=gathered.year)


def answer(gathered: Gathered) -> list[str]:
    """Three sentences: do they pay together, what stands against what, which carries it and which does not."""
    found = gathered.portfolio
    if not found.counted:
        return [_("No case counts yet, so nothing can be said of all trainings together.")]
    many = len(found.counted)
    low, mid = found.conservative, found.central
    values = {"roi": figure(low.roi_percent, 0), "central": figure(mid.roi_percent, 0), "bcr": figure(low.bcr, 2), "currency": found.currency}  # fmt: skip
    first = {
        "pays": _("Together the trainings pay: even with all careful lines added, each %(currency)s spent came back as %(bcr)s, an ROI of %(roi)s %%.", **values),
        "does not pay": _("Together the trainings do not pay: even the hopeful lines give an ROI of %(best)s %%.", best=figure(found.optimistic.roi_percent, 0)),
        "cannot tell": _("Whether the trainings pay together cannot be told yet: the careful lines give an ROI of %(roi)s %%, the central ones %(central)s %%.", **values),
        "refused": _("No costs are on record, so no return is computed."),
    }[found.pays]  # fmt: skip
    second = ngettext(
        "%(num)s case counts: benefits of %(benefits)s %(currency)s on the careful line (central %(central)s) stand against costs of %(costs)s %(currency)s.",
        "%(num)s cases count: benefits of %(benefits)s %(currency)s on the careful line (central %(central)s) stand against costs of %(costs)s %(currency)s.",
        many, benefits=money(low.benefits), central=money(mid.benefits), costs=money(mid.costs), currency=found.currency,
    )  # fmt: skip
    best = max(found.counted, key=lambda one: one.returns.conservative.net)
    worst = min(found.counted, key=lambda one: one.returns.conservative.net)
    name = {one.key: str(gathered.cases[one.key].title) for one in found.counted}
    if many == 1:
        third = _("More cases make the sum say more.")
    else:
        third = _(
            "Most is left by “%(best)s” (%(most)s), least by “%(worst)s” (%(least)s), both on the careful line.", best=name[best.key],
            most=money(best.returns.conservative.net), worst=name[worst.key], least=money(worst.returns.conservative.net),
        )  # fmt: skip
    return [first, second, third]


def lines(gathered: Gathered) -> list[tuple[str, Sum]]:
    """The three lines, the careful one first."""
    found = gathered.portfolio
    return [(_("Conservative"), found.conservative), (_("Central"), found.central), (_("Optimistic"), found.optimistic)]


def spent_sentence(gathered: Gathered) -> str:
    """How much of the year's spending the cases cover."""
    if gathered.spent is None or gathered.covered is None or not gathered.spent:
        return ""
    share = figure(100 * gathered.covered / gathered.spent, 0)
    counted, currency = gathered.portfolio.central.costs, gathered.portfolio.currency
    gap = between() + _("The cases themselves count costs of %(counted)s %(currency)s.", counted=money(counted), currency=currency)  # fmt: skip
    gap = "" if money(counted) == money(gathered.covered) else gap
    if gathered.covered >= gathered.spent:
        return _("All that the ledgers of the year hold, %(spent)s %(currency)s, was entered for trainings with a case that counts.", spent=money(gathered.spent), currency=currency) + gap  # fmt: skip
    return _(
        "The ledgers of the year hold %(spent)s %(currency)s; trainings with a case that counts bear %(covered)s of it (%(share)s %%). Of the rest nobody has shown what it was worth.",
        spent=money(gathered.spent), covered=money(gathered.covered), currency=currency, share=share,
    ) + gap  # fmt: skip
