"""What a mentor judged, read out of the request: the names of these fields depend on the task's steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import request

from assessments import photos
from assessments.models import PracticalTask
from assessments.rules.practicals import Judgement
from lms.core.errors import Refusal


def verdicts(task: PracticalTask) -> dict[str, str]:
    """The verdicts that were given, by step."""
    given = {step["key"]: request.form.get(f"step-{step['key']}", "") for step in task.steps}
    return {key: verdict for key, verdict in given.items() if verdict}


def notes(task: PracticalTask) -> dict[str, str]:
    """What was said about single steps."""
    given = {step["key"]: request.form.get(f"note-{step['key']}", "").strip() for step in task.steps}
    return {key: note for key, note in given.items() if note}


def count_uploads(task: PracticalTask) -> int:
    """How many photos came with the form, fit or not."""
    names = ["photos", *(f"photo-{step['key']}" for step in task.steps)]
    return sum(1 for name in names for upload in request.files.getlist(name) if upload.filename)


def take_photos(task: PracticalTask) -> list[photos.Photo]:
    """The photos of the whole and of single steps, redrawn. Slow; raises photos.PhotosRefused with every reason."""
    taken: list[photos.Photo] = []
    refusals: list[Refusal] = []
    for step in (None, *(str(step["key"]) for step in task.steps)):
        uploads = request.files.getlist("photos" if step is None else f"photo-{step}")
        try:
            most = photos.MAX_PHOTOS if step is None else 1
            taken += [replace(photo, step=step) for photo in photos.prepare(uploads, most=most)]
        except photos.PhotosRefused as refused:
            refusals += refused.refusals
    if refusals:
        raise photos.PhotosRefused(tuple(refusals))
    return taken


def judgement(
    task: PracticalTask, *, mode: str, passed: bool, comment: str, work_order: str, performed_on: date, count: int
) -> Judgement:
    """All of it together; `count` is how many photos there are."""
    return Judgement(
        mode=mode, passed=passed, results=verdicts(task), comment=comment, work_order=work_order, photos=count,
        performed_on=performed_on, notes=notes(task),
    )  # fmt: skip
