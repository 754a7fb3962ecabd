"""Reads of keys: the ones in use, and all that ever were, for whoever checks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from certificates.keys.making import Purpose
from certificates.keys.models import SigningKey
from lms.core.db import db


def find_key(purpose: Purpose) -> SigningKey | None:
    """The key of a purpose that is in use: the newest."""
    query = select(SigningKey).where(SigningKey.purpose == purpose).order_by(SigningKey.id.desc())
    return db.session.scalar(query.limit(1))


def list_keys() -> list[SigningKey]:
    """Every key, newest first."""
    return list(db.session.scalars(select(SigningKey).order_by(SigningKey.id.desc())))


def list_public(purpose: Purpose) -> list[tuple[str, str, datetime]]:
    """The name, the public half and the beginning of every key of a purpose, newest first."""
    query = select(SigningKey.kid, SigningKey.public, SigningKey.made_at).where(SigningKey.purpose == purpose)
    return [(row.kid, row.public, row.made_at) for row in db.session.execute(query.order_by(SigningKey.id.desc()))]
