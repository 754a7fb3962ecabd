"""A certificate proves itself: its credential, its status and its seal hold for tools that are not ours."""

from __future__ import annotations

import io
import json
import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from certificates.actions.decide import decide
from certificates.actions.papers import paper_of, sheets_of
from certificates.credentials.bitstrings import is_set
from certificates.credentials.issue import credential_for, credentials_for
from certificates.keys.actions import rotate
from certificates.keys.making import Purpose
from certificates.keys.sealing import load_sealer
from certificates.models import Certificate
from certificates.pdf.design import fonts_for
from certificates.pdf.design import render as render_sheet
from certificates.rules.status import DecisionKind
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.db import rollback, transaction
from lms.people.models import Person
from tests import foreign_tools
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory

pytestmark = pytest.mark.one_database
KNOWN = re.compile(r"is not a valid PDF/A-1b file|pdfa/ns/id")
"""What PDFBox says of every PDF/A that WeasyPrint writes, and veraPDF does not."""


@pytest.fixture
def certificate(make: Factory) -> Certificate:
    """One for somebody with a rare character in the name."""
    publish()
    return award(make.person(Role.LEARNER, name_zh="䶮芳", name_latin="Yan Fang", product_line="home"))


def decided(certificate: Certificate, kind: DecisionKind, by: Person) -> None:
    """Decided about by somebody of HR."""
    with transaction() as session:
        subject = session.get_one(Certificate, certificate.id)
        decide(certificate=subject, kind=kind, reason="a reason", actor=by, at=clock.now())


class Stranger:
    """Somebody with a browser and Digital Bazaar's libraries."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def fetched(self, address: str) -> Any:
        """A public document."""
        path = address.removeprefix("http://127.0.0.1:8000").partition("#")[0]
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in answer.headers["Cache-Control"]
        return json.loads(answer.get_data())

    def documents(self, credential: Any) -> dict[str, Any]:
        """All that it takes to check a credential without a connection."""
        did = self.fetched("/.well-known/did.json")
        address = credential["credentialStatus"]["statusListCredential"]
        return {did["id"]: did, address: self.fetched(address)}

    def check(self, *credentials: Any) -> list[tuple[bool, list[bool]]]:
        """Verified, and the bits of the status."""
        now = clock.now().isoformat().replace("+00:00", "Z")
        found = foreign_tools.javascript_check(
            now=now, documents=self.documents(credentials[0]), credentials=list(credentials)
        )
        return [(one["verified"], one["status"]) for one in found]


@pytest.mark.long
def test_credentials_hold_for_a_stranger(
    app: Flask, make: Factory, client: FlaskClient, fixed_clock: Clock, certificate: Certificate
) -> None:
    stranger, hr = Stranger(client), make.person(Role.HR, everywhere=True)
    text = credential_for(certificate)
    assert credential_for(certificate) == text, "signed once"
    rollback()
    good = stranger.fetched(f"/credentials/{certificate.code}")
    assert good == json.loads(text)
    assert "䶮芳" not in text.decode()
    assert "Yan" not in text.decode()
    forged = json.loads(text)
    forged["credentialSubject"]["licenseNumber"] = "HT-2020-000001"
    added = {**json.loads(text), "honours": "added later"}
    with transaction():
        rotate(purpose=Purpose.CREDENTIAL, actor=audit.System("test"), at=clock.now())
    assert stranger.check(good, forged) == [(True, [False]), (False, [])], "and after the key was replaced"
    assert stranger.check(added)[0][0] is False

    entry = good["credentialStatus"]
    index, lists = int(entry["statusListIndex"]), entry["statusListCredential"].rpartition("/")[0]

    def bits() -> tuple[bool, bool]:
        found = (stranger.fetched(f"{lists}/{purpose}") for purpose in ("revocation", "suspension"))
        return tuple(is_set(one["credentialSubject"]["encodedList"], index) for one in found)  # type: ignore[return-value]

    assert bits() == (False, False)
    decided(certificate, DecisionKind.SUSPEND, hr)
    assert bits() == (True, True)
    assert stranger.check(good) == [(True, [True])]
    decided(certificate, DecisionKind.REINSTATE, hr)
    assert bits() == (False, False)
    signed = stranger.fetched(entry["statusListCredential"])["validFrom"]
    fixed_clock.forward(days=1)
    assert stranger.fetched(entry["statusListCredential"])["validFrom"] > signed, "signed anew each day"
    decided(certificate, DecisionKind.WITHDRAW, hr)
    assert bits() == (True, False)
    assert stranger.check(good) == [(True, [True])]
    for path, status in (("/credentials/status/2/revocation", 404), ("/credentials/status/1/other", 404)):
        assert client.get(path).status_code == status
    assert client.get("/credentials/3467-9ACD-EFGH-JKMN").status_code == 404
    achievement = stranger.fetched(good["credentialSubject"]["achievement"]["id"])
    assert {**achievement, "@context": None} == {**good["credentialSubject"]["achievement"], "@context": None}
    etag = client.get(f"/credentials/{certificate.code}").headers["ETag"]
    assert client.get(f"/credentials/{certificate.code}", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.long
def test_the_seal_holds_for_other_tools(
    app: Flask, client: FlaskClient, certificate: Certificate, tmp_path: Path
) -> None:
    paper = paper_of(certificate, at=clock.now())
    rollback()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.attachments["credential.json"].get_file().read_bytes() == credential_for(certificate)
    file, chain = tmp_path / "paper.pdf", tmp_path / "seals.pem"
    file.write_bytes(paper)
    chain.write_bytes(client.get("/issuer/seals.pem").get_data())
    foreign_tools.need("qpdf")
    foreign_tools.run("qpdf", "--check", file)
    said = foreign_tools.pdfsig(file, chain, tmp_path)
    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert re.search(r"Signing Time: Mar 02 2026", said)
    assert len(paper) < 80_000


@pytest.mark.long
def test_many_are_sealed_in_processes_of_their_own(app: Flask, certificate: Certificate) -> None:
    sealer = load_sealer()
    assert pickle.loads(pickle.dumps(sealer)) == sealer
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        sealed = pool.submit(sealer.seal, out.getvalue(), at=clock.now()).result(timeout=60)
    assert sealed.startswith(out.getvalue())
    assert b"/ByteRange" in sealed


def test_many_credentials_are_drawn_places_by_lot(app: Flask, make: Factory) -> None:
    publish()
    people = [make.person(Role.LEARNER, product_line="home") for _ in range(5)]
    certificates = [award(person) for person in people]
    texts = credentials_for(certificates)
    places = [int(json.loads(text)["credentialStatus"]["statusListIndex"]) for text in texts.values()]
    assert len(set(places)) == 5
    assert sorted(places) != list(range(min(places), min(places) + 5))
    salts = {json.loads(text)["credentialSubject"]["identifier"][0]["salt"] for text in texts.values()}
    assert len(salts) == 5


@pytest.mark.long
def test_a_rendering_as_pdf_a_1b_passes_preflight(
    app: Flask, certificate: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDFBox knows PDF/A-1b only, so that is what the same page is written as; attachments it does not allow."""
    import weasyprint

    render, write = weasyprint.HTML.render, weasyprint.Document.write_pdf
    monkeypatch.setattr(
        weasyprint.HTML, "render", lambda page, **options: render(page, **{**options, "pdf_variant": "pdf/a-1b"})
    )
    monkeypatch.setattr(
        weasyprint.Document,
        "write_pdf",
        lambda document, **options: write(document, **{**options, "pdf_variant": "pdf/a-1b", "attachments": None}),
    )
    sheet = sheets_of([certificate])[certificate.id]
    file = tmp_path / "paper.pdf"
    with fonts_for([sheet]) as fonts:
        file.write_bytes(render_sheet(sheet, fonts))
    said = foreign_tools.preflight(file)
    wrong = [line for line in said if not KNOWN.search(line)]
    assert wrong == []
