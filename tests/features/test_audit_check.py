"""The nightly check of the audit trail: how it came out is on record, and a broken chain is told at once."""

from __future__ import annotations

import json

from click.testing import CliRunner
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import delete, select, update

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import AuditHead, AuditLine, System
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.people.actions.audit import check_chain
from lms.people.audit_cli import verify
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


def test_a_lost_end_of_the_chain_is_told_and_stays_told(app: Flask, make: Factory) -> None:
    auditor = make.person(Role.AUDITOR, everywhere=True).id
    with transaction():
        audit.record("person.added", "person", 1, actor=System("test"), at=clock.now())
    with transaction() as session:
        session.execute(delete(AuditHead))
    assert [finding.what for finding in check_chain(actor=System("nightly check"), at=clock.now())[1]] == ["head"]
    assert set(db.session.scalars(select(Notice.recipient_id))) == {auditor}
    last = db.session.scalar(select(AuditHead.seq))
    with transaction():
        audit.record("person.added", "person", 1, actor=System("test"), at=clock.now())
    assert audit.verify()[1] == [audit.Finding((last or 0) - 1, "missing")]


def test_what_was_found_is_said_even_where_it_cannot_be_put_on_record(app: Flask, make: Factory) -> None:
    make.person(Role.AUDITOR, everywhere=True)
    with transaction():
        audit.record("person.added", "person", 1, actor=System("test"), at=clock.now())
    with transaction() as session:
        session.execute(update(AuditHead).values(seq=AuditHead.seq - 1))
    assert [finding.what for finding in check_chain(actor=System("nightly check"), at=clock.now())[1]] == ["head"]
    told = CliRunner().invoke(verify, ["--json"])
    assert (told.exit_code, json.loads(told.stdout)) == (1, {"lines": 1, "findings": [{"line": 1, "what": "head"}]})
    with force_locale("en"):
        assert "The note of the last line does not match the lines" in CliRunner().invoke(verify, []).stderr
