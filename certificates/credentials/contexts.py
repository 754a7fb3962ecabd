"""The JSON-LD contexts that credentials may name, pinned in files: nothing is ever fetched, and a context that is not
here makes a credential unreadable instead of meaning something else."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_FILES = {
    CREDENTIALS: "credentials-v2.jsonld",
    OPEN_BADGES: "open-badges-3.0.3.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "open-badges-3.0.3.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "open-badges-extensions.jsonld",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2.jsonld",
    "https://w3id.org/security/multikey/v1": "multikey-v1.jsonld",
}
_FOLDER = Path(__file__).parent / "contexts"


class UnknownContext(ValueError):
    """A document names a context that is not pinned here."""


def load(url: str, options: Any = None) -> dict[str, Any]:
    """PyLD's document loader: from the files, never from the network."""
    if url not in _FILES:
        raise UnknownContext(url)
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": _read(_FILES[url]),
        "tag": "static",  # what it says never changes, so PyLD may keep what it made of it
    }


@lru_cache
def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text("utf-8"))
