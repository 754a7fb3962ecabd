"""The sealer of this installation: its key in use, as the settings say where it lies."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from certificates.keys.keeping import key_in_use, organisation, private_half
from certificates.keys.making import Purpose, Source, certificates_in
from certificates.keys.sealer import Sealer, prepared
from certificates.keys.token import token_of
from lms.core import clock


def load_sealer() -> Sealer:
    """The sealer of this installation, with the key in use. Needs the application; what it gives back does not."""
    from cryptography.hazmat.primitives.serialization import Encoding

    key = key_in_use(Purpose.SEAL, at=clock.now())
    settings = current_app.extensions["settings"]
    return prepared(Sealer(
        chain=tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates_in(key.public)),
        private=private_half(key),
        token=token_of(settings) if key.source == Source.PKCS11 else None,
        name=organisation(),
        timestamp_url=settings.timestamp_url,
    ))  # fmt: skip


def seal(pdf: bytes, *, at: datetime) -> bytes:
    """A PDF with the organisation's seal."""
    return load_sealer().seal(pdf, at=at)
