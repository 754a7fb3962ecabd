"""Sign-offs that were taken back after somebody had relied on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from assessments.models import (
    Countersignature,
    CountersignatureWithdrawal,
    PracticalTask,
    SignOff,
    SignOffRevocation,
)
from assessments.queries.practicals import latest_tasks
from assessments.rules.taken_back import Given, Second, is_fulfilled, taken_back_since
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.together import Together
from lms.people.models import Person


@dataclass(frozen=True)
class TakenBack:
    """One signature that was taken back, the mentor's own or the second one: by whom, when and why; `signer` whose it was,
    where somebody else took it back."""

    sign_off_id: int
    taken_back_at: datetime
    taker_id: int
    taker: Bilingual
    reason: str
    signer: Bilingual | None = None


@dataclass(frozen=True)
class Undone:
    """A task that was complete at a moment and would not have been without what was taken back since; `made_good` once
    it is complete again."""

    code: str
    title: Bilingual
    taken_back: tuple[TakenBack, ...]
    made_good: bool


@dataclass(frozen=True)
class _Signed(Given):
    """A sign-off with what there is to tell once it no longer counts."""

    number: int = 0
    lost: TakenBack | None = None


_back = CountersignatureWithdrawal
_taker = aliased(Person)
_TAKER = (_taker.id.label("taker_id"), _taker.name_zh.label("taker_zh"), _taker.name_latin.label("taker_latin"))
_SIGNATURES = Together(
    given=select(
        PracticalTask.code, PracticalTask.countersign, SignOff.mode, SignOff.signed_at, SignOffRevocation.revoked_at,
        SignOff.id, Person.id.label("signer_id"), Person.name_zh, Person.name_latin, SignOffRevocation.reason,
        *_TAKER,
    )
    .join(PracticalTask, PracticalTask.id == SignOff.task_id)
    .join(Person, Person.id == SignOff.signer_id)
    .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == SignOff.id)
    .outerjoin(_taker, _taker.id == SignOffRevocation.revoked_by)
    .where(
        SignOff.learner_id == bindparam("learner_id"), SignOff.passed.is_(True), among(PracticalTask.code, "codes")
    )
    .order_by(SignOff.signed_at, SignOff.id),
    seconds=select(
        Countersignature.sign_off_id, Countersignature.signed_at, Countersignature.agreed, _back.withdrawn_at,
        _back.reason, Person.id.label("second_id"), Person.name_zh, Person.name_latin, *_TAKER,
    )
    .join(Person, Person.id == Countersignature.countersigner_id)
    .outerjoin(_back, _back.countersignature_id == Countersignature.id)
    .outerjoin(_taker, _taker.id == _back.withdrawn_by)
    # through the sign-offs, of which a learner's are found by an index
    .where(Countersignature.sign_off_id.in_(select(SignOff.id).where(SignOff.learner_id == bindparam("learner_id"))))
    .order_by(Countersignature.signed_at, Countersignature.id),
)  # fmt: skip


def undone_since(learner_id: int, moments: Collection[tuple[str, datetime]]) -> dict[tuple[str, datetime], Undone]:
    """For each task and the moment at which somebody relied on it: what was taken back since, where too little is left.
    Tasks on which one may still rely are left out. One statement where nothing was taken back; none without moments."""
    codes = {code for code, _at in moments}
    if not codes:
        return {}
    given = _given(learner_id, codes)
    tasks = latest_tasks({code for code, some in given.items() if any(one.lost for one in some)})
    found = {}
    for code, at in moments:
        task, signed = tasks.get(code), given.get(code, [])
        back = taken_back_since(task.required, task.people, signed, at) if task else ()
        told = tuple(one.lost for one in back if one.lost)
        if task and told:
            counting = [one for one in signed if one.counts_at(None)]
            found[code, at] = Undone(code, task.title, told, is_fulfilled(task.required, task.people, counting))
    return found


def _given(learner_id: int, codes: Collection[str]) -> dict[str, list[_Signed]]:
    """Everything signed as passed, by task, oldest first."""
    read = _SIGNATURES.read(learner_id=learner_id, codes=list(codes))
    seconds, withdrawn = _seconds(read["seconds"])
    given: dict[str, list[_Signed]] = {}
    for row in read["given"]:
        lost = withdrawn.get(row.id)
        if row.revoked_at is not None:
            lost = _taken_back(row.id, row.revoked_at, row.signer_id, row)
        one = _Signed(
            row.mode, row.signed_at, row.revoked_at, row.signer_id, row.mode in row.countersign,
            tuple(seconds.get(row.id, ())), row.id, lost,
        )  # fmt: skip
        given.setdefault(row.code, []).append(one)
    return given


def _seconds(rows: Iterable[Any]) -> tuple[dict[int, list[Second]], dict[int, TakenBack]]:
    """The countersignatures of somebody's work by sign-off, and of those withdrawn the last."""
    seconds: dict[int, list[Second]] = {}
    withdrawn: dict[int, TakenBack] = {}
    for row in rows:
        seconds.setdefault(row.sign_off_id, []).append(Second(row.signed_at, row.agreed, row.withdrawn_at))
        if row.withdrawn_at is not None and row.agreed:
            withdrawn[row.sign_off_id] = _taken_back(row.sign_off_id, row.withdrawn_at, row.second_id, row)
    return seconds, withdrawn


def _taken_back(sign_off_id: int, at: datetime, signer_id: int, row: Any) -> TakenBack:
    signer = _name(row.name_zh, row.name_latin) if row.taker_id != signer_id else None
    return TakenBack(sign_off_id, at, row.taker_id, _name(row.taker_zh, row.taker_latin), row.reason or "", signer)


def _name(zh: str, latin: str) -> Bilingual:
    return Bilingual(zh or latin, latin or zh)
