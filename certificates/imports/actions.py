"""Bringing certificates over from earlier records: all of a file, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from certificates.actions.issuing import issue
from certificates.imports.rules import Fault, Known, Line, doubles, find_columns, missing_columns, read_line
from certificates.models import Certificate, Scheme, Tier
from certificates.queries.schemes import list_tiers
from certificates.rules.renewal import Period, next_period, read_renewal
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.tables.reading import Table
from lms.people.models import Person


@dataclass(frozen=True)
class Plan:
    """What loading a file would do: the certificates, or what is wrong with which line. `missing`: columns that are not there."""

    lines: tuple[Line, ...]
    faults: tuple[tuple[int, Fault], ...]
    missing: tuple[str, ...]
    rows: int

    @property
    def loadable(self) -> bool:
        """May it be loaded?"""
        return bool(self.lines) and not self.faults and not self.missing


def plan_import(table: Table, today: date) -> Plan:
    """Check a table line by line; writes nothing."""
    columns = find_columns(table.header)
    missing = tuple(missing_columns(columns))
    if missing:
        return Plan((), (), missing, len(table.rows))
    rows = [(row.line, {field: row.cells[index] for field, index in columns.items()}) for row in table.rows]
    known = _known([cells for _line, cells in rows])
    lines: list[Line] = []
    faults: list[tuple[int, Fault]] = []
    for number, cells in rows:
        line, wrong = read_line(number, cells, known, today)
        if line is not None:
            lines.append(line)
        faults += [(number, fault) for fault in wrong]
    faults += doubles(lines)
    return Plan(tuple(lines), tuple(sorted(faults, key=lambda pair: pair[0])), (), len(rows))


def _known(rows: Sequence[dict[str, str]]) -> Known:
    numbers = {cells["employee_no"] for cells in rows}
    tiers = _tiers()
    names = {
        (scheme, name.lower()): level
        for (scheme, level), tier in tiers.items()
        for name in (tier.title.zh, tier.title.en, tier.code)
        if name
    }
    held = db.session.execute(
        select(Person.employee_no, Scheme.code, Tier.level, Certificate.issued_on)
        .join(Certificate, Certificate.person_id == Person.id)
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(Person.employee_no.in_(numbers))
    )
    return Known(
        people=set(db.session.scalars(select(Person.employee_no).where(Person.employee_no.in_(numbers)))),
        tiers=set(tiers),
        names=names,
        numbers=set(db.session.scalars(
            select(Certificate.number).where(Certificate.number.in_({cells.get("number", "") for cells in rows}))
        )),
        held={(row[0], row[1], row[2], row[3]) for row in held},
    )  # fmt: skip


def _tiers() -> dict[tuple[str, int], Tier]:
    """The newest version of every tier."""
    schemes = list(db.session.scalars(select(Scheme.id)))
    return {(tier.scheme.code, tier.level): tier for tier in list_tiers(schemes)}


def load_import(*, plan: Plan, name: str, actor: Actor, at: datetime) -> list[Certificate]:
    """Write every certificate of a checked file, marked as brought over, each with its evidence text. Of one person and tier
    a later one continues the one before it. Nobody is told one by one. Raises RuleBroken where the file is not whole."""
    if not plan.loadable:
        raise RuleBroken(Refusal("import_faulty", {"count": len(plan.faults) or len(plan.missing) or 1}))
    tiers = _tiers()
    people = {
        person.employee_no: person
        for person in db.session.scalars(
            select(Person).where(Person.employee_no.in_({line.employee_no for line in plan.lines}))
        )
    }
    made = []
    last: dict[tuple[str, str, int], Certificate] = {}
    for line in sorted(plan.lines, key=lambda one: (one.issued_on, one.line)):
        tier = tiers[(line.scheme, line.level)]
        period = next_period(read_renewal(tier.renewal), tier.validity_months, finished_on=line.issued_on)
        period = Period(line.issued_on, line.expires_on or period.last)
        key = (line.employee_no, line.scheme, line.level)
        certificate = issue(
            person=people[line.employee_no], tier=tier, period=period, how="import", follows=last.get(key),
            evidence=[{"kind": "paper", "text": line.evidence, "on": line.issued_on.isoformat(), "from": name}],
            actor=actor, at=at, number=line.number, tell=False,
        )  # fmt: skip
        last[key] = certificate
        made.append(certificate)
    audit.record(
        "certificates.imported", "certificates", 0, actor=actor, at=at, count=len(made), name=name,
        numbers=_counts(made),
    )  # fmt: skip
    return made


def _counts(made: Sequence[Certificate]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for certificate in made:
        counts[f"{certificate.tier.scheme.code}/{certificate.tier.level}"] += 1
    return dict(counts)


def plan_today(table: Table) -> Plan:
    """As `plan_import`, today."""
    return plan_import(table, clock.today())
