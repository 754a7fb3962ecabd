"""Keys as pages show them: what, since when, in use or replaced. Public halves only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.keys.making import Purpose, certificates_in
from certificates.keys.models import SigningKey


@dataclass(frozen=True)
class ShownKey:
    """One key. `until` is the last day of its certificate, where it has one; `replaced_at` when the next was taken into
    use."""

    purpose: str
    kid: str
    source: str
    since: datetime
    replaced_at: datetime | None
    holder: str
    issuer: str
    until: date | None
    is_at_hand: bool

    @property
    def fingerprint(self) -> str:
        """The name in groups, as people compare it; a credential's key is its own name."""
        if self.purpose == Purpose.CREDENTIAL:
            return self.kid
        return ":".join(self.kid[start : start + 4] for start in range(0, len(self.kid), 4))


def shown_keys(keys: Iterable[SigningKey]) -> list[ShownKey]:
    """Keys, newest first, for pages."""
    followed: dict[str, datetime] = {}
    shown = []
    for key in keys:
        own = certificates_in(key.public)[0] if key.purpose != Purpose.CREDENTIAL else None
        shown.append(
            ShownKey(
                purpose=key.purpose,
                kid=key.kid,
                source=key.source,
                since=key.made_at,
                replaced_at=followed.get(key.purpose),
                holder=_common_name(own.subject) if own else "",
                issuer=_common_name(own.issuer) if own else "",
                until=own.not_valid_after_utc.date() if own else None,
                is_at_hand=key.wrapped is not None or key.source == "pkcs11",
            )
        )
        followed[key.purpose] = key.made_at
    return shown


def chain_file(keys: Iterable[SigningKey]) -> str:
    """Every certificate of seals and authorities, old ones too, each once: what a stranger trusts in order to check."""
    seen: dict[bytes, str] = {}
    for key in keys:
        if key.purpose != Purpose.CREDENTIAL:
            for certificate in certificates_in(key.public):
                seen.setdefault(certificate.fingerprint(hashes.SHA256()), _pem(certificate))
    return "".join(seen.values())


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _pem(certificate: x509.Certificate) -> str:
    return f"# {certificate.subject.rfc4514_string()}\n" + certificate.public_bytes(Encoding.PEM).decode()
