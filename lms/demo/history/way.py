"""A learner's whole way: round after round, each a stage or a further try at the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from lms.demo.history import spotlight, stages
from lms.demo.history.deeds import EXTEND, LEAVE, OTHER_POST, Deed, Round
from lms.demo.history.learner import (
    EXTENDED,
    FAILS,
    FAILS_TWICE,
    LEAVES,
    MIDDLE,
    PASSES,
    UNDECIDED,
    WAITS,
    Learner,
)
from lms.demo.history.shelf import Shelf
from lms.demo.workdays import some_time, workday_from, workdays
from lms.onboarding.models import Stage, StageContent

EXTENSION_DAYS = {"technician": 10, "agent": 7}


def rounds(learner: Learner, shelf: Shelf) -> Iterator[Round]:
    """Everything that the learner does, from the first day on; what lies after today is left out by who writes it."""
    programme = shelf.programmes[learner.track]
    begins = learner.starts_on
    last = len(programme.stages) - 1
    leaves_in = 1 + learner.chance.randrange(last) if learner.fate == LEAVES else None
    for n, stage in enumerate(programme.stages[:last]):
        days = workdays(begins, learner.spans[n])
        deeds = sorted(_stage(learner, shelf, stage, days), key=lambda d: d.at)
        if leaves_in == n:
            yield _leaving(learner, n, deeds, days)
            return
        if learner.fate == MIDDLE and n == 1:
            yield Round(n, tuple(spotlight.professional_stage(learner, shelf, stage, days)), closes=False)
            return
        closing = Round(n, tuple(deeds), closes=True)
        yield closing
        begins = workday_from(closing.done_at.astimezone(learner.zone).date() + timedelta(days=1))
    yield from _certification(learner, shelf, programme.stages[last], last, workdays(begins, learner.spans[last]))


def _stage(learner: Learner, shelf: Shelf, stage: Stage, days: Sequence[date]) -> Iterator[Deed]:
    """The contents of a stage that is passed by doing them."""
    courses = [fact for c in _of(stage, "course") for fact in shelf.lessons[c.ref]]
    exams = _of(stage, "exam")
    kept = max(1, round(len(days) * 0.8)) if exams else len(days)
    yield from stages.lessons(learner, courses, days[:kept])
    for content in exams:
        yield from _passing_sittings(learner, shelf, content.ref, days)
    tasks = [shelf.tasks[c.ref] for c in _of(stage, "practical")]
    if tasks:
        yield from stages.sign_offs(learner, tasks, days[1:] or days)
    for content in _of(stage, "log"):
        yield from stages.log(learner, days, int(content.minimum or 1), _quiet_from(learner))


def _of(stage: Stage, kind: str) -> list[StageContent]:
    return [content for content in stage.contents if content.kind == kind]


def _passing_sittings(learner: Learner, shelf: Shelf, code: str, days: Sequence[date]) -> Iterator[Deed]:
    """A pass on the last day; whoever is weaker failed the day before."""
    if learner.chance.random() > learner.ability + 0.1 and len(days) > 2:
        yield stages.exam(learner, shelf, code, days[-2], learner.chance.uniform(0.6, 0.76), hour=10)
    share = min(1.0, 0.83 + 0.14 * learner.ability * learner.chance.uniform(0.5, 1.1))
    yield stages.exam(learner, shelf, code, days[-1], share, hour=15)


def _quiet_from(learner: Learner) -> date:
    """From when on entries wait for an answer: mentors are a working day or two behind."""
    back = learner.chance.randint(1, 3)
    return (learner.now - timedelta(days=back)).astimezone(learner.zone).date()


def _leaving(learner: Learner, n: int, deeds: list[Deed], days: Sequence[date]) -> Round:
    """Half a stage, and then notice is given."""
    day = days[len(days) // 2]
    until = [deed for deed in deeds if deed.at.astimezone(learner.zone).date() < day]
    gone = Deed(some_time(day, learner.chance, learner.zone, 16, 17), LEAVE, learner.id, {"reason": learner.phrases.say("left"), "day": day})  # fmt: skip
    return Round(n, tuple(until), closes=False, after=gone)


def _certification(learner: Learner, shelf: Shelf, stage: Stage, n: int, days: Sequence[date]) -> Iterator[Round]:
    """The last stage: theory, practical, the mentor's rating; and what follows from the figure."""
    if learner.fate == WAITS:
        yield Round(n, tuple(_sitting_and_rating(learner, shelf, stage, days)), closes=False)
        return
    if learner.fate in (PASSES, LEAVES, MIDDLE):
        yield _try(
            learner, shelf, stage, n, days, theory=0.82 + 0.16 * learner.ability, practical=82 + 12 * learner.ability
        )
        return
    theory_is_good = learner.chance.random() < 0.5
    theory = learner.chance.uniform(0.82, 0.86) if theory_is_good else learner.chance.uniform(0.62, 0.76)
    first = _try(learner, shelf, stage, n, days, theory=theory, practical=learner.chance.uniform(48, 56), level=3.3)
    if learner.fate == UNDECIDED:
        yield first
        return
    following = OTHER_POST if learner.fate == FAILS else EXTEND
    first = _decided(learner, first, following)
    yield first
    if following == OTHER_POST or first.after is None:
        return
    again = workdays(workday_from(first.after.at.astimezone(learner.zone).date() + timedelta(days=3)), 7)
    kept = frozenset({"exam"}) if theory_is_good else frozenset()
    if learner.fate == EXTENDED:
        yield _try(learner, shelf, stage, n, again, theory=0.86, practical=85, level=4.1, kept=kept)
        return
    assert learner.fate == FAILS_TWICE
    second = _try(learner, shelf, stage, n, again, theory=0.72, practical=54, level=3.2, kept=kept)
    yield _decided(learner, second, OTHER_POST)


def _try(
    learner: Learner, shelf: Shelf, stage: Stage, n: int, days: Sequence[date], *,
    theory: float, practical: float, level: float = 4.3, kept: frozenset[str] = frozenset(),
) -> Round:  # fmt: skip
    """One try at every part, except those that were passed before and stand."""
    deeds = list(_sitting_and_rating(learner, shelf, stage, days, theory=theory, level=level, kept=kept))
    for content in _of(stage, "practical_exam"):
        day = days[max(2, len(days) - 2)]
        deeds.append(stages.practical_exam(learner, shelf.rubrics[content.ref], day, practical))
    return Round(n, tuple(sorted(deeds, key=lambda d: d.at)), closes=True, passes=level >= 4)


def _sitting_and_rating(
    learner: Learner, shelf: Shelf, stage: Stage, days: Sequence[date], *,
    theory: float = 0.86, level: float = 4.2, kept: frozenset[str] = frozenset(),
) -> Iterator[Deed]:  # fmt: skip
    for content in _of(stage, "exam"):
        if "exam" not in kept:
            yield stages.exam(learner, shelf, content.ref, days[min(1, len(days) - 1)], min(0.98, theory))
    if _of(stage, "mentor_rating") and learner.is_rated:
        yield stages.rating(learner, days[min(2, len(days) - 1)], level)


def _decided(learner: Learner, failed: Round, kind: str) -> Round:
    """A fail with the supervisor's decision a working day later."""
    day = workday_from(failed.done_at.astimezone(learner.zone).date() + timedelta(days=1))
    say = {EXTEND: "extended", OTHER_POST: "other_post"}[kind]
    values = {
        "supervisor": learner.supervisor,
        "reason": learner.phrases.say(say, learner.trade),
        "days": EXTENSION_DAYS[learner.track],
    }
    at = some_time(day, learner.chance, learner.zone, 9, 11.5)
    return replace(failed, after=Deed(at, kind, learner.id, values))
