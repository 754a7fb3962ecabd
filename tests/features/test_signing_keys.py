"""The organisation's keys: made, replaced, brought in; published for ever; never shown."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from certificates.credentials.issue import credential_for
from certificates.credentials.proofs import check
from certificates.keys import actions, making
from certificates.keys.cli import keys as keys_command
from certificates.keys.keeping import key_in_use, private_half
from certificates.keys.making import Purpose
from certificates.keys.models import SigningKey
from certificates.keys.sealing import load_sealer
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, rollback, transaction
from lms.core.errors import RuleBroken
from tests.browsing import send
from tests.certificate_samples import award, publish
from tests.factories import Factory

pytestmark = pytest.mark.one_database
SYSTEM = audit.System("test")


def pkcs12_file(*, password: bytes = b"secret", days: int = 0) -> bytes:
    """A seal of somebody else's authority, as it is sent by one."""
    at = clock.now() - timedelta(days=days)
    authority = making.make_authority("Elsewhere", at=at)
    seal = making.make_seal("Elsewhere", authority=authority, at=at)
    assert seal.private is not None
    key = serialization.load_der_private_key(seal.private, None)
    own, root = making.certificates_in(seal.public)
    return pkcs12.serialize_key_and_certificates(b"seal", key, own, [root], BestAvailableEncryption(password))  # type: ignore[arg-type]


def test_keys_are_made_replaced_and_brought_in(app: Flask, make: Factory, client: FlaskClient) -> None:
    publish()
    certificate = award(make.person(Role.LEARNER, name_zh="王芳", name_latin="Wang Fang", product_line="home"))
    admin = make.browser(make.person(Role.ADMIN, everywhere=True))
    assert "There are no keys yet" in admin.get("/administration/keys").get_data(as_text=True)
    assert send(admin, "/administration/keys").status_code == 302
    first = credential_for(certificate)
    for purpose in Purpose:
        assert send(admin, f"/administration/keys/{purpose}/replace").status_code == 302
    assert send(admin, "/administration/keys/none/replace").status_code == 404
    data = {"file": (io.BytesIO(pkcs12_file()), "seal.p12"), "password": "wrong"}
    wrong = send(admin, "/administration/keys/file", data)
    assert wrong.status_code == 422
    assert "password is wrong" in wrong.get_data(as_text=True)
    data = {"file": (io.BytesIO(pkcs12_file()), "seal.p12"), "password": "secret"}
    assert send(admin, "/administration/keys/file", data).status_code == 302
    page = admin.get("/administration/keys").get_data(as_text=True)
    assert "PKCS#12" in page
    assert "PRIVATE" not in page

    rollback()
    rows = list(db.session.scalars(select(SigningKey).order_by(SigningKey.id)))
    newest = {row.purpose: row for row in rows}
    assert {row.kid for row in rows if row.wrapped} == {row.kid for row in newest.values()}, "old halves are destroyed"
    assert credential_for(certificate) == first
    document = json.loads(first)
    published = client.get("/.well-known/did.json").get_json()
    method = document["proof"][0]["verificationMethod"]
    known = {entry["id"]: entry["publicKeyMultibase"] for entry in published["verificationMethod"]}
    assert len(known) == 2
    assert method in published["assertionMethod"]
    check(document, document["proof"][0], making.ed25519_of(known[method]))
    chain = client.get("/issuer/seals.pem").get_data(as_text=True)
    assert chain.count("BEGIN CERTIFICATE") == len({row.kid for row in rows if row.purpose != "credential"}) + 1
    for row in rows:
        if row.wrapped:
            private = private_half(row)
            assert private is not None
            assert private.hex() not in page + chain
    lines = [json.dumps([line.action, line.detail]) for line in db.session.scalars(select(AuditLine))]
    assert sum("key." in line for line in lines) == 7
    assert not any("wrapped" in line or "PRIVATE" in line for line in lines)
    assert make.browser(make.person(Role.HR, everywhere=True)).get("/administration/keys").status_code == 403


def test_private_halves_lie_encrypted_under_a_secret_that_can_change(app: Flask, make: Factory) -> None:
    with transaction():
        actions.make_keys(actor=SYSTEM, at=clock.now())
    settings = app.extensions["settings"]
    sealer = load_sealer()
    assert sealer.private is not None
    row = key_in_use(Purpose.SEAL, at=clock.now())
    assert row.wrapped is not None
    assert sealer.private not in row.wrapped.encode()
    assert repr(sealer.private) not in repr(sealer)
    rollback()
    try:
        app.extensions["settings"] = replace(settings, key_secret="n" * 40, secret_key="o" * 40)
        with pytest.raises(RuleBroken, match="key_secret_unknown"):
            load_sealer()
        rollback()
        app.extensions["settings"] = replace(settings, key_secret="n" * 40, key_secret_old=settings.key_secret)
        with transaction():
            assert actions.rewrap(actor=SYSTEM, at=clock.now()) == 3
        app.extensions["settings"] = replace(settings, key_secret="n" * 40, secret_key="o" * 40)
        assert load_sealer().private == sealer.private
        rollback()
        with transaction():
            db.session.get_one(SigningKey, row.id).wrapped = str(row.wrapped)[:-8] + "AAAAAAA="
    finally:
        app.extensions["settings"] = settings


@pytest.mark.parametrize(
    ("content", "password", "code"),
    [
        (lambda: b"not a key file", "", "key_file_unreadable"),
        (lambda: pkcs12_file(), "", "key_file_unreadable"),
        (lambda: pkcs12_file(days=20 * 366), "secret", "key_unfit"),
    ],
)
def test_a_key_file_that_cannot_seal_is_refused(app: Flask, content: object, password: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code), transaction():
        actions.import_pkcs12(content=content(), password=password, actor=SYSTEM, at=clock.now())  # type: ignore[operator]


def test_the_command_says_what_is_missing(app: Flask) -> None:
    run = CliRunner().invoke
    with force_locale("en"):
        assert run(keys_command, ["list"]).output.startswith("There are no keys yet")
        assert run(keys_command, ["make"]).output.count("Made") == 3
    shown = json.loads(run(keys_command, ["list", "--json"]).output)
    assert {key["use"] for key in shown} == set(Purpose)
    assert run(keys_command, ["replace", "seal"]).exit_code == 0
    assert run(keys_command, ["public"]).output.count("BEGIN CERTIFICATE") == 3
    refused = run(keys_command, ["token"])
    assert refused.exit_code == 1
    assert "LMS_PKCS11_MODULE" in refused.output
