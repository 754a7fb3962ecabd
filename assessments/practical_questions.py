"""What the practicals ask of higher floors. Answers are wired in `lms.wiring` with `events.provide`.

- MAY_SIGN_OFF `(signer_id, learner_id, at) -> tuple[Refusal, ...] | None`: what stands against this person signing for
  this learner; None where the answerer has no opinion. Somebody must answer, or nobody may sign.
- MAY_EXAMINE `(assessor_id, learner_ids, at) -> dict[int, tuple[Refusal, ...]]`: what stands against examining each of
  these learners; those against whom nothing stands may be left out.
- CANDIDATES `() -> list[Candidate]`: who waits for which practical examination.
- RATED_OTHERWISE `() -> set[str]`: rubrics by which something else than practical examinations is rated, with a number of
  assessors of its own.
- PRACTICAL_TASKS `(person_ids) -> dict[int, list[AssignedTask]]`: the tasks set for each person, in order, each with the
  stage it still waits for; a person who is left out gets the tasks of their job family and product line, all open.
- PRACTICALS_FROM `(learner_id) -> date | None`: the first day on which a performance can count (the enrolment); without
  an answer it is the date of hire.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from lms.core import events
from lms.core.bilingual import Bilingual
from lms.core.errors import Refusal

MAY_SIGN_OFF = "may sign off"
MAY_EXAMINE = "may examine"
CANDIDATES = "practical exam candidates"
RATED_OTHERWISE = "rubrics rated otherwise"
PRACTICAL_TASKS = "practical tasks"
PRACTICALS_FROM = "practicals from"


@dataclass(frozen=True)
class Candidate:
    """Somebody who waits for a practical examination, and since when."""

    learner_id: int
    rubric_code: str
    since: datetime


@dataclass(frozen=True)
class LaterStage:
    """A stage of a programme that somebody has not reached yet."""

    number: int
    title: Bilingual


@dataclass(frozen=True)
class AssignedTask:
    """A practical task that is set for somebody. Only sign-offs after `since` count, where it is given; the task opens
    with the stage `opens_with`, and is open where there is none."""

    code: str
    since: datetime | None = None
    opens_with: LaterStage | None = None


def against_signing(signer_id: int, learner_id: int, at: datetime) -> tuple[Refusal, ...]:
    """Every reason why this person may not sign for this learner; empty when they may."""
    refusals: list[Refusal] = []
    opinions = [answer(signer_id, learner_id, at) for answer in events.answers(MAY_SIGN_OFF)]
    for opinion in opinions:
        refusals += opinion or ()
    if signer_id == learner_id:
        refusals.insert(0, Refusal("signs_for_self"))
    elif all(opinion is None for opinion in opinions):
        refusals.append(Refusal("not_the_mentor"))
    return tuple(refusals)


def against_examining(assessor_id: int, learner_id: int, rubric_code: str, at: datetime) -> tuple[Refusal, ...]:
    """Every reason why this person may not examine this learner by this rubric; empty when they may."""
    refusals = list(against_rating(assessor_id, learner_id, at))
    waiting = any(c.learner_id == learner_id and c.rubric_code == rubric_code for c in list_candidates())
    if not waiting:
        refusals.append(Refusal("not_a_candidate"))
    return tuple(refusals)


def against_rating(assessor_id: int, learner_id: int, at: datetime) -> tuple[Refusal, ...]:
    """Every reason why this person may not rate a simulated call of this learner; empty when they may."""
    return against_rating_each(assessor_id, [learner_id], at)[learner_id]


def against_rating_each(assessor_id: int, learner_ids: Collection[int], at: datetime) -> dict[int, tuple[Refusal, ...]]:
    """As `against_rating`, for several learners at once."""
    found: dict[int, list[Refusal]] = {learner_id: [] for learner_id in learner_ids}
    if assessor_id in found:
        found[assessor_id].append(Refusal("examines_self"))
    for answer in events.answers(MAY_EXAMINE):
        for learner_id, refusals in answer(assessor_id, learner_ids, at).items():
            found[learner_id] += refusals
    return {learner_id: tuple(refusals) for learner_id, refusals in found.items()}


def list_candidates() -> list[Candidate]:
    """Who waits for a practical examination, longest waiting first."""
    found = [candidate for answer in events.answers(CANDIDATES) for candidate in answer()]
    return sorted(found, key=lambda c: (c.since, c.learner_id))


def rated_otherwise() -> set[str]:
    """Rubrics that are for something else than practical examinations, unless somebody waits for one by them."""
    found = {code for answer in events.answers(RATED_OTHERWISE) for code in answer()}
    return found - {candidate.rubric_code for candidate in list_candidates()}


def assigned_tasks(person_ids: Collection[int]) -> dict[int, list[AssignedTask]]:
    """The tasks set by higher packages, for those of the people who have any."""
    found: dict[int, list[AssignedTask]] = {}
    for answer in events.answers(PRACTICAL_TASKS):
        for person_id, tasks in answer(person_ids).items():
            found.setdefault(person_id, []).extend(tasks)
    return found


def first_day(learner_id: int, hired_on: date) -> date:
    """The first day on which a performance can count."""
    days = [answer(learner_id) for answer in events.answers(PRACTICALS_FROM)]
    return max((day for day in days if day is not None), default=hired_on)
