"""Columns of days that can be read day first or month first: which they are, and what speaks for one reading.

Nobody is guessed for: what is found here is asked about, with the likelier reading proposed and the reason named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from lms.kpis.rules.written_days import day_in, mark_of, moment_in, possible_orders

Values = Mapping[int, Sequence[str]]
_SORTED, _UNSORTED = 0.98, 0.9
_BROKEN, _UNBROKEN = 0.1, 0.02
_WIDER = 3
_FEWEST = 4


@dataclass(frozen=True)
class Doubt:
    """Columns whose days are written alike and can be read in several orders. `likely`: the reading that something speaks for
    (empty: nothing does), `why`: what (a word of WHYS); `example`: a day that differs by the reading."""

    headings: tuple[str, ...]
    example: str
    orders: tuple[str, ...]
    likely: str = ""
    why: str = ""

    def readings(self) -> list[tuple[str, date]]:
        """Each order with the day that the example then is."""
        read = ((order, day_in(self.example, order)) for order in self.orders)
        return [(order, day) for order, day in read if day is not None]


WHYS = ("other_column", "moments", "sequence", "together", "marks")
"""Another column is written so; the moments of an order follow one another; the rows do; they lie close together; the marks
are those of that way of writing."""


def find_doubts(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    values: Values,
    *,
    opened: int | None,
    until: date,
) -> list[Doubt]:
    """The doubts about these columns (`values`: the texts of those that hold moments), one for each way of writing.
    `opened`: the column of the openings."""
    possible = {index: possible_orders(texts, until) for index, texts in values.items()}
    marks = {index: next((mark for text in texts if (mark := mark_of(text))), "") for index, texts in values.items()}
    doubts = []
    for mark in dict.fromkeys(marks.values()):
        alike = [index for index in values if marks[index] == mark]
        open_ = [index for index in alike if len(possible[index]) > 1]
        if not open_:
            continue
        first = opened if opened in open_ else open_[0]
        orders = tuple(order for order in possible[first] if all(order in possible[index] for index in open_))
        orders = orders if len(orders) > 1 else possible[first]
        told = [possible[index][0] for index in alike if len(possible[index]) == 1]
        evidence = (
            ("other_column", next((order for order in orders if order in told), "")),
            ("moments", _by_moments(rows, open_, opened, orders)),
            ("sequence", _by_sequence(rows, first, orders)),
            ("together", _by_span(values[first], orders)),
            ("marks", _by_marks(values[first], mark, orders)),
        )
        why, likely = next(((why, order) for why, order in evidence if order), ("", ""))
        doubts.append(
            Doubt(tuple(header[index] for index in open_), _example(values[first], orders), orders, likely, why)
        )
    return doubts


def _example(texts: Sequence[str], orders: Sequence[str]) -> str:
    return next(
        text for text in texts if mark_of(text) and len({day_in(text, order) for order in orders}) == len(orders)
    )


def _by_moments(
    rows: Sequence[Sequence[str]], columns: Sequence[int], opened: int | None, orders: Sequence[str]
) -> str:
    """The only reading in which hardly any order ends before it begins."""
    others = [index for index in columns if index != opened]
    if opened is None or opened not in columns or not others:
        return ""
    broken = {}
    for order in orders:
        pairs = [
            (begun, later)
            for row in rows
            if (begun := moment_in(row[opened], order) if opened < len(row) else None)
            for index in others
            if index < len(row) and (later := moment_in(row[index], order))
        ]
        if len(pairs) < _FEWEST:
            return ""
        broken[order] = sum(later < begun for begun, later in pairs) / len(pairs)
    return _only(broken, _UNBROKEN, _BROKEN)


def _by_sequence(rows: Sequence[Sequence[str]], column: int, orders: Sequence[str]) -> str:
    """The only reading in which the rows are sorted."""
    disorder = {}
    for order in orders:
        found = [moment for row in rows if column < len(row) and (moment := moment_in(row[column], order))]
        pairs = list(pairwise(found))
        if len(pairs) < _FEWEST:
            return ""
        rising = sum(before <= after for before, after in pairs) / len(pairs)
        falling = sum(before >= after for before, after in pairs) / len(pairs)
        disorder[order] = 1 - max(rising, falling)
    return _only(disorder, 1 - _SORTED, 1 - _UNSORTED)


def _by_span(texts: Sequence[str], orders: Sequence[str]) -> str:
    """The reading in which all days lie within a third of the time that any other would need."""
    spans = {}
    for order in orders:
        days = [day for text in texts if (day := day_in(text, order))]
        if len(days) < _FEWEST:
            return ""
        spans[order] = (max(days) - min(days)).days + 1
    (order, least), *others = sorted(spans.items(), key=lambda item: item[1])
    return order if all(span >= _WIDER * least for _order, span in others) else ""


def _by_marks(texts: Sequence[str], mark: str, orders: Sequence[str]) -> str:
    """Points are set by those who write the day first; a.m. and p.m. beside strokes by those who write the month first."""
    if mark == ".":
        return "dmy" if "dmy" in orders else ""
    halves = sum(text.strip().upper().endswith(("AM", "PM")) for text in texts)
    return "mdy" if mark == "/" and "mdy" in orders and halves > len(texts) / 2 else ""


def _only(faults: Mapping[str, float], few: float, many: float) -> str:
    """The one with few faults, where all others have many."""
    good = [order for order, share in faults.items() if share <= few]
    return (
        good[0] if len(good) == 1 and all(share >= many for order, share in faults.items() if order != good[0]) else ""
    )
