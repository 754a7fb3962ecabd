"""Who issues: the name of the organisation as a did:web, and the documents that publish its keys.

did:web, because the name stays when keys are changed, and old keys stay in its document (docs/decisions/009).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from certificates.credentials.contexts import OPEN_BADGES

DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(public_url: str) -> str:
    """The did:web of an installation at an address: did:web:learn.example.org, did:web:127.0.0.1%3A8000."""
    address = urlsplit(public_url)
    host = quote((address.netloc or address.path).rpartition("@")[2], safe="")
    folders = [quote(part, safe="") for part in address.path.split("/") if part and address.netloc]
    return ":".join(("did:web", host, *folders))


def method_of(did: str, kid: str) -> str:
    """The name under which a key stands in the document of its owner."""
    return f"{did}#{kid}"


def did_document(did: str, keys: list[str], *, public_url: str) -> dict[str, Any]:
    """The document of the issuer: every key that ever signed, the one in use first."""
    methods = [
        {"id": method_of(did, kid), "type": "Multikey", "controller": did, "publicKeyMultibase": kid} for kid in keys
    ]
    return {
        "@context": DID_CONTEXTS,
        "id": did,
        "alsoKnownAs": [public_url],
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
        "service": [{"id": f"{did}#profile", "type": "LinkedDomains", "serviceEndpoint": f"{public_url}/issuer"}],
    }


def profile(did: str, *, name: str, public_url: str) -> dict[str, Any]:
    """The issuer as it stands in each credential."""
    return {"id": did, "type": ["Profile"], "name": name, "url": public_url}


def profile_document(did: str, *, name: str, public_url: str) -> dict[str, Any]:
    """The issuer's profile as a document of its own."""
    return {"@context": ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES], **profile(did, name=name, public_url=public_url)}  # fmt: skip
