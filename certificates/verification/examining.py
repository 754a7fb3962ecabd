"""What a PDF itself proves: whose seal it bears and whether it holds, and whether the credential in it is ours.

Knows the register no more than a stranger does: only our public keys, old and new. Reads hostile files, so it is run apart
(see `apart`) unless the file is known to be one of ours byte for byte.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC
from enum import StrEnum
from typing import Any

from certificates.keys.awaiting import awaited
from certificates.keys.making import certificates_in, ed25519_of, fingerprint
from certificates.rules.numbers import read_code

CREDENTIAL_FILE, FACTS_FILE = "credential.json", "certificate.json"
MOST_ATTACHED = 200_000
MOST_SIGNATURES = 5
_ADDRESS = re.compile(r"/v/([A-Za-z0-9-]{16,24})")


class Mark(StrEnum):
    """How a seal or a credential in a file stands."""

    NONE = "none"
    OURS = "ours"
    BROKEN = "broken"
    FOREIGN = "foreign"


class Problem(StrEnum):
    """Why a file could not be examined."""

    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    TOO_COSTLY = "too_costly"


@dataclass(frozen=True)
class Anchors:
    """Our public halves, old and new: chains of seals as PEM, keys of credentials as Multikey; and our name of today."""

    seals: tuple[str, ...]
    keys: tuple[str, ...]
    did: str


@dataclass(frozen=True)
class Examination:
    """What a file proves. `facts` is what its own data say, signed or not."""

    problem: Problem | None = None
    code: str | None = None
    seal: Mark = Mark.NONE
    seal_kid: str | None = None
    sealed_at: str | None = None
    signer: str | None = None
    credential: Mark = Mark.NONE
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For the way between processes."""
        return asdict(self)

    @staticmethod
    def of(data: Mapping[str, Any]) -> Examination:
        """The way back."""
        problem = data.get("problem")
        return Examination(
            **{
                **data,
                "problem": Problem(problem) if problem else None,
                "seal": Mark(data["seal"]),
                "credential": Mark(data["credential"]),
            }
        )


def examine(content: bytes, anchors: Anchors) -> Examination:
    """Examine a PDF, or a credential by itself. Never raises over what is in the file, except MemoryError."""
    if content[:1] == b"{":
        credential, document = _credential(content, anchors)
        facts = _statements(document) if document else {}
        code = read_code(str(facts.get("verify", "")))
        problem = None if document else Problem.NOT_PDF
        return Examination(problem=problem, code=code, credential=credential if document else Mark.NONE, facts=facts)
    if b"%PDF-" not in content[:1024]:
        return Examination(problem=Problem.NOT_PDF)
    carried = _carried(content)
    if isinstance(carried, Problem):
        return Examination(problem=carried)
    attached, address = carried
    credential, document = _credential(attached.get(CREDENTIAL_FILE), anchors)
    facts = _statements(document) if document else _facts(attached.get(FACTS_FILE))
    return Examination(
        code=read_code(str(facts.get("verify", ""))) or address,
        credential=credential,
        facts=facts,
        **_seal(content, anchors),
    )


def _carried(content: bytes) -> tuple[dict[str, bytes], str | None] | Problem:
    """The files in the file that concern us, and the code in the address behind the QR code."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            attached = {}
            for name in (CREDENTIAL_FILE, FACTS_FILE):
                if name in pdf.attachments:
                    attached[name] = _content(pdf.attachments[name])
            addresses = (_address(found) for found in pdf.objects if isinstance(found, pikepdf.Dictionary))
            return attached, next(filter(None, addresses), None)
    except pikepdf.PasswordError:
        return Problem.ENCRYPTED
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, RecursionError):
        return Problem.UNREADABLE


def _content(attachment: Any) -> bytes:
    """What is attached; nothing where it cannot be unpacked."""
    import pikepdf

    try:
        content: bytes = attachment.get_file().read_bytes()[: MOST_ATTACHED + 1]
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return b""
    return content


def _address(found: Any) -> str | None:
    match = _ADDRESS.search(str(found.get("/Alt", ""))[:500])
    return read_code(match.group(1)) if match else None


def _credential(text: bytes | None, anchors: Anchors) -> tuple[Mark, dict[str, Any] | None]:
    if text is None:
        return Mark.NONE, None
    try:
        document = json.loads(text) if len(text) <= MOST_ATTACHED else None
    except (ValueError, RecursionError):
        return Mark.BROKEN, None
    if not isinstance(document, dict):
        return Mark.BROKEN, None
    issuer = document.get("issuer")
    named = str(issuer.get("id") if isinstance(issuer, dict) else issuer)
    proofs = document.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and proofs else proofs
    owner, _, kid = str(proof.get("verificationMethod")).partition("#") if isinstance(proof, dict) else ("", "", "")
    if named != anchors.did and kid not in anchors.keys:
        return Mark.FOREIGN, document
    if (
        not isinstance(proof, dict) or kid not in anchors.keys or owner != named
    ):  # the name of old is as good as that of today
        return Mark.BROKEN, document
    from certificates.credentials.proofs import BadProof, check

    try:
        check(document, proof, ed25519_of(kid))
    except BadProof:
        return Mark.BROKEN, document
    return Mark.OURS, document


def _statements(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a credential states, as far as it has the shape of ours."""
    subject = _part(document, "credentialSubject")
    achievement = _part(subject, "achievement")
    identifiers = subject.get("identifier")
    facts = {
        "verify": f"/v/{str(document.get('id', '')).rpartition('/')[2]}",
        "number": subject.get("licenseNumber"),
        "names": [entry for entry in identifiers if isinstance(entry, dict)][:5]
        if isinstance(identifiers, list)
        else [],
        "issued_on": str(document.get("validFrom", ""))[:10],
        "expires_on": str(document.get("validUntil", ""))[:10] or None,
        "achievement": achievement.get("id"),
        "title": achievement.get("name"),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _part(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _facts(text: bytes | None) -> dict[str, Any]:
    try:
        facts = json.loads(text) if text is not None and len(text) <= MOST_ATTACHED else {}
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _seal(content: bytes, anchors: Anchors) -> dict[str, Any]:
    """How the seal stands. Ours holds only where it is the one signature and covers the whole file."""
    if b"/ByteRange" not in content:  # a signature cannot hide it; and what it takes to look at one takes long to load
        return {"seal": Mark.NONE}
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    ours = {fingerprint(certificates_in(pem)[0]): pem for pem in anchors.seals}
    found: dict[str, Any] = {"seal": Mark.NONE}
    try:
        signatures = list(_first(PdfFileReader(io.BytesIO(content)).embedded_signatures, MOST_SIGNATURES))
        for signature in signatures:
            kid = signature.signer_cert.sha256.hex()
            if kid in ours:
                holds = len(signatures) == 1 and _holds(signature, ours[kid])
                at = signature.self_reported_timestamp
                return {
                    "seal": Mark.OURS if holds else Mark.BROKEN,
                    "seal_kid": kid,
                    "sealed_at": at.astimezone(UTC).isoformat() if at else None,
                }
            found = {"seal": Mark.FOREIGN, "signer": signature.signer_cert.subject.human_friendly[:200]}
    except MemoryError:
        raise
    except (
        PdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
        NotImplementedError,
        zlib.error,  # of what the file holds packed, a byte was changed
    ):
        return {"seal": Mark.BROKEN}
    return found


def _first(parts: Any, most: int) -> Iterator[Any]:
    for number, part in enumerate(parts):
        if number < most:
            yield part


def _holds(signature: Any, pem: str) -> bool:
    """Is the seal intact, does it cover the whole file, and was its certificate valid when it was put on?"""
    from asn1crypto import pem as armour
    from asn1crypto import x509
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    chain = [x509.Certificate.load(der) for _kind, _headers, der in armour.unarmor(pem.encode(), multiple=True)]
    at = signature.self_reported_timestamp
    if at is None:
        return False
    context = ValidationContext(
        trust_roots=chain[-1:], other_certs=chain, allow_fetching=False, moment=at.astimezone(UTC)
    )
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
    try:
        status = awaited(async_validate_pdf_signature(signature, context, key_usage_settings=usage))
    except (SignatureValidationError, SigningError, ValueError):
        return False
    return bool(
        status.intact
        and status.valid
        and status.trusted
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.modification_level == ModificationLevel.NONE
        and status.docmdp_ok
    )
