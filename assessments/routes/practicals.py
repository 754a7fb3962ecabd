"""Practical tasks: the learner's list, one task with all that was signed, the photos."""

from __future__ import annotations

from flask import Response, render_template
from flask_login import current_user

from assessments.practical_labels import (
    CAPACITY_NAMES,
    STANDING_NAMES,
    VERDICT_TONES,
    count_words,
    mode_name,
    opening_words,
    verdict_name,
)
from assessments.practical_questions import against_signing
from assessments.queries import practicals as tasks
from assessments.queries import sign_offs
from assessments.queries.countersignatures import find_capacity
from assessments.queries.sign_offs import standing_of
from assessments.queries.withdrawals import list_takeable
from assessments.routes import blueprint
from lms.core import clock, files
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.people.queries.people import get_person, list_people


@blueprint.get("/practicals")
@requires(Permission.LEARN)
def practicals() -> str:
    """The reader's own tasks: what was returned, what is to do, what is done."""
    own = tasks.progress_of_all([current_user.id])[current_user.id]
    return render_template(
        "assessments/practicals/mine.html",
        returned=[p for p in own if p.returned],
        open=[p for p in own if not p.complete and not p.returned and not p.opens_with],
        later=[p for p in own if not p.complete and not p.returned and p.opens_with],
        complete=[p for p in own if p.complete],
        learner_id=current_user.id,
        mode_name=mode_name,
        opening_words=opening_words,
    )


@blueprint.get("/practicals/<int:learner_id>/<task_code>")
@signed_in
def practical(learner_id: int, task_code: str) -> str:
    """One task of one person: what it asks for, how far it is, every sign-off with its evidence."""
    task = tasks.get_task(task_code)
    capacity = find_capacity(current_user, learner_id) if task.countersign or task.people else None
    learner = get_person(learner_id) if capacity else sign_offs.get_learner(current_user, learner_id)
    signed = sign_offs.list_sign_offs(learner.id, task.code)
    signers = {row.signer_id for row in signed} | {c.countersigner_id for row in signed for c in row.countersignatures}
    takers = {row.revocation.revoked_by for row in signed if row.revocation}
    takers |= {c.withdrawal.withdrawn_by for row in signed for c in row.countersignatures if c.withdrawal}
    names = {person.id: person.name for person in list_people(signers | takers)}
    progress = tasks.get_progress(learner.id, task.code)
    is_mentor = Permission.MENTOR in current_user.permissions and not against_signing(
        current_user.id, learner.id, clock.now()
    )
    others = capacity and any(progress.others_needed(mode) for mode in progress.open_modes)
    return render_template(
        "assessments/practicals/task.html",
        learner=learner,
        task=task,
        progress=progress,
        sign_offs=signed,
        names=names,
        takeable=list_takeable(current_user, learner.id, signers, clock.today()),
        standings={row.id: standing_of(row) for row in signed},
        standing_names=STANDING_NAMES,
        capacity_names=CAPACITY_NAMES,
        may_sign=(is_mentor or others) and not progress.opens_with,
        may_countersign=bool(capacity),
        is_own=learner.id == current_user.id,
        mode_name=mode_name,
        opening_words=opening_words,
        count_words=count_words,
        verdict_name=verdict_name,
        verdict_tones=VERDICT_TONES,
        Bilingual=Bilingual,
    )


@blueprint.get("/practicals/photos/<int:photo_id>")
@signed_in
def sign_off_photo(photo_id: int) -> Response:
    """A photo behind a sign-off, for those who may see the sign-off."""
    photo = sign_offs.get_visible_photo(current_user, photo_id)
    return files.send(photo.file_id, download=False)
