"""Taking lines of the audit trail out of the house: that too is on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lms.core import audit
from lms.core.audit import Actor
from lms.core.errors import Refusal, RuleBroken
from lms.core.jobs import Job, enqueue
from lms.people.queries.audit import FILTERS, LONGEST, Filter, count_lines, last_line

MOST = 50_000
"""How many lines one file holds."""


def ask_for_lines(*, values: Mapping[str, str], language: str, actor: Actor, at: datetime) -> Job:
    """Ask for the lines that fit as a workbook; those that stand now, not those that come. Raises RuleBroken."""
    wanted = Filter.of(values)
    count = count_lines(wanted)
    if not count:
        raise RuleBroken(Refusal("audit_export_empty"))
    if count > MOST:
        raise RuleBroken(Refusal("audit_export_large", {"count": count, "most": MOST}))
    given = {name: values[name].strip()[:LONGEST] for name in FILTERS if values.get(name, "").strip()}
    until = last_line()
    arguments = {"values": given, "language": language, "until_line": until}
    job = enqueue("audit.export", arguments, actor=actor, at=at, total=count)
    audit.record(
        "audit.export_asked", "job", job.id, actor=actor, at=at, count=count, filter=given, until_line=until
    )  # fmt: skip
    return job
