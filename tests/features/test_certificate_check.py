"""Anybody checks a certificate: by the QR code's address, by typing the code, by handing over the PDF, by command."""

from __future__ import annotations

import io
import json
import re

import pikepdf
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from certificates.actions.decide import decide
from certificates.actions.papers import paper_of
from certificates.checking import MOST_MISSES
from certificates.cli import verify_certificate
from certificates.models import Certificate
from certificates.rules.status import DecisionKind
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, rollback, transaction
from lms.people.models import Person
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory

pytestmark = pytest.mark.one_database


@pytest.fixture
def certificate(make: Factory) -> Certificate:
    """One that was awarded on the first day."""
    publish()
    person = make.person(Role.LEARNER, name_zh="王芳", name_latin="Wang Fang", product_line="home")
    return award(person, evidence=[{"kind": "exam", "title": {"zh": "理论", "en": "Theory"}, "mark": "86"}])


def paper(certificate: Certificate) -> bytes:
    content = paper_of(certificate, at=clock.now())
    rollback()
    return content


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found.group(1)


def test_the_paper_leads_to_the_public_page(app: Flask, client: FlaskClient, certificate: Certificate) -> None:
    number, employee_no = certificate.number, db.session.get_one(Person, certificate.person_id).employee_no
    with pikepdf.open(io.BytesIO(paper(certificate))) as pdf:
        alts = [str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    path = "/v/" + alts[0].split("/v/")[1]
    answer = client.get(path)
    page = answer.get_data(as_text=True)
    assert heading(page) == "Valid"
    for said in ("王芳", "Wang Fang", "Junior", "home equipment", number, "2 Mar 2026", "1 Mar 2028"):
        assert said in page
    for kept in (employee_no, "Theory", "tester", "Service station"):
        assert kept not in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert client.get(path.lower()).headers["Location"].endswith(path)
    chinese = client.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9"}).get_data(as_text=True)
    assert heading(chinese) == "有效"


@pytest.mark.parametrize(
    ("kinds", "days", "words"),
    [
        ((), 700, "Valid"),
        ((), 731, "Expired"),
        (("suspend",), 1, "Suspended"),
        (("suspend", "reinstate"), 1, "Valid"),
        (("withdraw",), 1, "Withdrawn"),
        (("withdraw",), 800, "Withdrawn"),
    ],
)
def test_the_public_page_says_how_it_stands(
    make: Factory, client: FlaskClient, fixed_clock: Clock, certificate: Certificate,
    kinds: tuple[str, ...], days: int, words: str,
) -> None:  # fmt: skip
    hr = make.person(Role.HR, everywhere=True)
    certificate_id, code = certificate.id, certificate.code
    for kind in kinds:
        with transaction() as session:
            subject = session.get_one(Certificate, certificate_id)
            decide(certificate=subject, kind=DecisionKind(kind), reason="a reason", actor=hr, at=clock.now())
    fixed_clock.forward(days=days)
    page = client.get(f"/v/{code}").get_data(as_text=True)
    assert heading(page) == words
    assert "a reason" not in page
    result = CliRunner().invoke(verify_certificate, [code, "--json"])
    assert result.exit_code == (0 if words == "Valid" else 1)
    assert json.loads(result.output)["valid"] is (words == "Valid")


def test_a_code_is_typed_in(client: FlaskClient, certificate: Certificate) -> None:
    code = certificate.code
    answer = client.get("/verify", query_string={"code": code.lower().replace("-", " ")}, follow_redirects=True)
    assert heading(answer.get_data(as_text=True)) == "Valid"
    for typed, status in (("", 422), ("HT-2026-000001", 422), ("3467-9ACD-EFGH-JKMN", 404)):
        answer = client.get("/verify", query_string={"code": typed}, follow_redirects=True)
        assert answer.status_code == status
    assert "No certificate has this code." in answer.get_data(as_text=True)
    assert client.get("/v/nonsense").status_code == 404
    assert CliRunner().invoke(verify_certificate, ["3467-9ACD-EFGH-JKMN"]).exit_code == 2
    with force_locale("en"):
        mistyped = CliRunner().invoke(verify_certificate, ["certficate.pdf"])
    assert mistyped.exit_code == 2
    assert "There is no file certficate.pdf" in mistyped.output


def test_guessing_is_slowed_down(client: FlaskClient, fixed_clock: Clock, certificate: Certificate) -> None:
    code = certificate.code
    for _ in range(MOST_MISSES):
        assert client.get("/v/3467-9ACD-EFGH-JKMN").status_code == 404
    assert client.get(f"/v/{code}").status_code == 429
    fixed_clock.forward(minutes=11)
    assert client.get(f"/v/{code}").status_code == 200
