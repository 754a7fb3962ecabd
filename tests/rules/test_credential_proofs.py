"""Credentials are signed as W3C's published vectors say, and told apart: good, forged, expired, revoked."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import base58
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credentials import contexts
from certificates.credentials.bitstrings import LENGTH, BadList, is_set, list_document, pack
from certificates.credentials.checking import Fault, check_credential
from certificates.credentials.identity import did_of
from certificates.credentials.proofs import JCS, RDFC, BadProof, canonical, check, hashed, sign
from certificates.keys.making import ed25519_of, multibase_of

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "credentials"
W3C, ONE_EDTECH = SHARED / "vc-di-eddsa-w3c" / "TestVectors", SHARED / "openbadges3-1edtech"
published = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the published vectors (../shared/data/credentials) are not here"
)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = multibase_of(KEY.public_key())
METHOD = f"did:key:{NAME}#{NAME}"


def with_examples(url: str, options: Any = None) -> dict[str, Any]:
    """W3C's vectors name one more context, which defines every word by itself."""
    if url == EXAMPLES:
        vocabulary = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
        return {"contextUrl": None, "documentUrl": url, "document": vocabulary}
    return contexts.load(url)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@published
@pytest.mark.parametrize(("suite", "ending"), [(RDFC, "DataInt"), (JCS, "JCS")])
def test_the_published_vectors_come_out_bit_for_bit(suite: str, ending: str) -> None:
    pair, folder = read(W3C / "keyPair.json"), W3C / suite
    key = Ed25519PrivateKey.from_private_bytes(base58.b58decode(pair["privateKeyMultibase"][1:])[2:])
    assert multibase_of(key.public_key()) == pair["publicKeyMultibase"]
    document, options = read(W3C / "unsigned.json"), read(folder / f"proofConfig{ending}.json")
    assert canonical(document, suite, with_examples).decode() == (folder / f"canonDoc{ending}.txt").read_text("utf-8")
    assert canonical(options, suite, with_examples).decode() == (folder / f"proofCanon{ending}.txt").read_text("utf-8")
    assert hashed(document, options, suite, with_examples).hex() == (folder / f"combinedHash{ending}.txt").read_text()
    right = read(folder / f"signed{ending}.json")
    at = datetime.fromisoformat(right["proof"]["created"])
    ours = sign(
        document, key=key, method=right["proof"]["verificationMethod"], at=at, suite=suite, loader=with_examples
    )
    assert ours["proof"] == [right["proof"]]
    check(right, right["proof"], key.public_key(), with_examples)


def badge(**values: Any) -> dict[str, Any]:
    """The least that an Open Badge is, signed with the key of its issuer."""
    document = {
        "@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES],
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "徽章",
        "issuer": {"id": f"did:key:{NAME}", "type": ["Profile"], "name": "Issuer"},
        "validFrom": "2026-03-01T00:00:00+08:00",
        "validUntil": "2028-02-29T23:59:59+08:00",
        "credentialSubject": {
            "id": "did:example:somebody",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.org/tier", "type": ["Achievement"], "name": "Tier", "description": "A tier",
                "criteria": {"narrative": "Knows"},
            },
        },
        **values,
    }  # fmt: skip
    return {name: value for name, value in document.items() if value is not None}


def signed(suite: str = RDFC, **values: Any) -> dict[str, Any]:
    return sign(badge(**values), key=KEY, method=METHOD, at=AT, suite=suite)


def with_status(purpose: str = "revocation") -> dict[str, Any]:
    address = f"https://example.org/status/1/{purpose}"
    entry = {
        "id": f"{address}#42", "type": "BitstringStatusListEntry", "statusPurpose": purpose, "statusListIndex": "42",
        "statusListCredential": address,
    }  # fmt: skip
    return signed(credentialStatus=entry)


def status_list(*places: int, purpose: str = "revocation", at: datetime = AT) -> dict[str, Any]:
    address = f"https://example.org/status/1/{purpose}"
    document = list_document(pack(places), address=address, purpose=purpose, issuer=f"did:key:{NAME}", at=at)
    return sign(document, key=KEY, method=METHOD, at=at)


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with one member another; None takes it away."""
    whole = copy.deepcopy(document)
    part: Any = whole
    *way, last = path.split("/")
    for step in way:
        part = part[int(step) if isinstance(part, list) else step]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return whole


GOOD = signed()


@pytest.mark.parametrize(
    ("document", "faults"),
    [
        (GOOD, ()),
        (signed(JCS), ()),
        (json.loads(json.dumps(dict(reversed(GOOD.items())))), ()),
        (changed(GOOD, "name", "徽 章"), (Fault.PROOF,)),
        (changed(signed(JCS), "name", "徽 章"), (Fault.PROOF,)),
        (changed(GOOD, "credentialSubject/achievement/name", "Higher tier"), (Fault.PROOF,)),
        (changed(GOOD, "validUntil", "2038-02-28T23:59:59+08:00"), (Fault.PROOF,)),
        (changed(GOOD, "honours", "added"), (Fault.PROOF,)),
        (changed(GOOD, "credentialSubject/honours", "added"), (Fault.PROOF,)),
        (changed(GOOD, "id", "no-address"), (Fault.PROOF,)),
        (changed(GOOD, "proof/0/created", "2020-01-01T00:00:00Z"), (Fault.PROOF,)),
        (changed(GOOD, "proof/0/proofPurpose", "authentication"), (Fault.PROOF,)),
        (changed(GOOD, "proof/0/cryptosuite", "other-2022"), (Fault.PROOF,)),
        (changed(GOOD, "proof/0/proofValue", "z123"), (Fault.PROOF,)),
        (changed(GOOD, "proof/0/proofValue", "zOIl0"), (Fault.PROOF,)),
        (changed(GOOD, "@context", [contexts.CREDENTIALS, "https://evil.example/context"]), (Fault.PROOF,)),
        (changed(GOOD, "proof", None), (Fault.NO_PROOF,)),
        (changed(GOOD, "issuer", "did:web:somebody.else"), (Fault.PROOF,)),
        (signed(issuer={"id": "did:web:somebody.else", "type": ["Profile"], "name": "Issuer"}), (Fault.PROOF,)),
        (changed(GOOD, "issuer", None), (Fault.ISSUER, Fault.PROOF)),
        (signed(validUntil="2026-03-01T00:00:00Z"), (Fault.EXPIRED,)),
        (signed(validFrom="2026-03-03T00:00:00Z"), (Fault.NOT_YET,)),
        (signed(validFrom=None), (Fault.DATES,)),
        (signed(validFrom="2026-03-01"), ()),
        (signed(type=["VerifiableCredential"]), (Fault.TYPE,)),
        (signed(credentialSubject={"id": "did:example:somebody", "type": ["AchievementSubject"]}), (Fault.SHAPE,)),
        ([], (Fault.SHAPE,)),
        ("text", (Fault.SHAPE,)),
    ],
)
def test_credentials_are_told_apart(document: Any, faults: tuple[Fault, ...]) -> None:
    assert check_credential(document, at=AT).faults == faults


@pytest.mark.parametrize(
    ("purpose", "listed", "faults"),
    [
        ("revocation", status_list(), ()),
        ("revocation", status_list(41, 43), ()),
        ("revocation", status_list(42), (Fault.REVOKED,)),
        ("suspension", status_list(42, purpose="suspension"), (Fault.SUSPENDED,)),
        ("revocation", status_list(42, purpose="suspension"), (Fault.LIST,)),
        ("revocation", None, (Fault.LIST_UNKNOWN,)),
        ("revocation", changed(status_list(42), "credentialSubject/encodedList", pack([])), (Fault.LIST,)),
        ("revocation", changed(status_list(), "issuer", "did:web:somebody.else"), (Fault.LIST,)),
        ("revocation", status_list(at=AT - timedelta(days=8)), (Fault.LIST,)),
    ],
)
def test_the_status_list_is_believed_only_where_it_is_the_issuers(
    purpose: str, listed: Any, faults: tuple[Fault, ...]
) -> None:
    assert check_credential(with_status(purpose), at=AT, list_at=lambda address: listed).faults == faults


def test_a_list_holds_its_bits() -> None:
    places = {0, 1, 7, 8, 42, LENGTH - 1}
    encoded = pack(places)
    assert encoded == pack(sorted(places))
    assert {place for place in [*range(64), LENGTH - 2, LENGTH - 1] if is_set(encoded, place)} == places
    for broken in ("", "x", encoded[1:], "u!!!!", "uAAAA"):
        with pytest.raises(BadList):
            is_set(broken, 0)
    with pytest.raises(BadList):
        is_set(encoded, LENGTH)
    with pytest.raises(BadList):
        is_set(encoded, -1)


@published
@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("simple.json", (Fault.KEY_UNKNOWN,)),
        ("simple-err-expired.json", (Fault.EXPIRED, Fault.KEY_UNKNOWN)),
        ("simple-err-issuer.json", (Fault.ISSUER, Fault.SHAPE, Fault.KEY_UNKNOWN)),
        ("simple-err-type.json", (Fault.TYPE, Fault.SHAPE, Fault.KEY_UNKNOWN)),
        ("simple-noproof.json", (Fault.SHAPE, Fault.DATES, Fault.NO_PROOF)),
        ("endorsement-valid.json", (Fault.TYPE, Fault.SHAPE, Fault.KEY_UNKNOWN)),
    ],
)
def test_the_validators_files_without_their_keys(name: str, faults: tuple[Fault, ...]) -> None:
    """Their keys lie on sites that are not asked: that is said, beside everything that the file itself tells."""
    assert check_credential(read(ONE_EDTECH / name), at=AT).faults == faults


def key_of_fragment(method: str) -> Any:
    """1EdTech's test issuers name their key in the fragment."""
    return ed25519_of(method.rpartition("#")[2].removeprefix("did:key:"))


@published
def test_the_validators_files_with_their_keys() -> None:
    """Valid, invalid and revoked told apart, as their own validator does."""

    def faults(name: str, **options: Any) -> tuple[Fault, ...]:
        document = read(ONE_EDTECH / name)
        return check_credential(document, at=AT, key_of=key_of_fragment, **options).faults

    assert faults("simple.json") == ()
    assert faults("simple-did-key-method.json") == ()
    assert faults("simple-multiple-proofs.json") == ()
    assert faults("simple-err-proof-value.json") == (Fault.PROOF,)
    assert faults("simple-err-expired.json") == (Fault.EXPIRED,)
    listed = read(ONE_EDTECH / "bit-string-list" / "testlist")
    revoked = "bit-string-list/credential-status-revoked.json"
    assert faults(revoked, list_at=lambda address: listed) == (Fault.REVOKED,)
    assert faults(revoked) == (Fault.LIST_UNKNOWN,)
    baked = (ONE_EDTECH / "simple-json.svg").read_text("utf-8")
    inside = json.loads(baked.partition("<![CDATA[")[2].partition("]]>")[0])
    assert check_credential(inside, at=AT, key_of=key_of_fragment).faults == ()


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://learn.example.org", "did:web:learn.example.org"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://example.org/training/shifu", "did:web:example.org:training:shifu"),
    ],
)
def test_the_issuer_is_named_by_its_address(address: str, did: str) -> None:
    assert did_of(address) == did


def test_a_context_that_is_not_pinned_is_never_fetched() -> None:
    with pytest.raises(contexts.UnknownContext):
        contexts.load("https://www.w3.org/2018/credentials/v1")
    with pytest.raises(BadProof, match="unreadable"):
        canonical({"@context": "https://evil.example", "id": "urn:a:b"}, RDFC)
