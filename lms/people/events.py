"""What happened to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lms.core.audit import Actor


@dataclass(frozen=True)
class PersonLeft:
    """Somebody leaves the company; `last_day` is the last day of work."""

    person_id: int
    last_day: date
    reason: str
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class PersonErased:
    """The personal data of somebody who left were erased: whoever keeps a copy takes it out too."""

    person_id: int
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class PersonMoved:
    """Somebody works in another unit from a day on."""

    person_id: int
    from_unit_id: int
    to_unit_id: int
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class RosterLoaded:
    """A roster was loaded; people may be new or have another post or unit."""

    roster_id: int
    added: int
    changed: int
    actor: Actor
    at: datetime
