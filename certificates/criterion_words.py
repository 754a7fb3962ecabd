"""Requirements on service figures in the reader's words: what is asked for, and how far the person is."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.queries.requirements import Requirement, RequirementState
from lms.core.i18n import number
from lms.kpis.rules.criteria import AT_LEAST, CriterionState
from lms.kpis.rules.sums import COUNT
from lms.kpis.wording import month_text, months_text, value_text


def figure_demand(one: Requirement) -> str:
    """What a requirement on figures asks for."""
    criterion = one.criterion
    assert criterion is not None
    name, value = one.titles[0], _value(one, criterion.value, whole=criterion.value.is_integer())
    if one.kpi is not None and one.kpi.kind == COUNT and not criterion.months_running:
        return _count_demand(one)
    if criterion.op == AT_LEAST:
        figure = _("%(kpi)s at least %(value)s", kpi=name, value=value)
    else:
        figure = _("%(kpi)s at most %(value)s", kpi=name, value=value)
    orders = ngettext("%(num)s order", "%(num)s orders", criterion.least_n)
    if criterion.months_running:
        said = ngettext(
            "%(figure)s in %(num)s month, from %(orders)s or more",
            "%(figure)s in %(num)s months running, from %(orders)s or more each",
            criterion.months_running,
            figure=figure,
            orders=orders,
        )
    elif criterion.within_months:
        said = ngettext(
            "%(figure)s over the last month, from %(orders)s or more",
            "%(figure)s over the last %(num)s months, from %(orders)s or more",
            criterion.within_months,
            figure=figure,
            orders=orders,
        )
    else:
        said = _("%(figure)s over all months, from %(orders)s or more", figure=figure, orders=orders)
    return str(said)


def _count_demand(one: Requirement) -> str:
    criterion = one.criterion
    assert criterion is not None
    wanted = number(criterion.value, 0)
    if criterion.op != AT_LEAST:
        said = _("%(kpi)s: at most %(count)s", kpi=one.titles[0], count=wanted)
    else:
        said = _("%(kpi)s: at least %(count)s", kpi=one.titles[0], count=wanted)
    if criterion.within_months:
        return str(
            ngettext(
                "%(figure)s in the last month",
                "%(figure)s in the last %(num)s months",
                criterion.within_months,
                figure=said,
            )
        )
    return str(said)


def figure_evidence(one: RequirementState) -> str:
    """How far the person is: the months, the figure, and how many orders stand behind it."""
    state, criterion = one.figures, one.criterion
    assert state is not None
    assert criterion is not None
    said = [part for part in (_reached(one), _lacking(one), _waiting(state)) if part]
    return str(_("; ")).join(said) if said else str(_("No figures yet"))


def _reached(one: RequirementState) -> str:
    """The run, the figure or the count so far; nothing where no month counts towards it."""
    state, criterion = one.figures, one.criterion
    assert state is not None
    assert criterion is not None
    if not state.months or state.have is None:
        return ""
    first, last = month_text(state.months[0].month), month_text(state.months[-1].month)
    span = first if first == last else _("%(first)s to %(last)s", first=first, last=last)
    orders = ngettext("%(num)s order", "%(num)s orders", state.n)
    if criterion.months_running:
        done = _("%(done)s of %(wanted)s months", done=int(state.have), wanted=criterion.months_running)
        return str(_("%(done)s: %(span)s, %(orders)s", done=done, span=span, orders=orders))
    if one.kpi is not None and one.kpi.kind == COUNT:
        done = _("%(done)s of %(wanted)s", done=number(state.have, 0), wanted=number(criterion.value, 0))
        return str(_("%(done)s: %(span)s", done=done, span=span))
    return str(_("%(value)s from %(orders)s, %(span)s", value=_value(one, state.have), orders=orders, span=span))


def _lacking(one: RequirementState) -> str:
    """Why the newest month, or all of them, do not count: too few orders, or a figure short of what is asked for."""
    state, criterion = one.figures, one.criterion
    assert state is not None
    assert criterion is not None
    newest = state.newest
    if state.met or newest is None:
        return ""
    if not criterion.months_running:
        few = state.n < criterion.least_n
        return str(_("too few orders: %(n)s of at least %(least)s", n=state.n, least=criterion.least_n)) if few else ""
    if newest.holds:
        return ""
    month = month_text(newest.month)
    if newest.n < criterion.least_n:
        least = criterion.least_n
        return str(_("too few orders in %(month)s: %(n)s of at least %(least)s", month=month, n=newest.n, least=least))
    if newest.value is None:
        return ""
    return str(_("not reached in %(month)s: %(value)s", month=month, value=_value(one, newest.value)))


def _waiting(state: CriterionState) -> str:
    """Which months do not count yet, since orders still to come decide them."""
    if state.met or not state.waiting:
        return ""
    return str(_("not ripe yet, so not counted: %(months)s", months=months_text(state.waiting)))


def _value(one: Requirement, value: float, *, whole: bool = False) -> str:
    if one.kpi is None:
        return number(value)
    kpi = replace(one.kpi, digits=0) if whole else one.kpi
    return value_text(kpi, value)
