"""The learner who can sign in: in the middle of a lesson, a practical task returned, the theory exam ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from lms.demo.history import stages
from lms.demo.history.deeds import VISIT, Deed
from lms.demo.history.learner import Learner
from lms.demo.history.shelf import Shelf
from lms.demo.workdays import at, workday_before, workdays_back
from lms.onboarding.models import Stage

UNFINISHED = "power-fault-diagnosis"
ALMOST = "customer-communication"
"""The course that is in the middle, and the one that lacks its last lesson."""
FINISHED_LESSONS = 2
PLACE = 430


def professional_stage(learner: Learner, shelf: Shelf, stage: Stage, days: Sequence[date]) -> Iterator[Deed]:
    """What was done up to yesterday; the rest is left to whoever signs in."""
    today = learner.now.astimezone(learner.zone).date()
    yesterday = workday_before(today - timedelta(days=1))
    past = [day for day in days if day <= yesterday] or [yesterday]
    refs = [content.ref for content in stage.contents if content.kind == "course" and content.ref != UNFINISHED]
    done = [fact for ref in refs for fact in shelf.lessons[ref]]
    done = [fact for fact in done if not (fact.is_last and fact.course_code == ALMOST)]
    opened = shelf.lessons.get(UNFINISHED, [])
    yield from stages.lessons(learner, [*done, *opened[:FINISHED_LESSONS]], past)
    if len(opened) > FINISHED_LESSONS:
        looked = at(yesterday, 17.1, learner.zone)
        yield Deed(looked, VISIT, learner.id, {"lesson": opened[FINISHED_LESSONS], "place": PLACE})
    yield from _at_the_bench(learner, shelf, stage, [day for day in days if day <= yesterday])
    recent = [day for day in past if day >= workdays_back(today, 7)]
    yield from stages.log(learner, recent, len(recent) - 1, quiet_from=workdays_back(today, 2))


def _at_the_bench(learner: Learner, shelf: Shelf, stage: Stage, past: Sequence[date]) -> Iterator[Deed]:
    """First work with the mentor on the stage's days so far: a task watched, then tried and returned."""
    tasks = [shelf.tasks[content.ref] for content in stage.contents if content.kind == "practical"]
    for task in tasks[:1]:
        if past:
            yield stages.sign_off(learner, task, "observe", True, past[-3:][0], 14.5)
        if past and task.required.get("assist"):
            yield stages.sign_off(learner, task, "assist", False, past[-1], 15.4)
