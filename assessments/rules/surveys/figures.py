"""The figures of answers: n, mean with its interval, shares with theirs, net promoter score, and each distribution.

mean    Student's t interval, ended at the ends of the scale
share   Wilson's score interval; of a scale, the share of its upper part (the two highest of five points)
nps     promoters (9–10) less detractors (0–6), in points, with the adjusted Wald interval
measure the mean of the means of its questions. Its interval takes the mean of the questions' half-widths, as if each person
        answered all of them alike: never too narrow, since answers of one person are not tied together
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.rules.surveys.answers import Given
from assessments.rules.surveys.items import MULTIPLE, NPS, NUMBER, SCALE, SINGLE, Item
from lms.kpis.rules import intervals
from lms.kpis.rules.quantiles import t

Limits = tuple[float, float]


@dataclass(frozen=True)
class Share:
    """How many chose something, of those who answered the question; `value` is the point or the key of the option."""

    value: int | str
    count: int
    percent: float
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """What the answers to one question come to. `n` answered it, `blank` left it out."""

    n: int
    blank: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    spread: float | None = None
    upper: Share | None = None
    nps: float | None = None
    nps_low: float | None = None
    nps_high: float | None = None
    distribution: tuple[Share, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureFigure:
    """What the questions of one measure and one scale come to together; `n` is the least that any of them has."""

    measure: str
    items: int
    n: int
    mean: float
    low: float | None
    high: float | None
    bottom: int
    top: int


def figure_of(item: Item, answers: Sequence[Given]) -> Figure:
    """The figure of all answers to a question, blank ones among them."""
    given = [answer for answer in answers if not answer.is_blank]
    n, blank = len(given), len(answers) - len(given)
    if not n:
        return Figure(0, blank)
    if item.kind in (SCALE, NPS, NUMBER):
        return _numbers(item, [answer.number for answer in given if answer.number is not None], blank)
    if item.kind in (SINGLE, MULTIPLE):
        counts = Counter(key for answer in given for key in answer.choices or ())
        return Figure(n, blank, distribution=tuple(_share(o.key, counts[o.key], n) for o in item.options))
    return Figure(n, blank, texts=tuple(answer.text or "" for answer in given))


def _numbers(item: Item, values: Sequence[float], blank: int) -> Figure:
    n, total, squares = len(values), math.fsum(values), math.fsum(v * v for v in values)
    limits = intervals.t_mean(n, total, squares)
    counts = Counter(int(v) for v in values) if item.points else Counter[int]()
    distribution = tuple(_share(p.value, counts[p.value], n) for p in item.points)
    low, high = _within(item, limits) if limits else (None, None)
    spread = intervals.spread(n, total, squares) if n > 1 else None
    if item.kind == NPS:
        promoters, detractors = sum(v >= 9 for v in values), sum(v <= 6 for v in values)
        below, above = intervals.nps(n, promoters - detractors, promoters + detractors)
        net = 100 * (promoters - detractors) / n
        return Figure(n, blank, total / n, low, high, spread, None, net, 100 * below, 100 * above, distribution)
    upper = _upper(item, values) if item.points else None
    return Figure(n, blank, total / n, low, high, spread, upper, distribution=distribution)


def _upper(item: Item, values: Sequence[float]) -> Share:
    """The share of the points above three fifths of the scale: 4 and 5 of five, 6 and 7 of seven, 7 to 10 of eleven."""
    bottom, top = item.points[0].value, item.points[-1].value
    edge = bottom + 0.6 * (top - bottom)
    return _share(math.floor(edge) + 1, sum(v > edge for v in values), len(values))


def _share(value: int | str, count: int, n: int) -> Share:
    low, high = intervals.wilson(count, n)
    return Share(value, count, 100 * count / n, 100 * low, 100 * high)


def _within(item: Item, limits: Limits) -> Limits:
    if not item.points:
        return limits
    return max(limits[0], item.points[0].value), min(limits[1], item.points[-1].value)


def by_measure(figures: Iterable[tuple[Item, Figure]]) -> list[MeasureFigure]:
    """Rated questions put together by stem of measure and by the ends of their scale, in the order in which they stand."""
    groups: dict[tuple[str, int, int], list[Figure]] = {}
    for item, figure in figures:
        if item.is_rated and figure.mean is not None:
            key = (item.stem, item.points[0].value, item.points[-1].value)
            groups.setdefault(key, []).append(figure)
    return [_measure(*key, group) for key, group in groups.items()]


def _measure(stem: str, bottom: int, top: int, group: Sequence[Figure]) -> MeasureFigure:
    means = [figure.mean for figure in group if figure.mean is not None]
    mean = math.fsum(means) / len(means)
    halves = [_half(figure) for figure in group]
    known = [half for half in halves if half is not None]
    low = high = None
    if len(known) == len(halves):
        half = math.fsum(known) / len(known)
        low, high = max(mean - half, bottom), min(mean + half, top)
    return MeasureFigure(stem, len(group), min(f.n for f in group), mean, low, high, bottom, top)


def _half(figure: Figure) -> float | None:
    if figure.spread is None or figure.n < 2:
        return None
    return t(intervals.LEVEL, figure.n - 1) * figure.spread / math.sqrt(figure.n)


def rate(answered: int, asked: int) -> Share | None:
    """The response rate with its interval; None where nobody was asked."""
    return _share("", answered, asked) if asked else None
