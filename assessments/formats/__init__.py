"""The file formats in which items come: each reader turns a file into item drafts, or says what it cannot read."""

from __future__ import annotations

import json
from dataclasses import dataclass

from assessments.rules.items import Fault, ItemDraft, Place

FORMATS = ("auto", "shifu", "json", "csv")
DEFAULT_POOL = "main"


@dataclass(frozen=True)
class Reading:
    """What a file says: drafts, and what could not be made one. `pool` is where the items belong unless told otherwise."""

    drafts: tuple[ItemDraft, ...]
    faults: tuple[Fault, ...] = ()
    pool: str = DEFAULT_POOL

    @classmethod
    def unreadable(cls, file: str, code: str, line: int = 0, **values: object) -> Reading:
        """A file of which nothing can be used."""
        return cls((), (Fault(Place(file, line), "", code, values),))


def read_items(content: bytes, name: str, form: str = "auto") -> Reading:
    """Read a file in a named format, or in the one that its content shows."""
    from assessments.formats import licence, shifu, tables

    reader = {"shifu": shifu.read, "json": licence.read, "csv": tables.read}[
        _recognise(content) if form == "auto" else form
    ]
    return reader(content, name)


def _recognise(content: bytes) -> str:
    if content[:4] == b"PK\x03\x04" or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "csv"
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"[", b"{") and _is_json(content):
        return "json"
    lines = [line for line in head.splitlines() if line.strip() and not line.lstrip().startswith(b"#")]
    is_yaml = bool(lines) and any(line.startswith((b"topic:", b"items:", b"---")) for line in lines[:3])
    return "shifu" if is_yaml else "csv"


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        # Broken JSON is still JSON to its author; flow-style YAML begins with a brace and a bare word.
        return content.lstrip(b"\xef\xbb\xbf \t\r\n")[1:].lstrip()[:1] in (b'"', b"{", b"]")
    return True
