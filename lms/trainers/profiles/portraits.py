"""The picture of a trainer: drawn anew from its pixels, cut to a square, kept small."""

from __future__ import annotations

import io

from PIL import Image

from assessments import photos

SIDE = 480


def portrait(upload: photos.Upload | None) -> bytes | None:
    """The picture that came with a form, fit to be kept; None where none came. Slow. Raises photos.PhotosRefused."""
    taken = photos.prepare([upload] if upload is not None else [], most=1)
    return square(taken[0].content) if taken else None


def square(content: bytes) -> bytes:
    """The middle of a picture; of one that stands upright the upper part, where the face is."""
    with Image.open(io.BytesIO(content)) as opened:
        side = min(opened.size)
        left, above = (opened.width - side) // 2, (opened.height - side) // 4
        cut = opened.convert("RGB").crop((left, above, left + side, above + side))
    cut.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    cut.save(out, "JPEG", quality=photos.QUALITY, optimize=True)
    return out.getvalue()
