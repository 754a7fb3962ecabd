"""In which encoding a text file is written, found from its bytes."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from lms.kpis.sources.faults import SourceFault

_CHUNK = 4 * 1024 * 1024
_SAMPLE = 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NAMES = {
    "utf-8": "utf-8-sig", "utf8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "gb18030": "gb18030", "gbk": "gb18030",
    "gb2312": "gb18030", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16le": "utf-16-le",
    "utf-16-be": "utf-16-be", "utf-16be": "utf-16-be", "big5": "big5", "latin-1": "latin-1", "cp1252": "cp1252",
}  # fmt: skip
"""What a profile may call an encoding."""


_IN_2000 = b"\xe2\x80"
_SPACES_OF_2000 = tuple(chr(code).encode() for code in (*range(0x2000, 0x200B), 0x202F))
_ODD_SPACES = tuple(chr(code).encode() for code in (0xA0, 0x1680, 0x205F, 0x3000))
"""Those that the engine takes off the ends of a text as it does a usual one."""


class Look:
    """One pass over a file's bytes: its size, whether a NUL is among them or (as UTF-8) a space that is none of ASCII, and
    its hash, which is made beside other work."""

    def __init__(self, path: Path) -> None:
        self.size, self.holds_nul, self.holds_odd_spaces = path.stat().st_size, False, False
        end = b""
        with path.open("rb") as file:
            while not self.holds_nul and (chunk := file.read(_CHUNK)):
                self.holds_nul = b"\0" in chunk
                if not self.holds_odd_spaces and not (chunk.isascii() and end.isascii()):
                    self.holds_odd_spaces = _holds_odd_spaces(chunk) or _holds_odd_spaces(end + chunk[:2])
                end = chunk[-2:]
        self._digest = hashlib.sha256()
        # Opened here: whoever only looks at the head may be gone, and the file with them, before the thread begins.
        self._thread = Thread(target=self._hash, args=(path.open("rb"),), daemon=True)
        self._thread.start()

    def _hash(self, content: BinaryIO) -> None:
        with content as file:
            while chunk := file.read(_CHUNK):
                self._digest.update(chunk)

    @property
    def sha256(self) -> str:
        """The hash of the content."""
        self._thread.join()
        return self._digest.hexdigest()


def _holds_odd_spaces(content: bytes) -> bool:
    return any(space in content for space in _ODD_SPACES) or (
        _IN_2000 in content and any(space in content for space in _SPACES_OF_2000)
    )


def find_encoding(path: Path, named: str | None = None) -> str:
    """The encoding of a text file: the one named, else by its mark, else UTF-8, UTF-16 or GB 18030, whichever fits the
    whole of it. Raises SourceFault where none does."""
    if named is not None:
        if named.lower() not in NAMES:
            raise SourceFault("encoding_unknown", value=named[:40], known=", ".join(sorted(NAMES)))
        return NAMES[named.lower()]
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    even, odd = start[::2].count(0), start[1::2].count(0)
    if start and max(even, odd) > len(start) // 8:
        return "utf-16-le" if odd > even else "utf-16-be"
    for name in ("utf-8-sig", "gb18030"):
        if fits(path, name):
            return name
    raise SourceFault("file_not_text")


def fits(path: Path, encoding: str) -> bool:
    """Can the whole file be read so?"""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if chunk.isascii() and not decoder.getstate()[0]:
                    continue  # the same in each of the encodings that are tried
                decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
