"""Level 4 in words: the effect of the KPI that it is of, or why there is none, and what is newer and not signed for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.core.i18n import text
from lms.evaluation.effect_labels import VERDICT_NAMES
from lms.evaluation.effect_wording import difference, digits_for, reason_text
from lms.evaluation.figure_words import NONE, Told, between, interval


def effect(values: Mapping[str, Any], n: int) -> Told:
    """What was estimated, with its interval and what its verdict takes away from it."""
    one = _shown(values, n)
    return Told(one.figure, one.why + _newer(values), one.brief)


def undeclared(values: Mapping[str, Any], n: int) -> Told:
    """An estimate for a KPI that nobody declared."""
    one = _shown(values, n)
    why = one.why + between() + _("This KPI was not declared in the plan beforehand, so it proves nothing by itself.")
    return Told(one.figure, why + _newer(values), _("; ").join([one.brief, _("not declared beforehand")]))


def refused(values: Mapping[str, Any], n: int) -> Told:
    """An estimate that was refused, and why."""
    kpi = _kpi(values)
    said = [_("%(kpi)s: the data allow no estimate.", kpi=kpi)]
    said += [reason_text(one, values["unit"], _digits(values)) for one in values.get("reasons", ())]
    return Told(NONE, between().join(said) + _newer(values), _("%(kpi)s: no figure", kpi=kpi))


def _shown(values: Mapping[str, Any], n: int) -> Told:
    kpi, digits = _kpi(values), _digits(values)
    limits = interval(values, digits)
    why = _(
        "%(kpi)s, %(interval)s; %(n)s trained people against %(compared)s.", kpi=kpi, interval=limits, n=n,
        compared=values["compared"],
    )  # fmt: skip
    brief = [_("%(kpi)s, %(interval)s", kpi=kpi, interval=limits), *_labels(values)]
    return Told(
        difference(values["unit"], values["att"], digits),
        between().join([why, *_reservations(values)]),
        _("; ").join(brief),
    )


def _reservations(values: Mapping[str, Any]) -> list[str]:
    """What the verdict and the method take away from a figure: it never stands without them."""
    said = []
    if values["verdict"] == "not robust":
        said.append(_("Not robust: a drift between the two groups could explain it."))
    elif values["verdict"] == "inconclusive":
        said.append(_("Cannot tell: it could be chance."))
    if values.get("method") == "series":
        said.append(_("Weaker evidence: one series before and after, with nobody to compare with."))
    return said


def _labels(values: Mapping[str, Any]) -> list[str]:
    """The same where there is room for a word only."""
    said = {"not robust": _("not robust"), "inconclusive": _("could be chance")}.get(values["verdict"])
    weaker = [_("weaker evidence")] if values.get("method") == "series" else []
    return [*([said] if said else []), *weaker]


def _newer(values: Mapping[str, Any]) -> str:
    """What came after the one that is held to."""
    one = values.get("newer")
    if one is None:
        return ""
    said = {"number": one["id"], "verdict": str(VERDICT_NAMES[one["verdict"]])}
    if one["att"] is not None:
        digits = _digits(values)
        said["verdict"] = _(
            "%(verdict)s, %(figure)s (%(interval)s)", verdict=said["verdict"],
            figure=difference(values["unit"], one["att"], digits), interval=interval(one, digits),
        )  # fmt: skip
    if one["signed"]:
        return between() + _("Newer, and signed too: estimate %(number)s (%(verdict)s).", **said)
    return between() + _("Newer, not signed: estimate %(number)s (%(verdict)s).", **said)


def _kpi(values: Mapping[str, Any]) -> str:
    return text(Bilingual.of(values["kpi"]))


def _digits(values: Mapping[str, Any]) -> int:
    return digits_for(values["digits"], values["se"])
