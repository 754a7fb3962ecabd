"""Signing off on a phone, and taking a sign-off back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from assessments import photos
from assessments.actions import practicals as actions
from assessments.forms import judgements
from assessments.forms.practicals import SignOffForm
from assessments.models import PracticalTask
from assessments.practical_labels import VERDICT_NAMES, VERDICT_TONES, count_words, mode_name
from assessments.practical_questions import against_signing
from assessments.queries import sign_offs
from assessments.queries.countersignatures import find_capacity
from assessments.queries.practicals import PracticalProgress, get_progress, get_task
from assessments.routes import blueprint
from assessments.rules.practicals import Capacity, Judgement, Verdict, required_of
from lms.core import clock
from lms.core.access import Permission, requires, writes_later
from lms.core.bilingual import Bilingual
from lms.core.db import start_writing
from lms.core.errors import Refusal, RuleBroken, describe, error_page
from lms.people.models import Person
from lms.people.queries.people import get_person

PLACES = {
    "mode_unknown": "mode", "mode_closed": "mode", "performed_in_future": "performed_on",
    "performed_too_early": "performed_on", "comment_for_return": "comment", "comment_for_not_met": "comment",
    "evidence_missing": "photos", "photos_too_many": "photos", "photo_too_large": "photos", "photo_heic": "photos",
    "photo_too_many_pixels": "photos", "photo_not_a_picture": "photos", "photo_damaged": "photos",
}  # fmt: skip


@dataclass(frozen=True)
class Complaint:
    """What is wrong, in words, and the id of the place on the page where it is mended."""

    text: str
    place: str | None


@dataclass(frozen=True)
class ModeChoice:
    """One way of working as the page offers it."""

    value: str
    label: str
    note: str
    open: bool
    complete: bool
    missing: int


@dataclass(frozen=True)
class StepShown:
    """One step as the page offers it; `criterion` says when it counts as met, where that is written down."""

    key: str
    text: Bilingual
    must: bool
    criterion: Bilingual | None

    @classmethod
    def of(cls, step: dict[str, Any]) -> StepShown:
        """From the task."""
        criterion = Bilingual.of(step["criterion"]) if step.get("criterion") else None
        return cls(step["key"], Bilingual.of(step), bool(step.get("must")), criterion)


@blueprint.url_value_preprocessor
def allow_photos(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before the form is read: a sign-off may be as large as its photos may be together."""
    if (
        endpoint in ("assessments.sign_off", "assessments.take_in")
        and request.method == "POST"
        and current_user.is_authenticated
    ):
        request.max_content_length = (2 * photos.MAX_PHOTOS * photos.MAX_BYTES) + 1024 * 1024  # the whole and its steps


@blueprint.route("/practicals/<int:learner_id>/<task_code>/sign-off", methods=["GET", "POST"])
@requires(Permission.MENTOR, Permission.ASSESS, Permission.DECIDE_OUTCOMES)
@writes_later
def sign_off(learner_id: int, task_code: str) -> Any:
    """Judge one performance of a task, step by step, and sign it as passed or as returned. The mentor does; where several
    people must, others who are entitled may as well."""
    task = get_task(task_code)
    capacity = find_capacity(current_user, learner_id) if task.people else None
    learner = get_person(learner_id) if capacity else sign_offs.get_learner(current_user, learner_id)
    progress = get_progress(learner.id, task.code)
    others = capacity and any(progress.others_needed(mode) for mode in progress.open_modes)
    if not others and (refusals := against_signing(current_user.id, learner.id, clock.now())):
        return error_page(403, " ".join(describe(refusals)))
    if refusals := actions.not_open_yet(progress, learner):
        raise RuleBroken(*refusals)
    form = SignOffForm()
    if request.method == "POST":
        return _sign(form, learner, task, capacity)
    form.form_token.data = secrets.token_urlsafe(24)
    form.performed_on.data = clock.today()
    form.mode.data = str(progress.due_mode or progress.modes[-1])
    return _page(form, learner, task, progress)


def _sign(form: SignOffForm, learner: Person, task: PracticalTask, capacity: Capacity | None) -> Any:
    complaints = [] if form.validate() else _of_form(form)
    try:
        taken = judgements.take_photos(task)
    except photos.PhotosRefused as refused:
        taken = []
        complaints += _worded(refused.refusals)
    passed = request.form.get("decision") == "pass"
    if complaints:
        if form.performed_on.data is not None:  # whatever else is wrong is said in the same breath
            judgement = _judgement(form, task, passed, judgements.count_uploads(task))
            complaints += _worded(
                actions.refusals_for(
                    learner=learner,
                    task=task,
                    judgement=judgement,
                    actor=current_user,
                    at=clock.now(),
                    capacity=capacity,
                )
            )
        return _refused(form, learner, task, complaints)
    start_writing()
    learner = get_person(learner.id)
    task = get_task(task.code)
    try:
        signed = actions.sign_off(
            learner=learner,
            task=task,
            judgement=_judgement(form, task, passed, len(taken)),
            photos=taken,
            form_token=form.form_token.data or "",
            actor=current_user,
            at=clock.now(),
            capacity=capacity,
        )
    except RuleBroken as broken:
        return _refused(form, learner, task, _worded(broken.refusals))
    if passed and signed.mode in task.countersign:
        flash(_("Signed. It counts once a second person has signed it too."), "success")
    elif passed:
        flash(_("Signed off as passed. %(name)s has been told.", name=learner.name), "success")
    else:
        flash(_("Returned. %(name)s has been told what to improve.", name=learner.name), "success")
    return _onward(url_for("assessments.practical", learner_id=learner.id, task_code=task.code))


def _judgement(form: SignOffForm, task: PracticalTask, passed: bool, count: int) -> Judgement:
    assert form.performed_on.data is not None
    return judgements.judgement(
        task, mode=form.mode.data or "", passed=passed, comment=form.comment.data or "",
        work_order=form.work_order.data or "", performed_on=form.performed_on.data, count=count,
    )  # fmt: skip


def _onward(target: str) -> Response:
    """To another page; htmx is told by a header, so that it loads it as a whole."""
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _worded(refusals: tuple[Refusal, ...]) -> list[Complaint]:
    texts = describe(refusals)
    places = [
        f"note-{r.values['key']}"
        if r.code == "note_too_long"
        else f"step-{r.values['key']}-met"
        if "key" in r.values
        else PLACES.get(r.code)
        for r in refusals
    ]
    return [Complaint(text, place) for text, place in zip(texts, places, strict=True)]


def _of_form(form: SignOffForm) -> list[Complaint]:
    return [
        Complaint(f"{form[name].label.text}: {error}" if name else str(error), name or None)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _refused(form: SignOffForm, learner: Person, task: PracticalTask, complaints: list[Complaint]) -> tuple[str, int]:
    """What is wrong. Sent by htmx, the page stays with all that was entered, photos too, and only the list comes back."""
    if request.headers.get("HX-Request"):
        return render_template("assessments/practicals/_complaints.html", complaints=complaints), 422
    if judgements.count_uploads(task):
        complaints = [
            *complaints,
            Complaint(_("Choose the photos once more: the browser does not keep them."), "photos"),
        ]
    return _page(form, learner, task, get_progress(learner.id, task.code), complaints), 422


def _page(
    form: SignOffForm,
    learner: Person,
    task: PracticalTask,
    progress: PracticalProgress,
    complaints: list[Complaint] | None = None,
) -> str:
    return render_template(
        "assessments/practicals/sign_off.html",
        form=form,
        learner=learner,
        task=task,
        progress=progress,
        modes=mode_choices(progress),
        steps=[StepShown.of(step) for step in task.steps],
        verdicts=[(str(v), VERDICT_NAMES[v], VERDICT_TONES[v]) for v in Verdict],
        chosen=judgements.verdicts(task),
        notes=judgements.notes(task),
        complaints=complaints or [],
        at_place={c.place: c.text for c in complaints or []},
        max_photos=photos.MAX_PHOTOS,
        draft=f"sign-off-{learner.id}-{task.code}",
        is_mentor=not against_signing(current_user.id, learner.id, clock.now()),
    )


def mode_choices(progress: PracticalProgress) -> list[ModeChoice]:
    """The ways of working that a task asks for, with what each still lacks."""
    choices = []
    before = ""
    for mode in progress.modes:
        done, needed = progress.done.get(mode, 0), required_of(mode, progress.required)
        if mode not in progress.open_modes:
            note = _("opens after “%(mode)s”", mode=before)
        elif (
            done < needed
            and progress.others_needed(mode) >= needed - done
            and current_user.id in progress.signers.get(mode, ())
        ):
            note = _("another person must sign")
        elif done >= needed:
            note = count_words(done, needed)
        else:
            note = _("no. %(number)s of %(needed)s", number=done + 1, needed=needed)
        choices.append(
            ModeChoice(
                str(mode), mode_name(mode), note, mode in progress.open_modes, done >= needed, max(needed - done, 0)
            )
        )
        before = mode_name(mode)
    return choices
