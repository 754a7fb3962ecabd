"""What must hold to leave a stage: each content met or not met, with what it rests on, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

COURSE, EXAM, PRACTICAL = "course", "exam", "practical"
PRACTICAL_EXAM, LOG, MENTOR_RATING = "practical_exam", "log", "mentor_rating"
AGREEMENT, DAYS, TALK, ATTENDANCE = "agreement", "days", "talk", "attendance"
KINDS = (COURSE, ATTENDANCE, EXAM, PRACTICAL, PRACTICAL_EXAM, LOG, TALK, MENTOR_RATING, AGREEMENT, DAYS)
OWN_REF = frozenset({LOG, TALK, MENTOR_RATING, AGREEMENT, DAYS})
"""Kinds that refer to nothing else: their reference is their own name."""
COUNTED = frozenset({ATTENDANCE, LOG, TALK, DAYS})
"""Kinds whose minimum is a number of times, not a mark."""
MARKED = frozenset({EXAM, PRACTICAL_EXAM, MENTOR_RATING})
"""Kinds that give a mark in per cent; the others are complete or not."""

LEARNER, MENTOR, ASSESSOR, SUPERVISOR, TIME = "learner", "mentor", "assessor", "supervisor", "time"


@dataclass(frozen=True)
class Content:
    """One thing to do in a stage. `minimum`: the mark or the number needed; `part`: what its mark counts for in the result;
    `group`: the group of conditions to which it belongs."""

    kind: str
    ref: str
    minimum: Decimal | None = None
    part: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What is on record for one content: its mark, how much of it is done, since when, and which record says so.

    `attempts_left` is None where attempts are not counted. `judged` is the lower package's own word on a mark (the exam's
    or the rubric's own pass mark, its indispensable criteria), which holds where the programme states no minimum.
    `returned` is the comment of a sign-off that sent the work back; `last_day` that of the last log entry; `next_…` the
    lesson, or the attempt under way, to go on with.
    """

    mark: Decimal | None = None
    done: int = 0
    total: int = 0
    complete: bool = False
    on: datetime | None = None
    record_id: int | None = None
    attempts_left: int | None = None
    judged: bool | None = None
    returned: str | None = None
    last_day: date | None = None
    next_id: int | None = None
    next_title: object = None
    next_minutes: int | None = None


NOTHING = Evidence()


@dataclass(frozen=True)
class Check:
    """Whether one content is met. `reason` names what is missing ("" when met), `values` fill in the sentence,
    `waits_for` says whose turn it is."""

    content: Content
    evidence: Evidence
    met: bool
    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    waits_for: str | None = None


def check(content: Content, evidence: Evidence) -> Check:
    """Is this content met by this evidence?"""
    if content.kind in MARKED:
        return _check_mark(content, evidence)
    if content.kind in COUNTED:
        needed = int(content.minimum or 1)
        if evidence.done >= needed:
            return Check(content, evidence, True)
        turn = {ATTENDANCE: LEARNER, LOG: LEARNER, TALK: MENTOR, DAYS: TIME}[content.kind]
        return Check(content, evidence, False, f"{content.kind}_short", {"done": evidence.done, "needed": needed}, turn)
    if evidence.complete:
        return Check(content, evidence, True)
    if content.kind == AGREEMENT:
        said_no = evidence.returned is not None
        return Check(content, evidence, False, "agreement_refused" if said_no else "agreement_missing", {}, MENTOR)
    values = {"done": evidence.done, "total": evidence.total}
    reason = {COURSE: "course_open", PRACTICAL: "practical_open"}[content.kind]
    if content.kind == PRACTICAL and evidence.returned:
        reason = "practical_returned"
    return Check(content, evidence, False, reason, values, LEARNER)


def _check_mark(content: Content, evidence: Evidence) -> Check:
    turn = {EXAM: LEARNER, PRACTICAL_EXAM: ASSESSOR, MENTOR_RATING: MENTOR}[content.kind]
    used_up = content.kind == EXAM and evidence.attempts_left == 0
    if evidence.mark is None:
        reason = "attempts_used_up" if used_up else f"{content.kind}_missing"
        return Check(content, evidence, False, reason, {}, SUPERVISOR if used_up else turn)
    if content.part is not None:
        return Check(content, evidence, True)  # the mark is there; what it is worth, the result says
    if content.minimum is not None:
        good = evidence.mark >= content.minimum
    else:
        good = evidence.judged is not False
    if good:
        return Check(content, evidence, True)
    values = {"mark": evidence.mark, "minimum": content.minimum}
    reason = "mark_below" if content.minimum is not None else "not_passed"
    if used_up:
        return Check(content, evidence, False, "attempts_used_up", values, SUPERVISOR)
    return Check(content, evidence, False, reason, values, turn)


def checks(contents: Sequence[Content], evidence: Mapping[Content, Evidence]) -> tuple[Check, ...]:
    """Every content of a stage judged, in the stage's order."""
    return tuple(check(content, evidence.get(content, NOTHING)) for content in contents)


def unmet(all_checks: Sequence[Check]) -> tuple[Check, ...]:
    """All that is not met, at once."""
    return tuple(c for c in all_checks if not c.met)


def blocked_by(wanted: Sequence[Check], *, has_technical_mentor: bool = True) -> tuple[str, ...]:
    """What holds the learner up that they cannot settle themselves, as codes, given what is wanted of them; empty when they
    can go on working.

    Used-up attempts and a missing technical mentor (while tasks need a sign-off) block at once. What mentor or assessor
    owe blocks only when nothing else is left to do.
    """
    open_ = unmet(wanted)
    found = []
    if any(c.waits_for == SUPERVISOR for c in open_):
        found.append("attempts_used_up")
    if not has_technical_mentor and any(c.content.kind in (PRACTICAL, MENTOR_RATING, AGREEMENT, TALK) for c in open_):
        found.append("no_technical_mentor")
    if open_ and all(c.waits_for != LEARNER for c in open_):
        if any(c.waits_for == MENTOR for c in open_):
            found.append("waits_for_mentor")
        if any(c.waits_for == ASSESSOR for c in open_):
            found.append("waits_for_assessor")
    return tuple(found)
