"""Looking after the audit trail: checking its chain, and taking lines of it out of the house. Both are on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import structlog
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import Actor, Finding
from lms.core.db import db, rollback, transaction
from lms.core.errors import Refusal, RuleBroken
from lms.core.jobs import Job, enqueue
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person, RoleAssignment
from lms.people.notices import recipient_of
from lms.people.queries.audit import FILTERS, LONGEST, Filter, count_lines, last_line

log = structlog.get_logger(__name__)
MOST = 50_000
"""How many lines one file holds."""


def ask_for_lines(*, values: Mapping[str, str], language: str, actor: Actor, at: datetime) -> Job:
    """Ask for the lines that fit as a workbook; those that stand now, not those that come. Raises RuleBroken."""
    wanted = Filter.of(values)
    count = count_lines(wanted)
    if not count:
        raise RuleBroken(Refusal("audit_export_empty"))
    if count > MOST:
        raise RuleBroken(Refusal("audit_export_large", {"count": count, "most": MOST}))
    given = {name: values[name].strip()[:LONGEST] for name in FILTERS if values.get(name, "").strip()}
    until = last_line()
    arguments = {"values": given, "language": language, "until_line": until}
    job = enqueue("audit.export", arguments, actor=actor, at=at, total=count)
    audit.record(
        "audit.export_asked", "job", job.id, actor=actor, at=at, count=count, filter=given, until_line=until
    )  # fmt: skip
    return job


def check_chain(*, actor: Actor, at: datetime) -> tuple[int, list[Finding]]:
    """Walk the whole chain and put on record how it came out, in a transaction of its own. Whoever audits is told at once
    when a line was changed, removed or added. Gives the number of lines and what was found, also where the chain is so
    broken that nothing more can be put on record."""
    count, findings = audit.verify()
    rollback()
    try:
        _put_on_record(count, findings, actor=actor, at=at)
    except IntegrityError:
        if not findings:
            raise
        log.error("audit_chain_takes_no_line", lines=count)
    return count, findings


def _put_on_record(count: int, findings: list[Finding], *, actor: Actor, at: datetime) -> None:
    with transaction():
        audit.record("audit.verified", "audit", "chain", actor=actor, at=at, count=count, findings=len(findings))
        if findings:
            log.error("audit_chain_broken", lines=count, findings=len(findings), first=findings[0].seq)
            for person in _auditors(clock.local_date(at)):
                notify(
                    recipient_of(person), "audit.chain_broken", link=path_to("people.audit_trail"), at=at, urgent=True,
                    line=findings[0].seq, findings=len(findings),
                )  # fmt: skip


def _auditors(today: date) -> Sequence[Person]:
    held = select(RoleAssignment.person_id).where(
        RoleAssignment.role.in_((Role.AUDITOR, Role.ADMIN)),
        RoleAssignment.from_day <= today,
        or_(RoleAssignment.until_day.is_(None), RoleAssignment.until_day >= today),
    )
    still_here = or_(Person.left_on.is_(None), Person.left_on >= today)
    return db.session.scalars(select(Person).where(Person.id.in_(held), still_here)).all()
