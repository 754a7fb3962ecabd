"""Watching an exam under way: the board, one person's attempt, adding time, stopping, codes to start."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from assessments.actions.invigilation import add_time, log_focus_loss, make_start_code, stop_attempt
from assessments.queries.attempts import get_running
from assessments.queries.conduct import find_conduct, find_valid_code, how_held
from assessments.queries.exams import get_exam
from assessments.queries.invigilation import (
    INVIGILATORS,
    get_sitter,
    list_boards,
    list_interventions,
    list_losses,
    list_sitters,
)
from assessments.routes import blueprint
from assessments.rules.conduct import MOST_ADDED
from assessments.rules.sitting import is_over
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.core.paging import page_of, wanted_page
from lms.core.written import whole

PER_PAGE = 50
"""How many people the board shows at once; all of them are watched and counted."""


@blueprint.get("/invigilation", endpoint="invigilation")
@requires(*INVIGILATORS)
def exams_under_way() -> str:
    """Every exam's board: the one with the code has to be there before anybody can begin."""
    return render_template("assessments/invigilation/index.html", boards=list_boards(current_user, clock.now()))


@blueprint.get("/exams/<code>/invigilation", endpoint="board")
@requires(*INVIGILATORS)
def board(code: str) -> str:
    """Who has begun, last save, time left; asks for itself again every ten seconds."""
    return _board(code)


def _board(code: str, complaints: tuple[str, ...] = ()) -> str:
    exam, at = get_exam(code), clock.now()
    whole = not request.headers.get("HX-Request") or request.method == "POST"
    sitters = list_sitters(current_user, exam.id, at)
    wanted = " ".join(request.args.get("q", "").split())[:60]
    found = [one for one in sitters if wanted.casefold() in f"{one.name.zh} {one.name.en}".casefold()]
    return render_template(
        "assessments/invigilation/board.html" if whole else "assessments/invigilation/_lines.html",
        exam=exam,
        conduct=find_conduct(exam.id)[1],
        code_told=find_valid_code(exam.id, at) if whole else None,
        page=page_of(found, wanted_page(), PER_PAGE),
        many=len(sitters) > PER_PAGE,
        wanted=wanted,
        running=sum(sitter.state in ("running", "hand-in") for sitter in sitters),
        at=at,
        complaints=complaints,
        most=MOST_ADDED,
    )


@blueprint.post("/exams/<code>/invigilation", endpoint="board_do")
@requires(*INVIGILATORS)
def add_time_to_all(code: str) -> Any:
    """Add minutes for everybody within reach who still sits."""
    exam, at = get_exam(code), clock.now()
    ids = [s.attempt_id for s in list_sitters(current_user, exam.id, at) if s.state in ("running", "hand-in")]
    minutes = request.form.get("minutes", 0, type=int)
    try:
        many = add_time(
            attempt_ids=ids,
            minutes=minutes,
            reason=whole(request.form.get("reason", ""), 500),
            actor=current_user,
            at=at,
        )
    except RuleBroken as refused:
        return _board(code, tuple(describe(refused.refusals))), 422
    flash(ngettext("%(num)s person has more time now.", "%(num)s people have more time now.", many), "success")
    return redirect(url_for("assessments.board", code=code))


@blueprint.post("/exams/<code>/invigilation/code", endpoint="board_code")
@requires(*INVIGILATORS)
def new_code(code: str) -> Any:
    """A code that lets people begin in the next minutes."""
    make_start_code(
        exam=get_exam(code), minutes=request.form.get("minutes", 0, type=int), actor=current_user, at=clock.now()
    )
    return redirect(url_for("assessments.board", code=code))


@blueprint.get("/exams/<code>/invigilation/<int:attempt_id>", endpoint="sitter")
@requires(*INVIGILATORS)
def sitter(code: str, attempt_id: int) -> str:
    """One attempt: what the page told, what was done, and the two things that can be done."""
    return _sitter(code, attempt_id)


def _sitter(code: str, attempt_id: int, complaints: tuple[str, ...] = ()) -> str:
    found = get_sitter(current_user, code, attempt_id, clock.now())
    return render_template(
        "assessments/invigilation/sitter.html",
        exam=get_exam(code),
        sitter=found,
        losses=list_losses(attempt_id),
        steps=list_interventions(attempt_id),
        complaints=complaints,
        most=MOST_ADDED,
    )


@blueprint.post("/exams/<code>/invigilation/<int:attempt_id>", endpoint="sitter_do")
@requires(*INVIGILATORS)
def intervene(code: str, attempt_id: int) -> Any:
    """Add minutes to one attempt, or stop it."""
    at = clock.now()
    get_sitter(current_user, code, attempt_id, at)
    reason = whole(request.form.get("reason", ""), 500)
    try:
        if request.form.get("do") == "stop":
            stop_attempt(attempt_id=attempt_id, reason=reason, actor=current_user, at=at)
            flash(_("The attempt is stopped. What was saved is marked."), "success")
        else:
            minutes = request.form.get("minutes", 0, type=int)
            add_time(attempt_ids=[attempt_id], minutes=minutes, reason=reason, actor=current_user, at=at)
            flash(_("The time is added; the page hears of it within half a minute."), "success")
    except RuleBroken as refused:
        return _sitter(code, attempt_id, tuple(describe(refused.refusals))), 422
    return redirect(url_for("assessments.sitter", code=code, attempt_id=attempt_id))


@blueprint.post("/attempts/<int:attempt_id>/focus", endpoint="focus")
@requires(Permission.LEARN)
def focus(attempt_id: int) -> Any:
    """The page tells that it was left, and when the person is back, for how long."""
    running = get_running(attempt_id, current_user.id)
    at = clock.now()
    told = request.get_json(silent=True)
    told = told if isinstance(told, dict) else {}
    number, position, seconds = (told.get(name) for name in ("number", "position", "seconds"))
    if type(number) is not int or type(seconds) is not int or not 0 <= number < 2**31 or not 0 <= seconds <= 86_400:
        return "", 422
    place = position if type(position) is int and 1 <= position <= 10_000 else None
    if not is_over(running.deadline, running.finished_at, at) and how_held(attempt_id).watches_focus:
        log_focus_loss(attempt_id=attempt_id, number=number, position=place, seconds=seconds, at=at)
    return "", 204
