"""When a practical task may be signed off, and what a sign-off counts for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Mode(StrEnum):
    """How the learner took part, in the order in which one learns: watching, helping, alone."""

    OBSERVE = "observe"
    ASSIST = "assist"
    INDEPENDENT = "independent"


class Verdict(StrEnum):
    """What the mentor saw of one step."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_SEEN = "not_seen"


class Capacity(StrEnum):
    """Why somebody may sign as the second person."""

    MENTOR = "mentor"
    ASSESSOR = "assessor"
    SUPERVISOR = "supervisor"


MODES = tuple(Mode)
MOST = 20
"""So many sign-offs a task asks for at most in one mode."""
NOTE_LENGTH = 500


@dataclass(frozen=True)
class Step:
    """One step of a task; a `must` step decides over the whole."""

    key: str
    must: bool


@dataclass(frozen=True)
class Judgement:
    """What a mentor wants to sign. `earliest` is the first day on which a performance can count."""

    mode: str
    passed: bool
    results: Mapping[str, str]
    comment: str
    work_order: str
    photos: int
    performed_on: date
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """Why a judgement cannot be signed; `step` names the step where it is about one."""

    code: str
    step: str | None = None


def required_of(mode: str, required: Mapping[str, int]) -> int:
    """How many sign-offs a task needs in a mode."""
    return int(required.get(mode, 0))


def open_modes(required: Mapping[str, int], done: Mapping[str, int]) -> tuple[Mode, ...]:
    """The modes that may be signed now: each one opens when all before it are fulfilled. Modes that a task does not
    ask for are left out."""
    found: list[Mode] = []
    for mode in MODES:
        if not required_of(mode, required):
            continue
        found.append(mode)
        if done.get(mode, 0) < required_of(mode, required):
            break
    return tuple(found)


def next_mode(required: Mapping[str, int], done: Mapping[str, int]) -> Mode | None:
    """The mode that is due, or None when the task is fulfilled."""
    for mode in MODES:
        if done.get(mode, 0) < required_of(mode, required):
            return mode
    return None


def is_complete(required: Mapping[str, int], done: Mapping[str, int]) -> bool:
    """Is every mode fulfilled?"""
    return next_mode(required, done) is None


def counted(signers: Sequence[int], needed: int, people: int) -> int:
    """For how many of the needed sign-offs those given stand, by their signers: as long as other people must sign too,
    places are kept free for them, however often one has signed."""
    missing = max(people - len(set(signers)), 0)
    return min(len(signers), needed - missing) if missing else len(signers)


def counted_by_mode(
    signers: Mapping[str, Sequence[int]], required: Mapping[str, int], people: Mapping[str, int]
) -> dict[str, int]:
    """For how many sign-offs those given stand in each mode; modes without any are left out."""
    return {
        mode: count
        for mode, by in signers.items()
        if (count := counted(by, required_of(mode, required), min(people.get(mode, 1), required_of(mode, required))))
    }


def task_faults(
    steps: Iterable[Step], required: Mapping[str, int], people: Mapping[str, int], countersign: Iterable[str]
) -> tuple[str, ...]:
    """What is wrong with the terms of a task, by code; empty when it can be fulfilled."""
    found = []
    keys = [step.key for step in steps]
    if not keys or len(set(keys)) != len(keys):
        found.append("task_steps")
    if set(required) - set(MODES) or not any(required.values()) or any(not 0 <= n <= MOST for n in required.values()):
        found.append("task_required")
    if any(not 1 <= m <= required_of(mode, required) for mode, m in people.items()):
        found.append("task_people")
    if any(not required_of(mode, required) for mode in countersign):
        found.append("task_countersign")
    return tuple(found)


class Standing(StrEnum):
    """What has become of a sign-off, by all that was signed about it."""

    COUNTS = "counts"
    WAITS = "waits"
    """For the countersignature."""
    RETURNED = "returned"
    REFUSED = "refused"
    """Passed by the signer, sent back by the second person."""
    WITHDRAWN = "withdrawn"


def standing(*, passed: bool, withdrawn: bool, asks_second: bool, seconds: Iterable[bool]) -> Standing:
    """What a sign-off counts for. `seconds`: the countersignatures that stand, True where agreed."""
    if withdrawn:
        return Standing.WITHDRAWN
    if not passed:
        return Standing.RETURNED
    given = tuple(seconds)
    if False in given:
        return Standing.REFUSED
    return Standing.COUNTS if given or not asks_second else Standing.WAITS


def against_second(
    state: Standing, *, signer: int, learner: int, second: int, agreed: bool, comment: str
) -> tuple[str, ...]:
    """Every reason, by code, why this person cannot sign second; empty when they can."""
    found = []
    if second == learner:
        found.append("signs_for_self")
    if second == signer:
        found.append("second_is_first")
    if state != Standing.WAITS:
        found.append(f"second_{state}")
    if not agreed and not comment.strip():
        found.append("comment_for_refusal")
    return tuple(found)


def faults(
    judgement: Judgement,
    steps: Sequence[Step],
    *,
    required: Mapping[str, int],
    done: Mapping[str, int],
    today: date,
    earliest: date,
) -> tuple[Fault, ...]:
    """Every reason why the judgement cannot be signed as it stands; empty when it can."""
    found = [*_about_mode(judgement, required, done), *_about_day(judgement, today, earliest)]
    known = {step.key for step in steps}
    found += [Fault("step_unknown", key) for key in {**judgement.results, **judgement.notes} if key not in known]
    found += [Fault("note_too_long", key) for key, note in judgement.notes.items() if len(note) > NOTE_LENGTH]
    for step in steps:
        verdict = judgement.results.get(step.key)
        if verdict is None and not judgement.passed:
            continue  # work that is stopped half-way is returned without a word on the rest
        if verdict not in tuple(Verdict):
            found.append(Fault("step_unjudged", step.key))
        elif judgement.passed and step.must and verdict == Verdict.NOT_MET:
            found.append(Fault("must_not_met", step.key))
        elif judgement.passed and step.must and verdict == Verdict.NOT_SEEN and judgement.mode == Mode.INDEPENDENT:
            found.append(Fault("must_not_seen", step.key))
    if not judgement.passed and not judgement.comment.strip():
        found.append(Fault("comment_for_return"))
    elif not judgement.comment.strip() and _unexplained(judgement):
        found.append(Fault("comment_for_not_met"))
    said = judgement.comment.strip() or any(note.strip() for note in judgement.notes.values())
    evidence = judgement.photos or judgement.work_order.strip() or said
    if judgement.passed and judgement.mode == Mode.INDEPENDENT and not evidence:
        found.append(Fault("evidence_missing"))
    return tuple(found)


def whole_results(judgement: Judgement, steps: Sequence[Step]) -> dict[str, str]:
    """A verdict for every step: what was not judged was not seen."""
    return {step.key: judgement.results.get(step.key, Verdict.NOT_SEEN.value) for step in steps}


def _unexplained(judgement: Judgement) -> bool:
    """Is a step not met about which nothing is said?"""
    return any(
        verdict == Verdict.NOT_MET and not judgement.notes.get(key, "").strip()
        for key, verdict in judgement.results.items()
    )


def _about_mode(judgement: Judgement, required: Mapping[str, int], done: Mapping[str, int]) -> list[Fault]:
    if not required_of(judgement.mode, required):
        return [Fault("mode_unknown")]
    if judgement.mode not in open_modes(required, done):
        return [Fault("mode_closed")]
    return []


def _about_day(judgement: Judgement, today: date, earliest: date) -> list[Fault]:
    if judgement.performed_on > today:
        return [Fault("performed_in_future")]
    if judgement.performed_on < earliest:
        return [Fault("performed_too_early")]
    return []
