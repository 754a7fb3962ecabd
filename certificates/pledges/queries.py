"""Reads of pledges signed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from certificates.pledges.models import PledgeSignature
from lms.core import clock
from lms.core.among import among
from lms.core.db import db, read

SIGNED = (
    select(PledgeSignature.person_id, PledgeSignature.digest, PledgeSignature.signed_at)
    .where(among(PledgeSignature.person_id, "people"), among(PledgeSignature.digest, "digests"))
    .order_by(PledgeSignature.signed_at, PledgeSignature.id)
)
"""When `people` signed pledges by `digests`, to be read with other records; see `signed_in`."""


def pledges_signed(person_ids: Collection[int], digests: Collection[str]) -> dict[tuple[int, str], list[date]]:
    """Person and pledge to the days on which it was signed, the oldest first."""
    return signed_in(read(SIGNED, people=list(person_ids), digests=list(digests)) if digests else ())


def signed_in(rows: Iterable[Any]) -> dict[tuple[int, str], list[date]]:
    """The same from what `SIGNED` found."""
    found: dict[tuple[int, str], list[date]] = {}
    for person_id, digest, signed_at in rows:
        found.setdefault((person_id, digest), []).append(clock.local_date(signed_at))
    return found


def list_signatures(person_id: int) -> list[PledgeSignature]:
    """Everything that a person signed, the newest first."""
    query = select(PledgeSignature).where(PledgeSignature.person_id == person_id)
    return list(db.session.scalars(query.order_by(PledgeSignature.id.desc()).limit(200)))
