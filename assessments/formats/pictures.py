"""Figures of items: known by their content, not by their name."""

from __future__ import annotations

import io
import warnings

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}


def picture_type(content: bytes) -> str | None:
    """The media type of a whole, reasonable picture; None for anything else, whatever it is called."""
    from PIL import Image

    if len(content) > MOST_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content)) as picture:
                kind = picture.format
                if kind not in TYPES or picture.width * picture.height > MOST_PIXELS:
                    return None
                picture.load()
    except Exception:  # Pillow raises whatever a damaged file provokes
        return None
    return TYPES[kind]
