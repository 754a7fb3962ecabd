"""Beginning and ending an attempt at a written exam."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from assessments.events import ExamFinished
from assessments.models import Attempt, AttemptConduct, AttemptForm, AttemptItem, Exam, ItemVersion
from assessments.queries.attempts import saved_answers
from assessments.queries.bank import list_candidates_of
from assessments.queries.conduct import beginning, find_conduct, find_start_code, how_held, list_overdue
from assessments.queries.drawing import count_forms_had, find_drawing, list_form_items, list_seen, use_of
from assessments.queries.exams import as_sitting, exam_access, get_exam, list_parts, list_sittings
from assessments.rules.bodies import Body
from assessments.rules.conduct import Conduct, deadline_for, window_refusals
from assessments.rules.drawing import Chance, draw, shown_order
from assessments.rules.exposure import Use, preference
from assessments.rules.marking import item_share, passes, total_of
from assessments.rules.sitting import GRACE, ExamAccess, finish_time, start_refusals
from lms.core import audit, clock, events
from lms.core.among import among
from lms.core.audit import Actor
from lms.core.db import db, read, transaction
from lms.core.errors import NotFound, RuleBroken
from lms.core.rules import Refusal
from lms.core.unchanging import kept
from lms.people.models import Person

_DRAWN = select(ItemVersion.id, ItemVersion.added_at).where(among(ItemVersion.id, "versions")).order_by(ItemVersion.id)
_WORDINGS = select(
    ItemVersion.id,
    ItemVersion.added_at,
    ItemVersion.kind,
    ItemVersion.options,
    ItemVersion.keep_order,
    ItemVersion.body,
).where(among(ItemVersion.id, "versions"))
_LOCK = select(Person.id).where(Person.id == bindparam("person_id")).with_for_update()
_ATTEMPT = insert(Attempt.__table__).returning(Attempt.__table__.c.id)  # type: ignore[arg-type]
_ITEMS = insert(AttemptItem.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Paper:
    """What was drawn for one attempt: item versions, each with the order of what it shows; and the points it gives, where
    that is not one."""

    blueprint_id: int
    items: tuple[tuple[int, list[int]], ...]
    points: Mapping[int, float] = field(default_factory=dict)
    form_id: int | None = None

    def points_of(self, version_id: int) -> float:
        """How many points an item gives at most."""
        return self.points.get(version_id, 1.0)


def draw_paper(
    exam: Exam,
    chance: Chance | None = None,
    language: str = "",
    person_id: int | None = None,
    at: datetime | None = None,
) -> Paper:
    """Draw an exam by its blueprint; reads only, so do it before the writing begins. RuleBroken where the bank lacks items.

    For a person: a form that they had not yet, where the exam has forms; else what they have not seen, as far as the
    exam's limit on showing an item allows. Of an item and its variants one is drawn: the one in `language`, where there
    is one.
    """
    chance = chance or random.SystemRandom()
    parts = list_parts(exam.blueprint_id)
    candidates = list_candidates_of(parts, language)
    rank, form_id = None, None
    if person_id is not None:
        rank, form_id = _preference(exam, person_id, {one.item_id for one in candidates}, at or clock.now(), chance)
    drawn = draw(parts, candidates, chance, rank)
    if drawn.refusals:
        raise RuleBroken(*drawn.refusals)
    ids = [candidate.version_id for candidate in drawn.chosen]
    conduct = find_conduct(exam.id)[1]
    if conduct.shuffle_items:
        chance.shuffle(ids)
    orders, points = {}, {}
    for version_id, (kind, options, keep_order, body) in _wordings(ids):
        fixed = keep_order or not conduct.shuffle_options
        orders[version_id] = shown_order(kind, options, fixed, body, chance)
        if body.points != 1:
            points[version_id] = body.points
    return Paper(exam.blueprint_id, tuple((version_id, orders[version_id]) for version_id in ids), points, form_id)


def _wordings(ids: Collection[int]) -> list[tuple[int, tuple[str, int, bool, Body]]]:
    """Each version's kind, number of options, whether they keep their order, and body: never changed, so read once."""
    known, keys = kept("wordings"), [(row.id, row.added_at) for row in read(_DRAWN, versions=list(ids))]
    if new := [key[0] for key in keys if key not in known]:
        for version_id, added_at, kind, options, fixed, raw in read(_WORDINGS, versions=new):
            known[version_id, added_at] = (kind, len(options), fixed, Body.read(raw))
    return [(key[0], known[key]) for key in keys]


def _preference(
    exam: Exam, person_id: int, items: Collection[int], at: datetime, chance: Chance
) -> tuple[Callable[..., Any], int | None]:
    """Which items are taken first for a person, and the form that they are given."""
    terms = find_drawing(exam.id, exam.blueprint_id)
    seen = list_seen(person_id).intersection(items)
    if terms.form_set_id is not None:
        had = count_forms_had(terms.form_set_id, person_id)
        least = [form_id for form_id, times in had.items() if times == min(had.values())]
        chance.shuffle(least)
        return preference(Use(), seen, list_form_items(least[0])), least[0]
    use = use_of(exam.id, terms, at) if seen or terms.exposure_percent is not None else Use()
    return preference(use, seen), None


def start_attempt(
    *,
    code: str,
    person_id: int,
    actor: Actor,
    at: datetime,
    paper: Paper | None = None,
    access: ExamAccess | None = None,
    asked: ExamAccess | None = None,
    start_code: str = "",
) -> int:
    """Begin an attempt and fix its deadline; one that runs is gone on with. Returns the attempt's id.

    `paper` is one drawn before; `access` replaces the question to higher packages (for records brought in from outside,
    which ask for no window and no code either); `asked` is its answer where that was asked before the writing began; `start_code` is what the invigilator told.
    """
    read(_LOCK, person_id=person_id)
    exam = get_exam(code)
    rows = list_sittings(person_id, exam.id)
    for row in rows:
        if row.finished_at is None and not _is_closed(row.id, row.deadline, at):
            return int(row.id)
        if row.finished_at is None:
            finish_attempt(attempt_id=row.id, actor=actor, at=at)
            rows = list_sittings(person_id, exam.id)
    sittings = [as_sitting(row) for row in rows]
    allowed = access or asked or exam_access(person_id, exam, sittings, at)
    refusals = start_refusals(sittings, allowed, allowed=exam.attempts_allowed, wait_hours=exam.wait_hours, at=at)
    begins = beginning(exam.id, person_id, clock.local_date(at))
    conduct_id, conduct, longer = begins.conduct_id, begins.conduct, begins.longer
    code_id = None
    if access is None and not refusals:
        refusals, code_id = _conduct_refusals(exam, conduct, longer, start_code, at)
    if exam.retired_at is not None or refusals:
        raise RuleBroken(*refusals) if refusals else NotFound
    paper = paper or draw_paper(exam, person_id=person_id, at=at)
    attempt_id = _put(
        paper,
        exam_id=exam.id,
        blueprint_id=paper.blueprint_id,
        person_id=person_id,
        started_at=at,
        deadline=deadline_for(conduct if access is None else Conduct(), at, exam.minutes, longer),
        pass_mark=exam.pass_mark,
        points=sum(paper.points_of(version_id) for version_id, _order in paper.items),
    )
    if paper.form_id is not None:
        db.session.add(AttemptForm(attempt_id=attempt_id, form_id=paper.form_id))
        db.session.flush()
    if conduct_id is not None or longer:
        terms = {"conduct_id": conduct_id, "extra_percent": longer, "start_code_id": code_id}
        db.session.add(AttemptConduct(attempt_id=attempt_id, **terms))
        db.session.flush()
    more = {"extra_percent": longer} if longer else {}
    audit.record("exam.started", "attempt", attempt_id, actor=actor, at=at, exam=code, person=person_id, **more)
    return attempt_id


def _put(paper: Paper, **facts: Any) -> int:
    """Write an attempt and its items in two statements, whatever their number: many begin in the same moment."""
    attempt_id: int = read(_ATTEMPT, **facts).scalar_one()
    rows = [
        {
            "attempt_id": attempt_id, "position": position, "item_version_id": version_id, "option_order": order,
            "points": paper.points_of(version_id),
        }
        for position, (version_id, order) in enumerate(paper.items, start=1)
    ]  # fmt: skip
    db.session.connection().execute(_ITEMS, rows)
    return attempt_id


def _conduct_refusals(
    exam: Exam, conduct: Conduct, longer: int, start_code: str, at: datetime
) -> tuple[tuple[Refusal, ...], int | None]:
    """Why the exam's window or code keeps somebody out; and the row of the code that lets them in."""
    extra = deadline_for(Conduct(), at, exam.minutes, longer) - deadline_for(Conduct(), at, exam.minutes)
    if (refusals := window_refusals(conduct, at, extra)) or not conduct.needs_code:
        return refusals, None
    code_id = find_start_code(exam.id, start_code, at)
    if code_id is None:
        return (Refusal("wrong_start_code" if start_code.strip() else "start_code_needed"),), None
    return (), code_id


def _is_closed(attempt_id: int, deadline: datetime, at: datetime) -> bool:
    """Does handing in count no more, so that whoever looks closes the attempt?"""
    return at >= deadline and at >= how_held(attempt_id).last_moment(deadline)


def finish_attempt(*, attempt_id: int, actor: Actor, at: datetime, by: str | None = None) -> Attempt:
    """Close an attempt and mark what is saved; finished already, nothing changes. Whoever was away ended at the deadline.
    Under terms that ask for handing in, one that nobody handed in while it counted earns nothing: its answers stay on record.

    Where an essay waits for somebody who marks, the attempt ends without a result: see `settle_attempt`.
    """
    attempt = _locked(attempt_id)
    if attempt.finished_at is not None:
        return attempt
    abandoned = at > attempt.deadline and how_held(attempt_id).is_abandoned(attempt.deadline, at)
    answers = {} if abandoned else saved_answers(attempt_id)
    query = select(AttemptItem, ItemVersion.kind, ItemVersion.correct, ItemVersion.options, ItemVersion.body).join(
        ItemVersion, ItemVersion.id == AttemptItem.item_version_id
    )
    for item, kind, correct, options, body in db.session.execute(query.where(AttemptItem.attempt_id == attempt_id)):
        saved = answers.get(item.position)
        share = item_share(kind, correct, len(options), Body.read(body), saved.given if saved else None)
        item.score = None if share is None else round(share * item.points, 6)
    attempt.finished_at = finish_time(attempt.deadline, at)
    db.session.flush()
    by = by or ("abandoned" if abandoned else "deadline" if at >= attempt.deadline else "hand-in")
    if not _settle(attempt, actor, at, by):
        audit.record(
            "exam.awaits_marking", "attempt", attempt_id, actor=actor, at=at,
            exam=_code(attempt), person=attempt.person_id, by=by,
        )  # fmt: skip
    return attempt


def settle_attempt(*, attempt_id: int, actor: Actor, at: datetime) -> bool:
    """Give a finished attempt its result once every item has a score. To be called after an answer was marked by hand;
    tells higher packages as handing in does. Was it settled now?"""
    attempt = _locked(attempt_id)
    return attempt.finished_at is not None and attempt.score is None and _settle(attempt, actor, at, "marking")


def _locked(attempt_id: int) -> Attempt:
    attempt = db.session.scalar(
        select(Attempt).where(Attempt.id == attempt_id).with_for_update().execution_options(populate_existing=True)
    )
    if attempt is None:
        raise NotFound
    return attempt


def _settle(attempt: Attempt, actor: Actor, at: datetime, by: str) -> bool:
    total = total_of(db.session.scalars(select(AttemptItem.score).where(AttemptItem.attempt_id == attempt.id)))
    if total.awaiting or attempt.finished_at is None:
        return False
    attempt.score = total.score
    attempt.passed = passes(total.score, attempt.points, attempt.pass_mark)
    db.session.flush()
    code, percent = _code(attempt), attempt.percent or 0.0
    audit.record(
        "exam.finished", "attempt", attempt.id, actor=actor, at=at,
        exam=code, person=attempt.person_id, percent=percent, passed=attempt.passed, by=by,
    )  # fmt: skip
    events.publish(ExamFinished(attempt.person_id, code, attempt.id, percent, attempt.passed, attempt.finished_at))
    return True


def _code(attempt: Attempt) -> str:
    return db.session.scalar(select(Exam.code).where(Exam.id == attempt.exam_id)) or ""


def finish_if_over(
    *, attempt_id: int, deadline: datetime, finished_at: datetime | None, actor: Actor, at: datetime
) -> bool:
    """Close an attempt whose time is up, in a transaction of its own, so that merely looking closes it. Is it closed?"""
    if finished_at is None and _is_closed(attempt_id, deadline, at):
        with transaction():
            finish_attempt(attempt_id=attempt_id, actor=actor, at=at)
        return True
    return finished_at is not None


def finish_overdue(*, at: datetime) -> int:
    """Close every attempt whose time (and the way through the network) is up, each by itself. Returns how many."""
    overdue = list_overdue(at - GRACE)
    db.session.rollback()
    for attempt_id in overdue:
        with transaction():
            finish_attempt(attempt_id=attempt_id, actor=audit.System("deadline"), at=at)
    return len(overdue)
