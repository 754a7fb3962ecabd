"""The board of evaluation, and the chain of evidence of one training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from lms.core import charts, clock
from lms.core.access import Permission, everywhere, requires
from lms.core.i18n import language
from lms.evaluation import evidence_words as say
from lms.evaluation import plan_labels as words
from lms.evaluation.actions.due import link_of
from lms.evaluation.actions.plans import publish_defaults
from lms.evaluation.behaviour_charts import draw_behaviour, has_course
from lms.evaluation.evidence import Chain, chains, drivers_of, seen_by
from lms.evaluation.figure_words import between, number, signed
from lms.evaluation.queries.due import Due
from lms.evaluation.queries.plans import Planned, count_unplanned, get_planned, list_planned, list_verdicts
from lms.evaluation.queries.waves import Answered, AskedKey, obstacles
from lms.evaluation.routes import blueprint
from lms.evaluation.rules.due import TASKS, call_for
from lms.evaluation.rules.planning import LEVELS
from lms.evaluation.rules.verdicts import BOUNDS, FLOOR, RATE_BOUND, Verdict

MAY_READ = (Permission.SEE_EVALUATIONS, Permission.MANAGE_COURSES)


def sees_own_only() -> bool:
    """Trainers see the courses that they are responsible for, over all units and without names."""
    return Permission.SEE_EVALUATIONS not in current_user.permissions


def may_decide() -> bool:
    """Plans and verdicts belong to no unit."""
    return Permission.EVALUATE in current_user.permissions and current_user.reaches_all(Permission.EVALUATE)


def planned_for_reader(kind: str, code: str) -> Planned:
    """A training that the reader may see. Raises NotFound otherwise."""
    return get_planned(kind, code, owner_id=current_user.id if sees_own_only() else None)


def chain_for_reader(kind: str, code: str) -> Chain:
    """Its chain of evidence as the reader sees it."""
    planned = planned_for_reader(kind, code)
    return chains([planned], current_user, whole=sees_own_only(), subject=planned.subject.key)[0]


def common() -> dict[str, Any]:
    """What every page of levels needs for its words."""
    return {
        "words": words, "told": say.told, "LEVELS": LEVELS, "may_decide": may_decide(), "reasons_of": say.reasons_of,
        "number": number, "signed": signed, "levels_text": say.levels_text, "between": between,
    }  # fmt: skip


@blueprint.get("/evaluation")
@requires(*MAY_READ)
def board() -> str:
    """Every training by level, with the verdict and why."""
    own = sees_own_only()
    found = chains(list_planned(owner_id=current_user.id if own else None), current_user, whole=own)
    wanted = request.args.get("verdict", "")
    counts: dict[str, int] = defaultdict(int)
    for chain in found:
        counts[shown_verdict(chain)] += 1
    rows = [chain for chain in found if wanted not in list(Verdict) or shown_verdict(chain) == wanted]
    unplanned = count_unplanned() if may_decide() else 0
    due = due_of(found) if may_decide() else []
    return render_template(
        "evaluation/board.html", chains=rows, counts=counts, wanted=wanted, verdicts=list(Verdict), own=own,
        total=len(found), unplanned=unplanned, due=due, link_of=link_of, shown_verdict=shown_verdict, **common(),
    )  # fmt: skip


def due_of(found: Sequence[Chain]) -> list[Due]:
    """What is wanted next, from chains over the whole organisation."""
    due = []
    for chain in found:
        estimate = chain.estimate if chain.planned.plan.kpi_id and chain.estimate and chain.estimate.kpi_id == chain.planned.plan.kpi_id else None  # fmt: skip
        has_result = chain.case is not None and any(one.stage == "result" for one in chain.case.versions)
        call = call_for(
            chain.planned.plan.levels, chain.finishers.first if chain.finishers else None, clock.today(),
            has_kpi=chain.planned.plan.kpi_id is not None, estimate=estimate.verdict if estimate else None,
            approved=estimate is not None and estimate.approval is not None, has_result=has_result,
        )  # fmt: skip
        if call in TASKS:
            due.append(Due(chain.planned, call, estimate.id if estimate else None))
    return due


def shown_verdict(chain: Chain) -> str:
    """What was signed last, or else what is proposed."""
    return chain.planned.decided.verdict if chain.planned.decided else str(chain.proposal.verdict)


@blueprint.post("/evaluation/plans")
@requires(Permission.EVALUATE)
@everywhere(Permission.EVALUATE)
def publish_default_plans() -> Any:
    """Give every training without a plan the default one."""
    count = publish_defaults(actor=current_user, at=clock.now())
    flash(
        ngettext("%(num)s training got its default plan.", "%(num)s trainings got their default plans.", count),
        "success",
    )
    return redirect(url_for("evaluation.board"))


@blueprint.get("/evaluation/of/<kind>/<code>")
@requires(*MAY_READ)
def subject(kind: str, code: str) -> str:
    """The chain of evidence of one training."""
    chain = chain_for_reader(kind, code)
    seen = seen_by(current_user, whole=sees_own_only())
    hindering, told = obstacles(seen, chain.answered, chain.planned.subject.key)
    return render_template(
        "evaluation/subject.html", obstacles=hindering, obstacles_of=told, chain=chain, subject=chain.planned.subject, verdicts=list_verdicts(chain.planned.subject.key),
        asked=by_round(chain.answered), drivers=drivers_of(chain.answered), rate_bound=RATE_BOUND, bounds=BOUNDS, least=FLOOR,
        own=sees_own_only(), has_course=has_course(chain.answered), **common(),
    )  # fmt: skip


@blueprint.get("/evaluation/of/<kind>/<code>/behaviour.svg")
@requires(*MAY_READ)
def behaviour_chart(kind: str, code: str) -> Any:
    """How behaviour went over time."""
    svg = draw_behaviour(chain_for_reader(kind, code).answered, charts.wanted_style(language()))
    if svg is None:
        abort(404)
    return charts.answer(svg)


def by_round(answered: Mapping[AskedKey, Answered]) -> dict[tuple[int, int], list[tuple[str, str, Answered]]]:
    """What was asked, by level and days: questionnaire, role, answers."""
    found: dict[tuple[int, int], list[tuple[str, str, Answered]]] = defaultdict(list)
    for key in sorted(answered):
        found[key[2], key[3]].append((key[4], key[5], answered[key]))
    return dict(found)
