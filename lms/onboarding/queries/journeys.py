"""Journeys of enrolments, put together from the plan, the record and the evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from lms.core import clock
from lms.onboarding.queries.drafts import CURRENT, NOTHING, OPEN, Draft, is_refused
from lms.onboarding.queries.enrolments import list_stages
from lms.onboarding.queries.evidence import Found, gather
from lms.onboarding.queries.journey import Journey, StageView
from lms.onboarding.queries.records import Paused, Record, list_records
from lms.onboarding.queries.titles import describe
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
    rows: Sequence[Any], today: date, load: str = CURRENT, supposed: Mapping[tuple[int, str], Record] | None = None
) -> list[Journey]:
    """The journeys of enrolment rows. The number of statements depends on the kinds of contents, not on the people.
    `supposed`: records that are not there yet, to see what would follow from them."""
    if not rows:
        return []
    stages = list_stages({(row.version_id, row.published_at) for row in rows})
    records = list_records([row.id for row in rows])
    for key, record in (supposed or {}).items():
        records[key] = [*records.get(key, []), record]
    drafts = [Draft(row, stages[row.version_id], records) for row in rows]
    wanted = {draft: draft.stages_to_load(load) for draft in drafts}
    named = [stage for draft in drafts for stage in (draft.still_open() if load == OPEN else wanted[draft])]
    contents = {c for stage in named for c in stage.contents}
    described = describe(contents)
    found: dict[Draft, Found] = {}
    for since in {base_since(draft.row) for draft in drafts}:
        group = [draft for draft in drafts if base_since(draft.row) == since and wanted[draft]]
        asked = {c for draft in group for stage in wanted[draft] for c in stage.contents}
        got = gather({draft.row.person_id for draft in group}, asked, since=since, described=described)
        found.update(dict.fromkeys(group, got))
    working = any(Policy.of(row.policy).days == WORKING for row in rows)
    calendar = WorkCalendar() if working else None
    made = []
    for draft in drafts:
        evidence = draft.evidence(wanted[draft], found.get(draft, {}), described)
        days = days_of(draft.row, draft.pauses, today, calendar)
        made.append(draft.finish(today, wanted[draft], evidence, described, days))
    return made


def days_of(row: Any, pauses: Collection[Paused], today: date, calendar: WorkCalendar | None) -> Days:
    """The days that count for an enrolment: working days of its intake's unit or all days, without its pauses. One that
    has no end yet has taken the days up to today."""
    days = calendar.of(row.intake_path) if calendar and Policy.of(row.policy).days == WORKING else every_day()
    return days.without([(p.first, p.last or max(today, p.first)) for p in pauses])
