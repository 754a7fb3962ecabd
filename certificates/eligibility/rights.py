"""The rights that a tier gives: to mentor and to examine. Where no scheme of somebody's trade says which tier may, none is
asked for here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, cast, func, null, select, union_all

from certificates.eligibility.queries import read_held
from certificates.models import Certificate, Scheme, Tier
from certificates.queries.standing import stands
from certificates.rules.unlocks import Unlocks, read_unlocks
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal
from lms.core.i18n import text
from lms.people.models import Person
from lms.people.queries.people import people_at_hand


@dataclass(frozen=True)
class Unlocking:
    """The newest version of a tier, and what it unlocks."""

    scheme_id: int
    scheme: str
    family: str
    product_line: str | None
    level: int
    title: Bilingual
    tier: Bilingual
    unlocks: Unlocks

    def concerns(self, person: Person) -> bool:
        """Is it of the trade and, where both say one, of the product line of somebody?"""
        return self.family == person.post.family and (
            None in (self.product_line, person.product_line) or self.product_line == person.product_line
        )


def _newest(*columns: Any) -> Select[Any]:
    """Columns of the newest version of each tier and of its scheme."""
    numbers = select(Tier.scheme_id, Tier.level, func.max(Tier.number).label("number"))
    last = numbers.group_by(Tier.scheme_id, Tier.level).subquery()
    return (
        select(*columns)
        .select_from(Tier)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .join(
            last, (last.c.scheme_id == Tier.scheme_id) & (last.c.level == Tier.level) & (last.c.number == Tier.number)
        )
    )


def list_unlocking() -> list[Unlocking]:
    """Every tier that unlocks something. One statement."""
    query = _newest(
        Scheme.id, Scheme.code, Scheme.family, Scheme.product_line, Scheme.title.label("scheme"), Tier.level, Tier.title.label("tier"),
        Tier.unlocks,
    ).order_by(Scheme.id, Tier.level)  # fmt: skip
    return [
        Unlocking(
            row.id, row.code, row.family, row.product_line, row.level, row.scheme, row.tier, read_unlocks(row.unlocks)
        )
        for row in db.session.execute(query)
        if row.unlocks
    ]


def _lowest_that_mentor(rows: Iterable[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for family, level, unlocks in rows:
        if unlocks and read_unlocks(unlocks).may_mentor:
            found[family] = min(found.get(family, level), level)
    return found


def tiers_to_mentor(person_ids: Collection[int], day: date) -> tuple[dict[int, dict[str, int]], dict[str, int]]:
    """The highest tier of each of some people that counts on a day, by job family, and beside it the lowest tier
    that may mentor, by job family too (left out where no scheme says so). One statement for both, and one for what stops certificates."""
    held = (
        select(
            Certificate.person_id, Scheme.family, func.max(Tier.level).label("level"), cast(null(), Tier.unlocks.type)
        )
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(Certificate.person_id.in_(person_ids), stands(day))
        .group_by(Certificate.person_id, Scheme.family)
    )
    asked = _newest(cast(null(), Integer).label("person_id"), Scheme.family, Tier.level, Tier.unlocks)
    rows = db.session.execute(union_all(asked, held)).all()
    levels: dict[int, dict[str, int]] = defaultdict(dict)
    for person_id, family, level, _unlocks in rows:
        if person_id is not None:
            levels[person_id][family] = level
    return levels, _lowest_that_mentor(row[1:] for row in rows if row[0] is None)


def may_examine(assessor_id: int, learner_ids: Collection[int], at: datetime) -> dict[int, tuple[Refusal, ...]]:
    """Where the schemes of a learner's trade say which tier may examine, the assessor holds it or a higher one of the
    same scheme, in force today."""
    examining = [one for one in list_unlocking() if one.unlocks.may_examine]
    if not examining:
        return {}
    held = [one for one in read_held([assessor_id], clock.local_date(at)).get(assessor_id, {}).values() if one.counts]
    refused: dict[int, tuple[Refusal, ...]] = {}
    for learner in people_at_hand(learner_ids):
        wanted = [one for one in examining if one.concerns(learner)]
        enough = any(one.scheme == tier.scheme and one.level >= tier.level for one in held for tier in wanted)
        if wanted and not enough:
            names = "; ".join(f"{text(one.title)} · {text(one.tier)}" for one in wanted)
            refused[learner.id] = (Refusal("examiner_without_tier", {"tiers": names}),)
    return refused
