"""The private address of a feed: a handle that is kept, and a seal of it that only this server can make."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode

HANDLE = 16
SEAL = 26
"""Characters of five bits each: 130 bits that nobody guesses."""


def key_of(handle: str, secret: str) -> str:
    """What stands in the address."""
    digest = hmac.new(secret.encode(), f"calendar:{handle}".encode(), hashlib.sha256).digest()
    return f"{handle}-{b32encode(digest).decode().lower()[:SEAL]}"


def handle_of(key: str, secret: str) -> str | None:
    """The handle in an address; None where the seal is not ours."""
    handle, _, _seal = key.partition("-")
    if len(handle) != HANDLE or not key.isascii():
        return None
    return handle if hmac.compare_digest(key.lower(), key_of(handle, secret)) else None
