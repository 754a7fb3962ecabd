"""Checking any Open Badges 3.0 credential: its shape, dates, proof and status, with what is at hand and no network.

Ours are checked with the keys that we publish; others' with keys that their own name tells (did:key) or that the caller
gives. Where a key cannot be had without the network, that is the answer, and never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.credentials.bitstrings import BadList, is_set
from certificates.credentials.contexts import CREDENTIALS
from certificates.credentials.proofs import KIND, BadProof, check
from certificates.keys.making import ed25519_of

BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
PURPOSES = frozenset({"revocation", "suspension"})


class Fault(StrEnum):
    """What is wrong with a credential."""

    SHAPE = "shape"
    TYPE = "type"
    ISSUER = "issuer"
    DATES = "dates"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    NO_PROOF = "no_proof"
    KEY_UNKNOWN = "key_unknown"
    PROOF = "proof"
    LIST_UNKNOWN = "list_unknown"
    LIST = "list"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


KeyOf = Callable[[str], Ed25519PublicKey | None]
ListAt = Callable[[str], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Finding:
    """Everything that is wrong; nothing: the credential holds."""

    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """May somebody rely on it?"""
        return not self.faults


def check_credential(
    document: Any, *, at: datetime, key_of: KeyOf | None = None, list_at: ListAt = lambda address: None
) -> Finding:
    """Check a credential at a moment. `key_of` gives the key for the name of a verification method, `list_at` the status list
    at an address; None: not to be had."""
    if not isinstance(document, dict):
        return Finding((Fault.SHAPE,))
    faults = [*_shape(document), *_dates(document, at)]
    proof = _proof(document, key_of or key_in_name)
    if proof is not None:
        faults.append(proof)
    for entry in _entries(document):
        fault = _status(entry, document, at=at, key_of=key_of or key_in_name, list_at=list_at)
        if fault is not None:
            faults.append(fault)
    return Finding(tuple(dict.fromkeys(faults)))


def key_in_name(method: str) -> Ed25519PublicKey | None:
    """The key of a did:key, which its name holds; None for every other method."""
    if not method.startswith("did:key:"):
        return None
    try:
        return ed25519_of(method.removeprefix("did:key:").partition("#")[0])
    except ValueError:
        return None


def _shape(document: Mapping[str, Any]) -> list[Fault]:
    faults = []
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] != [CREDENTIALS] or not isinstance(document.get("id"), str):
        faults.append(Fault.SHAPE)
    kinds = document.get("type")
    if not isinstance(kinds, list) or "VerifiableCredential" not in kinds or not BADGES & set(map(str, kinds)):
        faults.append(Fault.TYPE)
    if not _issuer(document):
        faults.append(Fault.ISSUER)
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    wanted = ("id", "name", "description", "criteria")
    if not isinstance(achievement, dict) or not all(achievement.get(name) for name in wanted):
        faults.append(Fault.SHAPE)
    return faults


def _issuer(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    return named if isinstance(named, str) and ":" in named else ""


def _dates(document: Mapping[str, Any], at: datetime) -> list[Fault]:
    try:
        first = _moment(document["validFrom"])
        last = _moment(document["validUntil"]) if "validUntil" in document else None
    except (KeyError, ValueError, TypeError):
        return [Fault.DATES]
    if at < first:
        return [Fault.NOT_YET]
    return [Fault.EXPIRED] if last is not None and at > last else []


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(str(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _proof(document: dict[str, Any], key_of: KeyOf) -> Fault | None:
    """What is wrong with the proofs: one of a kind that we know must hold."""
    found = document.get("proof")
    proofs = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]
    ours = [one for one in proofs if one.get("type") == KIND]
    if not ours:
        return Fault.NO_PROOF
    for proof in ours:
        method = str(proof.get("verificationMethod"))
        key = key_of(method)
        if key is None:
            return Fault.KEY_UNKNOWN
        if method.partition("#")[0] != _issuer(document) and not _issuer(document).startswith("urn:"):
            return Fault.PROOF  # somebody else's key; a urn: names nobody whose key it could be
        try:
            check(document, proof, key)
        except BadProof:
            return Fault.PROOF
    return None


def _entries(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = document.get("credentialStatus")
    entries = found if isinstance(found, list) else [found]
    return [one for one in entries if isinstance(one, dict) and one.get("statusPurpose") in PURPOSES]


def _status(
    entry: Mapping[str, Any], document: Mapping[str, Any], *, at: datetime, key_of: KeyOf, list_at: ListAt
) -> Fault | None:
    """What the status list says: it must be the issuer's own, in force, signed, and of the same purpose."""
    listed = list_at(str(entry.get("statusListCredential")))
    if listed is None:
        return Fault.LIST_UNKNOWN
    subject = listed.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("statusPurpose") != entry["statusPurpose"]:
        return Fault.LIST
    if _issuer(listed) != _issuer(document) or _dates(listed, at) or _proof(dict(listed), key_of) is not None:
        return Fault.LIST
    try:
        bit = is_set(str(subject.get("encodedList")), int(str(entry.get("statusListIndex"))))
    except (BadList, ValueError):
        return Fault.LIST
    if not bit:
        return None
    return Fault.REVOKED if entry["statusPurpose"] == "revocation" else Fault.SUSPENDED
