"""What a learner does in one stage, by the kinds of its contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from assessments.models import PracticalTask, Rubric
from assessments.queries.practical_exams import criteria_of
from assessments.rules.practicals import MODES
from assessments.rules.rubrics import outcome
from lms.demo.history.deeds import ENTRY, EXAM, LESSON, PRACTICAL_EXAM, RATING, REPLY, SIGN_OFF, Deed
from lms.demo.history.learner import Learner
from lms.demo.history.shelf import LessonFact, Shelf
from lms.demo.workdays import at, some_time, workday_from
from lms.mentoring.rules import Dimension

PHOTO_SHARE = 0.45


def lessons(learner: Learner, plan: Sequence[LessonFact], days: Sequence[date]) -> Iterator[Deed]:
    """The lessons of a stage one after the other, spread over its days; each ends when it was read."""
    slots = [((n + 1) * len(days) - 1) // len(plan) for n in range(len(plan))]  # the last falls on the last day
    for n, (lesson, slot) in enumerate(zip(plan, slots, strict=True)):
        day, place, count = days[slot], n - slots.index(slot), slots.count(slot)
        hour = 9.2 + learner.chance.uniform(0, 0.3) + place * 7.6 / count
        end = at(day, hour, learner.zone) + timedelta(minutes=round(lesson.minutes * learner.chance.uniform(0.7, 1.4)))
        yield Deed(end, LESSON, learner.id, {"lesson": lesson})


def exam(learner: Learner, shelf: Shelf, code: str, day: date, share: float, hour: float = 14.0) -> Deed:
    """One sitting, handed in before the time is up."""
    paper = shelf.paper(code, learner.chance)
    minutes = shelf.exams[code].minutes
    start = at(day, hour, learner.zone) + timedelta(minutes=learner.chance.randint(0, 40))
    end = start + timedelta(minutes=minutes * learner.chance.uniform(0.45, 0.93))
    answers = shelf.answers(paper, share, learner.chance)
    return Deed(end, EXAM, learner.id, {"code": code, "start": start, "paper": paper, "answers": answers})


def sign_offs(learner: Learner, tasks: Sequence[PracticalTask], days: Sequence[date]) -> Iterator[Deed]:
    """Every sign-off that the tasks need, watching first and alone last; now and then one is returned before it passes."""
    needed = [
        (task, mode) for mode in MODES for _ in range(max(t.required.get(mode, 0) for t in tasks)) for task in tasks
        if task.required.get(mode, 0)
    ]  # fmt: skip
    done: dict[tuple[str, str], int] = {}
    wanted = []
    for task, mode in needed:
        if done.get((task.code, mode), 0) < task.required[mode]:
            done[task.code, mode] = done.get((task.code, mode), 0) + 1
            returns = mode != MODES[0] and learner.chance.random() < 0.28 * (1.15 - learner.ability)
            wanted += [(task, mode, False)] * returns + [(task, mode, True)]
    for n, (task, mode, passed) in enumerate(wanted):
        spot = n * len(days) / len(wanted)
        day = days[min(len(days) - 1, int(spot))]
        hour = 10.2 + 6.8 * (spot - int(spot)) + learner.chance.uniform(0, 0.2)
        yield sign_off(learner, task, mode, passed, day, hour)


def sign_off(learner: Learner, task: PracticalTask, mode: str, passed: bool, day: date, hour: float) -> Deed:
    """One performance, judged step by step."""
    results = {step["key"]: "met" for step in task.steps}
    musts = [step for step in task.steps if step.get("must")] or task.steps
    if mode == MODES[0]:
        for step in task.steps:
            if not step.get("must") and learner.chance.random() < 0.2:
                results[step["key"]] = "not_seen"
    if passed:
        comment = learner.phrases.say("passed", learner.trade, mode)
    else:
        failed = learner.chance.choice(musts)
        results[failed["key"]] = "not_met"
        comment = learner.phrases.say("returned", learner.trade, step=failed["zh"].rstrip("。；"))
    moment = at(day, hour, learner.zone)
    return Deed(
        moment, SIGN_OFF, learner.id,
        {
            "task": task, "mode": str(mode), "passed": passed, "results": results, "comment": comment,
            "work_order": f"WO{day:%y%m%d}{learner.chance.randint(1, 980):03d}", "day": day, "signer": learner.technical,
            "photo": mode != MODES[0] and learner.chance.random() < PHOTO_SHARE,
        },
    )  # fmt: skip


def log(learner: Learner, days: Sequence[date], least: int, quiet_from: date | None = None) -> Iterator[Deed]:
    """Entries on most days, at least so many; all answered by a mentor but those that were written from `quiet_from` on."""
    skipped = max(0, min(len(days) - least - 1, round(len(days) * 0.12)))
    silent = set(learner.chance.sample(list(days[:-1]), skipped))  # never the last day, on which the stage closes
    for day in days:
        if day in silent:
            continue
        written = at(day, learner.chance.uniform(17.3, 18.8), learner.zone)
        words = {part: learner.phrases.say(learner.pen, part) for part in ("cases", "ideas", "learned")}
        yield Deed(written, ENTRY, learner.id, {"day": day, **words})
        if quiet_from is None or day < quiet_from:
            mentor = learner.technical if learner.chance.random() < 0.8 else learner.culture
            next_day = workday_from(day + timedelta(days=1))
            answered = (
                at(day, learner.chance.uniform(19, 20.6), learner.zone)
                if learner.chance.random() < 0.6
                else some_time(next_day, learner.chance, learner.zone, 8.6, 12)
            )
            text = learner.phrases.say("replies", learner.pen)
            yield Deed(answered, REPLY, learner.id, {"day": day, "mentor": mentor, "text": text})


def rating(learner: Learner, day: date, level: float) -> Deed:
    """The technical mentor's rating around a level from 1 to 5."""
    ratings = {str(dimension): max(1, min(5, round(learner.chance.gauss(level, 0.45)))) for dimension in Dimension}
    if level >= 4:
        ratings = {name: max(4, value) for name, value in ratings.items()}
    moment = some_time(day, learner.chance, learner.zone, 15, 17.5)
    return Deed(
        moment, RATING, learner.id,
        {"mentor": learner.technical, "ratings": ratings, "comment": learner.phrases.say("rating", learner.trade)},
    )  # fmt: skip


def practical_exam(learner: Learner, rubric: Rubric, day: date, target: float) -> Deed:
    """One examination that comes out at the target or a little above; below the rubric's pass mark it is a fail."""
    ratings = ratings_near(learner, rubric, target)
    result = outcome(criteria_of(rubric), ratings, pass_mark=rubric.pass_mark)
    comment = learner.phrases.say("examined" if result.passed else "examined_failed", learner.trade)
    moment = some_time(day, learner.chance, learner.zone, 10, 16.5)
    values: dict[str, Any] = {
        "rubric": rubric, "assessor": learner.assessor, "ratings": ratings, "percent": result.percent,
        "passed": result.passed, "comment": comment, "day": day,
    }  # fmt: skip
    return Deed(moment, PRACTICAL_EXAM, learner.id, values)


def ratings_near(learner: Learner, rubric: Rubric, target: float) -> dict[str, int]:
    """Ratings that come as near to a target from above as the rubric's levels allow, no `must` at its lowest."""
    criteria = criteria_of(rubric)
    ratings = {c.key: max(c.points) for c in criteria}
    order = criteria * 3
    learner.chance.shuffle(order)
    for criterion in order:
        lower = [p for p in sorted(criterion.points) if p < ratings[criterion.key]]
        if not lower or (criterion.must and lower[-1] == min(criterion.points)):
            continue
        tried = {**ratings, criterion.key: lower[-1]}
        if outcome(criteria, tried, pass_mark=rubric.pass_mark).percent >= target:
            ratings = tried
    return ratings
