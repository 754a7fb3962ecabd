"""The file formats in which items come: each reader turns a file into item drafts, or says what it cannot read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

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
        return cls((), (Fault(Place(file, line), "", code, {"line": line, **values}),))


def read_items(content: bytes, name: str, form: str = "auto") -> Reading:
    """Read a file in a named format, or in the one that its content shows."""
    from assessments.formats import licence, shifu, tables

    reader = {"shifu": shifu.read, "json": licence.read, "csv": tables.read}[
        _recognise(content) if form == "auto" else form
    ]
    reading = reader(content, name)
    kept, faults = [], [_printable(fault) for fault in reading.faults]
    for draft in reading.drafts:
        if _is_storable(draft):
            kept.append(draft)
        else:
            faults.append(Fault(draft.place, "", "wrong_characters"))
    return replace(reading, drafts=tuple(kept), faults=tuple(faults))


def _printable(fault: Fault) -> Fault:
    """A fault that a page can show, whatever the file had in its place."""
    values = {name: _whole(value) if isinstance(value, str) else value for name, value in fault.values.items()}
    return replace(fault, field=_whole(fault.field), values=values)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _is_storable(draft: ItemDraft) -> bool:
    """Is all of it text that a database takes? NUL and half a character can be written as escapes in YAML and JSON."""
    text = json.dumps(asdict(draft), ensure_ascii=False, default=str)
    return "\\u0000" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


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
    except (ValueError, RecursionError):
        # Broken JSON is still JSON to its author; flow-style YAML begins with a brace and a bare word.
        return content.lstrip(b"\xef\xbb\xbf \t\r\n")[1:].lstrip()[:1] in (b'"', b"{", b"]")
    return True
