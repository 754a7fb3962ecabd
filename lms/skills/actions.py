"""Bringing in the abilities that come with the software."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.skills.models import Ability

SHIPPED = Path(__file__).parent / "data" / "abilities.toml"


def ship_abilities(*, actor: Actor, at: datetime) -> int:
    """Add the shipped abilities that are not there yet. Returns how many."""
    known = set(db.session.scalars(select(Ability.code)))
    added = 0
    for position, entry in enumerate(tomllib.loads(SHIPPED.read_text("utf-8"))["ability"], start=1):
        if entry["code"] in known:
            continue
        ability = Ability(
            code=entry["code"], name=Bilingual.of(entry["name"]), meaning=Bilingual.of(entry["meaning"]),
            family=entry["family"], layer=entry["layer"], position=position,
        )  # fmt: skip
        db.session.add(ability)
        db.session.flush()
        audit.record("ability.added", "ability", ability.id, actor=actor, at=at, code=ability.code)
        added += 1
    return added
