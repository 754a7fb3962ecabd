"""The ornament of a certificate: a guilloche frame, a pale rosette behind the name, the emblem, the tier marks.

Everything is computed, in millimetres from the upper left corner, and written in PDF drawing operators: a few curves
repeated by name, so that the fine work weighs under ten kilobytes and costs no rendering time.
"""

import math
from collections.abc import Callable, Iterable
from functools import lru_cache

from lms.core.pdf.conformance import Artwork

WIDTH, HEIGHT = 297.0, 210.0
POINTS_PER_MM = 72 / 25.4

PETROL = "0.043 0.392 0.467"
PETROL_DEEP = "0.031 0.298 0.357"
PETROL_PALE = "0.905 0.945 0.95"
COPPER = "0.71 0.40 0.19"
COPPER_SOFT = "0.88 0.75 0.64"

FRAME_INSET, BAND = 9.0, 6.0
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
    words = [f"{x:.3f} {y:.3f} m"]
    for number in range(pieces):
        t0, t1 = start + number * step, start + (number + 1) * step
        (x0, y0), (x1, y1), (u0, v0), (u1, v1) = at(t0), at(t1), slope(t0), slope(t1)
        third = step / 3
        words.append(
            f"{x0 + u0 * third:.3f} {y0 + v0 * third:.3f} {x1 - u1 * third:.3f} {y1 - v1 * third:.3f} {x1:.3f} {y1:.3f} c"
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

    return curve(at, 0, 2 * math.pi, lobes * 4) + " h S"


def placed(name: str, x: float, y: float, angle: float = 0.0, scale: float = 1.0) -> str:
    """A part drawn at a place, turned."""
    c, s = math.cos(angle) * scale, math.sin(angle) * scale
    return f"q {c:.5f} {s:.5f} {-s:.5f} {c:.5f} {x:.3f} {y:.3f} cm /{name} Do Q"


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

            lines.append(curve(at, 0, length, 4 * harmonic) + " S")
    return " ".join(lines)


def _frame() -> tuple[list[str], dict[str, str]]:
    """The frame: a net along each side, a rosette in each corner, rules inside and outside."""
    middle = FRAME_INSET + BAND / 2
    corner = BAND * 1.0
    wide, high = WIDTH - 2 * (middle + corner), HEIGHT - 2 * (middle + corner)
    count_wide, count_high = round(wide / 9), round(high / 9)
    parts = {"BandW": _band_tile(wide / count_wide), "BandH": _band_tile(high / count_high)}
    drawing = [f"{PETROL} RG 0.11 w"]
    for number in range(count_wide):
        x = middle + corner + number * wide / count_wide
        drawing += [placed("BandW", x, middle), placed("BandW", x, HEIGHT - middle)]
    for number in range(count_high):
        y = middle + corner + number * high / count_high
        drawing += [placed("BandH", middle, y, math.pi / 2), placed("BandH", WIDTH - middle, y, math.pi / 2)]
    parts["Corner"] = rosette(BAND * 0.2, BAND * 0.58, 8, 0.9)
    for x in (middle, WIDTH - middle):
        for y in (middle, HEIGHT - middle):
            drawing += turned("Corner", x, y, 6, 2 * math.pi / 8)
            drawing.append(f"{COPPER} rg {circle(x, y, 0.75)} f")
    for inset, weight in ((FRAME_INSET - 1.1, 0.4), (FRAME_INSET + BAND + 1.1, 0.15), (FRAME_INSET + BAND + 1.8, 0.15)):
        drawing.append(f"{weight} w {inset} {inset} {WIDTH - 2 * inset} {HEIGHT - 2 * inset} re S")
    return drawing, parts


def _background() -> tuple[list[str], dict[str, str]]:
    """A large pale rosette behind the name: hard to copy, easy on the eye."""
    rings = {"RoseA": (19, 41, 10, 0.5, 8), "RoseB": (36, 58, 20, 0.35, 8), "RoseC": (56, 69, 40, 0.0, 6)}
    parts = {name: rosette(inner, outer, lobes, turns) for name, (inner, outer, lobes, turns, _) in rings.items()}
    x, y = WIDTH / 2, 105.0
    drawing = [f"{PETROL_PALE} RG 0.15 w"]
    for name, (_, _, lobes, _, times) in rings.items():
        drawing += turned(name, x, y, times, 2 * math.pi / lobes)
    return drawing, parts


def _emblem() -> tuple[list[str], dict[str, str]]:
    """A rosette around a disc; the page sets 师傅 in it."""
    parts = {"Emblem": rosette(8.4, 12.6, 18, 1.1)}
    x, y = EMBLEM
    return [
        f"{PETROL} RG 0.14 w",
        *turned("Emblem", x, y, 6, 2 * math.pi / 18),
        f"{PETROL_DEEP} rg {circle(x, y, 8.2)} f",
        f"{COPPER_SOFT} RG 0.22 w {circle(x, y, 7.5)} S",
    ], parts


def _marks(level: int) -> list[str]:
    """Four diamonds in a row, as many filled as the tier has reached."""
    drawing = [f"{COPPER} rg {COPPER} RG 0.28 w"]
    for number in range(4):
        x, half = WIDTH / 2 + (number - 1.5) * 6.4, 1.55
        shape = f"{x} {MARKS_Y - half} m {x + half} {MARKS_Y} l {x} {MARKS_Y + half} l {x - half} {MARKS_Y} l h"
        drawing.append(f"{shape} {'B' if number < level else 'S'}")
    reach, gap = 34.0, 13.6
    for side in (-1, 1):
        start, end = WIDTH / 2 + side * gap, WIDTH / 2 + side * (gap + reach)
        drawing.append(f"{COPPER_SOFT} RG 0.2 w {start} {MARKS_Y} m {end} {MARKS_Y} l S")
    return drawing


@lru_cache(maxsize=4)
def artwork(level: int) -> Artwork:
    """The whole ornament for a tier from 1 to 4."""
    if not 1 <= level <= 4:
        raise ValueError(f"A tier has 1 to 4 marks, not {level}.")
    background, rose = _background()
    frame, band = _frame()
    emblem, seal = _emblem()
    upright = f"{POINTS_PER_MM:.6f} 0 0 {-POINTS_PER_MM:.6f} 0 {HEIGHT * POINTS_PER_MM:.4f} cm 1 J 1 j"
    drawing = "\n".join([upright, *background, *frame, *emblem, *_marks(level)])
    parts = {name: part.encode() for name, part in {**rose, **band, **seal}.items()}
    return Artwork(drawing=drawing.encode(), parts=parts)
