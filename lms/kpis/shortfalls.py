"""Which ability is missing where: the places whose figures fall short, with the abilities behind those figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lms.core.bilingual import Bilingual
from lms.kpis.boards import own_spans
from lms.kpis.definitions import version_on
from lms.kpis.models import Kpi, KpiVersion, Target
from lms.kpis.queries.places import PlaceRow, abilities_of_kpis, find_place_subject, list_stations, list_teams
from lms.kpis.queries.readings import sums_of
from lms.kpis.queries.targets import list_targets
from lms.kpis.rules.figures import figure_of
from lms.kpis.rules.periods import Span
from lms.kpis.rules.shortfalls import Shortfall, short_of, speaks_for, without
from lms.kpis.rules.sums import Sums, value_of
from lms.kpis.rules.targets import Bearer, covers, target_in

FEWEST_PEERS = 2
"""With fewer others beside it a place has nobody to be held against."""


@dataclass(frozen=True)
class Named:
    """An ability that figures point to, and the names of those figures."""

    id: int
    code: str
    name: Bilingual
    figures: tuple[Bilingual, ...]


@dataclass(frozen=True)
class Place:
    """A unit or team that falls short: in which figures, the gravest first, and which abilities that speaks for."""

    row: PlaceRow
    short: Sequence[tuple[KpiVersion, Shortfall, Span]]
    abilities: Sequence[Named]


def places_of(rows: Sequence[PlaceRow], kpis: Sequence[Kpi], span: Span) -> list[Place]:
    """The places that fall short over the months, the gravest first. Each KPI is held against its target, else against the
    other places of the same group."""
    versions = {kpi.code: version for kpi in kpis if (version := version_on(kpi, span.last)) is not None}
    versions = {code: version for code, version in versions.items() if version.direction != "none"}
    known = abilities_of_kpis([version.kpi_id for version in versions.values()])
    behind, named = defaultdict[str, list[tuple[int, int]]](list), {}
    codes = {version.kpi_id: code for code, version in versions.items()}
    for one in known:
        behind[codes[one.kpi_id]].append((one.id, one.weight))
        named[one.id] = one
    found = _shortfalls(rows, {code: version for code, version in versions.items() if code in behind}, span)
    spans = own_spans(versions, span)
    places = []
    for row in rows:
        short = sorted(found.get(row.subject_id, ()), key=lambda one: -one.distance)
        if short:
            abilities = [
                Named(id_, named[id_].code, named[id_].name, tuple(versions[code].name for code in by))
                for id_, by in speaks_for(short, behind)
            ]
            places.append(Place(row, [(versions[one.code], one, spans[one.code]) for one in short], abilities))
    return sorted(places, key=lambda place: -sum(one.distance for _version, one, _span in place.short))


def places_of_source(source: str, kpis: Sequence[Kpi], span: Span) -> list[Place]:
    """The same by the teams that a source names: where what was loaded falls short."""
    return places_of(list_teams(source, span.first, span.last), kpis, span)


def find_place(subject_id: int, kpis: Sequence[Kpi], span: Span, paths: Collection[str] | None) -> Place | None:
    """One place that falls short, held against those that the page showed beside it; None where it does not, or where it
    lies beyond the reader's reach (`paths`; teams of a source belong to none)."""
    subject = find_place_subject(subject_id)
    if subject is None or (subject.level == "team" and paths is not None):
        return None
    rows = list_stations(paths, None) if subject.level == "unit" else list_teams(subject.source, span.first, span.last)
    group = next((row.group for row in rows if row.subject_id == subject_id), None)
    places = places_of([row for row in rows if row.group == group], kpis, span)
    return next((place for place in places if place.row.subject_id == subject_id), None)


def _shortfalls(rows: Sequence[PlaceRow], versions: Mapping[str, KpiVersion], span: Span) -> dict[int, list[Shortfall]]:
    spans = own_spans(versions, span)
    together: dict[Span, list[str]] = defaultdict(list)
    for code, own in spans.items():
        together[own].append(code)
    first = min((own.first for own in spans.values()), default=span.first)
    targets = list_targets([version.kpi_id for version in versions.values()], first, span.last)
    bearers = {row.subject_id: Bearer(tuple(int(part) for part in row.path.split("/") if part)) for row in rows}
    found: dict[int, list[Shortfall]] = defaultdict(list)
    for own, codes in together.items():
        some = {code: versions[code] for code in codes}
        sums = sums_of(some, [row.subject_id for row in rows], own.first, own.last, False)
        for code, version in some.items():
            mine = {row.subject_id: own_sums for row in rows if (own_sums := sums.get((code, row.subject_id, None)))}
            aims = _aims([one for one in targets[version.kpi_id] if covers(one, own.last)], bearers, own)
            for row, one in _of_kpi(code, version, rows, mine, aims):
                found[row.subject_id].append(one)
    return found


def _aims(rows: Sequence[Target], bearers: Mapping[int, Bearer], span: Span) -> dict[int, float]:
    """The target of each place that has one."""
    found = {}
    for subject, bearer in bearers.items() if rows else ():
        target = target_in(rows, bearer, span.last)
        if target is not None and target.value is not None:
            found[subject] = target.value
    return found


def _of_kpi(
    code: str, version: KpiVersion, rows: Sequence[PlaceRow], sums: Mapping[int, Sums], targets: Mapping[int, float]
) -> list[tuple[PlaceRow, Shortfall]]:  # fmt: skip
    groups: dict[int, list[Sums]] = defaultdict(list)
    for row in rows:
        if row.subject_id in sums and row.group is not None:
            groups[row.group].append(sums[row.subject_id])
    wholes = {group: sum(members, Sums()) for group, members in groups.items() if len(members) > FEWEST_PEERS}
    found = []
    for row in rows:
        mine = sums.get(row.subject_id)
        target, whole = targets.get(row.subject_id), wholes.get(row.group) if row.group is not None else None
        if mine is None or (target is None and whole is None):
            continue
        peers = value_of(version.kind, without(whole, mine)) if whole is not None else None
        value, bound = value_of(version.kind, mine), target if target is not None else peers
        if value is None or bound is None or (value >= bound if version.direction == "up" else value <= bound):
            continue  # on the right side: its interval need not be known
        figure = figure_of(version.kind, version.unit, mine, version.least_sample)
        short = short_of(code, version.kind, version.direction, figure, target, peers)
        if short is not None:
            found.append((row, short))
    return found
