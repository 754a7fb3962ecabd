"""Sign-offs that were taken back after somebody had relied on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assessments.models import PracticalTask, SignOff, SignOffRevocation
from assessments.queries.practicals import latest_tasks
from assessments.rules.practicals import Given, is_complete, taken_back_since, valid_by_mode
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person


@dataclass(frozen=True)
class TakenBack(Given):
    """One sign-off that was taken back: whose it was, and why."""

    sign_off_id: int
    mentor_id: int
    mentor: Bilingual
    reason: str


@dataclass(frozen=True)
class Undone:
    """A task that was complete at a moment and would not have been without what was taken back since; `made_good` once
    it is complete again."""

    code: str
    title: Bilingual
    taken_back: tuple[TakenBack, ...]
    made_good: bool


def undone_since(learner_id: int, moments: Collection[tuple[str, datetime]]) -> dict[tuple[str, datetime], Undone]:
    """For each task and the moment at which somebody relied on it: what was taken back since, where too little is left.
    Tasks on which one may still rely are left out. Two statements; none without moments."""
    codes = {code for code, _at in moments}
    if not codes:
        return {}
    query = (
        select(
            PracticalTask.code, SignOff.mode, SignOff.signed_at, SignOffRevocation.revoked_at, SignOff.id,
            Person.id, Person.name_zh, Person.name_latin, SignOffRevocation.reason,
        )
        .join(PracticalTask, PracticalTask.id == SignOff.task_id)
        .join(Person, Person.id == SignOff.signer_id)
        .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == SignOff.id)
        .where(SignOff.learner_id == learner_id, SignOff.passed.is_(True), PracticalTask.code.in_(codes))
        .order_by(SignOff.signed_at, SignOff.id)
    )  # fmt: skip
    given: dict[str, list[TakenBack]] = {}
    for code, mode, at, back_at, number, mentor_id, zh, latin, reason in db.session.execute(query):
        name = Bilingual(zh or latin, latin or zh)
        given.setdefault(code, []).append(TakenBack(mode, at, back_at, number, mentor_id, name, reason or ""))
    tasks = latest_tasks(codes)
    found = {}
    for code, at in moments:
        task = tasks.get(code)
        back = taken_back_since(task.required, given.get(code, ()), at) if task else ()
        if task and back:
            is_made_good = is_complete(task.required, valid_by_mode(given[code]))
            found[code, at] = Undone(code, task.title, back, is_made_good)
    return found
