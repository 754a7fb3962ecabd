"""The chain of evidence of a case: what the records of levels 1 to 4 say, where from and of which day, and what somebody wrote
beside it. It is read when the case is looked at or printed, so that the newest records always stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from assessments.queries.practical_exams import latest_rubrics
from lms.core.db import db
from lms.core.i18n import text
from lms.evaluation.case_chain import Link, noted
from lms.evaluation.case_estimates import named_in
from lms.evaluation.evidence import Chain, chain_within, drivers_of
from lms.evaluation.evidence_words import told
from lms.evaluation.figure_words import NONE, between, number
from lms.evaluation.models import EffectEstimate, RoiCase
from lms.evaluation.plan_labels import DRIVER_NAMES
from lms.evaluation.queries.estimates import Standing
from lms.evaluation.queries.plans import Planned, list_exams, list_planned
from lms.evaluation.queries.waves import obstacles
from lms.evaluation.results_evidence import results, standings_for
from lms.evaluation.rules.returns.case import LEVELS
from lms.people.models import Unit

RESULTS = 4
MOST_NAMED = 2
"""Of what supports and what hinders, so many are named in the chain; the rest stands on the page of the training."""


def planned_of(case: RoiCase) -> Planned | None:
    """The training of a case with its evaluation plan, where it has one."""
    return next(iter(list_planned(subject=(case.subject_kind, case.subject_code))), None)


def links_of(case: RoiCase, content: Mapping[str, Any] | None = None, planned: Planned | None = None) -> list[Link]:
    """The chain of a case: records within its unit, and the notes of one of its versions. `planned` is its training where that
    was read already."""
    typed = (content or {}).get("evidence", {})
    links = noted({level: typed.get(f"level{level}", "") for level in LEVELS})
    planned = planned or planned_of(case)
    if planned is None:
        return links
    unit = db.session.get_one(Unit, case.unit_id) if case.unit_id is not None else None
    named = named_in(case, content or {})
    estimates = standings_for(planned.subject.key, case.unit_id, named)
    chain = chain_within(planned, unit, estimates)
    found = [replace(_link(chain, link.level), note=link.note) for link in links]
    return [_with_others(link, chain, estimates if named else []) if link.level == RESULTS else link for link in found]


def evidence_of(links: Sequence[Link]) -> dict[str, str]:
    """The chain as a case file holds it."""
    return {f"level{link.level}": link.told for link in links if link.told}


def _link(chain: Chain, level: int) -> Link:
    finding = chain.finding(level)
    words = told(finding)
    if words.figure == NONE:
        return Link(level, missing=words.why)
    said = _("%(figure)s. %(why)s", figure=words.figure, why=words.why)
    if level == 3:
        said = between().join([said, *_support(chain)])
    return Link(level, said, _source(chain, level), finding.on)


def _with_others(link: Link, chain: Chain, estimates: Sequence[Standing]) -> Link:
    """Level 4 of a case whose benefits rest on several estimates: each of them."""
    others = [one for one in estimates if one.estimate != chain.estimate]
    said = [told(results(one, chain.planned.plan.kpi_id, {})) for one in others]
    words = [_("%(figure)s. %(why)s", figure=one.figure, why=one.why) for one in said]
    sources = [_estimate_named(one.estimate) for one in others]
    return replace(link, record=between().join([link.record, *words]), source=_("; ").join([link.source, *sources]))


def _source(chain: Chain, level: int) -> str:
    if level == 1:
        return _("Questionnaires at the end of the training")
    if level == 3:
        days = sorted({str(key[3]) for key in chain.answered if key[2] == 3}, key=int)
        return _("Questionnaires at work, after %(days)s days", days=_(", ").join(days))
    if level == 2:
        plan, titles = chain.planned.plan, dict(list_exams())
        codes = dict.fromkeys(code for code in (plan.exam_before, plan.exam_after) if code)
        sources = []
        if chain.tested.learned:
            sources.append(_("Exams: %(titles)s", titles=_(", ").join(text(titles[code]) if code in titles else code for code in codes)))  # fmt: skip
        if chain.tested.retained:
            sources.append(_("Retention test after %(weeks)s weeks", weeks=chain.tested.retained.weeks))
        if chain.tested.practised and plan.rubric:
            sources.append(_("Practical rating: %(title)s", title=text(latest_rubrics([plan.rubric])[plan.rubric].title)))  # fmt: skip
        return _("; ").join(sources)
    assert chain.estimate is not None
    return _estimate_named(chain.estimate)


def _estimate_named(one: EffectEstimate) -> str:
    months = {"number": one.id, "first": f"{one.first_month:%Y-%m}", "last": f"{one.last_month:%Y-%m}"}
    if one.approval is None:
        return _("Estimate %(number)s, %(first)s to %(last)s; nobody has signed for it yet", **months)
    return _("Estimate %(number)s, %(first)s to %(last)s; signed for", **months)


def _support(chain: Chain) -> list[str]:
    """What supports and what hinders the use at work: the strongest of each."""
    said = []
    best: dict[str, float] = {}
    for driver, _role, figure in drivers_of(chain.answered):
        best[driver] = max(best.get(driver, 0.0), figure.mean or 0.0)
    if best:
        named = sorted(best.items(), key=lambda pair: -pair[1])[:MOST_NAMED]
        words = [f"{DRIVER_NAMES.get(driver, driver)} {number(mean)}" for driver, mean in named]
        said.append(_("Supported most by: %(drivers)s.", drivers=_(", ").join(words)))
    key = chain.planned.subject.key
    hindering, asked = obstacles(chain.seen, chain.answered, key, trained=True)
    if hindering:
        words = [_("%(obstacle)s (%(count)s of %(n)s)", obstacle=one.text, count=one.count, n=asked) for one in hindering[:MOST_NAMED]]  # fmt: skip
        said.append(_("Hindered most by: %(obstacles)s.", obstacles=_(", ").join(words)))
    return said
