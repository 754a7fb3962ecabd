"""How a card's score comes about.

Each line has a worst value, a target and a best value. A value scores 0 at the worst, 100 at the target, 120 at the best;
between them in straight lines; never under 0 and never over 120. A line counts with its weight within its part, a part
with its weight within the card. A line that has no figure, or one of too few cases, is left out: its weight goes to the
other lines of its part in proportion, and that of a part without any line to the other parts. A card that rests on less
than half of its weights has no score.

Scores and weights are rounded to one decimal and points (weight × score) to two before they are added, so that whoever
adds up what is printed gets the score that is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

AT_TARGET, MOST = 100.0, 120.0
LEAST_COVERAGE = 50.0

NO_DATA, TOO_FEW = "no_data", "too_few"


@dataclass(frozen=True)
class Line:
    """What one line measures: a KPI's code or `growth.` and a growth measure, with what it is worth."""

    measure: str
    weight: float
    target: float
    worst: float
    best: float


@dataclass(frozen=True)
class Part:
    """A part of a card, as process, result, growth."""

    code: str
    weight: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Observed:
    """The figure of a line: its value, from how many cases, between which bounds. `why` says what is wrong with it."""

    value: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    why: str = NO_DATA


@dataclass(frozen=True)
class LineResult:
    """A line with its figure. `weight` is its share of the whole card as defined, `used` the one it counts with."""

    line: Line
    observed: Observed
    weight: float
    used: float
    score: float | None
    points: float

    @property
    def counts(self) -> bool:
        """Does it count?"""
        return self.score is not None


@dataclass(frozen=True)
class PartResult:
    """A part with its lines; `score` is the mean of its lines, None where none counts."""

    part: Part
    used: float
    score: float | None
    points: float
    lines: tuple[LineResult, ...]


@dataclass(frozen=True)
class CardResult:
    """A card. `coverage` is the share of the weights as defined that lines with figures have; `score` None under half."""

    score: float | None
    points: float
    coverage: float
    parts: tuple[PartResult, ...]

    @property
    def lines(self) -> tuple[LineResult, ...]:
        """All lines, in their order."""
        return tuple(line for part in self.parts for line in part.lines)


def score_of(value: float, line: Line) -> float:
    """What a value scores on a line."""
    if line.worst == line.target or line.target == line.best:
        raise ValueError(f"{line.measure}: worst, target and best must differ")
    reached = (value - line.worst) / (line.target - line.worst)
    if reached <= 1:
        return rounded(max(reached, 0.0) * AT_TARGET, 1)
    beyond = (value - line.target) / (line.best - line.target)
    return rounded(AT_TARGET + min(beyond, 1.0) * (MOST - AT_TARGET), 1)


def with_targets(parts: Sequence[Part], targets: Mapping[str, float]) -> tuple[Part, ...]:
    """The parts with the targets that were set for somebody, by measure. One that does not lie between the line's worst
    and best value cannot be scored and is passed over."""
    return tuple(
        replace(part, lines=tuple(_with_target(line, targets.get(line.measure)) for line in part.lines))
        for part in parts
    )


def _with_target(line: Line, target: float | None) -> Line:
    if target is None or not min(line.worst, line.best) < target < max(line.worst, line.best):
        return line
    return replace(line, target=target)


def make_card(parts: Sequence[Part], observed: Mapping[str, Observed]) -> CardResult:
    """The card of somebody, from the figures of its lines by their measure."""
    seen = [[(line, observed.get(line.measure, Observed())) for line in part.lines] for part in parts]
    weights = _as_defined(parts)
    counting = [[not o.why and o.value is not None for _line, o in lines] for lines in seen]
    used = _as_used(parts, counting)
    results: list[PartResult] = []
    for number, part in enumerate(parts):
        lines = tuple(
            _line(line, o, weights[number][place], used[number][place])
            for place, (line, o) in enumerate(seen[number])
        )  # fmt: skip
        points, whole = rounded(sum(r.points for r in lines), 2), rounded(sum(r.used for r in lines), 1)
        results.append(PartResult(part, whole, rounded(100 * points / whole, 1) if whole else None, points, lines))
    coverage = rounded(sum(r.weight for p in results for r in p.lines if r.counts), 1)
    points = rounded(sum(p.points for p in results), 2)
    return CardResult(rounded(points, 1) if coverage >= LEAST_COVERAGE else None, points, coverage, tuple(results))


def _line(line: Line, observed: Observed, weight: float, used: float) -> LineResult:
    if observed.why or observed.value is None:
        return LineResult(line, observed, weight, 0.0, None, 0.0)
    score = score_of(observed.value, line)
    return LineResult(line, observed, weight, used, score, rounded(used * score / 100, 2))


def _as_defined(parts: Sequence[Part]) -> list[list[float]]:
    """The share of the whole card that each line has when all count."""
    return _to_tenths(_shares(parts, [[True] * len(part.lines) for part in parts]))


def _as_used(parts: Sequence[Part], counting: Sequence[Sequence[bool]]) -> list[list[float]]:
    """The share of the whole card that each line has when some are left out."""
    return _to_tenths(_shares(parts, counting))


def _shares(parts: Sequence[Part], counting: Sequence[Sequence[bool]]) -> list[list[float]]:
    alive = sum(
        part.weight
        for part, counts in zip(parts, counting, strict=True)
        if any(c and line.weight > 0 for c, line in zip(counts, part.lines, strict=True))
    )
    shares = []
    for part, counts in zip(parts, counting, strict=True):
        whole = sum(line.weight for line, c in zip(part.lines, counts, strict=True) if c)
        shares.append(
            [
                100 * part.weight / alive * line.weight / whole if c and whole and alive else 0.0
                for line, c in zip(part.lines, counts, strict=True)
            ]
        )
    return shares


def _to_tenths(shares: Sequence[Sequence[float]]) -> list[list[float]]:
    """Shares in tenths of a per cent that add up to exactly 100: the largest remainders get what rounding down left."""
    flat = [share * 10 for row in shares for share in row]
    if not any(flat):
        return [[0.0] * len(row) for row in shares]
    whole = [floor(share + 1e-9) for share in flat]
    left = 1000 - sum(whole)
    for place in sorted(range(len(flat)), key=lambda p: (whole[p] - flat[p], p))[:left]:
        whole[place] += 1
    tenths = iter(whole)
    return [[next(tenths) / 10 for _share in row] for row in shares]


def rounded(value: float, digits: int) -> float:
    """Half up, as people round; binary fractions just under a half count as the half they stand for."""
    factor = 10**digits
    return floor(value * factor + 0.5 + 1e-9) / factor
