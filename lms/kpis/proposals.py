"""A profile proposed for a file that somebody brings, and a first look at what it would give."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from lms.core import clock
from lms.kpis import facts
from lms.kpis.field_labels import FIELD_NAMES
from lms.kpis.queries.known_names import known_among
from lms.kpis.rules.day_answers import asked, questions, settled
from lms.kpis.rules.fields import NEEDED
from lms.kpis.rules.mapping import Values, plain, table_of, values_of
from lms.kpis.rules.profiles import MADE, Profile, from_table
from lms.kpis.rules.proposing import Proposal, propose
from lms.kpis.sources.faults import RowFault, SourceFault
from lms.kpis.sources.headings import header_line, is_an_order
from lms.kpis.sources.kinds import kind_of
from lms.kpis.sources.opening import open_file, sample
from lms.kpis.sources.sheets import find_table
from lms.kpis.sources.staging import stage

LOOKED_AT, OF_A_WORKBOOK = 5000, 1000


@dataclass(frozen=True)
class Preview:
    """The head of a file: its header and rows as they stand, the orders made of them, and what is wrong."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    orders: tuple[dict[str, Any], ...]
    faults: tuple[RowFault, ...]
    absent: tuple[str, ...] = ()


def propose_profile(path: Path, source: str) -> Proposal:
    """The likeliest profile by the file's header and first rows. Raises SourceFault where it cannot be read."""
    kind, sheet, header_row = kind_of(path, None), None, 1
    if kind == "xlsx":
        sheet, header_row = find_table(path)
    elif kind == "csv":
        header_row = header_line(path)
    place = Profile(name=source, source=source, fields={}, sheet=sheet, header_row=header_row)
    return _propose(path, place, headings_found=True)


def _propose(path: Path, place: Profile, *, headings_found: bool = False) -> Proposal:
    """What is proposed for the table that stands where `place` says. `headings_found`: its headings were looked for and not
    named by somebody, so that an order must not be taken for them."""
    opened = open_file(path, place)
    rows = list(sample(opened, place, OF_A_WORKBOOK if opened.kind == "xlsx" else LOOKED_AT))
    if not rows:
        raise SourceFault("file_without_rows")
    if headings_found and is_an_order(opened.header, rows):
        raise SourceFault("file_without_headings", row=", ".join(opened.header)[:80])
    until = clock.today() + timedelta(days=1)
    proposal = propose(opened.header, rows, name=place.name, source=place.source, known=known_among(rows), until=until)
    profile = replace(proposal.profile, sheet=place.sheet, header_row=place.header_row)
    return replace(proposal, profile=profile)


def read_again(path: Path, choices: Values, *, name: str, find_header: bool) -> Values:
    """The choices for a file that is read from another sheet, line or in another writing than before: as they are where
    every chosen column is still there, else with the columns proposed anew. `find_header`: look for the header's line.
    Raises ProfileFault or SourceFault where it cannot be read like that."""
    raw = table_of(choices, name)
    place = from_table({**raw, "fields": {field: {"value": field} for field in NEEDED}})
    if find_header and kind_of(path, place) == "xlsx":
        place = replace(place, header_row=find_table(path, place.sheet)[1])
    header = open_file(path, place).header
    chosen = {plain(column) for rule in raw["fields"].values() for column in rule.get("columns", ())}
    if chosen and chosen <= {plain(heading) for heading in (*header, *MADE)}:
        return {**choices, "header_row": [str(place.header_row)]}
    proposal = _propose(path, place)
    proposed = proposal.profile
    profile = replace(
        place,
        fields=proposed.fields,
        null_words=proposed.null_words,
        dates=proposed.dates,
        fold=proposed.fold,
        order_by=proposed.order_by,
    )
    return {**values_of(profile, header), **questions(proposal.doubts)}


def propose_for(path: Path, source: str, dates: str | None = None) -> Proposal:
    """A profile that may be used without anybody looking at it, with the doubts that are left: SourceFault where a column is
    lacking. `dates`: how days that can be read both ways are meant; it leaves no doubt."""
    proposal = propose_profile(path, source)
    if proposal.lacking:
        header = open_file(path, proposal.profile).header
        lacking = _(", ").join(f"{FIELD_NAMES[field]} ({field})" for field in proposal.lacking)
        raise SourceFault("proposal_lacks", fields=lacking, header=", ".join(header)[:400])
    values = {**values_of(proposal.profile, open_file(path, proposal.profile).header), **questions(proposal.doubts)}
    doubts = asked(values)
    if dates is not None:
        wrong = [doubt for doubt in doubts.values() if dates not in doubt.orders]
        if wrong:
            raise SourceFault(
                "dates_cannot_be", column=wrong[0].headings[0], dates=dates, known=", ".join(wrong[0].orders)
            )
        values |= {f"said-{number}": [dates] for number in doubts}
        profile = from_table(table_of(settled(values), proposal.profile.name))
        return replace(proposal, profile=profile, doubts=())
    return replace(proposal, doubts=tuple(doubts.values()))


def preview(path: Path, profile: Profile, *, at: datetime, limit: int = 20) -> Preview:
    """What the profile makes of the file's first rows."""
    with tempfile.TemporaryDirectory(prefix="shifu-preview-") as name, facts.connect() as connection:
        opened = open_file(path, profile)
        rows = tuple(tuple(row) for row in sample(opened, profile, limit))
        staged = stage(connection, opened, profile, Path(name), zone=clock.zone().key, at=at, most=limit)
        answer = connection.execute(f"SELECT * FROM incoming ORDER BY line LIMIT {limit}")
        names = [column[0] for column in answer.description]
        orders = tuple(dict(zip(names, row, strict=True)) for row in answer.fetchall())
    return Preview(opened.header, rows, orders, tuple(staged.faults), tuple(staged.absent))
