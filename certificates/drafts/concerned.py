"""Whom a draft concerns: what it changes in each tier, who holds the tier, who is on the way to it, and for whom the answer
would be another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from certificates.drafts.actions import parts_of, published_faults, reference_faults
from certificates.drafts.files import tier_data
from certificates.drafts.labels import FIELD_NAMES, readable
from certificates.models import Certificate, Tier
from certificates.queries.certificates import Held, status_of
from certificates.queries.drafts import Ladder, get_ladder
from certificates.queries.effects import effects_on
from certificates.queries.facts import gather, with_tier_below
from certificates.queries.requirement_titles import Titles, requirements_in, titles_in
from certificates.requirement_lines import RequirementLine, demand_lines
from certificates.rules.requirements import evaluate, unmet
from certificates.rules.schemes import faults
from lms.core.db import db
from lms.core.errors import Refusal
from lms.people.models import Person, Post

LOOKED_AT = 300
"""Of so many people on the way the answers are compared; of more only their number is said."""
SHOWN = 20
_FIELDS = ("title", "knowledge", "skill", "examination", "code", "validity_months", "renewal", "unlocks")


@dataclass(frozen=True)
class Changed:
    """One tier of a draft. `number` is that of its new version, None where it stays as it is; `fields` what else changes
    beside `added` and `dropped` requirements. `holders` keep their certificates; of those `on_the_way` some would `gain` (all
    met) or `lose` (no longer all met)."""

    level: int
    title: Any
    number: int | None
    fields: tuple[str, ...] = ()
    added: tuple[RequirementLine, ...] = ()
    dropped: tuple[RequirementLine, ...] = ()
    holders: int = 0
    on_the_way: int = 0
    compared: int = 0
    gain: tuple[Person, ...] = ()
    lose: tuple[Person, ...] = ()
    tier_id: int | None = None

    @property
    def field_words(self) -> list[Any]:
        """What else changes, in the reader's words."""
        return [FIELD_NAMES[name] for name in self.fields]


def looked_over(data: Mapping[str, Any], today: date, ladder: Ladder) -> tuple[tuple[Refusal, ...], list[Changed]]:
    """What stands against publishing a draft; where nothing does, each of its tiers. `ladder`: what holds now."""
    if wrong := faults(data):
        return readable(wrong), []
    own = [one for tier in data["tiers"] for _part, some in parts_of(tier) for one in some]
    titles = titles_in([*own, *(one for tier in ladder.tiers for one in tier.requirements)])
    if wrong := (*published_faults(data, ladder.tiers), *reference_faults(data, titles)):
        return readable(wrong), []
    return (), concerned(data, today, ladder, titles)


def concerned(
    data: Mapping[str, Any], today: date, ladder: Ladder | None = None, titles: Titles | None = None
) -> list[Changed]:
    """Each tier of a draft that could be published. `ladder` and `titles` where they are known already."""
    ladder = ladder or get_ladder(data["code"], today)
    old = ladder.in_force(today)
    scheme_id = ladder.tiers[0].scheme_id if ladder.tiers else None
    changed = [
        (level, tier, old.get(level))
        for level, tier in enumerate(data["tiers"], 1)
        if old.get(level) is None or _norm(tier_data(old[level])) != _norm(tier)
    ]
    asked = [one for _level, tier, before in changed for one in (*tier["requirements"], *(before.requirements if before else ()))]  # fmt: skip
    titles = titles or titles_in(asked)
    people = _people(data, scheme_id, today) if scheme_id else {}
    facts = gather(sorted({p.id for some in people.values() for p in some[:LOOKED_AT]}), asked, today, titles.kpis)
    held = _held(scheme_id, facts, today) if scheme_id else {}
    holders = ladder.holders
    new = {level for level, _tier, _was in changed}
    return [
        replace(
            _changed(level, tier, old.get(level), people.get(level, []), facts, held, titles, today)
            if level in new
            else Changed(level, tier["title"], None),
            holders=holders.get(level, 0),
        )
        for level, tier in enumerate(data["tiers"], 1)
    ]


def _changed(
    level: int, tier: Mapping[str, Any], before: Tier | None, people: list[Person], facts: Any, held: Any, titles: Any,
    today: date,
) -> Changed:  # fmt: skip
    was = tier_data(before) if before else {}
    old, new = list(was.get("requirements") or []), list(tier["requirements"])
    fields = tuple(name for name in _FIELDS if before and (was.get(name) or {}) != (tier.get(name) or {}))
    gain: list[Person] = []
    lose: list[Person] = []
    for person in people[:LOOKED_AT]:
        if before is None:
            break
        known = with_tier_below(facts[person.id], held.get(person.id, ()), before)
        then = not unmet(evaluate(old, known, today))
        now = not unmet(evaluate(new, known, today))
        if now != then:
            (gain if now else lose).append(person)
    return Changed(
        level, tier["title"], before.number + 1 if before else 1, fields,
        demand_lines(requirements_in([one for one in new if one not in old], titles)),
        demand_lines(requirements_in([one for one in old if one not in new], titles)),
        on_the_way=len(people), compared=min(len(people), LOOKED_AT), gain=tuple(gain), lose=tuple(lose),
        tier_id=before.id if before else None,
    )  # fmt: skip


def _norm(tier: Mapping[str, Any]) -> str:
    """A tier as text, in which what is empty does not stand."""
    return json.dumps({name: value for name, value in tier.items() if value or name == "requirements"}, sort_keys=True)


def _people(data: Mapping[str, Any], scheme_id: int, today: date) -> dict[int, list[Person]]:
    """Those whose next tier each one is: of the scheme's job family and product line, by what they hold."""
    highest = (
        select(func.max(Tier.level))
        .join(Certificate, Certificate.tier_id == Tier.id)
        .where(Certificate.person_id == Person.id, Tier.scheme_id == scheme_id)
        .where(Certificate.issued_on <= today, Certificate.expires_on >= today)
        .correlate(Person)
        .scalar_subquery()
    )
    query = (
        select(Person, func.coalesce(highest, 0))
        .join(Post, Post.id == Person.post_id)
        .where(Post.family == data["family"], Person.left_on.is_(None))
        .order_by(Person.id)
    )
    if line := data.get("product_line"):
        query = query.where((Person.product_line == line) | Person.product_line.is_(None))
    found: dict[int, list[Person]] = {}
    for person, level in db.session.execute(query):
        found.setdefault(level + 1, []).append(person)
    return found


def _held(scheme_id: int, people: Mapping[int, Any], today: date) -> dict[int, list[Held]]:
    query = (
        select(Certificate)
        .join(Tier, Tier.id == Certificate.tier_id)
        .where(Tier.scheme_id == scheme_id, Certificate.person_id.in_(people))
        .options(joinedload(Certificate.tier), joinedload(Certificate.decisions), joinedload(Certificate.followers))
        .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    )
    rows = db.session.scalars(query).unique().all() if people else ()
    effects = effects_on(today, list(people)) if rows else {}
    found: dict[int, list[Held]] = {}
    for certificate in rows:
        status = status_of(certificate, today, effects.get(certificate.id, ()))
        found.setdefault(certificate.person_id, []).append(Held(certificate, status))
    return found
