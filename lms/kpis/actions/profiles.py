"""Keeping profiles of sources. A change is a new version; what was loaded names the version it used."""

from __future__ import annotations

from datetime import datetime

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.kpis.models import SourceProfile
from lms.kpis.queries.profiles import find_profile
from lms.kpis.rules.profiles import read_profile


def save_profile(*, text: str, actor: Actor, at: datetime) -> SourceProfile:
    """Keep a profile's TOML under the name it gives itself; the same text once more is no new version.

    Raises ProfileFault where it cannot be used.
    """
    profile = read_profile(text)
    newest = find_profile(profile.name)
    if newest is not None and newest.text == text:
        return newest
    row = SourceProfile(
        name=profile.name, version=newest.version + 1 if newest else 1, text=text, made_by=actor.id, made_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "profile.saved", "source_profile", row.id, actor=actor, at=at, name=row.name, version=row.version,
        source=profile.source,
    )  # fmt: skip
    return row
