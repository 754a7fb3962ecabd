"""Photos that people upload: judged by their content, made small, freed of everything but the picture.

A photo from a phone carries where and when it was taken and on which device. What is kept is drawn anew from the
pixels alone, so none of that can survive.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core.errors import Refusal

MAX_PHOTOS = 6
MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000  # the largest that telephones commonly take; decoded it needs 150 MB of memory
LONGEST_SIDE = 1600
QUALITY = 84
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class Upload(Protocol):
    """A file as it came in with a form."""

    filename: str | None
    stream: IO[bytes]


@dataclass(frozen=True)
class Photo:
    """A picture fit to be kept: JPEG, upright, at most LONGEST_SIDE, without metadata; `step` where it shows one."""

    content: bytes
    width: int
    height: int
    step: str | None = None


class PhotosRefused(Exception):
    """One or more files cannot be taken; carries a reason for each."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def prepare(uploads: Iterable[Upload], most: int = MAX_PHOTOS) -> list[Photo]:
    """Every uploaded picture, ready to be kept. Raises PhotosRefused with a reason for each file that is none.

    Slow: call it before the writing transaction begins. Empty fields of the form are passed over.
    """
    chosen = [upload for upload in uploads if upload.filename]
    if len(chosen) > most:
        raise PhotosRefused((Refusal("photos_too_many", {"count": len(chosen), "most": most}),))
    photos: list[Photo] = []
    refusals: list[Refusal] = []
    for upload in chosen:
        try:
            photos.append(redraw(upload.stream.read(MAX_BYTES + 1)))
        except _Refused as refused:
            values = {"name": str(upload.filename)[-80:], "most": MAX_BYTES // 1024 // 1024}
            refusals.append(Refusal(refused.code, values))
    if refusals:
        raise PhotosRefused(tuple(refusals))
    return photos


def redraw(content: bytes) -> Photo:
    """One picture drawn anew."""
    if len(content) > MAX_BYTES:
        raise _Refused("photo_too_large")
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise _Refused("photo_heic")
    with _bombs_refused():
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as probe:
                if probe.width * probe.height > MAX_PIXELS:
                    raise _Refused("photo_too_many_pixels")
                probe.verify()
        except UnidentifiedImageError:
            raise _Refused("photo_not_a_picture") from None
        except (OSError, SyntaxError, ValueError, EOFError):
            raise _Refused("photo_damaged") from None
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                return _redrawn(opened)
        except (OSError, SyntaxError, ValueError, EOFError):
            raise _Refused("photo_damaged") from None


@contextmanager
def _bombs_refused() -> Iterator[None]:
    """Pillow warns of large pictures and refuses huge ones; both are refused here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise _Refused("photo_too_many_pixels") from None


def _redrawn(opened: Image.Image) -> Photo:
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG is decoded at a smaller scale where that suffices
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        shaped = upright.convert("RGBA")
        canvas.paste(shaped, mask=shaped.getchannel("A"))
    else:
        canvas.paste(upright.convert("RGB"))
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Photo(out.getvalue(), canvas.width, canvas.height)
