"""The pledges that somebody may be asked to sign: those of the tiers, and those that packages above ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from certificates.models import Tier
from certificates.rules.requirements import Kind, leaves, pledge_code
from lms.core import events
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound

PLEDGES = "pledges"
"""`() -> list of {"zh": …, "en": …}`: further pledges to be signed, asked of packages above."""


def get_pledge(digest: str) -> tuple[Bilingual, int | None]:
    """The words of a pledge, and the newest tier that asks for it. Raises NotFound."""
    found = next((one for one in _pledges() if pledge_code(one[0]) == digest), None)
    if found is None:
        raise NotFound
    return Bilingual.of(found[0]), found[1]


def _pledges() -> Iterator[tuple[Mapping[str, Any], int | None]]:
    query = select(Tier.id, Tier.requirements, Tier.renewal).order_by(Tier.id.desc())
    for tier_id, requirements, renewal in db.session.execute(query):
        renewed = [one for cycle in (renewal or {}).get("cycles", ()) for one in cycle.get("requirements", ())]
        for one in leaves([*requirements, *renewed]):
            if one["kind"] == Kind.PLEDGE:
                yield one["text"], tier_id
    for answer in events.answers(PLEDGES):
        for text in answer():
            yield text, None
