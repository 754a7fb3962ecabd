"""The container of a signature (CMS): all but two parts of it are the same for every paper sealed with one key.

pyHanko makes the first one; from that the others are made by putting in the hash of the paper and the signature over it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

SEQUENCE, SET, OCTETS, EXPLICIT = 0x30, 0x31, 0x04, 0xA0
EXAMPLE = hashlib.sha256(b"whatever a paper holds").digest()
_WAYS = ("sha256_ecdsa", "sha256_rsa", "rsassa_pkcs1v15")


def tagged(tag: int, *parts: bytes) -> bytes:
    """An element of DER."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


@dataclass(frozen=True)
class Containers:
    """Makes containers of one key; plain values, so that it can go to another process."""

    before: bytes
    """What stands before the signer, from the kind of container on."""
    who: bytes
    """The signer up to what is signed."""
    attributes: tuple[bytes, bytes]
    """What is signed, around the hash of the paper."""
    how: bytes
    kind: bytes
    digits: int
    """Hexadecimal digits of the example."""
    private: bytes = field(repr=False)

    def container(self, covered: Iterable[bytes]) -> bytes:
        """The container for what a signature covers."""
        whole = hashlib.sha256()
        for part in covered:
            whole.update(part)
        signed = whole.digest().join(self.attributes)
        signature = _signature(self.private, tagged(SET, signed))
        signer = tagged(SEQUENCE, self.who, tagged(EXPLICIT, signed), self.how, tagged(OCTETS, signature))
        data = tagged(SEQUENCE, self.before, tagged(SET, signer))
        return tagged(SEQUENCE, self.kind, tagged(EXPLICIT, data))


def containers_like(example: Any, private: bytes) -> Containers | None:
    """What makes containers like pyHanko's for a paper of the hash `EXAMPLE`; None where that holds more than is known of
    here, or is signed in another way."""
    data = example["content"]
    signer = data["signer_infos"][0]
    before, found, after = signer["signed_attrs"].contents.partition(EXAMPLE)
    way = signer["signature_algorithm"]["algorithm"].native
    more = (data["crls"].native, signer["unsigned_attrs"].native)
    if not found or way not in _WAYS or any(part is not None for part in more):
        return None
    return Containers(
        before=b"".join(
            data[part].dump() for part in ("version", "digest_algorithms", "encap_content_info", "certificates")
        ),
        who=b"".join(signer[part].dump() for part in ("version", "sid", "digest_algorithm")),
        attributes=(before, after),
        how=signer["signature_algorithm"].dump(),
        kind=example["content_type"].dump(),
        digits=2 * len(example.dump()),
        private=private,
    )


def _signature(private: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key = _key(private)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    raise TypeError("A key of a kind that seals nothing here.")


@lru_cache(maxsize=4)
def _key(private: bytes) -> Any:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    return load_der_private_key(private, None)
