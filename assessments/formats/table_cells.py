"""What stands in the cells of a table for kinds that need more than options: parts are set apart by `|`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from assessments.rules.items import Accepted, Spot, Words

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_WEIGHT = re.compile(rf"%({_NUMBER})%\s*")
_NUMERIC = re.compile(rf"({_NUMBER})\s*(?:(?:±|\+/-)\s*({_NUMBER}))?\s*(.*)")
_SPOT = re.compile(r"(right|wrong|对|错)\s+(rectangle|circle|polygon|矩形|圆|多边形)\s+([\d.,\s]+?)\s*(?:=\s*(.*))?")
_SHAPES = {"矩形": "rectangle", "圆": "circle", "多边形": "polygon"}


class WrongCell(ValueError):
    """A cell that cannot be understood."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def split(cell: str) -> list[str]:
    """The parts of a cell; `\\|` is a stroke in a part."""
    if not cell.strip():
        return []
    return [re.sub(r"\\([|\\])", r"\1", part).strip() for part in re.split(r"(?<!\\)\|", cell)]


def joined(parts: Sequence[str]) -> str:
    """Parts as one cell; nothing at all is an empty cell."""
    return " | ".join(re.sub(r"([|\\])", r"\\\1", part) for part in parts) if any(parts) else ""


def texts(zh: str, en: str) -> tuple[Words, ...]:
    """Texts side by side, one for each option."""
    return tuple(Words(left, right) for left, right in zip_longest(split(zh), split(en), fillvalue=""))


def accepted(kind: str, cell: str, *, match_case: bool) -> tuple[Accepted, ...]:
    """`220 ± 5 V | %50%230 ± 10 V`, or `copper | %50%Cu`."""
    found = []
    for part in split(cell):
        weight = _WEIGHT.match(part)
        fraction = float(weight.group(1)) / 100 if weight else 1.0
        text = part[weight.end() :] if weight else part
        if kind != "numeric":
            found.append(Accepted(text, fraction=fraction, match_case=match_case))
        elif number := _NUMERIC.fullmatch(text):
            value, tolerance, unit = number.groups()
            found.append(
                Accepted(value=float(value), tolerance=float(tolerance or 0), unit=unit.strip(), fraction=fraction)
            )
        else:
            raise WrongCell("answers")
    return tuple(found)


def pairs(zh: str, en: str) -> tuple[tuple[tuple[Words, Words], ...], tuple[Words, ...]]:
    """`asked -> answer | asked -> answer | -> belongs to nothing`."""
    sides = []
    for field, cell in (("pairs_zh", zh), ("pairs_en", en)):
        parts = [part.split("->", 1) for part in split(cell.replace("→", "->"))]
        if any(len(part) != 2 for part in parts):
            raise WrongCell(field)
        sides.append([(left.strip(), right.strip()) for left, right in parts])
    if sides[0] and sides[1] and [not left for left, _ in sides[0]] != [not left for left, _ in sides[1]]:
        raise WrongCell("pairs_en")
    both = [
        (Words(first[0], second[0]), Words(first[1], second[1]))
        for first, second in zip_longest(*sides, fillvalue=("", ""))
    ]
    return tuple(pair for pair in both if pair[0]), tuple(right for left, right in both if not left)


def shares(cell: str) -> tuple[float, ...]:
    """`50 | 50 | -50`: percent of the points for each option."""
    parts = [part.rstrip("% ") for part in split(cell)]
    if not all(re.fullmatch(_NUMBER, part) for part in parts):
        raise WrongCell("shares")
    return tuple(round(float(part) / 100, 7) for part in parts)


def spots(cell: str) -> tuple[Spot, ...]:
    """`right rectangle 0.1 0.2 0.3 0.4 = Valve | wrong circle 0.5 0.5 0.1`, in fractions of the picture."""
    found = []
    for part in split(cell):
        said = _SPOT.fullmatch(part)
        numbers = re.split(r"[\s,]+", said[3].strip()) if said else []
        if not said or not all(re.fullmatch(_NUMBER, number) for number in numbers):
            raise WrongCell("spots")
        zh, _mark, en = (said[4] or "").rpartition(" / ")
        label = Words(zh.strip(), en.strip()) if zh else Words(en=en) if en.isascii() else Words(zh=en)
        shape = _SHAPES.get(said[2], said[2])
        found.append(Spot(shape, tuple(map(float, numbers)), said[1] in ("right", "对"), label))
    return tuple(found)
