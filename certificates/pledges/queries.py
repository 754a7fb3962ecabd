"""Reads of pledges signed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from certificates.pledges.models import PledgeSignature
from lms.core import clock
from lms.core.db import db


def pledges_signed(person_ids: Collection[int], digests: Collection[str]) -> dict[tuple[int, str], list[date]]:
    """Person and pledge to the days on which it was signed, the oldest first."""
    if not digests:
        return {}
    query = (
        select(PledgeSignature.person_id, PledgeSignature.digest, PledgeSignature.signed_at)
        .where(PledgeSignature.person_id.in_(person_ids), PledgeSignature.digest.in_(digests))
        .order_by(PledgeSignature.signed_at)
    )
    found: dict[tuple[int, str], list[date]] = {}
    for person_id, digest, signed_at in db.session.execute(query):
        found.setdefault((person_id, digest), []).append(clock.local_date(signed_at))
    return found


def list_signatures(person_id: int) -> list[PledgeSignature]:
    """Everything that a person signed, the newest first."""
    query = select(PledgeSignature).where(PledgeSignature.person_id == person_id)
    return list(db.session.scalars(query.order_by(PledgeSignature.id.desc()).limit(200)))
