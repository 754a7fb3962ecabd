"""A profile proposed for a file that somebody brings, and a first look at what it would give."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lms.core import clock
from lms.kpis import facts
from lms.kpis.rules.profiles import Profile
from lms.kpis.rules.proposing import Proposal, propose
from lms.kpis.sources.faults import RowFault, SourceFault
from lms.kpis.sources.opening import open_file, sample
from lms.kpis.sources.staging import stage

LOOKED_AT = 5000


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
    opened = open_file(path, None)
    rows = list(sample(opened, None, LOOKED_AT))
    if not rows:
        raise SourceFault("file_without_rows")
    return propose(opened.header, rows, name=source, source=source)


def propose_for(path: Path, source: str) -> Profile:
    """A profile that may be used without anybody looking at it: SourceFault where a guess would be needed."""
    proposal = propose_profile(path, source)
    if proposal.lacking:
        raise SourceFault("proposal_lacks", fields=", ".join(proposal.lacking))
    if proposal.doubtful:
        raise SourceFault("proposal_ambiguous_dates", column=proposal.doubtful)
    return proposal.profile


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
