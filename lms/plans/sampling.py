"""Drawing work orders by lot, and what the observed ones say about all. Pure: numbers in, numbers out.

The draw: of the orders with a satisfaction, the same number from each band (low, middle, high), so that the rare low ones
are seen at all; within a band as many from each month as the month has a share of the band's orders (largest remainder).
What a band has too few of goes to the others. Orders are put in the order of source and number first, then each layer
draws with the one seed: the same facts and the same seed draw the same orders.

The figure: since the bands were not drawn in proportion, each observed order stands for the orders of its band:
    mean = sum over bands of share of the band among all orders x mean of the band
    variance = sum over bands of share^2 x variance within the band / observed of the band
with Student's t on n - bands degrees of freedom. Where a band that has orders has no observed one, the figure speaks of
the other bands only; where every band has one observed order or fewer, there is no interval.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.kpis.rules.quantiles import t

BANDS = ("low", "middle", "high")
LOW_BELOW, HIGH_FROM = 60.0, 85.0
LEAST, MOST = 3, 300
LEVEL = 0.95
ENOUGH = 5
"""Fewer observed orders make no figure."""


@dataclass(frozen=True)
class Candidate:
    """An order that can be drawn."""

    source: str
    order_no: str
    csat: float
    month: date


def band_of(csat: float, low_below: float, high_from: float) -> str:
    """Low, middle or high."""
    return "low" if csat < low_below else "high" if csat >= high_from else "middle"


def shares(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many each layer gives: as even as their sizes allow, the first layers one more where it does not divide."""
    given = dict.fromkeys(sizes, 0)
    left = min(wanted, sum(sizes.values()))
    while left:
        open_ = [name for name in sizes if given[name] < sizes[name]]
        each = max(1, left // len(open_))
        for name in open_:
            more = min(each, sizes[name] - given[name], left)
            given[name] += more
            left -= more
    return given


def in_proportion(sizes: Mapping[date, int], wanted: int) -> dict[date, int]:
    """How many each month of a band gives: by largest remainder, the earlier month first where they are equal."""
    whole = sum(sizes.values())
    if not whole:
        return dict.fromkeys(sizes, 0)
    exact = {month: wanted * size / whole for month, size in sizes.items()}
    given = {month: math.floor(value) for month, value in exact.items()}
    rest = wanted - sum(given.values())
    for month in sorted(sizes, key=lambda m: (given[m] - exact[m], m))[:rest]:
        given[month] += 1
    return given


def draw(
    candidates: Sequence[Candidate], wanted: int, seed: int, low_below: float = LOW_BELOW, high_from: float = HIGH_FROM
) -> list[Candidate]:
    """The orders drawn, in an order of observing that the same seed made too."""
    layers: dict[str, dict[date, list[Candidate]]] = {band: defaultdict(list) for band in BANDS}
    for one in sorted(candidates, key=lambda c: (c.source, c.order_no)):
        layers[band_of(one.csat, low_below, high_from)][one.month].append(one)
    lot = random.Random(seed)
    found: list[Candidate] = []
    wanted_of = shares({band: sum(map(len, months.values())) for band, months in layers.items()}, wanted)
    for band in BANDS:
        months = layers[band]
        for month, many in sorted(in_proportion({m: len(rows) for m, rows in months.items()}, wanted_of[band]).items()):
            found += lot.sample(months[month], many)
    lot.shuffle(found)
    return found


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval. `n` observed orders of `bands` bands; `missing` are bands with orders but none observed."""

    n: int
    mean: float | None
    low: float | None
    high: float | None
    missing: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """Are there enough orders to show it?"""
        return self.n >= ENOUGH


def estimate(points: Mapping[str, Sequence[float]], orders: Mapping[str, int], ends: tuple[float, float] = (1, 5)) -> Estimate:  # fmt: skip
    """The mean of all orders from the points of the observed ones by band; `orders` counts all of each band."""
    seen = {band: list(rows) for band, rows in points.items() if rows}
    n = sum(map(len, seen.values()))
    missing = tuple(band for band in BANDS if orders.get(band) and band not in seen)
    if not n:
        return Estimate(0, None, None, None, missing)
    whole = sum(max(orders.get(band, 0), len(rows)) for band, rows in seen.items())
    weight = {band: max(orders.get(band, 0), len(rows)) / whole for band, rows in seen.items()}
    means = {band: math.fsum(rows) / len(rows) for band, rows in seen.items()}
    mean = math.fsum(weight[band] * means[band] for band in seen)
    freedom = n - len(seen)
    if freedom < 1:
        return Estimate(n, mean, None, None, missing)
    # A band with one order has no variance of its own: it takes that of all bands together.
    squares = {band: math.fsum((x - means[band]) ** 2 for x in rows) for band, rows in seen.items()}
    pooled = math.fsum(squares.values()) / freedom
    variance = math.fsum(
        weight[band] ** 2 * (squares[band] / (len(rows) - 1) if len(rows) > 1 else pooled) / len(rows)
        for band, rows in seen.items()
    )
    half = t(LEVEL, freedom) * math.sqrt(variance)
    return Estimate(n, mean, max(ends[0], mean - half), min(ends[1], mean + half), missing)
