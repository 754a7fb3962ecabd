"""The picture of an address."""

from __future__ import annotations

import segno


def picture(address: str) -> str:
    """A QR code as a data: address of an SVG, black on white with its quiet zone, so that a camera reads it from the back row."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=4, light="#fff"))
