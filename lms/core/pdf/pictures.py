"""Pictures that stand in a document: one ink on paper (a seal, a signature, a QR code), or a few colours (a logo).

WeasyPrint would write each as a picture of 24 bits a point, and transparency as a second one. Here a page holds a
placeholder, and the finisher puts the picture in its place: a stencil of one bit a point, through which the page is seen,
or points that name one of at most 256 colours. Both are small, allowed in PDF/A, and compressed once for all documents.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

_STRIP_AT, _STRIP_BYTES, _ROWS_IN_STRIP = 273, 279, 278
RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Picture:
    """A picture as the file holds it. `ink` is the colour of a stencil; `palette` holds the colours of any other."""

    width: int
    height: int
    data: bytes
    filter: str = "/FlateDecode"
    bits: int = 1
    ink: RGB = (0, 0, 0)
    palette: bytes = b""

    @property
    def is_stencil(self) -> bool:
        """Is it one ink, the rest being left open?"""
        return not self.palette


def stencil(points: Image.Image, ink: RGB) -> Picture:
    """A picture of mode "1" whose black points are printed in one ink; packed as a fax or by deflate, whichever is smaller."""
    width, height = points.size
    rows = points.tobytes()
    plain = Picture(width, height, zlib.compress(rows, 9), ink=ink)
    fax = _as_fax(points)
    return Picture(width, height, fax, "/CCITTFaxDecode", ink=ink) if len(fax) < len(plain.data) else plain


def stencil_of_modules(rows: Sequence[Sequence[int]]) -> Picture:
    """A stencil of dark (1) and light (0) squares, as the modules of a QR code."""
    packed = b"".join(
        int("".join("0" if dark else "1" for dark in row).ljust(-(-len(row) // 8) * 8, "1"), 2).to_bytes(-(-len(row) // 8), "big")
        for row in rows
    )  # fmt: skip
    return Picture(len(rows[0]), len(rows), zlib.compress(packed, 9))


def in_colours(points: Image.Image) -> Picture:
    """A picture of mode "P"."""
    palette = bytes(points.getpalette() or [])
    most = max(points.tobytes(), default=0) + 1
    bits = next(bits for bits in (1, 2, 4, 8) if 1 << bits >= most)
    per_byte = 8 // bits
    rows = []
    values = points.tobytes()
    for start in range(0, len(values), points.width):
        row = values[start : start + points.width]
        row += bytes(-len(row) % per_byte)
        rows.append(bytes(_pack(row[n : n + per_byte], bits) for n in range(0, len(row), per_byte)))
    return Picture(
        points.width, points.height, zlib.compress(b"".join(rows), 9), bits=bits, palette=palette[: 3 * most]
    )


def _pack(values: bytes, bits: int) -> int:
    packed = 0
    for value in values:
        packed = packed << bits | value
    return packed


def _as_fax(points: Image.Image) -> bytes:
    out = BytesIO()
    points.save(out, format="TIFF", compression="group4", tiffinfo={_ROWS_IN_STRIP: points.height})
    return _only_strip(out.getvalue())


def _only_strip(tiff: bytes) -> bytes:
    """The packed points out of a TIFF of one strip."""
    order = "<" if tiff[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    fields: dict[int, int] = {}
    for number in range(count):
        tag, kind, many = struct.unpack_from(f"{order}HHI", tiff, start + 2 + 12 * number)
        (value,) = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", tiff, start + 10 + 12 * number)
        if tag in (_STRIP_AT, _STRIP_BYTES):
            if many != 1:
                raise ValueError("more than one strip")
            fields[tag] = value
    return tiff[fields[_STRIP_AT] : fields[_STRIP_AT] + fields[_STRIP_BYTES]]


@lru_cache(maxsize=32)
def placeholder(number: int) -> str:
    """The data: address of the picture that holds the place of picture `number` (from 1) in a page."""
    from PIL import Image

    out = BytesIO()
    Image.new("L", (number, 1)).save(out, format="PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def put_in_place(pdf: Any, pictures: Mapping[int, Picture]) -> None:
    """Put the pictures where their placeholders stand. The frame of each is the unit square, as that of any picture."""
    import pydyf

    for found in list(pdf.objects):
        extra = getattr(found, "extra", None) or {}
        if extra.get("Subtype") != "/Image" or extra.get("Height") != 1 or extra.get("Width") not in pictures:
            continue
        picture = pictures[extra["Width"]]
        points = pydyf.Stream([picture.data], pydyf.Dictionary(_entries(picture)))
        pdf.add_object(points)
        inked = " ".join(f"{part / 255:.3f}".rstrip("0").rstrip(".") for part in picture.ink)
        drawing = f"{inked} rg /P Do" if picture.is_stencil else "/P Do"
        found.stream = [drawing.encode()]
        found.compress = False
        found.extra = pydyf.Dictionary({
            "Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, 1, 1]),
            "Resources": pydyf.Dictionary({"XObject": pydyf.Dictionary({"P": points.reference})}),
        })  # fmt: skip


def _entries(picture: Picture) -> dict[str, Any]:
    import pydyf

    entries: dict[str, Any] = {
        "Type": "/XObject", "Subtype": "/Image", "Width": picture.width, "Height": picture.height,
        "BitsPerComponent": picture.bits, "Filter": picture.filter, "Interpolate": "false",
    }  # fmt: skip
    if picture.filter == "/CCITTFaxDecode":
        entries["DecodeParms"] = pydyf.Dictionary({
            "K": -1, "Columns": picture.width, "Rows": picture.height, "BlackIs1": "true",
        })  # fmt: skip
    if picture.is_stencil:
        entries["ImageMask"] = "true"
    else:
        colours = f"<{picture.palette.hex()}>"
        entries["ColorSpace"] = pydyf.Array(["/Indexed", "/DeviceRGB", len(picture.palette) // 3 - 1, colours])
    return entries
