"""What would follow from a move, for each person: dates before and after, what counts, what is new. Nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.onboarding.labels import KINDS
from lms.onboarding.models import Cohort, ProgrammeVersion
from lms.onboarding.queries.enrolments import list_stages
from lms.onboarding.queries.journeys import NOTHING, OPEN, Journey, StageView, base_since, journeys
from lms.onboarding.queries.records import WHOLE, Moved, Record
from lms.onboarding.queries.titles import describe
from lms.onboarding.rules.changes import Thing, VersionChange, counts_from, version_change
from lms.onboarding.rules.gate import OWN_REF, Content
from lms.onboarding.rules.policy import Policy


class Supposed:
    """An enrolment's row with some columns as they would be."""

    def __init__(self, row: Any, **changed: Any) -> None:
        self._row, self._changed = row, changed

    def __getattr__(self, name: str) -> Any:
        return self._changed[name] if name in self._changed else getattr(self._row, name)


@dataclass(frozen=True)
class MoveRow:
    """One person in a preview."""

    enrolment_id: int
    name: Bilingual
    unit: Bilingual
    before: Journey
    after: Journey
    change: VersionChange | None = None
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def passed(self) -> list[StageView]:
        """The stages that lie behind this person; no move touches them."""
        return [stage for stage in self.before.stages if stage.passed_at is not None]

    @property
    def ends_before(self) -> date:
        """The last day as planned now."""
        return self.before.stages[-1].plan.ends_on

    @property
    def ends_after(self) -> date:
        """The last day as it would be planned."""
        return self.after.stages[-1].plan.ends_on


def suppose_start(rows: Sequence[Any], shift: timedelta, today: date) -> list[MoveRow]:
    """Running enrolments as they would be with another first day."""
    running = [row for row in rows if row.outcome_id is None]
    moved = [
        Supposed(row, starts_on=row.starts_on + shift, counts_from=clock.local_date(base_since(row))) for row in running
    ]
    pairs = zip(journeys(running, today, NOTHING), journeys(moved, today, NOTHING), strict=True)
    return [MoveRow(b.row.id, b.name, b.row.unit_name, b, a) for b, a in pairs]


def suppose_version(rows: Sequence[Any], version: ProgrammeVersion, at: datetime) -> list[MoveRow]:
    """Running enrolments as they would be on another version."""
    today = clock.local_date(at)
    before = [j for j in journeys([row for row in rows if row.outcome_id is None], today, NOTHING) if j.current]
    changed = [
        Supposed(
            j.row, version_id=version.id, published_at=version.published_at, policy=version.policy, weights=version.weights,
            minimums=version.minimums, pass_mark=version.pass_mark, extension_days=version.extension_days,
        )
        for j in before
    ]  # fmt: skip
    records: dict[tuple[int, str], Record] = {
        (j.row.id, place): Moved(at, j.current.row.code)
        for j in before
        if j.current
        for place in (j.current.row.code, WHOLE)
    }
    after = journeys(changed, today, NOTHING, records)
    wanted = _contents(version)
    changes = [_change(j, wanted) for j in before]
    things = {thing for change in changes for thing in (*change.new_things, *change.gone_things)}
    titles = describe([Content(thing.kind, thing.ref) for thing in things])
    return [
        MoveRow(
            b.row.id, b.name, b.row.unit_name, b, a, change,
            _named(change.new_things, titles), _named(change.gone_things, titles),
        )
        for b, a, change in zip(before, after, changes, strict=True)
    ]  # fmt: skip


@dataclass(frozen=True)
class TransferRow:
    """What would count already of one person in another intake."""

    cohort_id: int
    title: Bilingual
    look_back_days: int
    starts_on: date
    journey: Journey

    @property
    def met(self) -> list[Content]:
        """The contents that would hold on the first day."""
        return [check.content for stage in self.journey.stages for check in stage.checks if check.met]

    @property
    def total(self) -> int:
        """How many contents there are in all."""
        return sum(len(stage.checks) for stage in self.journey.stages)


def suppose_transfer(row: Any, cohorts: Sequence[Cohort], at: datetime) -> list[TransferRow]:
    """A running enrolment as it would begin in each of some intakes."""
    today = clock.local_date(at)
    moved, made = [], []
    for cohort in cohorts:
        version, start = cohort.version, max(cohort.starts_on, today)
        back = Policy.of(version.policy).look_back_days
        since = counts_from(clock.local_date(base_since(row)), start, back)
        moved.append(
            Supposed(
                row, id=0, version_id=version.id, published_at=version.published_at, policy=version.policy, weights=version.weights,
                minimums=version.minimums, pass_mark=version.pass_mark, starts_on=start, counts_from=since,
                programme_title=version.programme.title, outcome_id=None,
            )
        )  # fmt: skip
        made.append((cohort.id, cohort.title, back, start))
    return [
        TransferRow(*one, journey) for one, journey in zip(made, journeys(moved, today, OPEN), strict=True)
    ]  # fmt: skip


def _contents(version: ProgrammeVersion) -> list[tuple[str, list[Thing]]]:
    stages = list_stages({(version.id, version.published_at)})[version.id]
    return [(stage.code, [_thing(c.kind, c.ref) for c in stage.contents]) for stage in stages]


def _change(journey: Journey, wanted: Sequence[tuple[str, Sequence[Thing]]]) -> VersionChange:
    now = [(s.row.code, [_thing(c.kind, c.ref) for c in s.row.contents]) for s in journey.stages]
    return version_change(now, wanted, [s.row.code for s in journey.stages if s.passed_at is not None])


def _thing(kind: str, ref: str) -> Thing:
    """What is to be done; a log or a talk is the same whatever an earlier version called it."""
    return Thing(kind, kind if kind in OWN_REF else ref)


def _named(things: Collection[Thing], titles: Any) -> tuple[str, ...]:
    found = []
    for thing in things:
        about = titles.get((thing.kind, thing.ref))
        found.append(str(about.title) if about else str(KINDS.get(thing.kind, thing.ref)))
    return tuple(found)
