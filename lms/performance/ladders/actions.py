"""Publishing career ladders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from lms.core import audit, plain_yaml
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.performance.ladders.models import CareerLadder
from lms.performance.ladders.rules import ladder_faults

SHIPPED = Path(__file__).parents[1] / "data" / "ladders.yaml"
LARGEST = 500_000


def read_ladders(text: str) -> list[dict[str, Any]]:
    """The ladders of a file. Raises RuleBroken where it cannot be read as such, or something in it is wrong."""
    try:
        found = plain_yaml.read(text) if len(text) <= LARGEST else None
    except yaml.YAMLError as error:
        raise RuleBroken(Refusal("ladders_unreadable")) from error
    listed = found.get("ladders") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise RuleBroken(Refusal("ladders_unreadable"))
    if wrong := [refusal for one in listed for refusal in ladder_faults(one)]:
        raise RuleBroken(*wrong)
    return listed


def publish_ladders(*, ladders: Sequence[Mapping[str, Any]], actor: Actor, at: datetime) -> list[CareerLadder]:
    """A new version of each ladder that says something else than its newest; gives back those that are new."""
    return [row for one in ladders if (row := _publish(one, actor, at)) is not None]


def ship_ladders(*, actor: Actor, at: datetime) -> int:
    """The ladders that come with the software and are not there under their code yet. Returns how many."""
    there = set(db.session.scalars(select(CareerLadder.code)))
    new = [one for one in read_ladders(SHIPPED.read_text("utf-8")) if one["code"] not in there]
    return len(publish_ladders(ladders=new, actor=actor, at=at))


def _publish(data: Mapping[str, Any], actor: Actor, at: datetime) -> CareerLadder | None:
    query = select(CareerLadder).where(CareerLadder.code == data["code"]).order_by(CareerLadder.number.desc()).limit(1)
    last = db.session.scalar(query)
    row = CareerLadder(
        code=data["code"], number=last.number + 1 if last else 1, family=data["family"], side=data["side"],
        title=Bilingual.of(data["title"]), steps=[dict(step) for step in data["steps"]], published_by=actor.id, published_at=at,
    )  # fmt: skip
    if last is not None and _says(last) == _says(row):
        return None
    db.session.add(row)
    db.session.flush()
    audit.record("ladder.published", "career_ladder", row.id, actor=actor, at=at, code=row.code, number=row.number)
    return row


def _says(row: CareerLadder) -> tuple[Any, ...]:
    return row.family, row.side, row.title, row.steps
