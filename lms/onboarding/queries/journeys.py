"""Journeys of enrolments, put together from the plan, the record and the evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from lms.core import clock
from lms.onboarding.queries.drafts import CURRENT, NOTHING, OPEN, Draft, is_refused
from lms.onboarding.queries.enrolments import StageRow, list_stages
from lms.onboarding.queries.evidence import Asked, gather
from lms.onboarding.queries.journey import Journey, StageView
from lms.onboarding.queries.records import Paused, Record, list_records
from lms.onboarding.rules.conditions import ALL
from lms.onboarding.rules.gate import PRACTICAL, Content
from lms.onboarding.rules.policy import WORKING, Policy
from lms.workdays.queries import WorkCalendar
from lms.workdays.rules import Days, every_day

__all__ = ["CURRENT", "NOTHING", "OPEN", "Journey", "StageView", "base_since", "days_of", "is_refused", "journeys"]


def base_since(row: Any) -> datetime:
    """From when results count: the day that the enrolment says, else the intake's opening or its first day, whichever was
    earlier."""
    if row.counts_from is not None:
        return datetime.combine(row.counts_from, time(), clock.zone()).astimezone(UTC)
    first_day = datetime.combine(row.cohort_starts_on, time(), clock.zone()).astimezone(UTC)
    return min(row.opened_at, first_day)


def journeys(
    rows: Sequence[Any],
    today: date,
    load: str = CURRENT,
    supposed: Mapping[tuple[int, str], Record] | None = None,
    *,
    only: Collection[str] | None = None,
    practicals: bool = False,
) -> list[Journey]:
    """The journeys of enrolment rows. The number of statements depends on the kinds of contents, not on the people.
    `supposed`: records that are not there yet, to see what would follow from them. `only`: the kinds of contents that the
    caller looks at; the result, and how many conditions hold, are then unknown. `practicals`: with all practical tasks."""
    if not rows:
        return []
    stages = list_stages({(row.version_id, row.published_at) for row in rows})
    records = list_records([row.id for row in rows])
    for key, record in (supposed or {}).items():
        records[key] = [*records.get(key, []), record]
    drafts = [Draft(row, stages[row.version_id], records) for row in rows]
    wanted = {draft: draft.stages_to_load(load) for draft in drafts}
    tasks = {d: _tasks(d) if practicals and wanted[d] else [] for d in drafts}
    named = [stage for draft in drafts for stage in (draft.still_open() if load == OPEN else wanted[draft])]
    extra = {c for some in tasks.values() for c in some}
    asked = {ask for draft in drafts for ask in draft.asked(wanted[draft], base_since(draft.row))}
    contents = {c for stages_ in wanted.values() for stage in stages_ for c in _looked_at(stage, only)}
    shown = {c for stage in named for c in _looked_at(stage, only)}
    described, found = gather(asked, contents | extra, shown | extra)
    working = any(Policy.of(row.policy).days == WORKING for row in rows)
    calendar = WorkCalendar() if working else None
    made = []
    for draft in drafts:
        since = base_since(draft.row)
        evidence = draft.evidence(wanted[draft], found, since)
        ask: Asked = (draft.row.person_id, since)
        elsewhere = {content: found[ask, content] for content in tasks[draft] if (ask, content) in found}
        days = days_of(draft.row, draft.pauses, today, calendar)
        made.append(
            draft.finish(today, wanted[draft], evidence, described, days, elsewhere=elsewhere, weighed=only is None)
        )
    return made


def _tasks(draft: Draft) -> list[Content]:
    return [content for stage in draft.stages for content in stage.contents if content.kind == PRACTICAL]


def _looked_at(stage: StageRow, only: Collection[str] | None) -> list[Content]:
    """The contents of a stage whose evidence decides what the caller looks at: where not all conditions must hold, each
    may make another needless."""
    return [content for content in stage.contents if only is None or stage.gate != ALL or content.kind in only]


def days_of(row: Any, pauses: Collection[Paused], today: date, calendar: WorkCalendar | None) -> Days:
    """The days that count for an enrolment: working days of its intake's unit or all days, without its pauses. One that
    has no end yet has taken the days up to today."""
    days = calendar.of(row.intake_path) if calendar and Policy.of(row.policy).days == WORKING else every_day()
    return days.without([(p.first, p.last or max(today, p.first)) for p in pauses])
