"""The mapping page in parts: each column with what stands in it and what it becomes; the first orders as understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from lms.core.i18n import moment, number
from lms.kpis.field_labels import FIELD_NAMES
from lms.kpis.rules.fields import BY_NAME, FIELDS
from lms.kpis.rules.mapping import places_of, plain
from lms.kpis.rules.profiles import MADE, Profile, ProfileFault
from lms.kpis.sources.faults import SourceFault

SAMPLES = 3
SAMPLE_ROWS = 200
COLUMNS_SHOWN = 150
ORDERS_SHOWN = 4
ROWS_TRIED = 50


@dataclass(frozen=True)
class Column:
    """A column of the file, one that a profile asks for and the file lacks, or a made one."""

    index: int
    heading: str
    samples: tuple[str, ...]
    fields: tuple[str, ...]
    kind: str = "present"


@dataclass(frozen=True)
class Glance:
    """The first orders as the profile understands them, field by field; or why there are none."""

    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    count: int = 0
    faults: tuple[Any, ...] = ()
    absent: tuple[str, ...] = ()
    fault: SourceFault | ProfileFault | None = None


def columns_of(
    header: Sequence[str], samples: Sequence[Sequence[str]], choices: Mapping[str, Sequence[str]]
) -> tuple[list[Column], int]:
    """The columns to show, those that become something and then the others, and how many are left out."""
    places = {plain(heading): index for index, heading in reversed(list(enumerate(header)))}
    columns: list[Column] = []
    seen: set[int] = set()
    named = places_of(choices)
    for index in named:
        heading = choices[f"heading-{index}"][0]
        fields = tuple(name for name in choices.get(f"field-{index}", ()) if name in BY_NAME)
        place = places.get(plain(heading))
        if heading in MADE:
            columns.append(Column(index, heading, (), fields, "made"))
        elif place is not None and place not in seen:
            seen.add(place)
            columns.append(Column(index, header[place], _samples(samples, place), fields))
        elif fields:
            columns.append(Column(index, heading, (), fields, "absent"))
    others = (place for place in range(len(header)) if place not in seen)
    columns += [
        Column(index, header[place], _samples(samples, place), ())
        for index, place in enumerate(others, start=max(named, default=-1) + 1)
    ]
    used = [column for column in columns if column.fields or column.kind == "made"]
    unused = [column for column in columns if not column.fields and column.kind != "made"]
    room = max(COLUMNS_SHOWN - len(used), 0)
    shown = {column.index for column in (*used, *unused[:room])}
    order = {"present": 0, "absent": 1, "made": 2}
    kept = sorted(
        (c for c in columns if c.index in shown), key=lambda c: (order[c.kind], places.get(plain(c.heading), 0))
    )
    return kept, len(columns) - len(kept)


def _samples(rows: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows:
        if place < len(row) and row[place].strip():
            found.setdefault(row[place].strip())
        if len(found) == SAMPLES:
            break
    return tuple(text if len(text) <= 40 else f"{text[:39]}…" for text in found)


def glance_at(path: Path, profile: Profile, at: datetime) -> Glance:
    """What the profile makes of the file's first rows."""
    from lms.kpis.proposals import preview

    try:
        seen = preview(path, profile, at=at, limit=ROWS_TRIED)
    except SourceFault as fault:
        return Glance(fault=fault)
    orders = seen.orders[:ORDERS_SHOWN]
    names = [field.name for field in FIELDS if field.name in profile.fields]
    rows = tuple((name, tuple(written(name, order.get(name)) for order in orders)) for name in names)
    return Glance(rows, len(orders), seen.faults[:10], seen.absent)


def written(name: str, value: Any) -> str:
    """A value as its reader writes it; moments in the organisation's zone."""
    if value is None:
        return "–"
    kind = BY_NAME[name].kind
    if kind == "moment":
        return moment(value.replace(tzinfo=UTC))
    if kind == "flag":
        return _("yes") if value else _("no")
    if kind in ("integer", "number"):
        return number(value, 2)
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def field_options() -> list[tuple[str, Any]]:
    """What a column can become."""
    return [(field.name, FIELD_NAMES[field.name]) for field in FIELDS]
