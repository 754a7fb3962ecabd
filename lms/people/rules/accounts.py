"""Rules of passwords and of slowing down who guesses them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from lms.core.rules import Refusal

SHORTEST = 10
LINK_LASTS = timedelta(days=7)
WINDOW = timedelta(minutes=15)
MOST_FAILURES_BY_NAME = 8
"""For one name from one address. Others may still sign in under this name, so that nobody can shut a colleague out."""
MOST_FAILURES_FROM_EVERYWHERE = 40
"""For one name, whatever the address."""
MOST_FAILURES_BY_ADDRESS = 60
_COMMON = frozenset(
    {"password12", "1234567890", "0123456789", "qwertyuiop", "1q2w3e4r5t", "aaaaaaaaaa", "password123", "woaini1314"}
)


def password_refusals(password: str, username: str) -> tuple[Refusal, ...]:
    """Why a password is too weak: short, made of one character, everybody's, or the user name itself."""
    reasons = []
    lowered = password.lower()
    if len(password) < SHORTEST:
        reasons.append(Refusal("password_short", {"least": SHORTEST}))
    elif (
        lowered in _COMMON or len(set(lowered)) < 4 or (username and username.lower() in lowered and len(username) > 3)
    ):
        reasons.append(Refusal("password_guessable"))
    return tuple(reasons)


def is_throttled(*, of_name_here: int, of_name: int, of_address: int) -> bool:
    """Too many failed sign-ins within WINDOW: for this name from this address, for this name, or from this address?"""
    return (
        of_name_here >= MOST_FAILURES_BY_NAME
        or of_name >= MOST_FAILURES_FROM_EVERYWHERE
        or of_address >= MOST_FAILURES_BY_ADDRESS
    )


def is_beyond(powers: Iterable[str | None], reach: tuple[str, ...] | None) -> bool:
    """Do powers (unit paths, None for everywhere) go beyond a reach, so that whoever has the reach must not become them?"""
    return reach is not None and any(path is None or not path.startswith(reach) for path in powers)


def link_works(*, expires_at: datetime, used_at: datetime | None, at: datetime) -> bool:
    """A sign-in link works once and until it expires (the moment itself included)."""
    return used_at is None and at <= expires_at
