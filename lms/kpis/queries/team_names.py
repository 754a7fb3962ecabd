"""The names of teams: a source writes a code, and often it is that of a unit here."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Unit

AT_ONCE = 500


def team_names(keys: Collection[str]) -> dict[str, Bilingual]:
    """The names of the units that have these codes; a team that is no unit has none."""
    wanted, found = sorted(set(keys)), dict[str, Bilingual]()
    for start in range(0, len(wanted), AT_ONCE):
        query = select(Unit.code, Unit.name).where(Unit.code.in_(wanted[start : start + AT_ONCE]))
        found.update((code, name) for code, name in db.session.execute(query))
    return found
