"""The container of a signature (CMS): all but two parts of it are the same for every paper sealed with one key.

pyHanko makes the first one; from that the others are made by putting in the hash of the paper and the signature over it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

SEQUENCE, SET, OCTETS, EXPLICIT = 0x30, 0x31, 0x04, 0xA0
_UNKNOWN = hashlib.sha256(b"whatever a paper holds").digest()


def tagged(tag: int, *parts: bytes) -> bytes:
    """An element of DER."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


class Containers:
    """Makes containers of one key. `sign` gives the signature over some bytes."""

    def __init__(self, example: Any, sign: Callable[[bytes], bytes]) -> None:
        """`example` is pyHanko's container for a paper of the hash `EXAMPLE`."""
        self._sign = sign
        self._type = example["content_type"].dump()
        data = example["content"]
        self._before = b"".join(
            data[part].dump() for part in ("version", "digest_algorithms", "encap_content_info", "certificates")
        )
        (signer,) = data["signer_infos"]
        if data["crls"].native is not None or signer["unsigned_attrs"].native is not None:
            raise ValueError("The example holds more than is known of.")
        self._who = b"".join(signer[part].dump() for part in ("version", "sid", "digest_algorithm"))
        self._how = signer["signature_algorithm"].dump()
        before, found, after = signer["signed_attrs"].contents.partition(_UNKNOWN)
        if not found:
            raise ValueError("The example is not about the hash it was made for.")
        self._attributes = (before, after)

    EXAMPLE = _UNKNOWN

    def container(self, covered: Iterable[bytes]) -> bytes:
        """The container for what a signature covers."""
        whole = hashlib.sha256()
        for part in covered:
            whole.update(part)
        attributes = whole.digest().join(self._attributes)
        signature = self._sign(tagged(SET, attributes))
        signer = tagged(SEQUENCE, self._who, tagged(EXPLICIT, attributes), self._how, tagged(OCTETS, signature))
        return tagged(SEQUENCE, self._type, tagged(EXPLICIT, tagged(SEQUENCE, self._before, tagged(SET, signer))))
