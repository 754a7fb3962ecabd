"""Signing practical tasks off, and taking a sign-off back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.actions.once import add_once
from assessments.events import SignedOff, SignOffRevoked
from assessments.models import PracticalTask, SignOff, SignOffPhoto, SignOffRevocation
from assessments.photos import Photo
from assessments.practical_questions import against_signing, first_day
from assessments.queries.practicals import PracticalProgress, get_progress
from assessments.queries.sign_offs import find_by_token
from assessments.queries.withdrawals import is_gone
from assessments.rules import practicals as rules
from lms.core import audit, clock, events, files
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of


@dataclass(frozen=True)
class DeviceTime:
    """When something was signed by the telephone's clock, and how many seconds that clock was ahead when it was sent."""

    at: datetime
    ahead: int


def sign_off(
    *,
    learner: Person,
    task: PracticalTask,
    judgement: rules.Judgement,
    photos: Sequence[Photo] = (),
    form_token: str,
    actor: Actor,
    at: datetime,
    device: DeviceTime | None = None,
    capacity: rules.Capacity | None = None,
) -> SignOff:
    """Sign a performance as passed or returned. The same form sent again changes nothing and gives back the first
    sign-off. `device` is given for what was signed without network; `capacity` is why somebody who is not the mentor
    may sign where several people must. Raises RuleBroken with every reason at once."""
    signer = actor.id
    assert signer is not None
    if (before := find_by_token(signer, form_token)) is not None:
        return before
    refusals = refusals_for(learner=learner, task=task, judgement=judgement, actor=actor, at=at, capacity=capacity)
    if refusals:
        raise RuleBroken(*refusals)
    row = SignOff(
        task_id=task.id, learner_id=learner.id, signer_id=signer, mode=judgement.mode, passed=judgement.passed,
        results=rules.whole_results(judgement, _steps(task)), comment=judgement.comment, work_order=judgement.work_order,
        performed_on=judgement.performed_on, signed_at=at, form_token=form_token,
        notes=dict(judgement.notes), device_at=device.at if device else None,
        device_off=device.ahead if device else None,
    )  # fmt: skip
    kept = add_once(row, lambda: find_by_token(signer, form_token))
    if kept is not row:
        return kept
    for number, photo in enumerate(photos, 1):
        stored = files.save(
            photo.content, name=f"{task.code}-{row.id}-{number}.jpg", content_type="image/jpeg", actor=actor, at=at
        )
        db.session.add(
            SignOffPhoto(sign_off_id=row.id, file_id=stored.id, width=photo.width, height=photo.height, step=photo.step)
        )
    db.session.flush()
    audit.record(
        "practical.signed_off" if row.passed else "practical.returned", "sign_off", row.id, actor=actor, at=at,
        learner=learner.id, task=task.code, version=task.number, mode=row.mode, results=row.results,
        photos=len(photos), work_order=row.work_order, performed_on=row.performed_on.isoformat(),
        **({"device_at": row.device_at.isoformat()} if row.device_at else {}),
    )  # fmt: skip
    notify(
        recipient_of(learner), "practical_passed" if row.passed else "practical_returned",
        link=path_to("assessments.practical", learner_id=learner.id, task_code=task.code), at=at,
        task=task.title, mentor=known_as(actor),
    )  # fmt: skip
    events.publish(SignedOff(row.id, learner.id, task.code, row.mode, row.passed, at))
    db.session.flush()
    return row


def refusals_for(
    *,
    learner: Person,
    task: PracticalTask,
    judgement: rules.Judgement,
    actor: Actor,
    at: datetime,
    capacity: rules.Capacity | None = None,
) -> tuple[Refusal, ...]:
    """Everything that stands against signing this judgement; empty when nothing does."""
    assert actor.id is not None
    titles = {step["key"]: Bilingual.of(step) for step in task.steps}
    progress = get_progress(learner.id, task.code)
    faults = rules.faults(
        judgement, _steps(task),
        required=task.required, done=progress.done, today=clock.local_date(at),
        earliest=first_day(learner.id, learner.hired_on),
    )  # fmt: skip
    worded = [Refusal(f.code, {"step": titles.get(f.step, f.step), "key": f.step} if f.step else {}) for f in faults]
    person = against_signing(actor.id, learner.id, at)
    if person and capacity and progress.others_needed(judgement.mode):
        person = ()  # one more person is needed, and this one is entitled
    return (*person, *not_open_yet(progress, learner), *worded)


def not_open_yet(progress: PracticalProgress, learner: Person) -> tuple[Refusal, ...]:
    """A task of a stage that the learner has not reached is not signed off before it."""
    stage = progress.opens_with
    if stage is None:
        return ()
    values = {"task": progress.title, "number": stage.number, "stage": stage.title, "name": learner.name}
    return (Refusal("task_opens_later", values),)


def _steps(task: PracticalTask) -> list[rules.Step]:
    return [rules.Step(step["key"], bool(step.get("must"))) for step in task.steps]


def revoke_sign_off(*, row: SignOff, reason: str, actor: Actor, at: datetime) -> SignOffRevocation:
    """Take a sign-off back; both stay on record. Who signed may, with a reason, or somebody else once the signer is gone; a
    second time changes nothing."""
    if row.revocation is not None:
        return row.revocation
    refusals = []
    if row.signer_id != actor.id and not is_gone(row.signer_id, clock.local_date(at)):
        refusals.append(Refusal("not_the_signer"))
    if not reason.strip():
        refusals.append(Refusal("sign_off_reason_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    assert actor.id is not None
    revocation = SignOffRevocation(sign_off_id=row.id, revoked_by=actor.id, revoked_at=at, reason=reason.strip())
    db.session.add(revocation)
    db.session.flush()
    db.session.refresh(row, ["revocation"])
    task, learner = row.task, db.session.get_one(Person, row.learner_id)
    audit.record(
        "practical.sign_off_revoked", "sign_off", row.id, actor=actor, at=at,
        learner=row.learner_id, signer=row.signer_id, task=task.code, mode=row.mode, reason=revocation.reason,
    )  # fmt: skip
    signer = db.session.get_one(Person, row.signer_id)
    for person in (learner, signer):
        if person.id != actor.id and person.left_on is None:
            notify(
                recipient_of(person), "sign_off_revoked",
                link=path_to("assessments.practical", learner_id=learner.id, task_code=task.code), at=at,
                task=task.title, mentor=known_as(actor),
            )  # fmt: skip
    events.publish(SignOffRevoked(row.id, row.learner_id, task.code, row.mode, row.passed, at))
    db.session.flush()
    return revocation
