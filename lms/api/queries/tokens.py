"""Reads of tokens and of answers."""

from __future__ import annotations

from sqlalchemy import select

from lms.api.models import ApiAnswer, ApiToken
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person


def find_token(sha256: str) -> ApiToken | None:
    """The token with this hash."""
    return db.session.scalar(select(ApiToken).where(ApiToken.sha256 == sha256))


def get_token(token_id: int) -> ApiToken:
    """A token by its number. Raises NotFound."""
    row = db.session.get(ApiToken, token_id)
    if row is None:
        raise NotFound
    return row


def list_tokens() -> list[tuple[ApiToken, Person | None]]:
    """All tokens, newest first, with who made them."""
    query = select(ApiToken, Person).outerjoin(Person, Person.id == ApiToken.made_by).order_by(ApiToken.id.desc())
    return [(token, maker) for token, maker in db.session.execute(query)]


def find_answer(token_id: int, key: str) -> ApiAnswer | None:
    """What was answered to the token's request with this key."""
    return db.session.scalar(select(ApiAnswer).where(ApiAnswer.token_id == token_id, ApiAnswer.key == key))
