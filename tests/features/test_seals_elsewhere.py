"""A seal whose key lies in a token (tried with SoftHSM), and a seal with the stamp of a time-stamp server."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from flask import Flask
from sqlalchemy import select

from certificates.actions.papers import paper_of
from certificates.checking import Verdict, check_file
from certificates.keys import making
from certificates.keys.awaiting import awaited
from certificates.keys.cli import keys as keys_command
from certificates.keys.keeping import key_in_use
from certificates.keys.making import Purpose
from certificates.models import Certificate, CertificatePaper
from lms.core import clock
from lms.core.access import Role
from lms.core.config import Settings
from lms.core.db import db, rollback, transaction
from lms.core.errors import RuleBroken
from tests.certificate_samples import award, publish
from tests.factories import Factory

pytestmark = pytest.mark.one_database
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN, LABEL = "1234", "seal"


@pytest.fixture
def certificate(make: Factory) -> Certificate:
    publish()
    return award(make.person(Role.LEARNER, name_zh="王芳", name_latin="Wang Fang", product_line="home"))


@pytest.fixture
def settings(app: Flask) -> Iterator[Settings]:
    """The settings, which a test may replace."""
    kept: Settings = app.extensions["settings"]
    yield kept
    app.extensions["settings"] = kept


def embedded(paper: bytes) -> Any:
    """The one signature in a paper."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    (found,) = PdfFileReader(io.BytesIO(paper)).embedded_signatures
    return found


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, making.NewKey]:
    """A token in software with a key and its certificate in it."""
    module = next((Path(one) for one in MODULES if Path(one).exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("softhsm2 is not installed")
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    at = clock.now()
    authority = making.make_authority("Elsewhere", at=at)
    seal = making.make_seal("Elsewhere", authority=authority, at=at)
    assert seal.private is not None
    key = load_der_private_key(seal.private, None)
    pem = tmp_path / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for arguments in (
        ["--init-token", "--free", "--label", "shifu", "--pin", PIN, "--so-pin", "5678"],
        ["--import", str(pem), "--token", "shifu", "--label", LABEL, "--id", "01", "--pin", PIN],
    ):
        subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, env=dict(os.environ))
    pem.unlink()
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    slot = pkcs11.lib(str(module)).get_token(token_label="shifu")
    with slot.open(rw=True, user_pin=PIN) as session:
        for place, one in enumerate(making.certificates_in(seal.public)):
            described = decode_x509_certificate(one.public_bytes(Encoding.DER))
            described[pkcs11.Attribute.LABEL] = LABEL if place == 0 else f"{LABEL}-authority"
            described[pkcs11.Attribute.TOKEN] = True
            session.create_object(described)
    return module, seal


def test_a_key_in_a_token_seals(
    app: Flask, certificate: Certificate, settings: Settings, token: tuple[Path, making.NewKey]
) -> None:
    module, seal = token
    named = replace(settings, pkcs11_module=module, pkcs11_token="shifu", pkcs11_pin=PIN, pkcs11_key=LABEL)
    app.extensions["settings"] = replace(named, pkcs11_pin="9999")
    refused = CliRunner().invoke(keys_command, ["token"])
    assert refused.exit_code != 0
    app.extensions["settings"] = named
    taken = CliRunner().invoke(keys_command, ["token"])
    assert taken.exit_code == 0, taken.output
    key = key_in_use(Purpose.SEAL, at=clock.now())
    assert (key.source, key.wrapped) == ("pkcs11", None), "the private half stays in the token"
    paper = paper_of(db.session.merge(certificate), at=clock.now())
    rollback()
    own = making.certificates_in(seal.public)[0]
    assert embedded(paper).signer_cert.dump() == own.public_bytes(Encoding.DER)
    assert check_file(paper, clock.today()).verdict is Verdict.GENUINE
    rollback()
    changed = paper.replace(b"/IssuerSeal", b"/IssuerSeat", 1) if b"/IssuerSeal" in paper else paper[:-9] + b"x" * 9
    assert check_file(changed, clock.today()).verdict is not Verdict.GENUINE
    rollback()


class Stamps:
    """A time-stamp server of its own (RFC 3161), on a free port."""

    def __init__(self) -> None:
        from asn1crypto import keys, tsp
        from asn1crypto import x509 as asn1
        from pyhanko.sign.timestamps import DummyTimeStamper

        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time of Elsewhere")])
        own = (
            x509.CertificateBuilder()
            .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2050, 1, 1, tzinfo=UTC))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        self.certificate = asn1.Certificate.load(own.public_bytes(Encoding.DER))
        private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        self.at = clock.now() + timedelta(seconds=2)
        stamper = DummyTimeStamper(self.certificate, private, fixed_dt=self.at)
        asked = self.asked = []  # type: ignore[var-annotated]

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                request = tsp.TimeStampReq.load(content)
                asked.append(request)
                answer = stamper.request_tsa_response(request).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server.server_port}/"

    def stop(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def stamps() -> Iterator[Stamps]:
    server = Stamps()
    yield server
    server.stop()


def test_a_time_stamp_stands_in_the_seal(
    app: Flask, make: Factory, certificate: Certificate, settings: Settings, stamps: Stamps
) -> None:
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    app.extensions["settings"] = replace(settings, timestamp_url=stamps.url)
    paper = paper_of(db.session.merge(certificate), at=clock.now())
    rollback()
    assert stamps.asked, "the server was asked"
    assert check_file(paper, clock.today()).verdict is Verdict.GENUINE
    authority = making.certificates_in(key_in_use(Purpose.SEAL, at=clock.now()).public)[-1]
    rollback()
    from asn1crypto import x509 as asn1

    root = asn1.Certificate.load(authority.public_bytes(Encoding.DER))
    status = awaited(
        async_validate_pdf_signature(
            embedded(paper),
            ValidationContext(trust_roots=[root], moment=stamps.at),
            ts_validation_context=ValidationContext(trust_roots=[stamps.certificate], moment=stamps.at),
        )
    )
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    stamp = status.timestamp_validity
    assert stamp is not None
    assert (stamp.valid, stamp.trusted, stamp.timestamp) == (True, True, stamps.at.replace(microsecond=0))

    # A server that does not answer is said, and nothing half-sealed is kept.
    with transaction():
        other = award(make.person(Role.LEARNER, name_zh="李明", product_line="home"))
    stamps.server.server_close()
    with pytest.raises(RuleBroken) as refused:
        paper_of(db.session.merge(other), at=clock.now())
    assert [one.code for one in refused.value.refusals] == ["paper_not_made"]
    rollback()
    kept = set(db.session.scalars(select(CertificatePaper.certificate_id)))
    assert kept == {certificate.id}
    rollback()
