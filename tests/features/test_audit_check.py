"""The nightly check of the audit trail: how it came out is on record, and a broken chain is told at once."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select, update

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.actions.audit import check_chain
from tests.factories import Factory


def _checks() -> list[dict[str, int]]:
    query = select(AuditLine.detail).where(AuditLine.action == audit.VERIFIED).order_by(AuditLine.seq)
    return list(db.session.scalars(query))


def test_a_whole_chain_is_put_on_record_and_nobody_is_disturbed(app: Flask, make: Factory) -> None:
    make.person(Role.AUDITOR, everywhere=True)
    with transaction():
        audit.record("person.added", "person", 1, actor=System("test"), at=clock.now())
    count, findings = check_chain(actor=System("nightly check"), at=clock.now())
    assert not findings
    assert _checks() == [{"count": count, "findings": 0}]
    assert not db.session.scalars(select(Notice)).all()


def test_a_changed_line_is_told_to_auditors_and_administrators(app: Flask, make: Factory) -> None:
    told = {make.person(Role.AUDITOR, everywhere=True).id, make.person(Role.ADMIN, everywhere=True).id}
    make.person(Role.HR, everywhere=True)
    with transaction():
        audit.record("person.added", "person", 1, actor=System("test"), at=clock.now())
    with transaction() as session:
        session.execute(update(AuditLine).where(AuditLine.action == "person.added").values(subject_id="2"))
    _count, findings = check_chain(actor=System("nightly check"), at=clock.now())
    assert [finding.what for finding in findings] == ["changed"]
    assert _checks()[-1]["findings"] == 1
    assert set(db.session.scalars(select(Notice.recipient_id))) == told
