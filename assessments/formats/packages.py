"""ZIP packages from strangers: names that stay inside, no links, no bombs."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from typing import Any

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRY = 50 * 1024 * 1024
STEEPEST = 200
"""How many times its packed size an entry over 1 MB may unpack to; text packs to a tenth, bombs to a thousandth."""


class BadPackage(Exception):
    """A package that is not opened: why, and for which entry."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def open_package(content: bytes) -> dict[str, bytes]:
    """Every file of a package by its path. Raises BadPackage before anything is unpacked that should not be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            _check(entries)
            return {entry.filename: _unpack(package, entry) for entry in entries}
    except BadPackage:
        raise
    except Exception as error:  # zipfile raises whatever a damaged package provokes
        raise BadPackage("package_broken") from error


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise BadPackage("package_too_many", most=MOST_ENTRIES)
    seen: set[str] = set()
    total = 0
    for entry in entries:
        name = entry.orig_filename
        shown = {"name": name.replace("\0", "␀")[:80]}
        if not name or "\0" in name or "\\" in name or re.match(r"/|[A-Za-z]:", name) or ".." in name.split("/"):
            raise BadPackage("package_bad_path", **shown)
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            raise BadPackage("package_link", **shown)
        if entry.flag_bits & 1:
            raise BadPackage("package_locked", **shown)
        if name.casefold() in seen:
            raise BadPackage("package_twice", **shown)
        seen.add(name.casefold())
        total += entry.file_size
        steep = entry.file_size > 1024 * 1024 and entry.file_size > STEEPEST * max(entry.compress_size, 1)
        if entry.file_size > MOST_ENTRY or total > MOST_UNPACKED or steep:
            raise BadPackage("package_bomb", **shown)


def _unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with package.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise BadPackage("package_bomb", name=entry.filename[:80])
    return content
