"""Loading work orders: what a file would do, and doing it — all of it or nothing, unless told otherwise.

Reading and writing of Parquet happen before the one transaction, which is short but for the readings. A load that finds the
facts changed meanwhile compares again. Files that no transaction ever counted are swept later.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select, text

from lms.core import audit, clock, files
from lms.core.audit import Actor
from lms.core.db import db, rollback, transaction
from lms.core.errors import Refusal, RuleBroken
from lms.kpis import facts
from lms.kpis.actions.subjects import note_subjects, unmatched_technicians
from lms.kpis.comparison import Comparison, MonthChange, Written, compare, write_months
from lms.kpis.models import FactFile, MonthReopened, WorkOrderLoad
from lms.kpis.queries.loads import months_told
from lms.kpis.rejects import XLSX, reject_workbook
from lms.kpis.rules.profiles import Profile
from lms.kpis.sources.faults import RowFault
from lms.kpis.sources.opening import Opened, open_file
from lms.kpis.sources.staging import Staged, stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

How = Literal["page", "folder", "api", "command", "demo"]
MOST_TRIES = 5


class LoadRejected(RuleBroken):
    """Rows are wrong and not even the others were loaded. The plan holds every fault."""

    def __init__(self, plan: LoadPlan) -> None:
        super().__init__(Refusal("load_has_rejects", {"rejected": plan.rejected, "rows": plan.rows}))
        self.plan = plan


@dataclass(frozen=True)
class LoadPlan:
    """What loading a file would do."""

    source: str
    sha256: str
    rows: int
    orders: int
    loaded: int
    replaced: int
    unchanged: int
    rejected: int
    repeated: int
    first: datetime | None
    last: datetime | None
    months: tuple[MonthChange, ...]
    faults: tuple[RowFault, ...] = field(repr=False, default=())
    absent: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    """The technicians whom nobody stands behind; only a check asks for them."""
    reopened: tuple[date, ...] = ()
    """The months that are over and whose known figures change; only a check asks for them."""

    @property
    def loadable(self) -> bool:
        """No row is wrong."""
        return not self.rejected

    def write_rejects(self, path: Path) -> Path:
        """The rows that are wrong, as a workbook in both languages."""
        path.write_bytes(reject_workbook(self.faults))
        return path


@dataclass
class _Work:
    """A file read into an engine, with what is known of it."""

    connection: DuckDBPyConnection
    opened: Opened
    staged: Staged
    folder: Path
    profile: Profile


def _no_step() -> None:
    """Nobody waits for the steps of a command or a test."""


@contextmanager
def _read(path: Path, profile: Profile, at: datetime) -> Iterator[_Work]:
    with tempfile.TemporaryDirectory(prefix="shifu-load-") as name, facts.connect() as connection:
        opened = open_file(path, profile)
        staged = stage(connection, opened, profile, Path(name), zone=clock.zone().key, at=at)
        yield _Work(connection, opened, staged, Path(name), profile)


def _plan(work: _Work, comparison: Comparison) -> LoadPlan:
    staged = work.staged
    return LoadPlan(
        source=work.profile.source, sha256=work.opened.look.sha256, rows=staged.rows, orders=staged.orders,
        loaded=comparison.loaded, replaced=comparison.replaced, unchanged=comparison.unchanged,
        rejected=staged.rejected, repeated=staged.repeated, first=staged.first, last=staged.last,
        months=tuple(comparison.months), faults=tuple(staged.faults), absent=tuple(staged.absent),
    )  # fmt: skip


def check(path: Path, profile: Profile, *, at: datetime, step: Callable[[], None] = _no_step) -> LoadPlan:
    """What loading the file would do. Reads only. Raises SourceFault where the file cannot be read. `step` is told when the
    file is read."""
    with _read(path, profile, at) as work:
        step()
        plan = _plan(work, compare(work.connection, profile.source, facts.live_files(source=profile.source)))
        return replace(
            plan,
            unmatched=tuple(unmatched_technicians(work.connection, profile.source)),
            reopened=tuple(sorted(months_told([change.month for change in plan.months], at))),
        )


def load(
    path: Path, profile: Profile, *, how: How, actor: Actor, at: datetime, partial: bool = False,
    idempotency_key: str | None = None, name: str | None = None, profile_id: int | None = None,
    file_id: int | None = None, step: Callable[[], None] = _no_step,
) -> WorkOrderLoad:  # fmt: skip
    """Load a file in a transaction of its own: call it outside any other.

    Raises SourceFault where the file cannot be read and LoadRejected where rows are wrong and `partial` is not asked for;
    nothing has changed then. With an idempotency key that was used before, gives the load that used it. `step` is told when
    the file is read, when its months are written, and when they count.
    """
    rollback()
    if idempotency_key is not None and (before := _load_of(idempotency_key)) is not None:
        return before
    with _read(path, profile, at) as work:
        step()
        for _ in range(MOST_TRIES):
            live = facts.live_files(source=profile.source)
            seen = [row.id for row in live]
            comparison = compare(work.connection, profile.source, live)
            plan = _plan(work, comparison)
            if plan.rejected and not partial:
                raise LoadRejected(plan)
            written = write_months(work.connection, profile.source, comparison, live, work.folder)
            rollback()
            step()
            work_done = _Finished(plan, comparison, written, seen)
            with transaction():
                if idempotency_key is not None and (before := _load_of(idempotency_key)) is not None:
                    break
                if not _still(profile.source, seen):
                    continue
                row = _count(
                    work_done, work.connection, how=how, actor=actor, at=at, idempotency_key=idempotency_key,
                    name=name or path.name, profile_id=profile_id, file_id=file_id,
                )  # fmt: skip
                load_id = row.id
            step()
            return db.session.get_one(WorkOrderLoad, load_id)
    if idempotency_key is not None and (before := _load_of(idempotency_key)) is not None:
        return before
    raise RuleBroken(Refusal("load_overtaken", {}))


@dataclass(frozen=True)
class _Finished:
    plan: LoadPlan
    comparison: Comparison
    written: Sequence[Written]
    seen: Sequence[int]


def _load_of(idempotency_key: str) -> WorkOrderLoad | None:
    return db.session.scalar(select(WorkOrderLoad).where(WorkOrderLoad.idempotency_key == idempotency_key))


def _still(source: str, seen: Sequence[int]) -> bool:
    """Do the same files count as when this load compared? From here on no other load of the source can interfere."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:source))"), {"source": f"facts {source}"})
    return [row.id for row in facts.live_files(source=source)] == list(seen)


def _count(
    done: _Finished, connection: DuckDBPyConnection, *, how: How, actor: Actor, at: datetime,
    idempotency_key: str | None, name: str, profile_id: int | None, file_id: int | None,
) -> WorkOrderLoad:  # fmt: skip
    """Make the files count, and everything that follows from it."""
    plan = done.plan
    months = [change.month for change in plan.months]
    told = months_told(months, at)
    reopened = [change for change in plan.months if change.month in told]
    rejects = None
    if plan.faults:
        rejects = files.save(
            reject_workbook(plan.faults), name=f"{Path(name).stem}-rejected.xlsx", content_type=XLSX, actor=actor, at=at
        )
    row = WorkOrderLoad(
        source=plan.source, how=how, profile_id=profile_id, file_name=name[-200:], sha256=plan.sha256, file_id=file_id,
        rejects_file_id=rejects.id if rejects else None, idempotency_key=idempotency_key, rows=plan.rows,
        orders=plan.orders, loaded=plan.loaded, replaced=plan.replaced, unchanged=plan.unchanged,
        rejected=plan.rejected, first_opened_at=plan.first, last_opened_at=plan.last, loaded_by=actor.id, loaded_at=at,
        notes={
            "months": [month.isoformat() for month in months],
            "reopened": [change.month.isoformat() for change in reopened],
            "repeated": plan.repeated,
            "absent": list(plan.absent),
        },
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for old in facts.live_files(source=plan.source, months=months):
        old.superseded_by = row.id
    for new in done.written:
        db.session.add(FactFile(source=plan.source, month=new.month, path=new.path, rows=new.rows, load_id=row.id))
    for change in reopened:
        db.session.add(
            MonthReopened(month=change.month, load_id=row.id, added=change.added, replaced=change.replaced, at=at)
        )
    db.session.flush()
    if months:
        note_subjects(connection, plan.source, at=at)
        connection.execute("DROP TABLE incoming")  # its memory is what the readings need
        _recompute(months, at)
    audit.record(
        "orders.loaded", "work_order_load", row.id, actor=actor, at=at, source=plan.source, file=row.file_name, how=how,
        rows=plan.rows, loaded=plan.loaded, replaced=plan.replaced, rejected=plan.rejected, sha256=plan.sha256,
    )  # fmt: skip
    return row


def _recompute(months: Sequence[date], at: datetime) -> None:
    from lms.kpis.actions.readings import recompute

    recompute(months, at=at)
