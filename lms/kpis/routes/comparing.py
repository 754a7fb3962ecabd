"""Who stands how: the parts of a unit side by side, with ranks only as far as the intervals allow them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_login import current_user

from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.kpis.boards import totals
from lms.kpis.definitions import version_on
from lms.kpis.models import Kpi, KpiVersion
from lms.kpis.queries.about import ALL, UNIT, About, list_people_of, list_units_below
from lms.kpis.queries.subjects import subjects_of_units
from lms.kpis.rules.figures import Figure, figure_of, team_of
from lms.kpis.rules.periods import Span
from lms.kpis.rules.ranks import rank_ranges
from lms.kpis.rules.sums import Sums


@dataclass(frozen=True)
class Compared:
    """One unit or person: figure, and from which to which rank it may stand; no rank below the least sample."""

    name: Any
    address: dict[str, int]
    figure: Figure
    rank: tuple[int, int] | None


@dataclass(frozen=True)
class Comparison:
    """Rows side by side; `ranked` says how many of them have a rank."""

    units: list[Compared]
    people: list[Compared]
    ranked_units: int
    ranked_people: int


def comparison(kpi: Kpi, about: About, span: Span) -> Comparison | None:
    """The units below, and the people of the unit where the installation compares people. None where nothing is below
    or the reader sees only themselves."""
    version = version_on(kpi, span.last)
    if about.kind not in (ALL, UNIT) or Permission.SEE_KPIS not in current_user.permissions or version is None:
        return None
    units, ranked_units = _units(kpi, version, about, span)
    people, ranked_people = _people(kpi, version, about, span) if compares_people() else ([], 0)
    return Comparison(units, people, ranked_units, ranked_people) if units or people else None


def compares_people() -> bool:
    """Does the installation lay people side by side? Off unless it was set."""
    return bool(current_app.extensions["settings"].compare_people)


def _units(kpi: Kpi, version: KpiVersion, about: About, span: Span) -> tuple[list[Compared], int]:
    below = list_units_below(current_user, about.unit)
    subjects = subjects_of_units([unit.id for unit in below])
    found = totals({kpi.code: version}, list(subjects.values()), span)
    rows = [
        (unit.name, {"unit": unit.id}, figure)
        for unit in below
        if (figure := found.get((kpi.code, subjects.get(unit.id, 0)))) is not None
    ]
    return _ranked(rows, version)


def _people(kpi: Kpi, version: KpiVersion, about: About, span: Span) -> tuple[list[Compared], int]:
    if about.unit is None:
        return [], 0
    people = list_people_of(about.unit)
    found = totals({kpi.code: version}, [row.subject_id for row in people], span)
    sums: dict[int, Sums] = defaultdict(Sums)
    names: dict[int, Bilingual] = {}
    for row in people:
        if (figure := found.get((kpi.code, row.subject_id))) is not None:
            sums[row.id] += figure.sums
            names[row.id] = Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
    team = team_of(version.kind, list(sums.values()))
    rows = [
        (names[person], {"person": person}, figure_of(version.kind, version.unit, own, version.least_sample, team))
        for person, own in sums.items()
    ]
    return _ranked(rows, version)


def _ranked(rows: list[tuple[Any, dict[str, int], Figure]], version: KpiVersion) -> tuple[list[Compared], int]:
    """Best first; where more is neither better nor worse, largest first. Those with too few orders come last."""
    sure = {
        place: (figure.low, figure.high)
        for place, (_, _, figure) in enumerate(rows)
        if figure.enough and figure.low is not None and figure.high is not None
    }
    ranks = rank_ranges(sure, version.direction)
    sign = 1 if version.direction == "down" else -1
    order = sorted(range(len(rows)), key=lambda place: (not rows[place][2].enough, sign * (rows[place][2].value or 0)))
    return [Compared(*rows[place], ranks.get(place)) for place in order], len(ranks)
