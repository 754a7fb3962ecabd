"""Ten thousand draws of the uncertain figures of a case. The generator is written out here, so that a seed gives the same
figures on every machine and in every version of Python.

Effects move together: measured on the same people in the same months, they are not independent, and to draw them apart
would make the interval of their sum narrower than it is. Everything else is drawn on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.evaluation.rules.returns.inputs import Input, Term, uncertain

DRAWS = 10_000
_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class Draws:
    """Benefits and costs of each draw, side by side."""

    benefits: tuple[float, ...]
    costs: tuple[float, ...]


def draw(benefits: Sequence[Term], costs: Sequence[Term], *, seed: int, count: int) -> Draws:
    """Benefits and costs `count` times over."""
    inputs = uncertain([*benefits, *costs])
    gained: list[float] = []
    spent: list[float] = []
    places = {one.key: place for place, one in enumerate(inputs)}
    readers = [one.quantiles() for one in inputs]
    gains, costed = ([term.by_values(places) for term in terms] for terms in (benefits, costs))
    for row in uniform_rows(inputs, seed=seed, count=count):
        values = [read(u) for read, u in zip(readers, row, strict=True)]
        gained.append(sum([amount(values) for amount in gains]))
        spent.append(sum([amount(values) for amount in costed]))
    return Draws(tuple(gained), tuple(spent))


def uniform_rows(inputs: Sequence[Input], *, seed: int, count: int) -> Iterator[tuple[float, ...]]:
    """For each draw the probability at which each figure is read off; effects share theirs."""
    numbers = uniforms(seed)
    for _ in range(count):
        shared = next(numbers)
        yield tuple(shared if one.shape == "effect" else next(numbers) for one in inputs)


def uniforms(seed: int) -> Iterator[float]:
    """Numbers strictly between 0 and 1 (SplitMix64: Steele, Lea and Flood, OOPSLA 2014)."""
    state = seed & _MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        mixed ^= mixed >> 31
        yield ((mixed >> 11) + 0.5) / (1 << 53)
