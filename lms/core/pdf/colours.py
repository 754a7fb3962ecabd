"""What red, green and blue mean in a document: sRGB, as a profile of 500 bytes instead of the usual 3,000.

PDF/A demands a profile in every file. This one holds the primaries and the white of sRGB (IEC 61966-2-1, adapted to D50)
and its curve at 64 points, in version 2 of the ICC format.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

POINTS = 64
_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The profile."""
    curve = [round(65535 * _linear(number / (POINTS - 1))) for number in range(POINTS)]
    name = b"sRGB\0"
    bodies: dict[bytes, bytes] = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text\0\0\0\0CC0\0",
        b"wtpt": _xyz(_WHITE),
        **{tag: _xyz(values) for tag, values in _PRIMARIES.items()},
        b"rTRC": b"curv\0\0\0\0" + struct.pack(f">I{POINTS}H", POINTS, *curve),
    }
    tags = [*bodies, b"gTRC", b"bTRC"]
    place, table, content = 128 + 4 + 12 * len(tags), b"", b""
    places: dict[bytes, tuple[int, int]] = {}
    for tag, body in bodies.items():
        places[tag] = (place + len(content), len(body))
        content += body + bytes(-len(body) % 4)
    for tag in tags:
        table += tag + struct.pack(">II", *places[b"rTRC" if tag.endswith(b"TRC") else tag])
    size = place + len(content)
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI12s4s44x", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ",
        2024, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", 0, 0,
        b"".join(map(_fixed, _WHITE)), b"\0\0\0\0",
    )  # fmt: skip
    return header + struct.pack(">I", len(tags)) + table + content


@lru_cache(maxsize=1)
def packed_profile() -> bytes:
    """The profile as it stands in the file."""
    return zlib.compress(srgb_profile(), 9)
