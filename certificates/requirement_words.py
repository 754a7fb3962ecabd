"""Requirements in the reader's words: what is asked for, how far somebody is, and what to do next."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.criterion_words import figure_demand, figure_evidence
from certificates.labels import REQUIREMENT_KINDS, either, list_of
from certificates.queries.requirement_titles import Requirement
from certificates.queries.requirements import RequirementState
from certificates.rules.requirement_kinds import GROUPS, Kind
from lms.core.i18n import day, number
from lms.kpis.rules.criteria import AT_LEAST
from lms.kpis.rules.sums import COUNT


def demand(r: Requirement) -> str:
    """What a requirement asks for; of a group, how many of what follows."""
    data = r.data
    match r.kind:
        case Kind.EXAM:
            return _aged(_marked_exam(r), data.get("months"))
        case Kind.PRACTICAL_EXAM:
            return _aged(_marked_practical(r), data.get("months"))
        case Kind.PRACTICALS:
            return _tasks(r)
        case Kind.COURSE:
            said = (
                _("Course “%(title)s” completed, version %(number)s or later", title=either(r.titles), number=data["version_from"])
                if data.get("version_from")
                else _("Course “%(title)s” completed", title=either(r.titles))
            )  # fmt: skip
            return _aged(str(said), data.get("months"))
        case Kind.PROGRAMME:
            return _("Training programme “%(title)s” passed", title=either(r.titles))
        case Kind.PREVIOUS_TIER:
            return _("Valid certificate of the tier below")
        case Kind.MONTHS_IN_GRADE:
            return ngettext("%(num)s month in the tier below", "%(num)s months in the tier below", int(r.wanted or 0))
        case Kind.KPI:
            return figure_demand(r)
        case Kind.CASES:
            return ngettext("%(num)s case of yours in the case library", "%(num)s cases of yours in the case library", int(r.wanted or 1))  # fmt: skip
        case Kind.MENTEES:
            return ngettext("%(num)s mentee brought through the programme", "%(num)s mentees brought through the programme", int(r.wanted or 1))  # fmt: skip
        case Kind.PLEDGE:
            return _("Pledge read and signed")
        case Kind.ALL:
            return _("All of these together")
        case Kind.ANY:
            return _("Any one of these")
        case Kind.AT_LEAST:
            return _("At least %(need)s of these %(count)s", need=r.need, count=len(r.parts))
    return str(REQUIREMENT_KINDS.get(r.kind, r.kind))


def _marked_exam(r: Requirement) -> str:
    if r.wanted:
        return _("Theory exam “%(title)s”, at least %(mark)s%%", title=either(r.titles), mark=number(r.wanted))
    return _("Theory exam “%(title)s” passed", title=either(r.titles))


def _marked_practical(r: Requirement) -> str:
    if r.wanted:
        return _("Practical examination “%(title)s”, at least %(mark)s%%", title=either(r.titles), mark=number(r.wanted))  # fmt: skip
    return _("Practical examination “%(title)s” passed", title=either(r.titles))


def _aged(said: str, months: int | None) -> str:
    if not months:
        return str(said)
    return str(ngettext("%(what)s; not older than %(num)s month", "%(what)s; not older than %(num)s months", months, what=said))  # fmt: skip


def _tasks(r: Requirement) -> str:
    times, people = r.data.get("observations"), r.data.get("people")
    if not times:
        return str(_("Practical tasks signed off: %(titles)s", titles=list_of(r.titles)))
    said = ngettext(
        "Practical tasks signed off %(num)s time each: %(titles)s", "Practical tasks signed off %(num)s times each: %(titles)s",
        times, titles=list_of(r.titles),
    )  # fmt: skip
    if people and people > 1:
        said = ngettext("%(what)s; by %(num)s person", "%(what)s; by %(num)s different people", people, what=said)
    return str(said)


def evidence(r: RequirementState) -> str:
    """How far the person is."""
    state = r.state
    if r.kind in GROUPS:
        return _("%(done)s of %(total)s met", done=min(state.parts_met, r.need or 0), total=r.need)
    match r.kind:
        case Kind.MONTHS_IN_GRADE:
            if not r.on:
                return _("Counts from the day of that certificate")
            return ngettext("%(num)s month since %(day)s", "%(num)s months since %(day)s", int(r.have or 0), day=day(r.on))  # fmt: skip
        case Kind.PRACTICALS:
            return _observed(r)
        case Kind.PREVIOUS_TIER:
            if r.met:
                return _("Issued on %(day)s", day=day(r.on))
            return _("No longer valid") if r.on else _("Not yet earned")
        case Kind.PROGRAMME:
            return _("Passed on %(day)s", day=day(r.on)) if r.met else _too_old(r, _("Not passed yet"))
        case Kind.COURSE:
            return _completed(r)
        case Kind.KPI:
            return figure_evidence(r)
        case Kind.CASES | Kind.MENTEES:
            done = _("%(done)s of %(total)s so far", done=int(r.have or 0), total=int(r.wanted or 1))
            return _("%(done)s, the last on %(day)s", done=done, day=day(r.on)) if r.on else done
        case Kind.PLEDGE:
            return _("Signed on %(day)s", day=day(r.on)) if r.met else _too_old(r, _("Not signed yet"))
    if r.have is not None and r.on:
        if r.met:
            return _("%(mark)s%% on %(day)s", mark=number(r.have), day=day(r.on))
        return _too_old(r, _("So far %(mark)s%% on %(day)s", mark=number(r.have), day=day(r.on)))
    return _too_old(r, _("Not taken yet"))


def _too_old(r: RequirementState, otherwise: str) -> str:
    return _("The result of %(day)s is too old", day=day(r.state.stale)) if r.state.stale else otherwise


def _observed(r: RequirementState) -> str:
    if r.state.people is None:
        return _("%(done)s of %(total)s complete", done=int(r.have or 0), total=r.total)
    have, wanted = r.state.people
    done = _("%(done)s of %(total)s sign-offs", done=int(r.have or 0), total=int(r.wanted or 0))
    return _("%(done)s, by %(people)s of %(wanted)s people", done=done, people=have, wanted=wanted) if wanted > 1 else done  # fmt: skip


def _completed(r: RequirementState) -> str:
    if r.met:
        return _("Completed on %(day)s", day=day(r.on))
    if r.on and r.have is not None:
        return _("Version %(number)s completed on %(day)s, which is not new enough", number=int(r.have), day=day(r.on))
    return _too_old(r, _("Not completed yet"))


def todo(r: RequirementState) -> str:
    """What to do next for a requirement that is not met; "" for one that is."""
    if r.met:
        return ""
    match r.kind:
        case Kind.EXAM:
            return _("Take the exam again, for a higher mark.") if r.on else _("Prepare and take the exam.")
        case Kind.PRACTICAL_EXAM:
            return _("Ask your supervisor for a date with an examiner who is not your mentor.")
        case Kind.PRACTICALS:
            return _observe_next(r)
        case Kind.COURSE:
            return _("Complete the course in its present version.") if r.on else _("Take the course.")
        case Kind.PROGRAMME:
            return _("Pass the training programme; your map shows the next step.")
        case Kind.PREVIOUS_TIER:
            return _("Renew the tier below, or earn it again.") if r.on else _("Earn the tier below first.")
        case Kind.MONTHS_IN_GRADE:
            return _("Wait: met on %(day)s.", day=day(r.state.due)) if r.state.due else _("The time begins with the certificate of the tier below.")  # fmt: skip
        case Kind.KPI:
            return _figure_next(r)
        case Kind.CASES:
            left = int((r.wanted or 1) - (r.have or 0))
            return ngettext("Write %(num)s more case for the library; it counts once it is published.", "Write %(num)s more cases for the library; they count once they are published.", left)  # fmt: skip
        case Kind.MENTEES:
            left = int((r.wanted or 1) - (r.have or 0))
            return ngettext("Bring %(num)s more mentee through as technical mentor.", "Bring %(num)s more mentees through as technical mentor.", left)  # fmt: skip
        case Kind.PLEDGE:
            return _("Read the pledge and sign it.")
    return ""


def _observe_next(r: RequirementState) -> str:
    title = r.missing[0] if r.missing else list_of(r.titles)
    if r.state.people is None:
        return _("Have “%(task)s” signed off.", task=title)
    times = max(int((r.wanted or 0) - (r.have or 0)), 0)
    if times:
        return ngettext("Have “%(task)s” signed off %(num)s more time.", "Have “%(task)s” signed off %(num)s more times.", times, task=title)  # fmt: skip
    people = r.state.people[1] - r.state.people[0]
    return ngettext("Have “%(task)s” signed off by %(num)s more person.", "Have “%(task)s” signed off by %(num)s more people.", people, task=title)  # fmt: skip


def _figure_next(r: RequirementState) -> str:
    criterion = r.criterion
    assert criterion is not None
    have = r.have or 0
    if criterion.months_running:
        left = max(criterion.months_running - int(have), 1)
        return ngettext("Keep it up for %(num)s more month.", "Keep it up for %(num)s more months in a row.", left)
    if r.kpi is not None and r.kpi.kind == COUNT and criterion.op == AT_LEAST:
        left = max(int(-(-(criterion.value - have) // 1)), 1)
        return ngettext("%(num)s more is needed.", "%(num)s more are needed.", left)
    return _("Look at your figures, and at what is behind them.")
