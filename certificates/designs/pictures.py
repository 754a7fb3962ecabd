"""Pictures that somebody hands in for a design: looked at by Pillow, written anew, small.

Whatever comes in, a picture leaves as a PNG of a palette without transparency. A seal and a signature become one ink on
white, so that they print like a stamp and like a pen: what lies beneath shows through. A logo keeps up to four colours.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from lms.core.errors import Refusal, RuleBroken
from lms.core.files import store
from lms.core.pdf.pictures import RGB, Picture, in_colours, stencil

if TYPE_CHECKING:
    from PIL import Image

LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 24_000_000
LEAST_POINTS = 60
SIZES = {"logo": (360, 140), "seal": (360, 360), "signature": (560, 200)}
"""The most points each keeps: the seal, four centimetres wide, is then printed at 230 dots an inch."""
COLOURS = 4
_FORMATS = ("PNG", "JPEG", "WEBP")
_LEAST_INK, _MOST_INK = 0.002, 0.75


def normalise(content: bytes, use: str) -> bytes:
    """A picture for the "logo", the "seal" or a "signature" as it is kept. Raises RuleBroken saying what is wrong."""
    from PIL import Image, ImageOps

    if len(content) > LARGEST:
        raise RuleBroken(Refusal("picture_too_large", {"megabytes": LARGEST // 1024 // 1024}))
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise RuleBroken(Refusal("picture_too_large", {"megabytes": LARGEST // 1024 // 1024}))
            opened.load()
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RuleBroken(Refusal("picture_unreadable")) from error
    box = _ink_of(picture).point(lambda ink: 255 if ink > 24 else 0).getbbox()
    if box is None:
        raise RuleBroken(Refusal("picture_empty"))
    picture = picture.crop(box)
    if min(picture.size) < LEAST_POINTS // 4 or max(picture.size) < LEAST_POINTS:
        raise RuleBroken(Refusal("picture_too_small", {"least": LEAST_POINTS}))
    picture.thumbnail(SIZES[use], Image.Resampling.LANCZOS)
    drawn = _in_few_colours(picture) if use == "logo" else _in_one_ink(picture)
    out = io.BytesIO()
    drawn.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    from PIL import Image

    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, (255, 255, 255, 255))
    return Image.alpha_composite(ground, layered).convert("RGB")


def _ink_of(picture: Image.Image) -> Image.Image:
    """How far each point is from white, whatever the colour of the ink."""
    from PIL import ImageChops

    red, green, blue = picture.split()
    return ImageChops.invert(ImageChops.darker(ImageChops.darker(red, green), blue))


def _in_few_colours(picture: Image.Image) -> Image.Image:
    from PIL import Image

    return picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def _in_one_ink(picture: Image.Image) -> Image.Image:
    from PIL import Image, ImageStat

    ink = _ink_of(picture)
    border = _between(ink.histogram())
    inked = ink.point(lambda value: 255 if value > border else 0)
    share = inked.histogram()[255] / (inked.width * inked.height)
    if not _LEAST_INK < share < _MOST_INK:
        raise RuleBroken(Refusal("picture_not_ink"))
    colour = [round(part) for part in ImageStat.Stat(picture, inked).mean]
    drawn = Image.new("P", picture.size, 0)
    drawn.putpalette([255, 255, 255, *colour])
    drawn.paste(1, (0, 0, *picture.size), inked)
    return drawn


def _between(histogram: list[int]) -> int:
    """The value that best parts ink from paper (Otsu)."""
    total, whole = sum(histogram), sum(value * many for value, many in enumerate(histogram))
    below = summed = best = border = 0.0
    for value, many in enumerate(histogram[:255]):
        below += many
        summed += value * many
        if 0 < below < total:
            distance = below * (total - below) * (summed / below - (whole - summed) / (total - below)) ** 2
            if distance > best:
                best, border = distance, value
    return max(int(border), 40)


def as_picture(content: bytes, use: str) -> Picture:
    """A kept picture as documents hold it."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=["PNG"]) as opened:
        opened.load()
        if use == "logo":
            return in_colours(opened)
        red, green, blue = (opened.getpalette() or [])[3:6]
        ink: RGB = (red, green, blue)
        return stencil(opened.point([255] + [0] * 255, mode="L").convert("1", dither=Image.Dither.NONE), ink)


@lru_cache(maxsize=64)
def _kept(sha256: str, use: str, root: str) -> Picture:
    return as_picture(store().get(sha256), use)


def kept_picture(sha256: str | None, use: str) -> Picture | None:
    """A picture of a design by the hash under which it lies in the file store."""
    return _kept(sha256, use, store().root) if sha256 else None
