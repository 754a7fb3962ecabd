"""What a trial lecture comes to, what the parts of a certification come to together, and what may be decided.

Every judge rates alone. When all who are still asked have rated, and there are as many as the grade wants, the mark is the
mean of theirs; what must be met has failed where more than half of them say so. Marks are rounded half up to one decimal
first: the figure that is shown is the figure that is compared with the pass mark.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Any

from lms.core.rules import Refusal
from lms.trainers.grades.rules import MAY_REVIEW, Standing, Status

LEAST_JUDGES = 3
LEAST_REASON = 5
PARTS = ("exam", "lecture", "feedback")
AWARD, RENEWAL = "award", "renewal"
GRANTED, REFUSED, TAKEN_BACK = "granted", "refused", "taken_back"


class Stage(StrEnum):
    """How far a trial lecture is."""

    FEW_JUDGES = "few_judges"
    JUDGING = "judging"
    DONE = "done"


@dataclass(frozen=True)
class Seat:
    """One judge; `percent` None until they have judged. `released`: need not judge any more."""

    judge_id: int
    percent: float | None = None
    failed_musts: tuple[str, ...] = ()
    released: bool = False


@dataclass(frozen=True)
class Verdict:
    """How a trial lecture stands: how many of the judges have judged and, when all have, the mark, whether it passes, by how
    many points the judges lie apart, how many of them would let it pass."""

    stage: Stage
    judged: int
    asked: int
    needed: int
    percent: float | None = None
    passed: bool | None = None
    spread: float | None = None
    in_favour: int | None = None


def rounded(value: Fraction) -> float:
    """Half up to one decimal."""
    return floor(value * 10 + Fraction(1, 2)) / 10


def verdict(seats: Sequence[Seat], *, needed: int, pass_mark: float) -> Verdict:
    """The result of a trial lecture, or what it still lacks."""
    counted = [seat for seat in seats if not seat.released]
    figures = [Fraction(str(seat.percent)) for seat in counted if seat.percent is not None]
    needed = max(needed, LEAST_JUDGES)
    if len(counted) < needed:
        return Verdict(Stage.FEW_JUDGES, len(figures), len(counted), needed)
    if len(figures) < len(counted):
        return Verdict(Stage.JUDGING, len(figures), len(counted), needed)
    percent = rounded(sum(figures, Fraction(0)) / len(figures))
    failed = sum(1 for seat in counted if seat.failed_musts) * 2 > len(counted)
    favour = sum(1 for seat in counted if (seat.percent or 0) >= pass_mark and not seat.failed_musts)
    return Verdict(
        Stage.DONE, len(figures), len(counted), needed, percent, percent >= pass_mark and not failed,
        rounded(max(figures) - min(figures)), favour,
    )  # fmt: skip


def may_see_all(stage: Stage) -> bool:
    """May anybody see another's ratings? Not before all are in."""
    return stage is Stage.DONE


@dataclass(frozen=True)
class Mark:
    """A mark of one part on 0–100; `n` how many people stand behind it, where people rated; `record_id` where it stands."""

    percent: float
    passed: bool = True
    n: int | None = None
    record_id: int | None = None


@dataclass(frozen=True)
class Part:
    """One part of a certification: its mark (None: not there yet), its weight in percent, the mark that is needed."""

    code: str
    mark: float | None
    weight: float
    least: float | None
    met: bool
    n: int | None = None
    least_n: int | None = None
    record_id: int | None = None


@dataclass(frozen=True)
class Result:
    """All parts together. `total` is there when every part has a mark."""

    parts: tuple[Part, ...]
    total: float | None
    pass_mark: float
    passed: bool

    @property
    def complete(self) -> bool:
        """Has every part a mark?"""
        return self.total is not None


def result(certification: Mapping[str, Any], marks: Mapping[str, Mark | None]) -> Result:
    """What the parts come to, each by its weight; a part of weight 0 must still be passed where a least mark is named."""
    weights = {code: Fraction(str(certification["weights"].get(code, 0))) for code in PARTS}
    least = {
        "exam": certification.get("exam_min"),
        "lecture": certification.get("lecture_min"),
        "feedback": certification.get("feedback_min"),
    }
    parts = []
    for code in PARTS:
        if not weights[code] and least[code] is None:
            continue
        mark, wanted, least_n = marks.get(code), least[code], None
        if code == "feedback":
            least_n = certification.get("feedback_least")
            if mark is not None and least_n is not None and (mark.n or 0) < least_n:
                mark = None
        met = mark is not None and mark.passed and (wanted is None or mark.percent >= wanted)
        parts.append(
            Part(code, None if mark is None else mark.percent, float(weights[code]), wanted, met,
                 mark.n if mark else None, least_n, mark.record_id if mark else None)
        )  # fmt: skip
    whole = sum((weights[part.code] for part in parts), Fraction(0))
    total = None
    if whole and all(part.mark is not None for part in parts):
        total = rounded(sum((weights[p.code] * Fraction(str(p.mark)) for p in parts), Fraction(0)) / whole)
    needed = float(certification.get("pass", 0))
    return Result(
        tuple(parts), total, needed, total is not None and total >= needed and all(part.met for part in parts)
    )


def certification_faults(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with how a grade is certified as somebody wrote it, one sentence each."""
    known = {
        "exams", "exam_min", "rubric", "lecture_min", "judges", "feedback_min", "feedback_least", "weights", "pass",
    }  # fmt: skip
    wrong = [f"certification: unknown key {key!r}" for key in sorted(set(data) - known)]
    weights = data.get("weights")
    if not isinstance(weights, Mapping) or set(weights) - set(PARTS):
        wrong.append(f"certification: weights must name {', '.join(PARTS)}")
    elif any(isinstance(w, bool) or not isinstance(w, int | float) or w < 0 for w in weights.values()):
        wrong.append("certification: a weight must be a number from 0")
    elif sum(weights.values()) != 100:
        wrong.append("certification: the weights must come to 100")
    for key in ("exam_min", "lecture_min", "feedback_min", "pass"):
        value = data.get(key)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100
        ):
            wrong.append(f"certification: {key} must be above 0 and at most 100")
    judges = data.get("judges", LEAST_JUDGES)
    if isinstance(judges, bool) or not isinstance(judges, int) or not LEAST_JUDGES <= judges <= 9:
        wrong.append(f"certification: judges must be from {LEAST_JUDGES} to 9")
    least = data.get("feedback_least", 5)
    if isinstance(least, bool) or not isinstance(least, int) or least < 5:
        wrong.append("certification: feedback_least must be at least 5, so that nobody can be recognised")
    if not isinstance(data.get("exams", []), list):
        wrong.append("certification: exams must be a list of codes")
    return wrong


def next_level(standing: Standing) -> int:
    """The grade that somebody would apply for now: the next one, or the one that was lost."""
    if standing.valid:
        return standing.level if standing.at_the_top else standing.level + 1
    if standing.status in (Status.LAPSED, Status.LATE, Status.GRACE, Status.SUSPENDED):
        return standing.level
    return 1


def apply_refusals(
    *, standing: Standing, level: int, kind: str, has_open: bool, works_here: bool, unmet: int
) -> tuple[Refusal, ...]:
    """Why somebody cannot apply; every reason at once."""
    found = []
    if not works_here:
        found.append(Refusal("trainer_left"))
    if has_open:
        found.append(Refusal("trainer_applied_already"))
    if standing.status is Status.SUSPENDED:
        found.append(Refusal("trainer_suspended"))
    if kind == RENEWAL:
        if standing.level != level or standing.status not in MAY_REVIEW:
            found.append(Refusal("trainer_no_review"))
    elif standing.valid and level <= standing.level:
        found.append(Refusal("trainer_holds_it"))
    elif level > next_level(standing):
        found.append(Refusal("trainer_skips"))
    elif not standing.valid and standing.level == level and standing.status in MAY_REVIEW:
        found.append(Refusal("trainer_review_is_enough"))
    if unmet:
        found.append(Refusal("trainer_requirements_unmet", {"count": unmet}))
    return tuple(found)


def judge_refusals(
    *, judge_id: int, candidate_id: int, supervisors: Collection[int], judges: Collection[int], able: Collection[int]
) -> tuple[Refusal, ...]:
    """Why somebody cannot judge a trial lecture. `judges`: who was asked before; `able`: who may be asked at all."""
    if judge_id == candidate_id:
        return (Refusal("judges_self"),)
    found = []
    if judge_id in supervisors:
        found.append(Refusal("judge_is_supervisor"))
    if judge_id in judges:
        found.append(Refusal("judge_twice"))
    if judge_id not in able:
        found.append(Refusal("judge_not_able"))
    return tuple(found)


def decision_refusals(
    *, kind: str, actor_id: int | None, candidate_id: int, judges: Collection[int], reason: str, decided: bool,
    unmet: int, outcome: Result | None,
) -> tuple[Refusal, ...]:  # fmt: skip
    """Why an application cannot be decided so; every reason at once. `outcome` None: there is nothing to pass but the
    requirements (a re-review)."""
    found = []
    if decided:
        found.append(Refusal("application_decided"))
    if kind != TAKEN_BACK:
        if actor_id == candidate_id:
            found.append(Refusal("decides_own_grade"))
        if actor_id in judges:
            found.append(Refusal("decider_judged"))
        if len(reason.strip()) < LEAST_REASON:
            found.append(Refusal("trainer_reason_missing", {"least": LEAST_REASON}))
    if kind == GRANTED:
        if unmet:
            found.append(Refusal("trainer_requirements_unmet", {"count": unmet}))
        if outcome is not None and not outcome.complete:
            found.append(Refusal("certification_incomplete"))
        elif outcome is not None and not outcome.passed:
            found.append(Refusal("certification_failed"))
    return tuple(found)
