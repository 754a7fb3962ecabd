"""The logo, the seal and the signatures of the demo company, drawn here: a ring with a star and the company's name, a gear
with a checkmark, and strokes of a pen that spell nobody's name."""

from __future__ import annotations

import io
import math
import random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from lms.core.pdf.fonts import sources

RED, PETROL, COPPER, INK = (200, 28, 34), (8, 76, 91), (181, 102, 48), (24, 34, 72)
_FINER = 2
Point = tuple[float, float]


def _font(design: str, size: int) -> Any:
    source = sources(("serif" if design == "serif" else "sans", 700)).han
    return ImageFont.truetype(str(source.path), size, index=source.number)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    small = picture.resize((picture.width // _FINER, picture.height // _FINER), Image.Resampling.LANCZOS)
    small.save(out, format="PNG")
    return out.getvalue()


def _star(x: float, y: float, radius: float, points: int = 5, inner: float = 0.382) -> list[Point]:
    corners = []
    for n in range(2 * points):
        reach = radius if n % 2 == 0 else radius * inner
        angle = math.pi * n / points - math.pi / 2
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def draw_seal(name: str, purpose: str) -> bytes:
    """A round company seal: the name along the upper rim, a star, its purpose below."""
    size = 960 * _FINER // 2
    picture = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    edge, middle = size * 0.02, size / 2
    draw.ellipse((edge, edge, size - edge, size - edge), outline=RED, width=round(size * 0.026))
    draw.polygon(_star(middle, middle, size * 0.145), fill=RED)
    letters = [letter for letter in name if letter.strip()]
    span = min(math.radians(250), math.radians(26) * max(len(letters) - 1, 1))
    height = round(size * (0.125 if len(letters) < 12 else 0.1))
    for number, letter in enumerate(letters):
        angle = -span / 2 + (span * number / (len(letters) - 1) if len(letters) > 1 else span / 2)
        _put(picture, letter, height, middle, size * 0.375, angle)
    font = _font("serif", round(size * 0.085))
    draw.text((middle, size * 0.775), purpose, font=font, fill=RED, anchor="mm")
    return _png(picture)


def _put(picture: Image.Image, letter: str, height: int, middle: float, radius: float, angle: float) -> None:
    """One letter upright on the rim, `angle` from the top."""
    tile = Image.new("RGBA", (height * 2, height * 2), (255, 255, 255, 0))
    ImageDraw.Draw(tile).text((height, height), letter, font=_font("serif", height), fill=RED, anchor="mm")
    tile = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
    x, y = middle + radius * math.sin(angle), middle - radius * math.cos(angle)
    picture.alpha_composite(tile, (round(x - height), round(y - height)))


def draw_logo() -> bytes:
    """A gear with a checkmark: service that is sure."""
    size = 480 * _FINER
    picture = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    middle, teeth = size / 2, 12
    outline: list[Point] = []
    for n in range(teeth):
        for share, reach in ((0.0, 0.4), (0.12, 0.48), (0.4, 0.48), (0.52, 0.4)):
            angle = 2 * math.pi * (n + share) / teeth
            outline.append((middle + size * reach * math.cos(angle), middle + size * reach * math.sin(angle)))
    draw.polygon(outline, fill=PETROL)
    hole = size * 0.3
    draw.ellipse((middle - hole, middle - hole, middle + hole, middle + hole), fill=(255, 255, 255, 255))
    tick = [(0.35, 0.51), (0.46, 0.62), (0.67, 0.38)]
    draw.line([(x * size, y * size) for x, y in tick], fill=COPPER, width=round(size * 0.075), joint="curve")
    return _png(picture)


def draw_signature(seed: str) -> bytes:
    """A flowing line, as a pen draws it: thicker downwards, thinner upwards."""
    chance = random.Random(f"signature {seed}")
    width, height = 840 * _FINER, 280 * _FINER
    picture = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    knots: list[Point] = [(width * 0.05, height * chance.uniform(0.45, 0.65))]
    strokes = chance.randint(8, 10)
    for n in range(strokes):
        up = n % 2 == 0
        tall = 0.06 if n in (0, strokes // 2) else chance.uniform(0.2, 0.42)
        y = tall if up else chance.uniform(0.6, 0.86)
        knots.append((width * (0.08 + 0.66 * (n + chance.uniform(0.2, 0.9)) / strokes), height * y))
    knots.append((width * 0.96, height * chance.uniform(0.45, 0.62)))
    before: Point | None = None
    for x, y in _through(knots):
        if before is not None:
            steep = (y - before[1]) / (math.hypot(x - before[0], y - before[1]) or 1)
            pen = (5.5 + 3.5 * max(steep, -0.6)) * _FINER
            draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=INK)
        before = (x, y)
    return _png(picture)


def _through(knots: list[Point]) -> list[Point]:
    """A smooth line through points (Catmull-Rom)."""
    padded = [knots[0], *knots, knots[-1]]
    line: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        steps = max(int(math.dist(b, c) / 1.5), 2)
        for step in range(steps):
            t = step / steps
            line.append(tuple(  # type: ignore[arg-type]
                0.5 * (2 * b[i] + (c[i] - a[i]) * t + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t**2
                       + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t**3)
                for i in (0, 1)
            ))  # fmt: skip
    return line
