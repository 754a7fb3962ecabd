"""Tokens: made, used, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from lms.api.models import ApiToken
from lms.api.rules import HINT, PREFIX, Scope, Window, next_window
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db, own_transaction
from lms.core.errors import Refusal, RuleBroken


@dataclass(frozen=True)
class Caller:
    """A program that showed a token that works. Stands in the audit trail under the token's name."""

    token_id: int
    name: str
    scopes: tuple[str, ...]
    id: None = None

    @property
    def display_name(self) -> str:
        """How the audit trail names it."""
        return f"API · {self.name}"


def hash_token(secret: str) -> str:
    """What is kept of a token. It is long and random, so that a plain hash tells nothing about it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(
    *, name: str, scopes: Collection[Scope], until_day: date | None, today: date, actor: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """A new token. Returns its row and the token itself, which is kept nowhere."""
    if not scopes:
        raise RuleBroken(Refusal("token_no_scope"))
    if until_day is not None and until_day < today:
        raise RuleBroken(Refusal("token_until_past"))
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        name=name,
        sha256=hash_token(secret),
        hint=secret[:HINT],
        scopes=sorted(scopes),
        until_day=until_day,
        made_by=actor.id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("api.token_made", "api_token", row.id, actor=actor, at=at, name=name, scopes=row.scopes)
    return row, secret


def revoke_token(*, token: ApiToken, actor: Actor, at: datetime) -> None:
    """The token works no more, at once. Once revoked it stays so."""
    if token.revoked_at is not None:
        raise RuleBroken(Refusal("token_revoked_already"))
    token.revoked_at, token.revoked_by = at, actor.id
    db.session.flush()
    audit.record("api.token_revoked", "api_token", token.id, actor=actor, at=at, name=token.name)


def count_call(token: ApiToken, *, at: datetime) -> Window:
    """Count a call and note when the token was last used, whatever becomes of the request."""
    window = next_window(token.window_at, token.window_calls, at)
    with own_transaction() as connection:
        connection.execute(
            update(ApiToken)
            .where(ApiToken.id == token.id)
            .values(last_used_at=at, window_at=window.began_at, window_calls=window.calls)
        )
    return window
