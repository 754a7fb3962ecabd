"""The evaluation plan of one training: what holds, what held, and a new version."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.queries.questionnaires import list_questionnaires
from assessments.rules.surveys.items import ROLES
from lms.core import clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.evaluation.actions.plans import DEFAULT_REASON, publish_plan
from lms.evaluation.models import EvaluationPlan
from lms.evaluation.plan_forms import PlanForm, RoundForm, WholePlan
from lms.evaluation.queries.instruments import list_instruments
from lms.evaluation.queries.plans import get_planned, list_exams, list_rubrics, list_versions
from lms.evaluation.routes import blueprint
from lms.evaluation.routes.board import MAY_READ, common, planned_for_reader
from lms.evaluation.rules.instruments import misfits
from lms.evaluation.rules.planning import Ask, Depth, LevelTwo, Round
from lms.kpis.queries.definitions import list_kpis
from lms.people.queries.people import list_people

SPARE = 2
MOST_ROUNDS = 12
ASKED_LEVELS = (1, 3)


@blueprint.get("/evaluation/of/<kind>/<code>/plan")
@requires(*MAY_READ)
def plan(kind: str, code: str) -> str:
    """Who is asked what and when, and the versions before."""
    planned = planned_for_reader(kind, code)
    versions = list_versions(planned.subject.key)
    names = {p.id: p.name for p in list_people({v.published_by for v in versions if v.published_by})}
    return render_template(
        "evaluation/plan.html", planned=planned, subject=planned.subject, versions=versions, names=names,
        titles=_titles(), exams=dict(list_exams()), rubrics=dict(list_rubrics()), default_reason=DEFAULT_REASON, **common(),
    )  # fmt: skip


def _titles() -> dict[str, Any]:
    return {q.code: q.versions[-1].title for q in list_questionnaires() if q.versions}


@blueprint.route("/evaluation/of/<kind>/<code>/plan/change", methods=["GET", "POST"])
@requires(Permission.EVALUATE)
@everywhere(Permission.EVALUATE)
def change_plan(kind: str, code: str) -> Any:
    """Publish a new version; it holds for everything that is not asked yet."""
    planned = get_planned(kind, code)
    posted = request.method == "POST"
    form = PlanForm(data=None if posted else _filled(planned.plan))
    count = min(request.form.get("rounds", 0, type=int), MOST_ROUNDS) if posted else len(planned.rounds) + SPARE
    rounds = [_round_form(i, planned.rounds, posted) for i in range(count)]
    kpis = list_kpis()
    exams = [("", _("None")), *list_exams()]
    form.exam_before.choices = form.exam_after.choices = options(exams)
    form.rubric.choices = options([("", _("None")), *list_rubrics()])
    form.kpi.choices = options([("", _("None declared")), *((k.code, k.versions[-1].name) for k in kpis)])
    _offer(rounds)
    complaints: list[str] = []
    if posted and all([form.validate(), *(one.validate() for one in rounds), _fit(rounds)]):
        try:
            publish_plan(
                subject=planned.subject, depth=Depth(form.depth.data), levels=form.levels.data or [],
                rounds=[_read(one) for one in rounds if one.level.data],
                tests=LevelTwo(
                    form.exam_before.data or None, form.exam_after.data or None, form.rubric.data or None, form.weeks.data,
                ),
                kpi=next((k for k in kpis if k.code == form.kpi.data), None),
                reason=form.reason.data or "", actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("The plan is published. It holds for everything that is not asked yet."), "success")
            return redirect(url_for("evaluation.plan", kind=kind, code=code))
    return render_template(
        "evaluation/plan_change.html", planned=planned, subject=planned.subject, form=form, rounds=rounds,
        whole=WholePlan(form, rounds, complaints), **common(),
    ), 422 if posted else 200  # fmt: skip


def _filled(plan: EvaluationPlan) -> dict[str, Any]:
    return {
        "depth": plan.depth, "levels": plan.levels, "exam_before": plan.exam_before or "",
        "exam_after": plan.exam_after or "", "rubric": plan.rubric or "", "weeks": plan.retention_weeks, "kpi": plan.kpi.code if plan.kpi else "",
    }  # fmt: skip


def _round_form(place: int, rounds: tuple[Round, ...], posted: bool) -> RoundForm:
    data: dict[str, Any] = {"level": 0, "days": 30, "window": 14}
    if place < len(rounds):
        one = rounds[place]
        data = {"level": one.level, "days": one.days, "window": one.window}
        data |= {ask.role: ask.questionnaire for ask in one.asks}
    return RoundForm(data=None if posted else data, prefix=f"r{place}", meta={"csrf": False})


def _offer(rounds: list[RoundForm]) -> None:
    """For each role the questionnaires that are published and can be put to it, by level and title."""
    titles = _titles()
    known = list_instruments()
    for role in ROLES:
        fit = [one for one in known if role in one.roles and one.level in ASKED_LEVELS]
        named = [(one.code, _("Level %(number)s: %(name)s", number=one.level, name=titles[one.code])) for one in fit]
        for one in rounds:
            one[role].choices = options([("", _("Not asked")), *named])


def _fit(rounds: list[RoundForm]) -> bool:
    """Say beside each questionnaire that cannot be asked so, why. True where there is none."""
    titles = _titles()
    asked = [one for one in rounds if one.level.data]
    found = misfits([_read(one) for one in asked], list_instruments())
    for one in found:
        field = asked[one.place][one.role]
        said = _(
            "“%(title)s” cannot be put to them at level %(level)s. Choose one that is written for them, or another level.",
            title=titles[one.questionnaire], level=one.level,
        )  # fmt: skip
        field.errors = [*field.errors, said]
    return not found


def _read(form: RoundForm) -> Round:
    asks = tuple(Ask(form[role].data, role) for role in ROLES if form[role].data)
    return Round(form.level.data, form.days.data or 0, form.window.data or 14, asks)
