"""Making key pairs: a small authority of the organisation's own, the seal that it vouches for, the key for credentials."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import base58
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

AUTHORITY_YEARS, SEAL_YEARS = 30, 15
ED25519_PREFIX = b"\xed\x01"
LONGEST_NAME = 64
"""X.509's limit for the name of an organisation."""


class Purpose(StrEnum):
    """What a key is for."""

    AUTHORITY = "authority"
    SEAL = "seal"
    CREDENTIAL = "credential"


class Source(StrEnum):
    """Where a key comes from."""

    MADE = "made"
    PKCS12 = "pkcs12"
    PKCS11 = "pkcs11"


@dataclass(frozen=True)
class NewKey:
    """A key that was just made or read: `private` is PKCS#8 in DER, None where it lies in a token."""

    purpose: Purpose
    source: Source
    kid: str
    public: str
    private: bytes | None = field(default=None, repr=False)


def make_authority(organisation: str, *, at: datetime) -> NewKey:
    """A root of the organisation's own, which vouches for its seals."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, f"证书根 Certificate authority {at.year}")
    builder = _certificate(name, name, key.public_key(), at=at, years=AUTHORITY_YEARS, authority=True)
    return _certified(Purpose.AUTHORITY, key, [builder.sign(key, hashes.SHA256())])


def make_seal(organisation: str, *, authority: NewKey, at: datetime) -> NewKey:
    """A key for sealing PDFs, vouched for by the authority."""
    if authority.private is None:
        raise ValueError("The authority's private key is not at hand.")
    issuer = certificates_in(authority.public)[0]
    issuer_key = serialization.load_der_private_key(authority.private, None)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, f"证书签章 Certificate seal {at.year}")
    builder = _certificate(name, issuer.subject, key.public_key(), at=at, years=SEAL_YEARS, authority=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
    )
    return _certified(Purpose.SEAL, key, [builder.sign(issuer_key, hashes.SHA256()), issuer])


def make_credential_key() -> NewKey:
    """A key for credentials and status lists (Ed25519); its own public half is its name."""
    key = ed25519.Ed25519PrivateKey.generate()
    public = multibase_of(key.public_key())
    return NewKey(Purpose.CREDENTIAL, Source.MADE, public, public, private_bytes(key))


def certified(purpose: Purpose, source: Source, chain: list[x509.Certificate], private: bytes | None) -> NewKey:
    """A key with its chain of certificates, its own first."""
    pem = "".join(certificate.public_bytes(serialization.Encoding.PEM).decode() for certificate in chain)
    return NewKey(purpose, source, fingerprint(chain[0]), pem, private)


def certificates_in(pem: str) -> list[x509.Certificate]:
    """The certificates of a PEM chain."""
    return x509.load_pem_x509_certificates(pem.encode())


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of a certificate, by which it is named."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def private_bytes(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    """A private key as PKCS#8 in DER, to be wrapped at once."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def multibase_of(key: ed25519.Ed25519PublicKey) -> str:
    """An Ed25519 public key as Multikey writes it."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return "z" + base58.b58encode(ED25519_PREFIX + raw).decode()


def ed25519_of(multibase: str) -> ed25519.Ed25519PublicKey:
    """The Ed25519 key that a Multikey names. Raises ValueError."""
    raw = base58.b58decode(multibase[1:]) if multibase[:1] == "z" and len(multibase) <= 80 else b""
    if raw[:2] != ED25519_PREFIX or len(raw) != 34:
        raise ValueError("This is no Ed25519 key in multibase.")
    return ed25519.Ed25519PublicKey.from_public_bytes(raw[2:])


def _certified(purpose: Purpose, key: ec.EllipticCurvePrivateKey, chain: list[x509.Certificate]) -> NewKey:
    return certified(purpose, Source.MADE, chain, private_bytes(key))


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, at: datetime, years: int, authority: bool
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=round(years * 365.25)))
        .add_extension(x509.BasicConstraints(authority, 0 if authority else None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )  # fmt: skip
