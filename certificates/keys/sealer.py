"""Sealing PDFs: an invisible PAdES signature (B-B, B-T where a time-stamp server is set) that certifies the whole file
and allows no change.

A `Sealer` carries all that it takes and no application, so it can be handed to a process of its own; it never goes to
disk.
"""

from __future__ import annotations

import io
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from certificates.keys.awaiting import awaited
from certificates.keys.containers import EXAMPLE, Containers, containers_like
from lms.core.pdf.seal_room import SealRoom

if TYPE_CHECKING:
    from certificates.keys.token import Token

FIELD = "IssuerSeal"
REASON = "证书签发 Certificate issued"
DIGEST = "sha256"
SPARE = 64
"""Hexadecimal digits more than the first signature took: signatures of one key differ by a few bytes."""


@dataclass(frozen=True)
class Sealer:
    """Seals PDFs. Can be pickled for a worker process; what it needs is loaded once in each."""

    chain: tuple[bytes, ...]
    private: bytes | None = field(repr=False)
    token: Token | None
    name: str
    timestamp_url: str | None = None
    containers: Containers | None = None
    """What makes the containers of signatures without asking pyHanko, where it is known (`prepared`)."""

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        """The PDF with the seal added; what was there before stays as it is, byte for byte."""
        return _loaded(self).seal(pdf, at)

    def room(self, at: datetime) -> SealRoom | None:
        """The room that a paper sealed at a moment has to have for `fill`. None where `seal` is the only way: where a token
        or a time-stamp server is asked for each, where the key is of a rare kind, before `prepared`."""
        return SealRoom(FIELD, self.name, REASON, at, self.containers.digits + SPARE) if self.containers else None

    def fill(self, pdf: bytes, room: SealRoom) -> bytes:
        """A PDF that was written with that room, sealed."""
        if self.containers is None:
            raise ValueError("A sealer has to be prepared before it can fill the room for its seal.")
        opened = room.open_in(pdf)
        return opened.filled(self.containers.container(opened.covered))


@lru_cache(maxsize=4)
def prepared(sealer: Sealer) -> Sealer:
    """The sealer with all that it takes to seal many papers: made once, with pyHanko, which whoever seals then need not
    load."""
    if sealer.token is not None or sealer.timestamp_url or sealer.private is None:
        return sealer
    return replace(sealer, containers=containers_like(awaited(_loaded(sealer).example()), sealer.private))


class _Loaded:
    """A sealer with its key parsed and its session opened: once in each process."""

    def __init__(self, sealer: Sealer) -> None:
        from asn1crypto import x509
        from pyhanko.sign import fields, signers, timestamps

        own, *others = [x509.Certificate.load(der) for der in sealer.chain]
        self.signer = _signer(sealer, own, others)
        self.stamper: Any = timestamps.HTTPTimeStamper(sealer.timestamp_url) if sealer.timestamp_url else None
        self.metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=DIGEST,
            subfilter=fields.SigSeedSubFilter.PADES,
            name=sealer.name,
            reason=REASON,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        self.reserved: int | None = None
        self.turn: Any = Lock() if sealer.token else nullcontext()  # a session signs one thing at a time

    def seal(self, pdf: bytes, at: datetime) -> bytes:
        """The PDF with its seal."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers

        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        pdf_signer = signers.PdfSigner(self.metadata, self.signer, timestamper=self.stamper)
        with self.turn:
            return awaited(self._sign(pdf_signer, writer, at))

    async def example(self) -> Any:
        """The container for a paper of a hash that is known, as pyHanko makes it."""
        from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

        return await self.signer.async_sign(
            EXAMPLE, DIGEST, use_pades=True, signed_attr_settings=PdfCMSSignedAttributes()
        )

    async def _sign(self, pdf_signer: Any, writer: Any, at: datetime) -> bytes:
        """As pyHanko's own `async_sign_pdf`, with the moment given instead of read from the machine's clock, and the room
        for the signature measured once."""
        from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

        session = pdf_signer.init_signing_session(writer)
        session.system_time = at
        if self.reserved is None:
            measured = await session.estimate_signature_container_size(None, tight=self.stamper is None)
            self.reserved = measured + SPARE
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=self.reserved)
        digest, output = document.digest_tbs_document(output=io.BytesIO())
        signed = await document.perform_signature(
            document_digest=digest.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at)
        )
        await signed.post_signature_processing(output)
        content: bytes = output.getvalue()
        return content


@lru_cache(maxsize=4)
def _loaded(sealer: Sealer) -> _Loaded:
    return _Loaded(sealer)


def _signer(sealer: Sealer, own: Any, others: list[Any]) -> Any:
    from asn1crypto import keys
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    if sealer.token is not None:
        return sealer.token.signer(own, others)
    if sealer.private is None:
        raise ValueError("A sealer needs a private key or a token.")
    store = SimpleCertificateStore()
    store.register_multiple(others)
    return signers.SimpleSigner(
        signing_cert=own,
        signing_key=keys.PrivateKeyInfo.load(sealer.private),
        cert_registry=store,
        embed_roots=False,  # whoever checks has to have it from elsewhere to trust it
    )
