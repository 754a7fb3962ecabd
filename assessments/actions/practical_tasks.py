"""What a practical task asks for: how often in each mode, by how many people, and where a second person signs too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from assessments.models import PracticalTask
from assessments.queries.practicals import get_task
from assessments.rules import practicals as rules
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken


def set_terms(
    *,
    code: str,
    required: Mapping[str, int],
    people: Mapping[str, int],
    countersign: Collection[str],
    actor: Actor,
    at: datetime,
) -> PracticalTask:
    """Make a new version of a task that asks for this; what it asked for already makes none. Sign-offs keep the version
    by which they were judged, and with it whether they need a second signature. Raises RuleBroken."""
    db.session.execute(select(PracticalTask.id).where(PracticalTask.code == code).with_for_update())
    task = get_task(code)  # the newest of those that nobody else is changing
    wanted = {str(mode): number for mode in rules.MODES if (number := required.get(mode, 0))}
    others = {str(mode): number for mode in rules.MODES if (number := people.get(mode, 1)) != 1}
    seconds = [str(mode) for mode in rules.MODES if mode in countersign]
    steps = [rules.Step(step["key"], bool(step.get("must"))) for step in task.steps]
    if wrong := rules.task_faults(steps, wanted, others, seconds):
        raise RuleBroken(*(Refusal(fault) for fault in wrong))
    if (dict(task.required), dict(task.people), list(task.countersign)) == (wanted, others, seconds):
        return task
    version = PracticalTask(
        code=task.code, number=task.number + 1, family=task.family, product_line=task.product_line, title=task.title,
        summary=task.summary, steps=task.steps, required=wanted, people=others, countersign=seconds, added_at=at,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    audit.record(
        "practical_task.changed", "practical_task", version.id, actor=actor, at=at,
        task=task.code, version=version.number, required=wanted, people=others, countersign=seconds,
    )  # fmt: skip
    return version
