"""The ornament of papers: guilloche frames and bands, a pale rosette behind the name, the emblem, the tier marks.

Everything is computed, in millimetres from the upper left corner, and written in PDF drawing operators: a few curves
repeated by name, so that the fine work weighs under ten kilobytes and costs no rendering time.
"""

import math
from collections.abc import Callable, Iterable
from functools import lru_cache

from certificates.designs.design import Layout
from lms.core.pdf.conformance import Artwork

WIDTH, HEIGHT = 297.0, 210.0
SIZES = {Layout.PAGE: (WIDTH, HEIGHT), Layout.CARD: (85.6, 54.0), Layout.TRAINING: (210.0, 297.0)}
"""The sizes of the papers, in millimetres: A4 lying, a bank card, A4 standing."""

POINTS_PER_MM = 72 / 25.4

PETROL = "0.043 0.392 0.467"
PETROL_DEEP = "0.031 0.298 0.357"
PETROL_PALE = "0.905 0.945 0.95"
COPPER = "0.71 0.40 0.19"
COPPER_SOFT = "0.88 0.75 0.64"

FRAME_INSET, BAND, TILE = 9.0, 6.0, 9.0
EMBLEM = (WIDTH / 2, 33.0)
MARKS_Y = 122.6

Point = tuple[float, float]


def curve(at: Callable[[float], Point], start: float, end: float, pieces: int) -> str:
    """A smooth line through a parametric curve, as Bézier pieces that keep its direction at every joint."""
    step = (end - start) / pieces
    tiny = step / 1000

    def slope(t: float) -> Point:
        (x0, y0), (x1, y1) = at(t - tiny), at(t + tiny)
        return (x1 - x0) / (2 * tiny), (y1 - y0) / (2 * tiny)

    x, y = at(start)
    words = [f"{x:.2f} {y:.2f} m"]
    for number in range(pieces):
        t0, t1 = start + number * step, start + (number + 1) * step
        (x0, y0), (x1, y1), (u0, v0), (u1, v1) = at(t0), at(t1), slope(t0), slope(t1)
        third = step / 3
        words.append(
            f"{x0 + u0 * third:.2f} {y0 + v0 * third:.2f} {x1 - u1 * third:.2f} {y1 - v1 * third:.2f} {x1:.2f} {y1:.2f} c"
        )
    return " ".join(words)


def circle(x: float, y: float, radius: float) -> str:
    return curve(lambda t: (x + radius * math.cos(t), y + radius * math.sin(t)), 0, 2 * math.pi, 8) + " h"


def rosette(inner: float, outer: float, lobes: int, turns: float) -> str:
    """One closed line of a rosette, swinging between two radii; turned copies of it make the net."""
    middle, swing = (inner + outer) / 2, (outer - inner) / 2

    def at(t: float) -> Point:
        radius = middle + swing * math.cos(lobes * t)
        angle = t + turns * math.sin(lobes * t) / lobes
        return radius * math.cos(angle), radius * math.sin(angle)

    return curve(at, 0, 2 * math.pi, lobes * 2) + " h S"


def placed(name: str, x: float, y: float, angle: float = 0.0, stretch: float = 1.0) -> str:
    """A part drawn at a place, turned, and stretched along its length."""
    c, s = math.cos(angle), math.sin(angle)
    return f"q {c * stretch:.4f} {s * stretch:.4f} {-s:.4f} {c:.4f} {x:.2f} {y:.2f} cm /{name} Do Q"


def turned(name: str, x: float, y: float, times: int, span: float) -> Iterable[str]:
    return (placed(name, x, y, span * number / times) for number in range(times))


def _band_tile(length: float) -> str:
    """One period of the frame's net: two families of waves, one the mirror of the other."""
    lines = []
    for share in (0.0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6):
        for height, harmonic in ((0.40, 1), (0.24, 2)):
            amplitude = BAND * height

            def at(x: float, shift: float = share, a: float = amplitude, k: int = harmonic) -> Point:
                return x, a * math.sin(2 * math.pi * (k * x / length + shift))

            lines.append(curve(at, 0, length, 3 * harmonic) + " S")
    return " ".join(lines)


def _frame(width: float, height: float, inset: float) -> tuple[list[str], dict[str, str]]:
    """The frame: a net along each side, a rosette in each corner, rules inside and outside."""
    middle = inset + BAND / 2
    corner = BAND * 1.0
    wide, high = width - 2 * (middle + corner), height - 2 * (middle + corner)
    count_wide, count_high = round(wide / TILE), round(high / TILE)
    parts = {"Band": _band_tile(TILE)}
    drawing = [f"{PETROL} RG 0.11 w"]
    for number in range(count_wide):
        x = middle + corner + number * wide / count_wide
        drawing += [placed("Band", x, y, 0, wide / count_wide / TILE) for y in (middle, height - middle)]
    for number in range(count_high):
        y = middle + corner + number * high / count_high
        drawing += [placed("Band", x, y, math.pi / 2, high / count_high / TILE) for x in (middle, width - middle)]
    parts["Corner"] = rosette(BAND * 0.2, BAND * 0.58, 8, 0.9)
    for x in (middle, width - middle):
        for y in (middle, height - middle):
            drawing += turned("Corner", x, y, 6, 2 * math.pi / 8)
            drawing.append(f"{COPPER} rg {circle(x, y, 0.75)} f")
    for gap, weight in ((-1.1, 0.4), (BAND + 1.1, 0.15), (BAND + 1.8, 0.15)):
        edge = inset + gap
        drawing.append(f"{weight} w {edge} {edge} {width - 2 * edge} {height - 2 * edge} re S")
    return drawing, parts


def _background(x: float, y: float, scale: float = 1.0) -> tuple[list[str], dict[str, str]]:
    """A large pale rosette behind the name: hard to copy, easy on the eye."""
    rings = {"RoseA": (19, 41, 10, 0.5, 8), "RoseB": (36, 58, 20, 0.35, 8), "RoseC": (56, 69, 40, 0.0, 6)}
    parts = {
        name: rosette(inner * scale, outer * scale, lobes, turns)
        for name, (inner, outer, lobes, turns, _) in rings.items()
    }
    drawing = [f"{PETROL_PALE} RG 0.15 w"]
    for name, (_, _, lobes, _, times) in rings.items():
        drawing += turned(name, x, y, times, 2 * math.pi / lobes)
    return drawing, parts


def _emblem(x: float, y: float, scale: float = 1.0, ground: str = PETROL_DEEP) -> tuple[list[str], dict[str, str]]:
    """A rosette around a disc; the page sets 师傅 in it."""
    parts = {"Emblem": rosette(8.4 * scale, 12.6 * scale, 18, 1.1)}
    return [
        f"{PETROL} RG 0.14 w",
        *turned("Emblem", x, y, 6, 2 * math.pi / 18),
        f"{ground} rg {circle(x, y, 8.2 * scale)} f",
        f"{COPPER_SOFT} RG 0.22 w {circle(x, y, 7.5 * scale)} S",
    ], parts


def _diamonds(x: float, y: float, level: int, half: float, step: float) -> list[str]:
    """Four diamonds in a row from the left, as many filled as the tier has reached."""
    drawing = [f"{COPPER} rg {COPPER} RG {half * 0.18:.2f} w"]
    for number in range(4):
        at = x + number * step
        shape = f"{at} {y - half} m {at + half} {y} l {at} {y + half} l {at - half} {y} l h"
        drawing.append(f"{shape} {'B' if number < level else 'S'}")
    return drawing


def _marks(level: int) -> list[str]:
    """The diamonds of the tier between two rules."""
    drawing = _diamonds(WIDTH / 2 - 1.5 * 6.4, MARKS_Y, level, 1.55, 6.4)
    reach, gap = 34.0, 13.6
    for side in (-1, 1):
        start, end = WIDTH / 2 + side * gap, WIDTH / 2 + side * (gap + reach)
        drawing.append(f"{COPPER_SOFT} RG 0.2 w {start} {MARKS_Y} m {end} {MARKS_Y} l S")
    return drawing


def _upright(layout: Layout) -> str:
    """Millimetres from the upper left corner instead of points from the lower left."""
    return f"{POINTS_PER_MM:.6f} 0 0 {-POINTS_PER_MM:.6f} 0 {SIZES[layout][1] * POINTS_PER_MM:.4f} cm 1 J 1 j"


def _whole(layout: Layout, drawing: list[str], parts: dict[str, str]) -> Artwork:
    content = "\n".join([_upright(layout), *drawing])
    return Artwork(drawing=content.encode(), parts={name: part.encode() for name, part in parts.items()})


def artwork_of(layout: Layout, level: int, *, emblem: bool) -> tuple[Artwork, ...]:
    """What is drawn beneath each page of a paper; without the emblem where a logo takes its place."""
    if layout is Layout.CARD:
        return _card_front(level, emblem), _card_back()
    return (artwork(level, emblem) if layout is Layout.PAGE else _training(emblem),)


@lru_cache(maxsize=8)
def artwork(level: int, emblem: bool = True) -> Artwork:
    """The whole ornament of a certificate for a tier from 1 to 4."""
    if not 1 <= level <= 4:
        raise ValueError(f"A tier has 1 to 4 marks, not {level}.")
    background, rose = _background(WIDTH / 2, 105.0)
    frame, band = _frame(WIDTH, HEIGHT, FRAME_INSET)
    seal, shape = _emblem(*EMBLEM) if emblem else ([], {})
    return _whole(Layout.PAGE, [*background, *frame, *seal, *_marks(level)], {**rose, **band, **shape})


@lru_cache(maxsize=2)
def _training(emblem: bool) -> Artwork:
    """A training certificate: the frame standing, a rosette lower down, a rule under the title."""
    width, height = SIZES[Layout.TRAINING]
    background, rose = _background(width / 2, 158.0)
    frame, band = _frame(width, height, FRAME_INSET)
    seal, shape = _emblem(width / 2, 47.0, 1.15) if emblem else ([], {})
    rule = [f"{COPPER} rg {COPPER_SOFT} RG 0.25 w"]
    for side in (-1, 1):
        rule.append(f"{width / 2 + side * 4} 106.6 m {width / 2 + side * 34} 106.6 l S")
    rule.append(f"{width / 2} 105 m {width / 2 + 1.6} 106.6 l {width / 2} 108.2 l {width / 2 - 1.6} 106.6 l h f")
    return _whole(Layout.TRAINING, [*background, *frame, *seal, *rule], {**rose, **band, **shape})


CARD_BAND = 14.6


@lru_cache(maxsize=8)
def _card_front(level: int, emblem: bool) -> Artwork:
    """The front of a card: a dark band with a net of waves, a pale rosette, the marks of the tier."""
    width, _ = SIZES[Layout.CARD]
    background, rose = _background(width * 0.42, 36.0, 0.42)
    parts = {**rose, "Wave": _wave(width, CARD_BAND)}
    drawing = [*background, f"{PETROL_DEEP} rg 0 0 {width} {CARD_BAND} re f"]
    drawing.append(f"q 0 0 {width} {CARD_BAND} re W n 0.2 0.53 0.6 RG 0.09 w")
    drawing += [placed("Wave", 0, CARD_BAND * (0.08 + 0.07 * number)) for number in range(13)]
    drawing.append(f"Q {COPPER} rg 0 {CARD_BAND} {width} 0.7 re f")
    if emblem:
        seal, shape = _emblem(9.6, CARD_BAND / 2, 0.5)
        drawing += seal
        parts |= shape
    return _whole(Layout.CARD, [*drawing, *_diamonds(65.9, 47.8, level, 1.0, 3.7)], parts)


@lru_cache(maxsize=1)
def _card_back() -> Artwork:
    """The back of a card: a slim band and a rosette."""
    width, height = SIZES[Layout.CARD]
    background, rose = _background(width - 22, 34.0, 0.36)
    bar = [f"{PETROL_DEEP} rg 0 0 {width} 4.2 re f", f"{COPPER} rg 0 4.2 {width} 0.5 re f"]
    bar.append(f"{PETROL_DEEP} rg 0 {height - 2.2} {width} 2.2 re f")
    return _whole(Layout.CARD, [*background, *bar], rose)


def _wave(length: float, height: float) -> str:
    """One long wave that swells towards the right."""

    def at(x: float) -> Point:
        return x, height * (0.05 + 0.22 * x / length) * math.sin(2 * math.pi * 2.5 * x / length + 3 * x / length)

    return curve(at, 0, length, 20) + " S"
