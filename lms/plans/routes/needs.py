"""Training needs: the list, one of them with its evidence, and the decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.queries.abilities import list_courses
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.core.paging import page_of_rows, wanted_page
from lms.kpis import alert_labels as figure_words
from lms.kpis.routes.reading_pages import words as words_of_figures
from lms.people.queries.people import list_people
from lms.people.queries.scope import list_reached_units
from lms.plans import labels as words
from lms.plans.actions.needs import decide
from lms.plans.evidence import own_figure, shown
from lms.plans.forms import DecisionForm
from lms.plans.models import TrainingNeed
from lms.plans.queries import needs as queries
from lms.plans.routes import blueprint
from lms.plans.rules import Source, State, may_decide
from lms.skills.labels import LAYER_NAMES, LEVEL_NAMES
from lms.skills.queries import list_abilities

PER_PAGE = 40


@blueprint.get("/needs")
@requires(Permission.RAISE_NEEDS, Permission.SEE_KPIS)
def needs() -> str:
    """The needs within reach; undecided ones first."""
    state = request.args.get("state", "")
    units = list_reached_units(current_user, Permission.SEE_KPIS)
    unit = next((unit for unit in units if str(unit.id) == request.args.get("unit")), None)
    query = queries.search_needs(current_user, state=state if state in list(State) else "", unit=unit)
    page = page_of_rows(query, wanted_page(), PER_PAGE)
    return render_template("plans/needs.html", page=page, state=state, units=units, unit=unit, words=words, State=State)


@blueprint.get("/needs/<int:need_id>")
@requires(Permission.RAISE_NEEDS, Permission.SEE_KPIS)
def need(need_id: int) -> str:
    """One need: what is asked for, what it rests on, what was decided."""
    found = queries.get_need(current_user, need_id)
    return _page(found, DecisionForm(formdata=None) if _decides(found) else None)


def _decides(need: TrainingNeed) -> bool:
    if Permission.RAISE_NEEDS not in current_user.permissions:
        return False
    if queries.state_of(need) in (State.DECLINED, State.MERGED):
        return False
    return may_decide(current_user.reach(Permission.RAISE_NEEDS), need.unit.path if need.unit else None)


def _page(need: TrainingNeed, form: DecisionForm | None, complaints: list[str] | None = None) -> str:
    evidence = need.evidence
    ids = {need.raised_by, *(decision.decided_by for decision in need.decisions)}
    names = {person.id: person.name for person in list_people(ids)}
    if form is not None:
        targets = [(row.id, row.title) for row in queries.list_targets(current_user, need)]
        form.into.choices = options([(0, _("Choose a need")), *targets])
        choices = [
            (State.ACCEPTED, _("Accept")),
            (State.DECLINED, _("Decline")),
            (State.MERGED, _("Merge into another")),
        ]
        allowed = [c for c in choices if (c[0] != State.MERGED or targets) and c[0] != queries.state_of(need)]
        form.kind.choices = options(allowed)

    figures: dict[str, Any] = {}
    if need.source == Source.KPI_ALERT:
        figures = {
            "rule": Bilingual.of(evidence["rule"]), "kpi": Bilingual.of(evidence["name"]), "shown": shown(evidence),
            "own_figure": own_figure,
        }  # fmt: skip
    elif need.source == Source.ABILITY_GAP:
        figures = {"gap": evidence, "gap_ability": Bilingual.of(evidence["ability"]), "levels": LEVEL_NAMES}
    elif need.source == Source.KPI_FIGURES:
        figures = {"short": [(Bilingual.of(one["name"]), Bilingual.of(one["text"])) for one in evidence["figures"]]}
    else:
        figures = {"lines": [(line["level"], Bilingual.of(line)) for line in evidence["lines"]]}
    return render_template(
        "plans/need.html", need=need, evidence=evidence, state=queries.state_of(need), names=names, words=words,
        abilities=list_abilities(queries.ability_ids_of(need.id)), courses=list_courses(queries.course_ids_of(need.id)),
        people=queries.people_of(need.id), form=form, complaints=complaints or [], layer_names=LAYER_NAMES,
        subject=Bilingual.of(evidence["subject"]), **figures,
        day_of=date.fromisoformat, colours=figure_words.COLOUR_NAMES, tones=figure_words.COLOUR_TONES,
        person_name=lambda row: Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh),
        **words_of_figures(),
    )  # fmt: skip


@blueprint.post("/needs/<int:need_id>/decide")
@requires(Permission.RAISE_NEEDS)
def decide_need(need_id: int) -> Any:
    """Accept, decline or merge it."""
    found = queries.get_need(current_user, need_id)
    if not may_decide(current_user.reach(Permission.RAISE_NEEDS), found.unit.path if found.unit else None):
        abort(403)
    form = DecisionForm()
    into_id = request.form.get("into", 0, type=int)
    form.into.choices = options([(into_id, "")])
    complaints: list[str] = []
    if form.validate():
        try:
            into = queries.get_need(current_user, into_id) if form.kind.data == State.MERGED and into_id else None
            decide(
                need=found, kind=State(form.kind.data), reason=form.reason.data or "", into=into, actor=current_user,
                at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(
                _("Decided.") if found.raised_by == current_user.id else _("Decided. Whoever raised it was told."),
                "success",
            )
            return redirect(url_for("plans.need", need_id=need_id))
    return _page(found, form, complaints), 422
