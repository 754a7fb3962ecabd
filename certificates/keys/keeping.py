"""Keeping keys: written with the private half encrypted, read back for signing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import insert, select

from certificates.keys.making import (
    NewKey,
    Purpose,
    Source,
    make_authority,
    make_credential_key,
    make_seal,
)
from certificates.keys.models import SigningKey
from certificates.keys.queries import find_key
from certificates.keys.wrapping import WrongSecret, mark_of, unwrap, wrap
from lms.core.db import own_transaction
from lms.core.errors import Refusal, RuleBroken

log = structlog.get_logger(__name__)
Execute = Callable[..., Any]


def organisation() -> str:
    """The organisation's name, as it stands in its certificates."""
    settings = current_app.extensions["settings"]
    return f"{settings.organisation_en} {settings.organisation_zh}"


def keep(execute: Execute, new: NewKey, *, at: datetime, made_by: int | None) -> None:
    """Write a new key; from now on it is the one in use."""
    secret = current_app.extensions["settings"].key_secret
    private = new.private
    execute(
        insert(SigningKey).values(
            purpose=new.purpose,
            kid=new.kid,
            source=new.source,
            public=new.public,
            wrapped=None if private is None else wrap(private, about=new.kid, secret=secret),
            secret_mark=None if private is None else mark_of(secret),
            made_at=at,
            made_by=made_by,
        )
    )


def keep_missing(execute: Execute, *, at: datetime, made_by: int | None = None) -> list[NewKey]:
    """Make what an installation lacks: the authority, the seal, the key for credentials. Gives back what was made."""
    have = set(execute(select(SigningKey.purpose).distinct()).scalars())
    made: list[NewKey] = []
    if Purpose.SEAL not in have:
        authority = make_authority(organisation(), at=at)
        made += [authority, make_seal(organisation(), authority=authority, at=at)]
    if Purpose.CREDENTIAL not in have:
        made.append(make_credential_key())
    for new in made:
        keep(execute, new, at=at, made_by=made_by)
    return made


def key_in_use(purpose: Purpose, *, at: datetime) -> SigningKey:
    """The key in use, made now where the installation has none yet."""
    key = find_key(purpose)
    if key is None:
        with own_transaction() as connection:
            made = keep_missing(connection.execute, at=at)
        log.info("signing keys made", keys=[new.kid for new in made])
        # A session on SQLite sees what it saw at its first read; only a new look finds what was written beside it.
        with own_transaction() as connection:
            row = connection.execute(
                select(SigningKey).where(SigningKey.purpose == purpose).order_by(SigningKey.id.desc()).limit(1)
            ).one()
        key = SigningKey(**row._mapping)
    return key


def private_half(key: SigningKey) -> bytes | None:
    """The private half, PKCS#8 in DER; None where a hardware token holds it. Raises RuleBroken, saying which secret it
    would take."""
    if key.source == Source.PKCS11:
        return None
    if key.wrapped is None:
        raise RuleBroken(Refusal("key_destroyed", {"key": short(key.kid)}))
    settings = current_app.extensions["settings"]
    for secret in filter(None, (settings.key_secret, settings.key_secret_old, settings.secret_key)):
        if key.secret_mark == mark_of(secret):
            try:
                return unwrap(key.wrapped, about=key.kid, secret=secret)
            except WrongSecret as error:
                raise RuleBroken(Refusal("key_damaged", {"key": short(key.kid)})) from error
    raise RuleBroken(Refusal("key_secret_unknown", {"key": short(key.kid)}))


def short(kid: str) -> str:
    """A key's name as people compare it."""
    return kid[:16]
