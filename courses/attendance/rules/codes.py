"""The code on the trainer's screen. It changes every 20 seconds, so that a picture of it is stale before it helps anybody at home.

Each day of a session has a secret of its own. What is shown comes of that secret, the day and the present step of 20 seconds; the
present step and the one before are taken, so that what is scanned in the last second of a step can still open on a poor network.
Whoever opened the address in time has three minutes to sign in and confirm, in that same browser. Where somebody is, is not asked of
the telephone: that would watch people to little use, since a position is easily forged.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

STEP = timedelta(seconds=20)
CONFIRM_WITHIN = timedelta(minutes=3)
"""How long after an address was opened in time one may confirm."""
OPENS_BEFORE = timedelta(minutes=60)
CLOSES_AFTER = timedelta(minutes=60)
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
"""Characters that nobody takes for one another when read from a wall."""
TYPED = 6
LINKED = 14


def step_of(at: datetime) -> int:
    """The number of the step that a moment falls into."""
    return int(at.timestamp() // STEP.total_seconds())


def seconds_left(at: datetime) -> int:
    """For how long the present code is still the present one; at least one second."""
    span = int(STEP.total_seconds())
    return span - int(at.timestamp()) % span


def _drawn(secret: str, purpose: str, day_id: int, step: int, length: int) -> str:
    digest = hmac.new(bytes.fromhex(secret), f"{purpose}:{day_id}:{step}".encode(), hashlib.sha256).digest()
    number, drawn = int.from_bytes(digest), ""
    for _place in range(length):
        number, rest = divmod(number, len(ALPHABET))
        drawn += ALPHABET[rest]
    return drawn


def link_code(secret: str, day_id: int, at: datetime) -> str:
    """What the address in the QR picture carries."""
    return _drawn(secret, "link", day_id, step_of(at), LINKED)


def typed_code(secret: str, day_id: int, at: datetime) -> str:
    """The short code for whoever has no camera at hand."""
    return _drawn(secret, "typed", day_id, step_of(at), TYPED)


def is_link_fresh(code: str, secret: str, day_id: int, at: datetime) -> bool:
    """Is it the code of the present step or of the one before?"""
    return any(hmac.compare_digest(code, link_code(secret, day_id, when)) for when in (at, at - STEP))


def day_of_typed(code: str, secrets: Mapping[int, str], at: datetime) -> int | None:
    """Whose short code this is, among the days that are open now; None where it is no code, or stale."""
    read = read_typed(code)
    if read is None:
        return None
    for day_id, secret in secrets.items():
        if any(hmac.compare_digest(read, typed_code(secret, day_id, when)) for when in (at, at - STEP)):
            return day_id
    return None


def read_typed(typed: str) -> str | None:
    """The short code from what somebody typed: any case, full width, spaces and dashes left out. None where it cannot be one."""
    text = unicodedata.normalize("NFKC", typed[:40]).upper().replace("-", "").replace(" ", "")
    return text if len(text) == TYPED and all(character in ALPHABET for character in text) else None


def is_open(at: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """May people confirm now? From an hour before the day begins until an hour after it ends."""
    return starts_at - OPENS_BEFORE <= at <= ends_at + CLOSES_AFTER


def may_confirm(seen_at: datetime, at: datetime) -> bool:
    """Whoever opened the address in time may still confirm."""
    return timedelta(0) <= at - seen_at <= CONFIRM_WITHIN
