"""What a file is, by its first bytes: a table that we read, or something else that has a name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from lms.kpis.rules.profiles import Profile
from lms.kpis.sources.faults import SourceFault

_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<(!doctype|!--|\?xml|html|head|body|meta|style|table|div)\b", re.IGNORECASE)


def kind_of(path: Path, profile: Profile | None) -> str:
    """csv, xlsx, parquet or jsonl: as the profile says, else by the file's first bytes. Raises SourceFault for what is no
    table."""
    if profile is not None and profile.format:
        return profile.format
    with path.open("rb") as file:
        start = file.read(64)
    if start[:4] == b"PK\x03\x04":
        return _of_package(path)
    if start[:4] == b"PAR1":
        return "parquet"
    if start.startswith(_OLD_EXCEL):
        raise SourceFault("file_old_excel")
    if start.startswith(_PACKED):
        raise SourceFault("file_packed")
    if start.startswith(_PICTURES):
        raise SourceFault("file_picture")
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if _MARKUP.match(text):
        raise SourceFault("file_markup")
    return "jsonl" if text[:1] in (b"{", b"[") else "csv"


def _of_package(path: Path) -> str:
    """A workbook; other packages are told by name. A damaged one is for the workbook's reader to refuse."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return "xlsx"
    if {"mimetype", "content.xml"} <= names or any(
        name.startswith(("Index/", "word/", "xl/workbook.bin")) for name in names
    ):
        raise SourceFault("file_other_office")
    if not any(name.startswith("xl/") for name in names):
        raise SourceFault("file_packed")
    return "xlsx"
