"""Ratings from a CSV in long form (subject, rater, rating), and judges' tables for a standard setting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessments.rules.quality.agreement import NOMINAL, Ratings
from lms.core.speech import marked as _
from lms.core.tables.columns import (
    NOTHING_HERE,
    FileFault,
    at_line,
    columns_of,
    header,
    is_missing,
    is_no_number,
    line_of,
    no_column,
    refuse_where,
)


@dataclass(frozen=True)
class Rated:
    """What was read: ratings by subject, the full table of scores where everybody rated everything, and how many."""

    ratings: Ratings
    scores: Any
    """Subjects × raters, or None where it has holes or the ratings are no numbers."""
    subjects: int
    raters: int
    categories: list[str]


def read_ratings(path: Path, kind: str) -> Rated:
    """One line a rating; empty ratings are missing ones."""
    import numpy as np

    names, _mark = header(path)
    lower = {name.lower(): name for name in names}
    wanted: dict[str, str] = {}
    for key in ("subject", "rater", "rating"):
        if key not in lower:
            raise no_column(path, names, key)
        wanted[key] = lower[key]
    with columns_of(path, wanted, ("rating",)) as connection:
        for key in ("subject", "rater"):
            refuse_where(path, connection, is_missing(key), key, wanted[key], NOTHING_HERE)
        if kind != NOMINAL:
            refuse_where(
                path, connection, is_no_number("rating"), "rating", wanted["rating"],
                _("“%(cell)s” is no number; ratings in words are compared with --kind nominal."),
            )  # fmt: skip
        twice = connection.execute(
            "SELECT max(rowid) FROM raw GROUP BY trim(subject), trim(rater) HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
        ).fetchall()
        if twice:
            raise at_line(path, line_of(path, twice[0][0]), _("this rater rated this subject before."))
        value = "trim(rating)" if kind == NOMINAL else "rating_number"
        rows = connection.execute(
            f"SELECT trim(subject), trim(rater), {value} FROM raw WHERE NOT {is_missing('rating')} ORDER BY rowid"
        ).fetchall()
    subjects, raters = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    if len(raters) < 2:
        raise FileFault(_("%(file)s has the ratings of one rater; agreement takes two."), file=path.name)
    if len(subjects) < 2:
        raise FileFault(_("%(file)s has ratings of one subject; agreement takes several."), file=path.name)
    values = sorted({row[2] for row in rows})
    at = {value: number for number, value in enumerate(values)}
    place, rater_place = ({name: number for number, name in enumerate(all_)} for all_ in (subjects, raters))
    table = np.full((len(subjects), len(raters)), -1)
    for subject, rater, rating in rows:
        table[place[subject], rater_place[rater]] = at[rating]
    counts = np.zeros((len(subjects), len(values)))
    for column in table.T:
        rated = column >= 0
        counts[np.flatnonzero(rated), column[rated]] += 1
    pairs = table[(table >= 0).all(axis=1)] if len(raters) == 2 else None
    numbers = [float(value) for value in values] if kind != NOMINAL else [float(n) for n in range(len(values))]
    full = kind != NOMINAL and bool((table >= 0).all())
    return Rated(
        Ratings(numbers, counts, pairs),
        np.asarray(numbers)[table] if full else None,
        len(subjects),
        len(raters),
        [f"{value:g}" if kind != NOMINAL else str(value) for value in values],
    )


def read_judges(path: Path) -> tuple[list[str], list[str], list[list[float]]]:
    """Items, judges, and for each item what each judge says, between 0 and 1. An optional first column `item`."""
    names, _mark = header(path)
    named = names[0].lower() == "item"
    judges = names[1:] if named else names
    known = {name.lower() for name in names}
    if "rating" in known and known & {"judge", "rater"}:
        raise FileFault(
            _("%(file)s has one line a rating. Give one line an item and one column a judge."), file=path.name
        )
    if not judges:
        raise FileFault(_("%(file)s has no column with a judge."), file=path.name)
    short = {f"j{number}": name for number, name in enumerate(judges)}
    wanted = {**short, **({"item": names[0]} if named else {})}
    with columns_of(path, wanted, tuple(short)) as connection:
        for key, name in short.items():
            refuse_where(
                path, connection, is_missing(key), key, name, _("nothing stands here; every judge rates every item.")
            )
            outside = f"({is_no_number(key)} OR {key}_number < 0 OR {key}_number > 1)"
            refuse_where(path, connection, outside, key, name, _("“%(cell)s” is no probability between 0 and 1."))
        columns = ", ".join(f"{key}_number" for key in short)
        rows = connection.execute(
            f"SELECT {'trim(item)' if named else 'rowid + 1'}, {columns} FROM raw ORDER BY rowid"
        ).fetchall()
    return [str(row[0]) for row in rows], judges, [[float(value) for value in row[1:]] for row in rows]
