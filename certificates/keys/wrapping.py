"""Private keys at rest: encrypted with AES-256-GCM under a key derived from the installation's secret.

The secret is LMS_KEY_SECRET or, where that is not set, SECRET_KEY. It must be long and random, which the settings see to,
so the derivation (HKDF-SHA256 with a salt of its own for each key) need not be slow.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "1"


class WrongSecret(Exception):
    """The secret at hand is not the one with which the key was encrypted."""


def wrap(private: bytes, *, about: str, secret: str) -> str:
    """A private key encrypted; `about` names the key, so that one cannot be put in the place of another."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derived(secret, salt, b"wrap")).encrypt(nonce, private, about.encode())
    return ".".join((VERSION, *(base64.b64encode(part).decode() for part in (salt, nonce, sealed))))


def unwrap(wrapped: str, *, about: str, secret: str) -> bytes:
    """The private key again. Raises WrongSecret."""
    version, *parts = wrapped.split(".")
    if version != VERSION or len(parts) != 3:
        raise ValueError(f"A private key is kept in a form that this version does not know: {version[:10]!r}.")
    salt, nonce, sealed = map(base64.b64decode, parts)
    try:
        return AESGCM(_derived(secret, salt, b"wrap")).decrypt(nonce, sealed, about.encode())
    except InvalidTag as error:
        raise WrongSecret from error


def mark_of(secret: str) -> str:
    """A short mark by which to tell under which secret a key lies; says nothing about the secret."""
    return _derived(secret, b"", b"mark").hex()[:12]


def _derived(secret: str, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, b"shifu signing keys: " + purpose).derive(secret.encode())
