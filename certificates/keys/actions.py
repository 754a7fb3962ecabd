"""What the administrator does with keys: make, replace, bring in. The private half never leaves here in the clear, and no
line of the trail holds more than a key's public name."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from flask import current_app
from sqlalchemy import select, update

from certificates.keys.keeping import keep, keep_missing, organisation, private_half, short
from certificates.keys.making import (
    NewKey,
    Purpose,
    Source,
    certified,
    make_authority,
    make_credential_key,
    make_seal,
)
from certificates.keys.models import SigningKey
from certificates.keys.queries import find_key
from certificates.keys.token import token_of
from certificates.keys.wrapping import mark_of, wrap
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken

LEAST_RSA_BITS = 2048


def make_keys(*, actor: Actor, at: datetime) -> list[str]:
    """Make the keys that an installation lacks; the names of those that were made."""
    made = keep_missing(db.session.execute, at=at, made_by=actor.id)
    for new in made:
        _record("key.made", new, actor=actor, at=at)
    return [new.kid for new in made]


def rotate(*, purpose: Purpose, actor: Actor, at: datetime) -> str:
    """Replace the key of a purpose by a new one made here. The old one's private half is destroyed; its public half stays,
    so that everything signed with it can be checked as before. A new seal is vouched for by the authority in use."""
    old = find_key(purpose)
    if purpose is Purpose.CREDENTIAL:
        new = make_credential_key()
    elif purpose is Purpose.AUTHORITY:
        new = make_authority(organisation(), at=at)
    else:
        new = make_seal(organisation(), authority=_authority(actor=actor, at=at), at=at)
    return _take_into_use(new, old, action="key.made", actor=actor, at=at)


def import_pkcs12(*, content: bytes, password: str, actor: Actor, at: datetime) -> str:
    """Take a seal from a PKCS#12 file into use. Raises RuleBroken where it cannot be read or cannot sign."""
    try:
        key, own, others = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except (ValueError, TypeError) as error:
        raise RuleBroken(Refusal("key_file_unreadable")) from error
    if key is None or own is None:
        raise RuleBroken(Refusal("key_file_without_key"))
    if not isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
        raise RuleBroken(Refusal("key_unfit", {"reason": "RSA, P-256, P-384, P-521"}))
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS:
        raise RuleBroken(Refusal("key_unfit", {"reason": f"RSA ≥ {LEAST_RSA_BITS}"}))
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    new = certified(Purpose.SEAL, Source.PKCS12, _chain(own, list(others), at=at), private)
    return _take_into_use(new, find_key(Purpose.SEAL), action="key.imported", actor=actor, at=at)


def use_token(*, actor: Actor, at: datetime) -> str:
    """Take the seal in the hardware token that the settings name into use. Raises RuleBroken, saying what is missing."""
    own, *others = map(x509.load_der_x509_certificate, token_of(current_app.extensions["settings"]).certificates())
    new = certified(Purpose.SEAL, Source.PKCS11, _chain(own, others, at=at), None)
    return _take_into_use(new, find_key(Purpose.SEAL), action="key.token", actor=actor, at=at)


def rewrap(*, actor: Actor, at: datetime) -> int:
    """Encrypt every private half under LMS_KEY_SECRET as it is now, where it lies under the one before (LMS_KEY_SECRET_OLD).
    How many there were."""
    secret = current_app.extensions["settings"].key_secret
    query = select(SigningKey).where(SigningKey.wrapped.is_not(None), SigningKey.secret_mark != mark_of(secret))
    keys = list(db.session.scalars(query.with_for_update()))
    for key in keys:
        key.wrapped = wrap(private_half(key) or b"", about=key.kid, secret=secret)
        key.secret_mark = mark_of(secret)
    if keys:
        audit.record("key.rewrapped", "key", "all", actor=actor, at=at, count=len(keys))
    db.session.flush()
    return len(keys)


def _authority(*, actor: Actor, at: datetime) -> NewKey:
    """The authority in use, made now where there is none, as after a seal was brought in from elsewhere."""
    row = find_key(Purpose.AUTHORITY)
    if row is None:
        new = make_authority(organisation(), at=at)
        _take_into_use(new, None, action="key.made", actor=actor, at=at)
        return new
    return NewKey(Purpose.AUTHORITY, Source(row.source), row.kid, row.public, private_half(row))


def _chain(own: x509.Certificate, others: list[x509.Certificate], *, at: datetime) -> list[x509.Certificate]:
    """The certificates from a key's own up to its root, as far as they are at hand. Raises RuleBroken where the first may
    not sign documents today."""
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        raise RuleBroken(
            Refusal("key_unfit", {"reason": f"{own.not_valid_before_utc:%F} – {own.not_valid_after_utc:%F}"})
        )
    try:
        usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise RuleBroken(Refusal("key_unfit", {"reason": "keyUsage: digitalSignature, nonRepudiation"}))
    chain = [own]
    while chain[-1].issuer != chain[-1].subject:
        issuer = next((other for other in others if other.subject == chain[-1].issuer and other not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
    return chain


def _take_into_use(new: NewKey, old: SigningKey | None, *, action: str, actor: Actor, at: datetime) -> str:
    if db.session.scalar(select(SigningKey.id).where(SigningKey.kid == new.kid)) is not None:
        raise RuleBroken(Refusal("key_known"))
    keep(db.session.execute, new, at=at, made_by=actor.id)
    if old is not None:
        destroyed = update(SigningKey).where(SigningKey.purpose == new.purpose, SigningKey.kid != new.kid)
        db.session.execute(destroyed.values(wrapped=None, secret_mark=None))
    _record(action, new, actor=actor, at=at, replaced=short(old.kid) if old else None)
    db.session.flush()
    return new.kid


def _record(action: str, new: NewKey, *, actor: Actor, at: datetime, replaced: str | None = None) -> None:
    more = {"replaced": replaced} if replaced else {}
    audit.record(action, "key", short(new.kid), actor=actor, at=at, purpose=str(new.purpose), kid=new.kid, **more)
