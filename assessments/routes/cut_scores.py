"""Pass marks set by a panel of judges: the panels of an exam, one panel with its rounds, and the page on which a judge rates."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments import quality_labels
from assessments.actions.cut_scores import close_round, decide_cut, name_judges, open_panel, open_round, rate_items
from assessments.answer_fields import picture_addresses
from assessments.labels import KIND_NAMES
from assessments.models import ItemVersion
from assessments.queries import cut_scores as queries
from assessments.queries.bank import get_figure
from assessments.queries.exams import get_exam
from assessments.queries.marked import accepted_words
from assessments.queries.statistics import list_facilities
from assessments.routes import blueprint
from assessments.rules.bodies import Body
from assessments.rules.panels import MOST_ROUNDS, adopted, read_percents
from assessments.rules.quality.least import FEWEST
from lms.core import clock, files
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.paging import page_of, wanted_page
from lms.core.written import whole

PAGE = 10
"""So many items stand on one page of a judge."""


@blueprint.get("/exams/<code>/cut")
@requires(Permission.SEE_BANK)
def cut_panels(code: str) -> str:
    """The panels about an exam, and a form to open one."""
    return _panels(code)


@blueprint.post("/exams/<code>/cut", endpoint="cut_panel_open")
@requires(Permission.MANAGE_BANK)
def open_(code: str) -> Any:
    """Open a panel."""
    judges, faults = _named()
    if faults:
        return _panels(code, faults), 422
    try:
        panel = open_panel(
            exam=get_exam(code), judges=judges, borderline=whole(request.form.get("borderline", ""), 4000),
            seed=secrets.randbelow(2**31), actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as refused:
        return _panels(code, list(describe(refused.refusals))), 422
    flash(_("The panel is open; its judges have been told."), "success")
    return redirect(url_for("assessments.cut_panel", panel_id=panel.id))


def _named() -> tuple[set[int], list[str]]:
    """The judges that a form names, and what is wrong with it."""
    numbers = set(request.form.get("others", "").replace(",", " ").replace("，", " ").split())
    found = queries.find_by_employee_no(numbers)
    if unknown := sorted(numbers - found.keys()):
        return set(), [_("Nobody has the employee number %(numbers)s.", numbers=", ".join(unknown[:10]))]
    return {*request.form.getlist("judge", type=int), *found.values()}, []


def _panels(code: str, complaints: list[str] | None = None) -> str:
    exam = get_exam(code)
    return render_template(
        "assessments/quality/panels.html",
        exam=exam,
        panels=queries.list_panels(exam.id),
        proposed=queries.list_proposed_judges(clock.today()),
        chosen=request.form.getlist("judge", type=int),
        sent=request.form,
        complaints=complaints or [],
        labels=quality_labels,
    )


@blueprint.get("/cut/<int:panel_id>")
@requires(Permission.SEE_BANK)
def cut_panel(panel_id: int) -> str:
    """A panel: who has rated, what each round came to, and the decision."""
    return _panel(panel_id)


@blueprint.post("/cut/<int:panel_id>", endpoint="cut_panel_do")
@requires(Permission.MANAGE_BANK)
def do(panel_id: int) -> Any:
    """Add judges, close the round, open the next, or decide."""
    panel, form, at = queries.get_panel(panel_id), request.form, clock.now()
    try:
        if form.get("do") == "close":
            close_round(panel=panel, even_so=bool(form.get("even_so")), actor=current_user, at=at)
            flash(_("The round is closed."), "success")
        elif form.get("do") == "name":
            judges, faults = _named()
            if faults:
                return _panel(panel_id, faults), 422
            name_judges(panel=panel, judges=judges, actor=current_user, at=at)
            flash(_("The judges are added and have been told."), "success")
        elif form.get("do") == "open":
            open_round(panel=panel, actor=current_user, at=at)
            flash(_("The next round is open; the judges have been told."), "success")
        else:
            decide_cut(
                panel=panel, basis=form.get("basis", ""), other=form.get("other", type=float),
                reason=whole(form.get("reason", ""), 4000), signed=bool(form.get("signed")), actor=current_user, at=at,
            )  # fmt: skip
            flash(_("The decision is signed; it counts for attempts to come."), "success")
    except RuleBroken as refused:
        return _panel(panel_id, list(describe(refused.refusals))), 422
    return redirect(url_for("assessments.cut_panel", panel_id=panel_id))


def _panel(panel_id: int, complaints: list[str] | None = None) -> str:
    panel = queries.get_panel(panel_id)
    items, judges, rounds = (
        queries.list_panel_items(panel_id), queries.list_judges(panel_id), queries.list_rounds(panel_id),
    )  # fmt: skip
    last = queries.last_round(panel_id)
    positions = [item.position for item in items]
    return render_template(
        "assessments/quality/panel.html",
        panel=panel,
        exam=queries.get_exam_of(panel),
        items=items,
        judges=judges,
        rounds=rounds,
        last=last,
        done=last.done(positions),
        adopted=adopted,
        may_go_on=last.number < MOST_ROUNDS,
        facilities=_facilities(items) if rounds[0].closed_at else {},
        decision=queries.find_decision(panel_id),
        signer=queries.find_signer(panel_id),
        is_judge=any(judge.id == current_user.id for judge in judges),
        sent=request.form,
        complaints=complaints or [],
        labels=quality_labels,
    )


def _facilities(items: Any) -> dict[int, float]:
    """The facility of each item that enough people have answered."""
    known = list_facilities([item.item_version_id for item in items])
    return {version: facility for version, (n, facility) in known.items() if n >= FEWEST}


@blueprint.get("/cut/<int:panel_id>/judge")
@signed_in
def cut_judge(panel_id: int) -> str:
    """The items as a judge rates them, a page of them at a time."""
    return _judge(panel_id, {})


@blueprint.post("/cut/<int:panel_id>/judge", endpoint="cut_judge_save")
@signed_in
def save(panel_id: int) -> Any:
    """Keep what was entered; a cell that is no percentage is named, and nothing of the page is kept."""
    panel = queries.get_panel_of_judge(panel_id, current_user.id)
    known = {item.position for item in queries.list_panel_items(panel_id)}
    given = {position: whole(request.form.get(f"item-{position}", ""), 20) for position in known}
    percents, refusals = read_percents({position: text for position, text in given.items() if text})
    if refusals:
        return _judge(panel_id, given, list(describe(refusals))), 422
    rate_items(panel=panel, percents=percents, actor=current_user, at=clock.now())
    shown = page_of(sorted(known), wanted_page(), PAGE)
    if shown.has_next and "next" in request.form:
        return redirect(url_for("assessments.cut_judge", panel_id=panel_id, page=shown.page + 1))
    flash(_("Saved."), "success")
    return redirect(url_for("assessments.cut_judge", panel_id=panel_id, page=shown.page))


def _judge(panel_id: int, given: dict[int, str], complaints: list[str] | None = None) -> str:
    panel = queries.get_panel_of_judge(panel_id, current_user.id)
    items, rounds = queries.list_panel_items(panel_id), queries.list_rounds(panel_id)
    last = queries.last_round(panel_id)
    mine = last.rated.get(current_user.id, {})
    earlier = queries.list_ratings(panel_id, last.number - 1).get(current_user.id, {}) if last.number > 1 else {}
    shown = page_of(items, wanted_page(), PAGE)
    before = rounds[-2].figures if len(rounds) > 1 else None
    return render_template(
        "assessments/quality/judge.html",
        panel=panel,
        exam=queries.get_exam_of(panel),
        items=shown.items,
        total=shown.total,
        page=shown.page,
        pages=shown.pages,
        last=last,
        mine={position: str(percent) for position, percent in mine.items()}
        | {p: text for p, text in given.items() if text},
        rated=len(mine),
        earlier=earlier,
        before=before,
        facilities=_facilities(items) if last.number > 1 else {},
        complaints=complaints or [],
        kinds=KIND_NAMES,
        body_of=lambda version: Body.read(version.body),
        addresses=lambda position, body: picture_addresses(
            body.figures, "assessments.cut_picture", panel_id=panel_id, position=position
        ),
        accepted_words=accepted_words,
        words=Bilingual.of,
    )


@blueprint.get("/cut/<int:panel_id>/judge/<int:position>/figure", endpoint="cut_figure")
@signed_in
def figure(panel_id: int, position: int) -> Any:
    """The picture of an item that one judges."""
    return files.send(get_figure(_version(panel_id, position).id), download=False)


@blueprint.get("/cut/<int:panel_id>/judge/<int:position>/pictures/<int:number>", endpoint="cut_picture")
@signed_in
def picture(panel_id: int, position: int, number: int) -> Any:
    """A picture in the text of an item that one judges."""
    pictures = Body.read(_version(panel_id, position).body).figures
    if number >= len(pictures):
        raise NotFound
    return files.send(pictures[sorted(pictures)[number]], download=False)


def _version(panel_id: int, position: int) -> ItemVersion:
    queries.get_panel_of_judge(panel_id, current_user.id)
    found = next((item for item in queries.list_panel_items(panel_id) if item.position == position), None)
    if found is None:
        raise NotFound
    version: ItemVersion = found.ItemVersion
    return version
