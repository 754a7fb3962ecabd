"""Before and after a written exam: the start page and the result."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from assessments.actions.attempts import draw_paper, finish_if_over, start_attempt
from assessments.answer_fields import area_words, picture_addresses
from assessments.queries.appeals import appeals_of
from assessments.queries.attempts import get_running
from assessments.queries.conduct import beginning, how_held
from assessments.queries.exams import as_sitting, exam_access, get_exam, list_sittings
from assessments.queries.marked import MarkedQuestion
from assessments.queries.results import get_result
from assessments.routes import blueprint
from assessments.rules.conduct import Conduct, deadline_for, window_refusals
from assessments.rules.marking import earns_parts, least_score, points_needed
from assessments.rules.placed import middle
from assessments.rules.sitting import attempts_used, is_over, start_refusals
from lms.core import clock
from lms.core.access import Permission, requires, writes_later
from lms.core.bilingual import Bilingual
from lms.core.db import db, start_writing
from lms.core.errors import RuleBroken, describe
from lms.core.i18n import language

CODE_REFUSALS = ("start_code_needed", "wrong_start_code")


@blueprint.get("/exams/<code>")
@requires(Permission.LEARN)
def exam(code: str) -> str:
    """What awaits, how many attempts are left, and the button to begin or to go on."""
    return _exam(code)


def _exam(code: str, complaints: tuple[str, ...] = ()) -> str:
    at = clock.now()
    row = get_exam(code)
    attempts = list_sittings(current_user.id, row.id)
    running = next(
        (a for a in attempts if not is_over(a.deadline, a.finished_at, at) or _waits_for_hand_in(a, at)), None
    )
    sittings = [as_sitting(attempt) for attempt in attempts]
    access = exam_access(current_user.id, row, sittings, at)
    refusals = start_refusals(sittings, access, allowed=row.attempts_allowed, wait_hours=row.wait_hours, at=at)
    begins = beginning(row.id, current_user.id, clock.local_date(at))
    conduct, longer, items = begins.conduct, begins.longer, begins.items
    refusals = refusals or window_refusals(
        conduct, at, deadline_for(Conduct(), at, row.minutes, longer) - deadline_for(Conduct(), at, row.minutes)
    )
    return render_template(
        "assessments/exam.html",
        exam=row,
        conduct=conduct,
        longer=longer,
        minutes=ceil(row.minutes * (100 + longer) / 100),
        items=items,
        needed=least_score(items, row.pass_mark),
        attempts=[attempt for attempt in reversed(attempts) if attempt is not running],
        running=running,
        allowed=access.limit(row.attempts_allowed),
        left=max(0, access.limit(row.attempts_allowed) - attempts_used(sittings, access.since)),
        is_open=access.allowed,
        access_note=access.note if access.allowed else None,
        reasons=describe(refusals),
        opens=_opening(refusals),
        complaints=complaints,
    )


def _waits_for_hand_in(row: Any, at: datetime) -> bool:
    return row.finished_at is None and how_held(row.id).may_only_hand_in(row.deadline, at)


def _opening(refusals: tuple[Any, ...]) -> Any:
    return next((refusal.values["opens"] for refusal in refusals if "opens" in refusal.values), None)


def _areas(question: MarkedQuestion) -> list[str]:
    """The words of the areas of a picture, in the order in which they were offered."""
    places = [middle(question.body.spots[index]) for index in question.order]
    return area_words([str(line.text) for line in question.lines], places)


@blueprint.post("/exams/<code>/start")
@requires(Permission.LEARN)
@writes_later
def start_exam(code: str) -> Any:
    """Begin, or go on with the attempt that runs; while one runs nothing is drawn."""
    at = clock.now()
    row = get_exam(code)
    attempts = list_sittings(current_user.id, row.id)
    for attempt in attempts:
        if not is_over(attempt.deadline, attempt.finished_at, at) or _waits_for_hand_in(attempt, at):
            return redirect(url_for("assessments.resume", attempt_id=attempt.id))
    access = exam_access(current_user.id, row, [as_sitting(attempt) for attempt in attempts], at)
    paper = draw_paper(row, language=language(), person_id=current_user.id, at=at) if access.allowed else None
    start_writing()
    try:
        attempt_id = start_attempt(
            code=code, person_id=current_user.id, actor=current_user, at=at, paper=paper, asked=access,
            start_code=request.form.get("start_code", "")[:20],
        )  # fmt: skip
    except RuleBroken as refused:
        if not any(refusal.code in CODE_REFUSALS for refusal in refused.refusals):
            raise
        db.session.rollback()
        return _exam(code, tuple(describe(refused.refusals))), 422  # typed in a hurry, to be typed again
    return redirect(url_for("assessments.resume", attempt_id=attempt_id))


@blueprint.get("/attempts/<int:attempt_id>/result")
@requires(Permission.LEARN)
def result(attempt_id: int) -> Any:
    """Points by topic and every question with its answer; an attempt whose time is up is closed by looking."""
    running = get_running(attempt_id, current_user.id)
    at = clock.now()
    if not finish_if_over(
        attempt_id=attempt_id, deadline=running.deadline, finished_at=running.finished_at, actor=current_user, at=at
    ):
        return redirect(url_for("assessments.resume", attempt_id=attempt_id))
    shown = get_result(attempt_id, current_user.id)
    row = get_exam(shown.exam_code)
    sittings = [as_sitting(attempt) for attempt in list_sittings(current_user.id, row.id)]
    access = exam_access(current_user.id, row, sittings, at)
    refusals = start_refusals(sittings, access, allowed=row.attempts_allowed, wait_hours=row.wait_hours, at=at)
    return render_template(
        "assessments/result.html",
        result=shown,
        needed=points_needed(
            shown.points, shown.pass_mark, any(earns_parts(one.kind, one.body) for one in shown.questions)
        ),
        pictures=lambda question: picture_addresses(
            question.body.figures, "assessments.picture", attempt_id=attempt_id, position=question.position
        ),
        areas=_areas,
        Bilingual=Bilingual,
        left=max(0, access.limit(row.attempts_allowed) - attempts_used(sittings, access.since)),
        appeals=appeals_of(attempt_id, at),
        opens=_opening(refusals),
        is_open=access.allowed and not any(sitting.passed for sitting in sittings),
    )
