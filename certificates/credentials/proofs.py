"""Data Integrity proofs with Ed25519: eddsa-rdfc-2022, with which we sign, and eddsa-jcs-2022, which we can check as well.

Both hash the canonical form of the proof's options and of the document, and sign the two hashes. The one reads the
document as the statements that it makes (RDF), so neither the order of its members nor its layout matters; the other
as JSON text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import base58
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certificates.credentials.contexts import load

RDFC, JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"
KIND = "DataIntegrityProof"
SIGNATURE_LENGTH = 64
_UNDEFINED = "urn:undefined:"
Loader = Callable[..., dict[str, Any]]
Document = dict[str, Any]


class BadProof(ValueError):
    """The proof does not hold; the message says why, for programs."""


def canonical(document: Document, suite: str, loader: Loader = load) -> bytes:
    """The form of a document that is hashed. Raises BadProof where it cannot be read."""
    if suite == JCS:
        return rfc8785.dumps(document)
    if suite != RDFC:
        raise BadProof("suite")
    from pyld import jsonld  # brings half a web client along, which no start should wait for

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}
    try:
        text: str = jsonld.normalize(document, options)
    except (jsonld.JsonLdError, RecursionError) as error:
        raise BadProof("unreadable") from error
    return text.encode()


def hashed(document: Document, options: Document, suite: str, loader: Loader = load) -> bytes:
    """What is signed: the hash of the proof's options, then that of the document, both without the proof's value."""
    if loader is load and suite == RDFC:
        known = _hash_of_options(json.dumps(options, sort_keys=True))
    else:
        known = hashlib.sha256(canonical(options, suite, loader)).digest()
    return known + hashlib.sha256(canonical(document, suite, loader)).digest()


@lru_cache(maxsize=64)
def _hash_of_options(text: str) -> bytes:
    """What many documents signed in the same second say alike."""
    return hashlib.sha256(canonical(json.loads(text), RDFC)).digest()


def sign(
    document: Document, *, key: Ed25519PrivateKey, method: str, at: datetime, suite: str = RDFC, loader: Loader = load
) -> Document:
    """The document with its proof, as a list of one, as Open Badges' schema wants it."""
    proof = {
        "type": KIND,
        "cryptosuite": suite,
        "created": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    options = {"@context": document["@context"], **proof}
    value = key.sign(hashed(document, options, suite, loader))
    kept = options if suite == JCS else proof
    return {**document, "proof": [{**kept, "proofValue": "z" + base58.b58encode(value).decode()}]}


def check(document: Mapping[str, Any], proof: Mapping[str, Any], key: Ed25519PublicKey, loader: Loader = load) -> None:
    """Does a proof of a document hold under a key? Raises BadProof."""
    suite, value = proof.get("cryptosuite"), proof.get("proofValue")
    if proof.get("type") != KIND or suite not in (RDFC, JCS):
        raise BadProof("suite")
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadProof("purpose")
    bare = {name: part for name, part in document.items() if name != "proof"}
    options = {name: part for name, part in proof.items() if name != "proofValue"}
    if suite == JCS and "@context" in options and not _begins_with(bare.get("@context"), options["@context"]):
        raise BadProof("context")
    if suite == RDFC:
        options["@context"] = bare.get("@context")
        refuse_unsigned(bare, loader)
    try:
        signature = base58.b58decode(str(value)[1:]) if str(value).startswith("z") and len(str(value)) < 120 else b""
    except ValueError as error:
        raise BadProof("value") from error
    if len(signature) != SIGNATURE_LENGTH:
        raise BadProof("value")
    try:
        key.verify(signature, hashed(bare, options, suite, loader))
    except InvalidSignature as error:
        raise BadProof("signature") from error
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise BadProof("unreadable") from error


def refuse_unsigned(document: Document, loader: Loader = load) -> None:
    """Raise BadProof where a document has a member that its contexts do not define, or a name that is not a whole
    address: those make no statement, so a proof over the statements would not cover them."""
    contexts = document.get("@context")
    whole = [{"@vocab": _UNDEFINED}, *(contexts if isinstance(contexts, list) else [contexts])]
    from pyld import jsonld

    try:
        expanded = jsonld.expand({**document, "@context": whole}, {"documentLoader": loader})
    except (jsonld.JsonLdError, RecursionError) as error:
        raise BadProof("unreadable") from error
    for found in _strings(expanded):
        if found.startswith(_UNDEFINED):
            raise BadProof("undefined")
    for name in _names(expanded):
        if ":" not in name:
            raise BadProof("undefined")


def _strings(part: Any) -> Iterator[str]:
    """Every word of an expanded document: its keys and its texts."""
    if isinstance(part, dict):
        yield from part
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)
    elif isinstance(part, str):
        yield part


def _names(part: Any) -> Iterator[str]:
    """Every "@id" of an expanded document."""
    if isinstance(part, dict):
        if isinstance(part.get("@id"), str):
            yield part["@id"]
        for value in part.values():
            yield from _names(value)
    elif isinstance(part, list):
        for value in part:
            yield from _names(value)


def _begins_with(contexts: Any, beginning: Any) -> bool:
    """The proof's contexts must be the first of the document's."""
    ours = contexts if isinstance(contexts, list) else [contexts]
    first = beginning if isinstance(beginning, list) else [beginning]
    return ours[: len(first)] == first
