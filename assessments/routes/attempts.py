"""Sitting a written exam: one question a page, answers saved as they are chosen, handing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.answers import Saving, save_answer, set_answer
from assessments.actions.attempts import finish_attempt
from assessments.actions.conduct import leave_question
from assessments.answer_fields import answer_of, fields_of, picture_addresses
from assessments.clocks import clock_face, time_of_day
from assessments.labels import SAVE_REFUSALS
from assessments.queries.attempts import Running, SavedAnswer, get_question, get_running, saved_answers
from assessments.queries.conduct import Held, how_held
from assessments.routes import blueprint
from assessments.rules.conduct import page_refusals
from assessments.rules.sitting import is_over, seconds_left
from assessments.texts import rich
from lms.core import clock, files
from lms.core.access import Permission, requires, writes_later
from lms.core.db import transaction

blueprint.add_app_template_filter(clock_face)
blueprint.add_app_template_filter(time_of_day)
blueprint.add_app_template_filter(rich)
_STATUS = {"saved": 200, "late": 410, "taken": 409, "left": 422, "wrong": 422}


@dataclass(frozen=True)
class PaletteEntry:
    """One question in the palette."""

    number: int
    href: str
    answered: bool
    flagged: bool
    current: bool


def _palette(running: Running, answers: dict[int, SavedAnswer], current: int = 0) -> list[PaletteEntry]:
    address = url_for("assessments.attempt", attempt_id=running.id, position=0)[:-1]
    entries = []
    for number in range(1, running.questions + 1):
        saved = answers.get(number)
        entries.append(
            PaletteEntry(
                number,
                f"{address}{number}",
                bool(saved and saved.is_answered),
                bool(saved and saved.flagged),
                number == current,
            )
        )
    return entries


def _over(running: Running, held: Held | None = None) -> Any:
    """Where to go when the attempt is over, or may only be handed in any more; else None."""
    if not is_over(running.deadline, running.finished_at, clock.now()):
        return None
    held = held or how_held(running.id)
    if running.finished_at is None and held.may_only_hand_in(running.deadline, clock.now()):
        return redirect(url_for("assessments.hand_in", attempt_id=running.id))
    return redirect(url_for("assessments.result", attempt_id=running.id))


@blueprint.get("/attempts/<int:attempt_id>")
@requires(Permission.LEARN)
def resume(attempt_id: int) -> Any:
    """To the first question without an answer."""
    running = get_running(attempt_id, current_user.id)
    if (over := _over(running)) is not None:
        return over
    answers, held = saved_answers(attempt_id), how_held(attempt_id)
    if held.one_way:
        return redirect(_page(running, held.furthest))
    open_ones = (n for n in range(1, running.questions + 1) if n not in answers or not answers[n].is_answered)
    return redirect(url_for("assessments.attempt", attempt_id=attempt_id, position=next(open_ones, 1)))


@blueprint.get("/attempts/<int:attempt_id>/<int:position>")
@requires(Permission.LEARN)
def attempt(attempt_id: int, position: int) -> Any:
    """One question. Nothing of another question, no key and no feedback is in the page."""
    running, question, held = get_question(attempt_id, current_user.id, position)
    if (over := _over(running, held)) is not None:
        return over
    if page_refusals(held.one_way, position, held.furthest):
        return redirect(_page(running, held.furthest))
    answers = saved_answers(attempt_id)
    saved = answers.get(position)
    pictures = picture_addresses(question.pictures, "assessments.picture", attempt_id=attempt_id, position=position)
    return render_template(
        "assessments/attempt.html",
        running=running,
        held=held,
        question=question,
        asked=fields_of(question, saved, pictures),
        stem=rich(question.stem, pictures),
        saved=saved,
        sequence=(saved.sequence if saved else 0) + 1,
        palette_entries=_palette(running, answers, position),
        answered=sum(answer.is_answered for answer in answers.values()),
        seconds=seconds_left(running.deadline, clock.now()),
        previous_page=_page(running, position - 1),
        next_page=_page(running, position + 1),
    )


@blueprint.post("/attempts/<int:attempt_id>/<int:position>")
@requires(Permission.LEARN)
@writes_later
def send_answer(attempt_id: int, position: int) -> Any:
    """Save the answer of a form, then go where the button says: the way without JavaScript."""
    raw = answer_of(request.form)
    sequence = request.form.get("sequence", 1, type=int)
    saving = set_answer(
        attempt_id=attempt_id, person_id=current_user.id, position=position, sequence=sequence,
        raw=raw, flagged="flagged" in request.form, at=clock.now(),
    )  # fmt: skip
    if saving.outcome == "late":
        flash(SAVE_REFUSALS["late"], "danger")
        return redirect(url_for("assessments.result", attempt_id=attempt_id))
    if saving.outcome == "wrong":
        abort(422)
    running, held = get_running(attempt_id, current_user.id), how_held(attempt_id)
    if held.one_way:
        if request.form.get("go") == "next" and position == held.furthest:
            with transaction():
                leave_question(attempt_id=attempt_id, position=position, at=clock.now())
            return redirect(_page(running, position + 1))
        return redirect(_page(running, held.furthest))
    stays = "point.x" in request.form  # a click on the picture: the page comes back with the mark
    step = {"back": -1, "stay": 0}.get(request.form.get("go", ""), 0 if stays else 1)
    return redirect(_page(running, position + step))


def _page(running: Running, position: int) -> str:
    """A question's address; past the last, the page that looks over them all."""
    if position > running.questions:
        return url_for("assessments.hand_in", attempt_id=running.id)
    return url_for("assessments.attempt", attempt_id=running.id, position=max(1, position))


@blueprint.post("/attempts/<int:attempt_id>/answers")
@requires(Permission.LEARN)
@writes_later
def save(attempt_id: int) -> Any:
    """Save one answer as it is given. JSON in: position, sequence, answer as in `rules.answers`, by places shown."""
    body = request.get_json(silent=True)
    answer = body.get("answer") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(answer, dict):
        return _told(Saving("wrong", 0, 0))
    position, sequence = body.get("position"), body.get("sequence")
    if type(position) is not int or type(sequence) is not int:
        return _told(Saving("wrong", 0, 0))
    if not 1 <= position <= 10_000 or not 1 <= sequence <= 2**31 - 1:
        return _told(Saving("wrong", 0, 0))
    at = clock.now()
    saving = save_answer(
        attempt_id=attempt_id, person_id=current_user.id, position=position, sequence=sequence,
        raw=answer, flagged=answer.get("flagged") is True, at=at,
    )  # fmt: skip
    return _told(saving, sequence, at)


def _told(saving: Saving, sequence: object = None, at: datetime | None = None) -> Any:
    if saving.outcome == "saved" and at is not None:
        return jsonify(saved=sequence, latest=saving.latest, at=time_of_day(at), seconds_left=saving.seconds_left)
    words = str(SAVE_REFUSALS[saving.outcome])
    answer = jsonify(error=saving.outcome, latest=saving.latest, seconds_left=saving.seconds_left, message=words)
    return answer, _STATUS[saving.outcome]


@blueprint.get("/attempts/<int:attempt_id>/time")
@requires(Permission.LEARN)
def time_left(attempt_id: int) -> Any:
    """Seconds left by the server's clock: a device that slept asks again."""
    running = get_running(attempt_id, current_user.id)
    at, until = clock.now(), running.deadline
    if at >= until and (held := how_held(attempt_id)).may_only_hand_in(until, at):
        until = held.last_moment(until)
    left = 0 if running.finished_at else seconds_left(until, at)
    return jsonify(seconds_left=left, token=_csrf())


def _csrf() -> str:
    from flask_wtf.csrf import generate_csrf

    return generate_csrf()


@blueprint.get("/attempts/<int:attempt_id>/<int:position>/figure")
@requires(Permission.LEARN)
def figure(attempt_id: int, position: int) -> Any:
    """The picture that belongs to a question of the reader's own attempt."""
    _running, question, _held = get_question(attempt_id, current_user.id, position)
    if question.figure_file_id is None:
        abort(404)
    return files.send(question.figure_file_id, download=False)


@blueprint.get("/attempts/<int:attempt_id>/<int:position>/pictures/<int:number>")
@requires(Permission.LEARN)
def picture(attempt_id: int, position: int, number: int) -> Any:
    """A picture that stands in the text of a question of the reader's own attempt; those of explanations after the end."""
    _running, question, _held = get_question(attempt_id, current_user.id, position)
    names = sorted(question.pictures)
    if number >= len(names):
        abort(404)
    return files.send(question.pictures[names[number]], download=False)


@blueprint.get("/attempts/<int:attempt_id>/hand-in")
@requires(Permission.LEARN)
def hand_in(attempt_id: int) -> Any:
    """What is answered and what not, and the button that ends the attempt."""
    running, held = get_running(attempt_id, current_user.id), how_held(attempt_id)
    only_hand_in = running.finished_at is None and held.may_only_hand_in(running.deadline, clock.now())
    if not only_hand_in and (over := _over(running, held)) is not None:
        return over
    if held.one_way and not only_hand_in and held.furthest <= running.questions:
        return redirect(_page(running, held.furthest))
    entries = _palette(running, saved_answers(attempt_id))
    return render_template(
        "assessments/hand_in.html",
        running=running,
        palette_entries=entries,
        unanswered=[entry for entry in entries if not entry.answered],
        flagged=[entry for entry in entries if entry.flagged],
        held=held,
        only_hand_in=only_hand_in,
        seconds=seconds_left(held.last_moment(running.deadline) if only_hand_in else running.deadline, clock.now()),
    )


@blueprint.post("/attempts/<int:attempt_id>/hand-in")
@requires(Permission.LEARN)
def finish(attempt_id: int) -> Any:
    """End the attempt and show the result; pressed twice, nothing changes."""
    running = get_running(attempt_id, current_user.id)
    before = how_held(attempt_id).is_abandoned(running.deadline, clock.now())
    finish_attempt(attempt_id=running.id, actor=current_user, at=clock.now())
    if not before:
        flash(_("Your exam is handed in."), "success")
    return redirect(url_for("assessments.result", attempt_id=attempt_id))
