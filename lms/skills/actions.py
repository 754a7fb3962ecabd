"""Keeping the model of abilities: what comes with the software, new ones, what is asked of whom, and what shows it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Post
from lms.skills.models import Ability, AbilityMeasure, RequiredLevel
from lms.skills.queries import list_measures, list_requirements
from lms.skills.rules import LAYERS, MEASURE_KINDS, MOST_OF, TIERS, Requirements

_DATA = Path(__file__).parent / "data"
SHIPPED = _DATA / "abilities.toml"
FAMILIES = ("field", "agent", "parts", "management")
FROM_THE_START = date(2000, 1, 1)
"""Shipped levels hold for whatever day is looked at."""
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def ship_abilities(*, actor: Actor, at: datetime) -> int:
    """Add the shipped abilities that are not there yet, each with its levels and with what the shipped examinations and
    tasks show of it. Returns how many."""
    known = set(db.session.scalars(select(Ability.code)))
    levels = tomllib.loads((_DATA / "levels.toml").read_text("utf-8"))
    measured_already = set(db.session.scalars(select(AbilityMeasure.ability_id).distinct()))
    measures = tomllib.loads((_DATA / "measures.toml").read_text("utf-8"))
    asked_already = set(db.session.scalars(select(RequiredLevel.ability_id).distinct()))
    ids = dict(db.session.execute(select(Ability.code, Ability.id)).all())
    added = 0
    for position, entry in enumerate(tomllib.loads(SHIPPED.read_text("utf-8"))["ability"], start=1):
        code = entry["code"]
        if code not in known:
            ability = Ability(
                code=code, name=Bilingual.of(entry["name"]), meaning=Bilingual.of(entry["meaning"]),
                family=entry["family"], layer=entry["layer"], position=position,
            )  # fmt: skip
            db.session.add(ability)
            db.session.flush()
            ids[code] = ability.id
            audit.record("ability.added", "ability", ability.id, actor=actor, at=at, code=code)
            added += 1
        if ids[code] not in asked_already:
            db.session.add_all(_shipped_levels(ids[code], levels.get(code, {}), at))
        if ids[code] not in measured_already:
            db.session.add_all(_shipped_measures(ids[code], code, measures, at))
    db.session.flush()
    return added


def _shipped_levels(ability_id: int, families: Mapping[str, list[int]], at: datetime) -> list[RequiredLevel]:
    return [
        RequiredLevel(
            ability_id=ability_id, family=family, tier=tier, level=level, from_day=FROM_THE_START, set_at=at
        )
        for family, by_tier in families.items()
        for tier, level in enumerate(by_tier)
    ]  # fmt: skip


def _shipped_measures(
    ability_id: int, code: str, measures: Mapping[str, Mapping[str, Mapping[str, int]]], at: datetime
) -> list[AbilityMeasure]:
    return [
        AbilityMeasure(
            ability_id=ability_id, kind=kind, code=passed, level=shown[code], from_day=FROM_THE_START, set_at=at
        )
        for kind, by_code in measures.items()
        for passed, shown in by_code.items()
        if code in shown
    ]  # fmt: skip


def write_ability(
    *, ability: Ability | None, code: str, name: Bilingual, meaning: Bilingual, family: str, layer: str, actor: Actor,
    at: datetime,
) -> Ability:  # fmt: skip
    """A new ability, or another wording of one that is there; its code stays. Raises RuleBroken."""
    refusals = []
    if ability is None and (len(code) > 60 or not CODE.fullmatch(code)):
        refusals.append(Refusal("ability_code"))
    elif ability is None and db.session.scalar(select(Ability.id).where(Ability.code == code)) is not None:
        refusals.append(Refusal("ability_code_taken", {"code": code}))
    if not (name.zh.strip() and name.en.strip() and meaning.zh.strip() and meaning.en.strip()):
        refusals.append(Refusal("ability_words"))
    if family not in ("all", *FAMILIES) or layer not in LAYERS:
        refusals.append(Refusal("ability_place"))
    if refusals:
        raise RuleBroken(*refusals)
    if ability is None:
        last = db.session.scalar(select(func.max(Ability.position))) or 0
        ability = Ability(code=code, position=last + 1)
        db.session.add(ability)
        verb = "ability.added"
    else:
        verb = "ability.changed"
    before = (ability.name, ability.meaning, ability.family, ability.layer)
    ability.name, ability.meaning, ability.family, ability.layer = name, meaning, family, layer
    db.session.flush()
    if before != (name, meaning, family, layer):
        audit.record(verb, "ability", ability.id, actor=actor, at=at, code=ability.code, layer=layer, family=family)
    return ability


def ask_levels(
    *, ability: Ability, post_id: int | None = None, family: str | None = None, levels: Mapping[int, int], from_day: date,
    actor: Actor, at: datetime,
) -> int:  # fmt: skip
    """From a day on, ask a job family or a post for these levels by tier. What is asked already on that day is not said
    again. Returns how many changed. Raises RuleBroken."""
    refusals = []
    if any(tier not in TIERS or not 0 <= level <= 4 for tier, level in levels.items()):
        refusals.append(Refusal("ability_level"))
    order = [levels[tier] for tier in sorted(levels)]
    if order != sorted(order):
        refusals.append(Refusal("ability_levels_fall"))
    if (post_id is None) == (family is None) or (family is not None and family not in FAMILIES):
        refusals.append(Refusal("ability_place"))
    if post_id is not None and db.session.get(Post, post_id) is None:
        refusals.append(Refusal("ability_place"))
    if refusals:
        raise RuleBroken(*refusals)
    whom: int | str = post_id if post_id is not None else family or ""
    before = Requirements(list_requirements([ability.id]), from_day).own(ability.id, whom)
    changed = {tier: level for tier, level in sorted(levels.items()) if before.get(tier) != level}
    db.session.add_all(
        RequiredLevel(
            ability_id=ability.id, post_id=post_id, family=family, tier=tier, level=level, from_day=from_day,
            set_by=actor.id, set_at=at,
        )
        for tier, level in changed.items()
    )  # fmt: skip
    db.session.flush()
    if changed:
        audit.record(
            "ability.levels", "ability", ability.id, actor=actor, at=at, code=ability.code, whom=str(whom),
            from_day=from_day.isoformat(), levels=" ".join(f"{tier}:{level}" for tier, level in changed.items()),
        )  # fmt: skip
    return len(changed)


def measure_by(
    *, ability: Ability, kind: str, code: str, level: int, from_day: date, actor: Actor, at: datetime
) -> bool:  # fmt: skip
    """Say which level passing an exam, a task or a practical examination shows (0: none any more). Returns whether that is
    a change. Raises RuleBroken."""
    if kind not in MEASURE_KINDS or not 0 <= level <= MOST_OF[kind] or not code or len(code) > 60:
        raise RuleBroken(Refusal("ability_measure", {"most": MOST_OF.get(kind, 0)}))
    rows: list[Any] = list_measures(from_day, [ability.id])
    now = {(row.kind, row.code): row.level for row in rows}
    if now.get((kind, code), 0) == level:
        return False
    db.session.add(
        AbilityMeasure(
            ability_id=ability.id, kind=kind, code=code, level=level, from_day=from_day, set_by=actor.id, set_at=at
        )
    )
    db.session.flush()
    audit.record(
        "ability.measured", "ability", ability.id, actor=actor, at=at, code=ability.code, by=f"{kind} {code}",
        level=level, from_day=from_day.isoformat(),
    )  # fmt: skip
    return True
