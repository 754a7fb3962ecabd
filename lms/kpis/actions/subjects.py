"""Who the technicians of the sources are: matched to people by any of several keys, by machine or by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.kpis.models import Subject
from lms.people.models import Account, Person

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEVELS = ("technician", "team", "product")
KEYS = ("employee_no", "username", "email", "name")
"""By what a technician is matched, the surest first."""


def note_subjects(connection: DuckDBPyConnection, source: str, *, at: datetime) -> None:
    """Add what the incoming orders are about and no row names yet; match the technicians among them."""
    present = {row[0] for row in connection.execute("DESCRIBE incoming").fetchall()}
    rows = []
    for level in LEVELS:
        if level not in present:
            continue
        found = connection.execute(f"SELECT DISTINCT {level} FROM incoming WHERE {level} IS NOT NULL").fetchall()
        known = set(db.session.scalars(select(Subject.key).where(Subject.level == level, Subject.source == source)))
        rows += [{"level": level, "source": source, "key": key} for (key,) in found if key not in known]
    if rows:
        db.session.execute(insert(Subject), rows)
    new = {(row["level"], row["key"]) for row in rows}
    if any(("technician", key) not in new for key in match_technicians(at=at)):
        _recompute_units(at)  # somebody whose orders were here before belongs to a unit only now


def unmatched_technicians(connection: DuckDBPyConnection, source: str) -> list[str]:
    """The technicians of the incoming orders whom nobody stands behind, and whose key names nobody either."""
    if "technician" not in {row[0] for row in connection.execute("DESCRIBE incoming").fetchall()}:
        return []
    found = connection.execute(
        "SELECT DISTINCT technician FROM incoming WHERE technician IS NOT NULL ORDER BY 1"
    ).fetchall()
    query = select(Subject.key).where(Subject.level == "technician", Subject.source == source)
    matched = set(db.session.scalars(query.where(Subject.person_id.is_not(None))))
    known = _people_by_key()
    return [key for (key,) in found if key not in matched and _person_for(key, known) is None]


def match_technicians(*, at: datetime) -> list[str]:
    """Match every technician who has nobody yet, unless by hand, and whose key names exactly one person. Returns the keys."""
    waiting = list(
        db.session.scalars(
            select(Subject).where(
                Subject.level == "technician", Subject.person_id.is_(None), Subject.matched_how.is_(None)
            )
        )
    )
    if not waiting:
        return []
    known = _people_by_key()
    matched = []
    for subject in waiting:
        if (found := _person_for(subject.key, known)) is not None:
            (subject.person_id, subject.matched_how), subject.matched_at = found, at
            matched.append(subject.key)
    db.session.flush()
    return matched


def match_technician(
    *, subject: Subject, person: Person | None, actor: Actor, at: datetime, units_now: bool = True
) -> None:
    """Say who a technician is; None takes a match back. The units' readings follow, unless a job does that later."""
    before = subject.person_id
    subject.person_id = person.id if person else None
    subject.matched_how, subject.matched_by, subject.matched_at = "hand", actor.id, at
    db.session.flush()
    audit.record(
        "technician.matched", "kpi_subject", subject.id, actor=actor, at=at,
        key=subject.key, source=subject.source, person=subject.person_id, before=before,
    )  # fmt: skip
    if units_now:
        _recompute_units(at)


def _recompute_units(at: datetime) -> None:
    from lms.kpis.actions.unit_readings import recompute_units

    recompute_units(at=at)


def _person_for(key: str, known: dict[str, dict[str, set[int]]]) -> tuple[int, str] | None:
    """The one person whom a key names, and by what."""
    for kind in KEYS:
        people = known[kind].get(_plain(key), set())
        if len(people) == 1:
            return next(iter(people)), kind
    return None


def _people_by_key() -> dict[str, dict[str, set[int]]]:
    """For each kind of key, whom it names."""
    known: dict[str, dict[str, set[int]]] = {kind: {} for kind in KEYS}

    def add(kind: str, texts: Iterable[str | None], person_id: int) -> None:
        for text in texts:
            if text and text.strip():
                known[kind].setdefault(_plain(text), set()).add(person_id)

    for row in db.session.execute(
        select(Person.id, Person.employee_no, Person.email, Person.name_zh, Person.name_latin)
    ):
        add("employee_no", [row.employee_no], row.id)
        add("email", [row.email], row.id)
        add("name", [row.name_zh, row.name_latin], row.id)
    for person_id, username in db.session.execute(select(Account.person_id, Account.username)):
        add("username", [username], person_id)
    return known


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
