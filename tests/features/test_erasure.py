"""Somebody's personal data are erased: what goes, what stays, who may, and that the paper can still be checked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import exc, select, text

from certificates.actions.papers import paper_of
from certificates.checking import Verdict, check_file
from certificates.credentials.issue import Erased, credential_for
from certificates.credentials.models import IssuedCredential
from certificates.models import Certificate, CertificatePaper
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine, verify
from lms.core.db import db, rollback, transaction
from lms.core.files import store
from lms.core.mail import Letter
from lms.core.notices import Notice
from lms.people.actions.leaving import record_leaving
from lms.people.models import Account, Person
from tests.browsing import send
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory


def everything_said() -> str:
    """Every text in every table but the audit trail."""
    words = []
    for table in db.metadata.sorted_tables:
        if table.name != "audit_line":
            words += [repr(tuple(row)) for row in db.session.execute(select(table))]
    return "\n".join(words)


def test_a_stump_stays_that_anybody_can_check(
    app: Flask, make: Factory, client: FlaskClient, fixed_clock: Clock
) -> None:
    publish()
    person = make.person(
        Role.LEARNER, name_zh="欧阳𠮷", name_latin="Ouyang Ji", product_line="home", email="o@example.org"
    )
    hr = make.person(Role.HR, everywhere=True)
    certificate = award(person, evidence=[{"kind": "exam", "title": {"zh": "理论", "en": "Theory"}, "mark": "86"}])
    number, code, employee_no, person_id = certificate.number, certificate.code, person.employee_no, person.id
    paper, credential = paper_of(certificate, at=clock.now()), credential_for(certificate)
    rollback()
    sha256 = db.session.scalar(select(CertificatePaper.sha256))
    assert sha256 is not None
    assert "欧阳𠮷" in everything_said()
    rollback()
    desk = make.browser(hr)
    form = {"number": employee_no, "reason": "asked for it"}
    address = f"/people/{person_id}/erasure"
    assert send(desk, address, form).status_code == 422, "they still work here"
    with transaction():
        leaver = db.session.get_one(Person, person_id)
        record_leaving(person=leaver, last_day=clock.today(), reason="moved", actor=hr, at=clock.now())
    fixed_clock.forward(days=729)
    assert "729" not in (early := send(desk, address, form).get_data(as_text=True))
    assert "730 days" in early
    fixed_clock.forward(days=1)
    assert "Erase personal data" in desk.get(f"/people/{person_id}").get_data(as_text=True)
    assert send(desk, address, {**form, "number": "E0"}).status_code == 422
    other = make.browser(make.person(Role.SUPERVISOR))
    assert other.get(address).status_code == 403
    assert send(desk, address, form).status_code == 302
    assert send(desk, address, form).status_code == 422, "once is enough"

    rollback()
    said = everything_said()
    for gone in ("欧阳", "Ouyang", "o@example.org", employee_no, "Theory"):
        assert gone not in said, gone
    assert not store().filesystem.exists(store().path(sha256))
    row = db.session.scalars(select(IssuedCredential)).one()
    assert (row.salt, row.signed) == (None, None)
    assert db.session.scalar(select(Account.password_hash).where(Account.person_id == person_id)) is None
    assert not db.session.scalars(select(Letter).where(Letter.recipient_id == person_id)).all()
    assert not db.session.scalars(select(Notice).where(Notice.recipient_id == person_id)).all()
    assert verify()[1] == []
    lines = db.session.scalars(select(AuditLine).where(AuditLine.subject_id == str(person_id))).all()
    assert {"person.erased", "certificate.erased"} <= {line.action for line in lines}
    assert not any("欧阳" in json.dumps(line.detail, ensure_ascii=False) for line in lines)

    rollback()
    page = client.get(f"/v/{code}").get_data(as_text=True)
    assert number in page
    assert "no longer kept" in page
    assert "欧阳" not in page
    check = check_file(paper, clock.today())
    assert (check.verdict, check.as_dict()["holder"], check.differing) == (Verdict.GENUINE, "erased", ())
    rollback()
    assert client.get(f"/credentials/{code}").status_code == 404
    with pytest.raises(Erased):
        credential_for(db.session.get_one(Certificate, certificate.id))
    rollback()
    index = json.loads(credential)["credentialStatus"]["statusListIndex"]
    assert str(row.list_index) == index, "its place in the list stays"
    assert client.get("/credentials/status/1/revocation").status_code == 200
    assert desk.get(f"/certificates/{certificate.id}").status_code == 200
    assert desk.get(f"/certificates/{certificate.id}/pdf").status_code == 422
    assert desk.get("/certificates").status_code == 200
    with pytest.raises((exc.IntegrityError, exc.DatabaseError)), transaction():
        db.session.execute(text("DELETE FROM certificate_erasure"))


@pytest.mark.one_database
def test_the_policy_says_when(app: Flask, make: Factory) -> None:
    hr, person = make.person(Role.HR, everywhere=True), make.person(Role.LEARNER)
    person_id = person.id
    with transaction():
        leaver = db.session.get_one(Person, person_id)
        record_leaving(
            person=leaver, last_day=clock.today() - timedelta(days=1), reason="moved", actor=hr, at=clock.now()
        )
    settings = app.extensions["settings"]
    desk, number = make.browser(hr), person.employee_no
    try:
        app.extensions["settings"] = replace(settings, erase_after_days=0)
        assert send(desk, f"/people/{person_id}/erasure", {"number": number, "reason": "asked"}).status_code == 302
        assert send(desk, f"/people/{hr.id}/erasure", {"number": hr.employee_no, "reason": "me"}).status_code == 422
    finally:
        app.extensions["settings"] = settings
