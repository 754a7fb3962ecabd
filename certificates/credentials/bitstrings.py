"""Bitstring Status Lists: one bit a credential, packed as the standard wants it. Pure."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from certificates.credentials.contexts import CREDENTIALS

LENGTH = 131_072
MOST_BYTES = 2 * 1024 * 1024
"""What a foreign list may unpack to; ours have 16 kB."""
KEPT_FOR = timedelta(minutes=5)
VALID_FOR = timedelta(days=7)


class BadList(ValueError):
    """The text is not a list of bits."""


def pack(indexes: Iterable[int], length: int = LENGTH) -> str:
    """The bits with these places set, as `encodedList`: gzip, base64url, a leading "u"."""
    bits = bytearray(length // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return "u" + base64.urlsafe_b64encode(packer.compress(bytes(bits)) + packer.flush()).decode().rstrip("=")


def is_set(encoded: str, index: int) -> bool:
    """Is the bit at a place set? Raises BadList, also for what unpacks to more than it may."""
    if not encoded.startswith("u"):
        raise BadList("prefix")
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
        bits = zlib.decompressobj(31).decompress(packed, MOST_BYTES)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise BadList("packing") from error
    if not 0 <= index < len(bits) * 8:
        raise BadList("place")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def list_document(encoded: str, *, address: str, purpose: str, issuer: str, at: datetime) -> dict[str, Any]:
    """The credential of a list, before it is signed."""
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "validUntil": (at + VALID_FOR).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
            "ttl": round(KEPT_FOR.total_seconds() * 1000),
        },
    }
