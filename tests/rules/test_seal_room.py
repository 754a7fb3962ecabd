"""A seal put into the room that was left for it: other tools find it valid over the whole file, and every change."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.keys.awaiting import awaited
from certificates.keys.containers import tagged
from certificates.keys.making import certificates_in, make_authority, make_seal
from certificates.keys.sealer import FIELD, Sealer, prepared
from lms.core.pdf import fonts
from lms.core.pdf.batch import families
from lms.core.pdf.document import AttachedFile, render_pdf
from lms.core.pdf.seal_room import OpenRoom

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
needs_fonts = pytest.mark.skipif(
    not any("NotoSansCJK" in name for name in fonts._font_files("")), reason="fonts-noto-cjk is not installed"
)


def _sealer() -> tuple[Sealer, certificates.Certificate]:
    authority = make_authority("Test 测试", at=AT)
    key = make_seal("Test 测试", authority=authority, at=AT)
    chain = certificates_in(key.public)
    own = Sealer(tuple(c.public_bytes(Encoding.DER) for c in chain), key.private, None, "Test 测试")
    return prepared(own), certificates_in(authority.public)[0]


def _status(pdf: bytes, root: certificates.Certificate) -> PdfSignatureStatus:
    anchor = x509.Certificate.load(root.public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert signature.field_name == FIELD
    context = ValidationContext(trust_roots=[anchor], moment=AT + timedelta(days=1))
    return awaited(async_validate_pdf_signature(signature, context))


@needs_fonts
@pytest.mark.long
def test_a_sealed_room_is_valid_over_the_whole_file() -> None:
    sealer, root = _sealer()
    room = sealer.room(AT)
    assert room is not None
    page = "<!doctype html><html lang='zh-CN'><title>A</title><body><p>证书 Certificate</p></body></html>"
    attached = AttachedFile("a.json", b"/ByteRange [0 0000000000 0000000000 0000000000]")
    for number in range(2):  # the length of a signature is a matter of chance
        pdf = render_pdf(
            page,
            title=f"A {number}",
            language="zh-CN",
            created=AT,
            attachments=[attached],
            room=room,
            css=[f"html {{ font-family: {families('sans')} }}"],
        )
        sealed = sealer.fill(pdf, room)
        assert len(sealed) == len(pdf)
        status = _status(sealed, root)
        assert status.bottom_line, status.pretty_print_details()
        assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        assert status.docmdp_ok
        changed = bytearray(sealed)
        changed[sealed.index(b"/M (D") + 8] ^= 1  # the year of sealing
        assert not _status(bytes(changed), root).bottom_line


def test_a_room_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        OpenRoom(b"a<00>b", 1, 5).filled(b"xy")
    assert OpenRoom(b"a<0000>b", 1, 7).filled(b"x") == b"a<7800>b"
    assert OpenRoom(b"a<0000>b", 1, 7).covered == (b"a", b"b")


@pytest.mark.parametrize(("size", "head"), [(5, "3005"), (127, "307f"), (128, "308180"), (256, "30820100")])
def test_lengths_of_elements(size: int, head: str) -> None:
    assert tagged(0x30, bytes(size)).hex()[: len(head)] == head
