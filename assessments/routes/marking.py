"""Marking by people: the queue of answers, one answer with its rubric, and items marked anew."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.essay_marks import mark_essay
from assessments.actions.regrading import regrade_item
from assessments.answer_fields import area_words, picture_addresses, typed_number
from assessments.queries.appeals import DECIDERS
from assessments.queries.essay_marks import Sheet, get_sheet, get_waiting_item, list_waiting, may_see_answer
from assessments.queries.exams import list_exams
from assessments.queries.marked import marked_lines
from assessments.queries.regrading import get_regraded, get_version, list_regrades
from assessments.routes import blueprint
from assessments.rules.bodies import Body
from assessments.rules.placed import middle
from lms.core import clock, files
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.written import whole


@blueprint.get("/marking", endpoint="marking")
@requires(Permission.ASSESS)
def marking() -> str:
    """Answers that wait for the reader, the longest wait first; nobody's name."""
    sat = [exam for exam in list_exams() if exam.sat]
    return render_template("assessments/marking/index.html", waiting=list_waiting(current_user), sat=sat)


@blueprint.route("/marking/<int:item_id>", methods=["GET", "POST"], endpoint="marking_sheet")
@requires(Permission.ASSESS)
def sheet(item_id: int) -> Any:
    """One answer, the rubric, and the points; then the next one."""
    get_waiting_item(current_user, item_id)
    complaints: tuple[str, ...] = ()
    comment = whole(request.form.get("comment", ""), 4000)
    if request.method == "POST":
        try:
            settled = mark_essay(
                item_id=item_id, points=typed_number(request.form.get("points", "")), comment=comment, ratings=_ratings(),
                actor=current_user, at=clock.now(),
            )  # fmt: skip
            flash(_("The answer is marked.") if settled else _("Your mark is kept; another marker follows."), "success")
            following = list_waiting(current_user)
            if following:
                return redirect(url_for("assessments.marking_sheet", item_id=following[0].item_id))
            return redirect(url_for("assessments.marking"))
        except RuleBroken as refused:
            complaints = tuple(describe(refused.refusals))
    found = get_sheet(item_id)
    page = render_template(
        "assessments/marking/sheet.html",
        sheet=found,
        mine=any(mark.marked_by == current_user.id for mark in found.marks),
        settles=found.settling.next_place == 3,
        **seen(found),
        comment=comment,
        complaints=complaints,
        chosen=_ratings(),
    )
    return page, 422 if complaints else 200


def _ratings() -> dict[str, int]:
    """The levels chosen in the form."""
    given = {name.removeprefix("criterion-"): level for name, level in request.form.items()}
    return {key: int(level) for key, level in given.items() if level.isdecimal() and len(level) < 4}


def seen(sheet: Sheet) -> dict[str, Any]:
    """What the sheet of an answer needs to show its pictures and areas."""
    places = [middle(sheet.body.spots[index]) for index in sheet.order] if sheet.kind == "hot_spot" else []
    return {
        "addresses": picture_addresses(sheet.body.figures, "assessments.marking_picture", item_id=sheet.item_id),
        "areas": area_words([str(line.text) for line in sheet.lines], places) if places else [],
        "Bilingual": Bilingual,
    }


@blueprint.get("/marking/<int:item_id>/figure", endpoint="marking_figure")
@requires(*DECIDERS)
def figure(item_id: int) -> Any:
    """The picture of a question, for whoever marks an answer to it or decides about its mark."""
    sheet = _seen_sheet(item_id)
    if sheet.figure_file_id is None:
        raise NotFound
    return files.send(sheet.figure_file_id, download=False)


@blueprint.get("/marking/<int:item_id>/pictures/<int:number>", endpoint="marking_picture")
@requires(*DECIDERS)
def picture(item_id: int, number: int) -> Any:
    """A picture within the text of a question, for the same."""
    figures = _seen_sheet(item_id).body.figures
    names = sorted(figures)
    if number >= len(names):
        raise NotFound
    return files.send(figures[names[number]], download=False)


def _seen_sheet(item_id: int) -> Sheet:
    if not may_see_answer(current_user, item_id):
        raise NotFound
    return get_sheet(item_id)


@blueprint.route("/bank/versions/<int:version_id>/regrade", methods=["GET", "POST"], endpoint="regrade")
@requires(Permission.MANAGE_BANK)
def regrade(version_id: int) -> Any:
    """An item was found wrong after people had sat it: what is done about it."""
    found = get_version(version_id)
    complaints: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            done = regrade_item(
                version_id=version_id, way=request.form.get("way", ""), correct=request.form.getlist("correct", type=int),
                reason=whole(request.form.get("reason", ""), 2000), actor=current_user, at=clock.now(),
            )  # fmt: skip
            flash(
                _("Marked anew. Attempts with this item: %(attempts)s; changed: %(changed)s; passed by it: %(passed)s.",
                  attempts=done.attempts, changed=done.changed, passed=done.passed),
                "success",
            )  # fmt: skip
            return redirect(url_for("assessments.regrade", version_id=version_id))
        except RuleBroken as refused:
            complaints = tuple(describe(refused.refusals))
    page = render_template(
        "assessments/marking/regrade.html",
        version=found.version,
        item=found.item,
        attempts=found.attempts,
        corrected=found.corrected,
        right=marked_lines(
            found.version.kind,
            [Bilingual.of(one) for one in found.corrected.options],
            found.corrected.correct,
            Body.read(found.corrected.body),
            (),
            {},
        )
        if found.corrected
        else (),
        regrades=[(row, get_regraded(current_user, row.id)) for row in list_regrades(version_id)],
        complaints=complaints,
        sent=request.form,
        sent_keys=request.form.getlist("correct", type=int),
    )
    return page, 422 if complaints else 200
