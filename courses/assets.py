"""Pictures, videos, captions and papers of a course: what a file is, told by its content and not by its name."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from courses.svg import HostileSvg, check_svg
from lms.core.errors import Refusal, RuleBroken

CONTENT_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "webm": "video/webm",
    "mp4": "video/mp4",
    "vtt": "text/vtt",
    "pdf": "application/pdf",
}
_FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}\.([a-z0-9]{3,4})")
MOST_PIXELS = 40_000_000


@dataclass(frozen=True)
class CheckedAsset:
    """A file that may be kept; pictures have a size in pixels."""

    name: str
    content: bytes
    content_type: str
    width: int | None = None
    height: int | None = None


def ending_of(name: str) -> str:
    """What stands after the last dot, in small letters."""
    return name.rpartition(".")[2].lower()


def check_asset(name: str, content: bytes) -> CheckedAsset:
    """A file as it may be kept. Raises RuleBroken when its name or its content is not what a course may hold."""
    match = _NAME.fullmatch(name)
    if match is None or ".." in name:
        raise RuleBroken(Refusal("asset_name", {"name": name[:80]}))
    ending = match.group(1)
    if ending not in CONTENT_TYPES:
        raise RuleBroken(Refusal("asset_kind", {"name": name}))
    size = measure(name, content)
    return CheckedAsset(name, content, CONTENT_TYPES[ending], *(size or (None, None)))


def measure(name: str, content: bytes) -> tuple[int, int] | None:
    """The pixels of a picture, None for other kinds. Raises RuleBroken when the content is not of the name's kind."""
    ending = ending_of(name)
    if ending == "svg":
        try:
            return check_svg(content)
        except HostileSvg as error:
            raise RuleBroken(Refusal("asset_hostile", {"name": name, "what": error.what})) from error
    if ending in _FORMATS:
        return _measure_picture(name, content, _FORMATS[ending])
    fits = {
        "webm": content[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in content[:64],
        "mp4": content[4:8] == b"ftyp",
        "pdf": content.startswith(b"%PDF-"),
        "vtt": _is_captions(content),
    }[ending]
    if not fits:
        raise RuleBroken(Refusal("asset_content", {"name": name}))
    return None


def _measure_picture(name: str, content: bytes, expected: str) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content), formats=[expected]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise RuleBroken(Refusal("asset_too_many_pixels", {"name": name}))
            picture.load()
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RuleBroken(Refusal("asset_content", {"name": name})) from error


def _is_captions(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return re.match(r"WEBVTT([ \t\n\r]|$)", text) is not None
