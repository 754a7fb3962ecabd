"""The number of a certificate, and the code by which anybody can check it.

The number counts, so it can be guessed; it stands on the paper for the files. The code is random and cannot: 16 of 23
characters make 72 bits. It has no characters that look alike (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), since people type it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 16
GROUP = 4
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212._·]+")
_IN_ADDRESS = re.compile(r"/v/([^/?#\s]+)", re.IGNORECASE)


def certificate_number(prefix: str, year: int, count: int) -> str:
    """HT-2026-000123: the prefix of the organisation, the year of issue, the count within it."""
    return f"{prefix}-{year}-{count:06d}"


def new_code(choose: Callable[[str], str]) -> str:
    """A code of characters that `choose` draws, in groups for typing: K7MX-9QTR-4HWP-3CDN."""
    drawn = "".join(choose(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str | None:
    """The code as it is kept, from what somebody typed or pasted: any case, any dashes, full width, a whole address.
    None where it cannot be a code."""
    text = unicodedata.normalize("NFKC", typed[:500]).strip()
    if found := _IN_ADDRESS.search(text):
        text = found.group(1)
    text = _BETWEEN.sub("", text).upper()
    if len(text) != LENGTH or any(character not in ALPHABET for character in text):
        return None
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')


def paper_name(number: str, holder: str) -> str:
    """The name of a certificate's file, safe on every system: HT-2026-000123_王芳.pdf."""
    safe = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", holder))
    safe = " ".join(safe.split())[:80].strip(" .")
    return f"{number}_{safe}.pdf" if safe else f"{number}.pdf"
