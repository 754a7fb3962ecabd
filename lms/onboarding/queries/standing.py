"""Where a learner stands, for the home page: a few statements, only the current stage's evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import ngettext

from lms.core.bilingual import Bilingual
from lms.core.i18n import short_day
from lms.core.phrases import say as _
from lms.onboarding.labels import BLOCKERS, KINDS
from lms.onboarding.lines import href_of, reason_words, title_of
from lms.onboarding.queries.enrolments import find_latest
from lms.onboarding.queries.journeys import CURRENT, Journey, StageView, journeys
from lms.onboarding.rules.gate import COURSE, EXAM, LEARNER, LOG, PRACTICAL, Check


@dataclass(frozen=True)
class StageStanding:
    """One stage on the way: state is done, now or later; `note` says in words what matters about its dates."""

    position: int
    title: Bilingual
    state: str
    done: int
    total: int
    starts_on: date
    ends_on: date
    day: int
    days: int
    late_by: int
    note: str
    page: str
    """The programme's page."""

    @property
    def label(self) -> Bilingual:
        """For the stage map."""
        return self.title

    @property
    def href(self) -> str:
        """Where the stage stands on the programme's page."""
        return f"{self.page}#stage-{self.position}"


@dataclass(frozen=True)
class NextThing:
    """Something to do: its kind (course, exam, practical, log …), where, how long, and a tag with its tone."""

    kind: str
    title: str
    href: str
    note: str
    minutes: int | None = None
    tag: str = ""
    tone: str = "plain"
    started: bool = False


@dataclass(frozen=True)
class LearnerStanding:
    """What the home page needs. `outcome` is one of `rules.decisions.OUTCOMES` once the programme has ended; `blocked` holds
    sentences on what the learner cannot settle alone; `next` is None when it is somebody else's turn."""

    enrolment_id: int
    programme: Bilingual
    intake: Bilingual
    starts_on: date
    day: int
    stages: tuple[StageStanding, ...]
    current: StageStanding | None
    next: NextThing | None
    upcoming: tuple[NextThing, ...]
    blocked: tuple[str, ...]
    outcome: str | None
    figure: str | None
    result_href: str | None


def learner_standing(person_id: int, today: date) -> LearnerStanding | None:
    """A learner's running programme, or the one that ended last; None for whoever was never enrolled."""
    row = find_latest(person_id)
    if row is None:
        return None
    return standing_of(journeys([row], today, CURRENT, practicals=True)[0], today)


def standing_of(journey: Journey, today: date) -> LearnerStanding:
    """The same of a journey that was read already, with at least the current stage's evidence and all practical tasks."""
    row = journey.row
    page = url_for("onboarding.programme")
    stages = tuple(stage_standing(stage, journey.ended_on, page) for stage in journey.stages)
    current = stages[journey.current.row.position - 1] if journey.current else None
    things = _things(journey, today)
    first = next((thing for thing in things if thing.kind != LOG), None) or next(iter(things), None)
    ahead = [*_returned_elsewhere(journey), *(thing for thing in things if thing is not first)]
    has_result = journey.has_ended or (journey.result is not None and bool(journey.result.figure))
    return LearnerStanding(
        enrolment_id=row.id,
        programme=row.programme_title,
        intake=row.cohort_title,
        starts_on=row.starts_on,
        day=journey.day,
        stages=stages,
        current=current,
        next=first,
        upcoming=tuple(thing for thing in ahead if first is None or thing.href != first.href)[:4],
        blocked=tuple(str(BLOCKERS[code]) for code in journey.blocked_by()),
        outcome=row.outcome_kind,
        figure=(row.outcome_result or {}).get("figure"),
        result_href=url_for("onboarding.result", enrolment_id=row.id) if has_result else None,
    )


def stage_standing(stage: StageView, ended_on: date | None, page: str) -> StageStanding:
    """One stage with its dates in words; `ended_on` is the day on which the programme ended, `page` the address at which it
    is shown."""
    plan = stage.plan
    return StageStanding(
        position=stage.row.position, title=stage.row.title, state=plan.state, done=stage.done, total=stage.total,
        starts_on=plan.starts_on, ends_on=plan.ends_on, day=plan.day, days=plan.days, late_by=plan.late_by,
        note=date_words(stage, ended_on), page=page,
    )  # fmt: skip


def date_words(stage: StageView, ended_on: date | None) -> str:
    """What matters about a stage's dates, short enough for the map."""
    plan = stage.plan
    if stage.passed_at is not None:
        return _("Passed %(day)s", day=short_day(stage.passed_at))
    if ended_on is not None:
        return _("Not finished") if plan.starts_on <= ended_on else _("Not reached")
    if plan.late_by:
        return ngettext("%(num)s day late", "%(num)s days late", plan.late_by)
    if plan.state == "now":
        return _("Day %(day)s of %(days)s", day=plan.day, days=plan.days)
    return _("From %(day)s", day=short_day(plan.starts_on))


def _things(journey: Journey, today: date) -> list[NextThing]:
    """Everything the learner can do in the current stage: the exam whose clock runs, what was returned, then in order."""
    stage = journey.current
    if stage is None:
        return []
    mine = [c for c in stage.missing if c.waits_for == LEARNER]
    mine.sort(key=lambda c: (not _runs(c), c.reason != "practical_returned", stage.checks.index(c)))
    made = [_thing(journey, stage, check, today) for check in mine]
    return [thing for thing in made if thing is not None]


def _returned_elsewhere(journey: Journey) -> list[NextThing]:
    """Practical tasks of other stages that came back: what to improve must not be forgotten with the stage."""
    if journey.has_ended:
        return []
    here = {c.ref for c in journey.current.row.contents if c.kind == PRACTICAL} if journey.current else set()
    returned = {
        content.ref: (content, evidence)
        for content, evidence in journey.elsewhere.items()
        if evidence.returned is not None and content.ref not in here
    }
    person_id = journey.row.person_id
    return [
        NextThing(
            PRACTICAL, str(journey.title_of(content)), url_for("assessments.practical", learner_id=person_id, task_code=content.ref),
            _("Returned: %(comment)s", comment=evidence.returned), tag=_("Do again"), tone="bad",
        )
        for content, evidence in sorted(returned.values(), key=lambda one: one[1].on or journey.row.opened_at)
    ]  # fmt: skip


def _runs(check: Check) -> bool:
    """An exam that was begun and not handed in: its time passes while the learner does something else."""
    return check.content.kind == EXAM and check.evidence.next_id is not None


def _thing(journey: Journey, stage: StageView, check: Check, today: date) -> NextThing | None:
    content, evidence = check.content, check.evidence
    person_id = journey.row.person_id
    title, note = title_of(journey, content), reason_words(check)
    due, tone = _due(stage, today)
    if content.kind == LOG:
        if evidence.last_day == today:
            return None
        return NextThing(LOG, _("Write today's growth log"), url_for("mentoring.log"), note, tag=_("Today"), tone="due")
    if content.kind == COURSE and evidence.next_id:
        href = url_for("courses.lesson", lesson_id=evidence.next_id)
        lesson: Any = evidence.next_title
        return NextThing(
            COURSE, str(lesson), href, f"{title} · {note}", evidence.next_minutes, due, tone, started=evidence.done > 0
        )
    about = journey.described.get((content.kind, content.ref))
    minutes = about.minutes if about else None
    if check.reason == "practical_returned":
        due, tone = _("Do again"), "bad"
    if content.kind == EXAM:
        href = url_for("assessments.exam", code=content.ref)
        return NextThing(EXAM, title, href, note, minutes, due, tone, started=_runs(check))
    href = href_of(content, person_id, evidence.record_id, is_own=True) or url_for("onboarding.programme")
    return NextThing(content.kind, title, href, note or str(KINDS[content.kind]), minutes, due, tone)


def _due(stage: StageView, today: date) -> tuple[str, str]:
    """Until when something of the stage should be done."""
    if stage.plan.late_by:
        return _("Overdue"), "bad"
    left = (stage.plan.ends_on - today).days
    if left == 0:
        return _("Today"), "due"
    return _("By %(day)s", day=short_day(stage.plan.ends_on)), "due" if left <= 2 else "plain"
