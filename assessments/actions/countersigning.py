"""The second signature under a sign-off, and taking it back."""

from __future__ import annotations

from datetime import datetime

from assessments.actions.once import add_once
from assessments.events import SignedOff, SignOffRevoked
from assessments.models import Countersignature, CountersignatureWithdrawal, SignOff
from assessments.queries.countersignatures import find_by_token
from assessments.queries.sign_offs import standing_of
from assessments.queries.withdrawals import is_gone
from assessments.rules.practicals import Capacity, against_second
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of


def countersign(
    *, row: SignOff, capacity: Capacity, agreed: bool, comment: str, form_token: str, actor: Actor, at: datetime
) -> Countersignature:
    """Put a second signature under a sign-off, or send it back with what is wrong. The same form sent again changes
    nothing. Raises RuleBroken with every reason at once."""
    second = actor.id
    assert second is not None
    if (before := find_by_token(second, form_token)) is not None:
        return before
    state = standing_of(row)
    codes = against_second(
        state, signer=row.signer_id, learner=row.learner_id, second=second, agreed=agreed, comment=comment
    )
    if codes:
        raise RuleBroken(*(Refusal(code) for code in codes))
    given = Countersignature(
        sign_off_id=row.id, signer_id=row.signer_id, learner_id=row.learner_id, countersigner_id=second,
        capacity=capacity, agreed=agreed, comment=comment.strip(), signed_at=at, form_token=form_token,
    )  # fmt: skip
    kept = add_once(given, lambda: find_by_token(second, form_token))
    if kept is not given:
        return kept
    db.session.refresh(row, ["countersignatures"])
    task = row.task
    audit.record(
        "practical.countersigned" if agreed else "practical.countersign_refused", "sign_off", row.id, actor=actor,
        at=at, learner=row.learner_id, signer=row.signer_id, task=task.code, version=task.number, mode=row.mode,
        capacity=str(capacity), reason=given.comment,
    )  # fmt: skip
    _tell(row, "practical_countersigned" if agreed else "practical_countersign_refused", actor, at)
    events.publish(SignedOff(row.id, row.learner_id, task.code, row.mode, agreed, at))
    db.session.flush()
    return given


def withdraw_countersignature(
    *, row: Countersignature, reason: str, actor: Actor, at: datetime
) -> CountersignatureWithdrawal:
    """Take a countersignature back, with a reason; both stay on record. Who gave it may, or somebody else once they are gone.
    A second time changes nothing."""
    if row.withdrawal is not None:
        return row.withdrawal
    assert actor.id is not None
    refusals = []
    if row.countersigner_id != actor.id and not is_gone(row.countersigner_id, clock.local_date(at)):
        refusals.append(Refusal("not_the_countersigner"))
    if not reason.strip():
        refusals.append(Refusal("sign_off_reason_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    withdrawal = CountersignatureWithdrawal(
        countersignature_id=row.id, withdrawn_by=actor.id, withdrawn_at=at, reason=reason.strip()
    )
    db.session.add(withdrawal)
    db.session.flush()
    db.session.refresh(row, ["withdrawal"])
    signed = db.session.get_one(SignOff, row.sign_off_id)
    audit.record(
        "practical.countersignature_withdrawn", "sign_off", signed.id, actor=actor, at=at, learner=signed.learner_id,
        countersigner=row.countersigner_id, task=signed.task.code, mode=signed.mode,
        reason=withdrawal.reason,
    )  # fmt: skip
    _tell(signed, "practical_countersignature_withdrawn", actor, at)
    events.publish(SignOffRevoked(signed.id, signed.learner_id, signed.task.code, signed.mode, row.agreed, at))
    db.session.flush()
    return withdrawal


def _tell(row: SignOff, kind: str, actor: Actor, at: datetime) -> None:
    """Learner and first signer both learn of it."""
    for person_id in (row.learner_id, row.signer_id):
        person = db.session.get_one(Person, person_id)
        notify(
            recipient_of(person), kind,
            link=path_to("assessments.practical", learner_id=row.learner_id, task_code=row.task.code), at=at,
            task=row.task.title, signer=known_as(actor),
        )  # fmt: skip
