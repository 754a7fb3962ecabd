"""The file formats in which items come: each reader turns a file into item drafts, or says what it cannot read."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from assessments.rules.items import Fault, ItemDraft, Place

FORMATS = ("auto", "gift", "aiken", "moodle", "qti", "xlsx", "shifu", "json", "csv")
DEFAULT_POOL = "main"
_GIFT = re.compile(
    rb"(?<!\\)\{[^{}]*\}|^\s*//|^\s*::|^\s*\$CATEGORY:|^\s*\[(?:html|moodle|plain|markdown)\]", re.MULTILINE
)


@dataclass(frozen=True)
class Left:
    """A question of a file that is sound there but that we cannot hold: where, which, and why."""

    place: Place
    key: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a file says: drafts, and what could not be made one. `pool` is where the items belong unless told otherwise.

    `left`: questions left out; `warnings`: what a draft lost on the way; `figures`: pictures that came in the file, by
    their names in small letters.
    """

    drafts: tuple[ItemDraft, ...]
    faults: tuple[Fault, ...] = ()
    pool: str = DEFAULT_POOL
    left: tuple[Left, ...] = ()
    warnings: tuple[Fault, ...] = ()
    figures: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def unreadable(cls, file: str, code: str, line: int = 0, **values: object) -> Reading:
        """A file of which nothing can be used."""
        return cls((), (Fault(Place(file, line), "", code, {"line": line, **values}),))


def read_items(content: bytes, name: str, form: str = "auto") -> Reading:
    """Read a file in a named format, or in the one that its content shows."""
    from assessments.formats import aiken, folders, gift, licence, moodle_xml, qti, shifu, tables

    readers = {
        "gift": gift.read, "aiken": aiken.read, "moodle": moodle_xml.read, "qti": qti.read, "xlsx": tables.read,
        "shifu": shifu.read, "json": licence.read, "csv": tables.read, "folder": folders.read,
        "list": licence.read_text,
    }  # fmt: skip
    shown = recognise(content)
    reading = readers[shown if form == "auto" or shown == "folder" else form](content, name)
    kept, faults = [], [_printable(fault) for fault in reading.faults]
    for draft in reading.drafts:
        if _is_storable(draft):
            kept.append(draft)
        else:
            faults.append(Fault(draft.place, "", "wrong_characters"))
    left = tuple(replace(one, key=_whole(one.key)) for one in reading.left)
    return replace(reading, drafts=tuple(kept), faults=tuple(faults), left=left)


def decoded(content: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with its mark, or GB 18030, without NULs; None where it is none of these."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


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


def recognise(content: bytes) -> str:
    """The format that the content shows, whatever the file is called."""
    if content[:4] == b"PK\x03\x04":
        return _package_kind(content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "xlsx"
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"<" or (head[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<\0" in head[:8] + b"\0"):
        return "moodle" if re.search(rb"<\0?q\0?u\0?i\0?z\0?[\s>]", content[:20_000]) else "qti"
    if head[:1] in (b"[", b"{") and _is_json(content):
        return "json"
    lines = [line for line in head.splitlines() if line.strip() and not line.lstrip().startswith(b"#")]
    if lines and any(line.startswith((b"topic:", b"items:", b"---")) for line in lines[:3]):
        return "shifu"
    from assessments.formats import aiken, licence, tables

    if tables.has_our_columns(content):
        return "csv"
    if licence.LOOKS_SO.search(content):
        return "list"
    if aiken.LOOKS_SO.search(content):
        return "aiken"
    return "gift" if _GIFT.search(content) else "csv"


def _package_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {entry.filename.lower() for entry in package.infolist()}
    except Exception:  # zipfile raises whatever a damaged package provokes; its reader says so
        return "folder"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "qti" if any(name.rsplit("/", 1)[-1] == "imsmanifest.xml" for name in names) else "folder"


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        # Broken JSON is still JSON to its author; flow-style YAML begins with a brace and a bare word.
        return content.lstrip(b"\xef\xbb\xbf \t\r\n")[1:].lstrip()[:1] in (b'"', b"{", b"]")
    return True
