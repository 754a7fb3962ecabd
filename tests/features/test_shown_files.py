"""Anybody shows a PDF: genuine, changed or not ours, whatever was done to it; hostile files hurt nobody."""

from __future__ import annotations

import asyncio
import io
import json
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from certificates import checking
from certificates.actions.papers import paper_of
from certificates.checking import LARGEST, Verdict, anchors, check_file
from certificates.cli import verify_certificate
from certificates.credentials.cli import check_file as check_credential_file
from certificates.credentials.issue import credential_for
from certificates.keys.actions import rotate
from certificates.keys.making import Purpose, make_authority, make_seal
from certificates.keys.sealer import Sealer
from certificates.keys.sealing import load_sealer
from certificates.models import Certificate
from certificates.verification import apart
from certificates.verification.examining import Mark, Problem, examine
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.db import rollback, transaction
from tests.browsing import send
from tests.certificate_samples import award, publish
from tests.conftest import Clock
from tests.factories import Factory

pytestmark = pytest.mark.one_database


@pytest.fixture
def certificate(make: Factory) -> Certificate:
    """One that was awarded on the first day."""
    publish()
    return award(make.person(Role.LEARNER, name_zh="王芳", name_latin="Wang Fang", product_line="home"))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examined in this process, which is much quicker; the way between processes has a test of its own."""
    monkeypatch.setattr(checking, "examine_apart", examine)


def paper(certificate: Certificate) -> bytes:
    content = paper_of(certificate, at=clock.now())
    rollback()
    return content


def saved(content: bytes, **options: object) -> bytes:
    """Opened and saved again, as another program would."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def with_credential(content: bytes, old: str, new: str) -> bytes:
    """The credential in it says something else."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        text = pdf.attachments["credential.json"].get_file().read_bytes().decode()
        assert old in text
        del pdf.attachments["credential.json"]
        changed = text.replace(old, new).encode()
        pdf.attachments["credential.json"] = pikepdf.AttachedFileSpec(pdf, changed, filename="credential.json")
        pdf.save(out)
    return out.getvalue()


def sealed_by_another(content: bytes) -> bytes:
    """The same paper, sealed by somebody else under our name."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from certificates.keys.making import certificates_in

    authority = make_authority("Hengtuo Equipment (fictitious) 恒拓设备（虚构）", at=clock.now())
    seal = make_seal("Hengtuo Equipment (fictitious) 恒拓设备（虚构）", authority=authority, at=clock.now())
    chain = tuple(one.public_bytes(Encoding.DER) for one in certificates_in(seal.public))
    return Sealer(chain, seal.private, None, "Hengtuo").seal(unsealed(content), at=clock.now())


def unsealed(content: bytes) -> bytes:
    """The same paper with its seal taken out."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        del pdf.Root.AcroForm, pdf.Root.Perms, pdf.pages[0].Annots
        pdf.save(out)
    return out.getvalue()


def with_update(content: bytes) -> bytes:
    """Something appended, as an editor does that keeps what is there: another title."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = generic.TextStringObject("en")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_was_done_to_a_file_is_told(app: Flask, here: None, certificate: Certificate) -> None:
    content, today = paper(certificate), clock.today()
    check = check_file(content, today)
    assert (check.verdict, check.is_valid, check.differing) == (Verdict.GENUINE, True, ())
    assert check.found is not None
    assert (check.found.seal, check.found.credential) == (Mark.OURS, Mark.OURS)
    for name, file, seal, credential, differing in (
        ("appended", content + b"\n% nothing\n", Mark.BROKEN, Mark.OURS, ()),
        ("updated", with_update(content), Mark.BROKEN, Mark.OURS, ()),
        ("saved again", saved(content), Mark.BROKEN, Mark.OURS, ()),
        ("without the seal", unsealed(content), Mark.NONE, Mark.OURS, ()),
        ("another tier", with_credential(content, "初级", "高级"), Mark.BROKEN, Mark.BROKEN, ("tier",)),
        ("another number", with_credential(content, certificate.number, "HT-2020-1"), Mark.BROKEN, Mark.BROKEN, ("number",)),
        ("another name", with_credential(content, "sha256$", "sha256$0"), Mark.BROKEN, Mark.BROKEN, ("name_zh",)),
        ("another's seal", sealed_by_another(content), Mark.FOREIGN, Mark.OURS, ()),
    ):  # fmt: skip
        check = check_file(file, today)
        assert check.found is not None
        told = (name, check.verdict, check.found.seal, check.found.credential, check.differing, check.is_valid)
        assert told == (name, Verdict.CHANGED, seal, credential, differing, False)
        assert check.record is not None
        assert check.record.number == certificate.number
        rollback()


def test_a_single_changed_byte_is_found(app: Flask, here: None, certificate: Certificate) -> None:
    content, ours = paper(certificate), None
    places = random.Random(7).sample(range(len(content)), 12)
    ours = anchors()
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 0x01
        check = check_file(bytes(changed), clock.today())
        assert check.verdict in (Verdict.CHANGED, Verdict.NOT_OURS), place
        rollback()
    gap = content.index(b"/Contents <") + 12
    for place in (10, 200, len(content) // 2, content.index(b"/ByteRange") + 14, gap + 400, len(content) - 3):
        changed = bytearray(content)
        changed[place] = (changed[place] + 1) % 256
        assert examine(bytes(changed), ours).seal is not Mark.OURS, f"the seal alone finds byte {place}"


def test_old_papers_stay_genuine_when_keys_and_holders_change(
    app: Flask, here: None, fixed_clock: Clock, certificate: Certificate
) -> None:
    content = paper(certificate)
    with transaction():
        for purpose in Purpose:
            rotate(purpose=purpose, actor=audit.System("test"), at=clock.now())
    fixed_clock.forward(days=720)
    check = check_file(content, clock.today())
    assert check.found is not None
    assert (check.verdict, check.found.seal, check.found.credential) == (Verdict.GENUINE, Mark.OURS, Mark.OURS)
    assert check.as_dict()["status"] == "expiring"
    fixed_clock.forward(days=40)
    check = check_file(content, clock.today())
    assert (check.verdict, check.is_valid) == (Verdict.GENUINE, False)


def test_sealing_and_checking_work_where_an_event_loop_runs(app: Flask, here: None, certificate: Certificate) -> None:
    async def within() -> Verdict | None:
        return check_file(paper(certificate), clock.today()).verdict

    try:
        asyncio.get_running_loop()  # a browser test that ran before in this process left one
    except RuntimeError:
        verdict = asyncio.run(within())
    else:
        verdict = check_file(paper(certificate), clock.today()).verdict
    assert verdict == Verdict.GENUINE


def blank(**options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def bomb() -> bytes:
    """A credential that unpacks to a hundred megabytes."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        packed = zlib.compress(b"0" * 100_000_000, 9)
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        stream.Type = pikepdf.Name.EmbeddedFile
        spec = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, F="credential.json", UF="credential.json", EF={"/F": stream}
        )
        names = pikepdf.Dictionary(Names=["credential.json", pdf.make_indirect(spec)])
        pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=names)
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (lambda: b"", Problem.NOT_PDF),
        (lambda: b"hello", Problem.NOT_PDF),
        (lambda: b"%PDF-1.7 broken", Problem.UNREADABLE),
        (lambda: b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n" * 300, None),
        (blank, None),
        (lambda: blank(encryption=pikepdf.Encryption(owner="a", user="b")), Problem.ENCRYPTED),
        (lambda: b"%PDF-" + b"0" * LARGEST, Problem.TOO_COSTLY),
        (bomb, None),
    ],
    ids=("empty", "text", "stump", "loops", "blank", "encrypted", "huge", "bomb"),
)
def test_a_file_that_is_no_certificate(
    app: Flask, here: None, made: Callable[[], bytes], problem: Problem | None
) -> None:
    check = check_file(made(), clock.today())
    assert (check.verdict, check.record) == (Verdict.NOT_OURS, None)
    assert check.found is not None
    if problem is not None:
        assert check.found.problem is problem


def test_the_page_and_the_command_say_the_same(
    client: FlaskClient, certificate: Certificate, here: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content, path = paper(certificate), tmp_path / "a.pdf"
    said_by_command = {
        "genuine": {"en": "In our register: Valid.", "zh_Hans_CN": "登记簿记录：有效。"},
        "changed": {"zh_Hans_CN": "文件被修改过"}, "not_ours": {"zh_Hans_CN": "不是我们签发的"},
    }  # fmt: skip
    for file, code, heading, verdict in (
        (content, 0, "Valid", "genuine"),
        (unsealed(content), 1, "This file was changed", "changed"),
        (blank(), 2, "This file is not from us", "not_ours"),
    ):
        path.write_bytes(file)
        result = CliRunner().invoke(verify_certificate, [str(path), "--json"])
        assert result.exit_code == code
        said = json.loads(result.output)
        assert (said["file"], said["valid"]) == (verdict, code == 0)
        for locale, sentence in said_by_command[verdict].items():
            with force_locale(locale):
                result = CliRunner().invoke(verify_certificate, [str(path)])
            assert (result.exit_code, sentence in result.output) == (code, True)
        if verdict == "changed":  # as it is in use: in a process of its own
            monkeypatch.setattr(checking, "examine_apart", apart.examine_apart)
        answer = send(client, "/verify", {"paper": (io.BytesIO(file), "a.pdf")}, page="/verify")
        monkeypatch.setattr(checking, "examine_apart", examine)
        page = answer.get_data(as_text=True)
        assert f"<h1>{heading}</h1>" in page
        assert ("王芳" in page) is (code < 2)
        assert ("not about the file that you showed" in page) is (code == 1)
    credential = credential_for(certificate)
    rollback()
    for text, verdict in ((credential, "Valid"), (credential.replace(b"HT-2026", b"HT-2025"), "This file was changed")):
        answer = send(client, "/verify", {"paper": (io.BytesIO(text), "credential.json")}, page="/verify")
        assert f"<h1>{verdict}</h1>" in answer.get_data(as_text=True)
        path.write_bytes(text)
        alone = CliRunner().invoke(check_credential_file, [str(path), "--json"])
        said = json.loads(alone.output)
        assert said["faults"] == (["list_unknown"] if verdict == "Valid" else ["proof", "list_unknown"])
    listing = tmp_path / "list.json"
    listing.write_bytes(client.get("/credentials/status/1/revocation").get_data())
    path.write_bytes(credential)
    assert CliRunner().invoke(check_credential_file, [str(path), "--status", str(listing)]).exit_code == 0
    empty = send(client, "/verify", {}, page="/verify")
    assert empty.status_code == 422
    assert "Choose the file" in empty.get_data(as_text=True)


def test_too_many_examinations_at_once_are_turned_away(
    client: FlaskClient, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0)
    for _ in range(apart.AT_ONCE):
        apart._room.acquire()
    try:
        answer = send(client, "/verify", {"paper": (io.BytesIO(blank()), "a.pdf")}, page="/verify")
    finally:
        for _ in range(apart.AT_ONCE):
            apart._room.release()
    assert answer.status_code == 503
    assert load_sealer().private is not None
