"""Asking the right people when somebody finished: at once for what is due that day, by the daily round for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from assessments.actions.invitations import invite
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.evaluation.actions.plans import unpublished
from lms.evaluation.models import EvaluationPlan, EvaluationTask, EvaluationWave
from lms.evaluation.queries.attendance import session_pools
from lms.evaluation.queries.finishes import COURSE, Finish, SubjectKey, list_finishes
from lms.evaluation.queries.plans import Planned
from lms.evaluation.queries.waves import WAVE
from lms.evaluation.rules.planning import Ask, Round, due_on, finish_window, read_rounds
from lms.kpis.queries.alert_owners import Staff, read_staff
from lms.mentoring.models import Pairing
from lms.people.models import Person
from lms.people.queries.people import list_people

MOST_OBSERVERS = 2
ORIGINS = {"course": "course_version", "programme": "programme_version"}


@dataclass
class Asking:
    """Who may be asked today, read once for many people."""

    today: date
    at_once: bool = True
    """Whether each hears at once; the daily round tells everybody at its end, once of all."""
    staff: Staff = field(init=False)
    mentors: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.staff = read_staff(self.today)

    def read_mentors(self, person_ids: Iterable[int]) -> None:
        """Who accompanied these people: technical mentors first, the latest first; most pairings end with the training."""
        query = (
            select(Pairing.mentee_id, Pairing.mentor_id)
            .join(Person, Person.id == Pairing.mentor_id)
            .where(Pairing.mentee_id.in_(list(person_ids)), Pairing.started_on <= self.today, Person.left_on.is_(None))
            .order_by(Pairing.kind.desc(), Pairing.id.desc())
        )
        for mentee, mentor in db.session.execute(query):
            known = self.mentors.setdefault(mentee, [])
            if mentor not in known:
                known.append(mentor)

    def supervisor_of(self, person: Person) -> int | None:
        """The nearest supervisor above somebody, never themselves."""
        for part in reversed(person.unit.path.strip("/").split("/")):
            for found in self.staff.supervisors.get(int(part), ()):
                if found != person.id:
                    return found
        return None

    def respondents(self, ask: Ask, person: Person) -> list[int]:
        """Whom a questionnaire goes to."""
        if ask.role == "learner":
            return [person.id]
        supervisor = self.supervisor_of(person)
        if ask.role == "supervisor":
            return [supervisor] if supervisor else []
        # Somebody who answers as the supervisor is not asked once more as an observer.
        return [one for one in self.mentors.get(person.id, []) if one not in (person.id, supervisor)][:MOST_OBSERVERS]


def ask_finisher(*, planned: Planned, finish: Finish, actor: Actor, at: datetime) -> int:
    """Somebody finished just now: whatever is asked on the same day goes out at once. Returns how many invitations."""
    rounds = [one for one in planned.rounds if one.days == 0]
    return sum(_ask_round(planned.plan, one, [finish], Asking(clock.local_date(at)), actor, at) for one in rounds)


def ask_attended(*, planned: Planned, finished: list[Finish], actor: Actor, at: datetime) -> int:
    """A session is over: those who attended it are asked together what is asked at the end. Returns how many invitations."""
    rounds = [one for one in planned.rounds if one.days == 0]
    asking = Asking(clock.local_date(at))
    return sum(_ask_round(planned.plan, one, finished, asking, actor, at) for one in rounds)


def ask_due(*, plan: EvaluationPlan, actor: Actor, at: datetime) -> int:
    """The day's round for one training: whoever's questionnaires opened and are not out yet. May be run twice, and makes up what
    a stopped system missed while the questionnaires would still be open. Returns how many invitations went out."""
    today = clock.local_date(at)
    asking = Asking(today, at_once=False)
    subject = (plan.subject_kind, plan.subject_code)
    asked = 0
    for one in read_rounds(plan.rounds):
        first, last = finish_window(one, today)
        asked += _ask_round(plan, one, finished_between(subject, one, first, last, plan), asking, actor, at)
    return asked


def finished_between(subject: SubjectKey, one: Round, first: date, last: date, plan: EvaluationPlan) -> list[Finish]:
    """Who finished in the window of a round. What was due before there was any plan is not asked for."""
    began = db.session.scalar(
        select(EvaluationPlan.published_at).where(
            EvaluationPlan.subject_kind == plan.subject_kind, EvaluationPlan.subject_code == plan.subject_code,
            EvaluationPlan.number == 1,
        )
    )  # fmt: skip
    assert began is not None
    since = clock.local_date(began) - timedelta(days=one.days)
    found = list_finishes(subject, max(first, since), last)
    if subject[0] != COURSE:
        return found
    pools = session_pools(subject[1], {finish.person_id for finish in found})
    return [replace(finish, intake=pools.get(finish.person_id, finish.intake)) for finish in found]


def _ask_round(
    plan: EvaluationPlan, one: Round, finished: list[Finish], asking: Asking, actor: Actor, at: datetime
) -> int:
    if not finished:
        return 0
    done = _done(plan, one, finished)
    finished = [finish for finish in finished if (finish.origin_id, finish.person_id) not in done]
    if not finished:
        return 0
    waves = _waves(plan, one, {(finish.origin_id, finish.intake) for finish in finished})
    new = {(waves[f.origin_id, f.intake].id, f.person_id): f for f in finished}
    people = {person.id: person for person in list_people([person_id for _wave, person_id in new])}
    if any(ask.role == "observer" for ask in one.asks):
        asking.read_mentors(people)
    absent = unpublished([one])
    asked = 0
    for (wave_id, person_id), finish in sorted(new.items()):
        asked += _ask_about(plan, one, wave_id, people[person_id], finish, asking, absent, actor, at)
    return asked


def _ask_about(
    plan: EvaluationPlan, one: Round, wave_id: int, person: Person, finish: Finish, asking: Asking,
    absent: list[str], actor: Actor, at: datetime,
) -> int:  # fmt: skip
    due, missing, asked = due_on(one, finish.on), [], 0
    opens = max(due, asking.today)
    for ask in one.asks:
        if ask.questionnaire in absent:
            missing.append(f"questionnaire:{ask.questionnaire}")
            continue
        respondents = list_people(asking.respondents(ask, person))
        if not respondents:
            missing.append(ask.role)
        for respondent in respondents:
            invite(
                questionnaire_code=ask.questionnaire, respondent=respondent, about=person, role=ask.role,
                context=(WAVE, wave_id), opens_on=opens, due_on=opens + timedelta(days=one.window), tell=asking.at_once,
                actor=actor, at=at,
            )  # fmt: skip
            asked += 1
    task = EvaluationTask(
        wave_id=wave_id, person_id=person.id, plan_id=plan.id, finished_on=finish.on, due_on=due, asked=asked,
        missing=missing, made_at=at,
    )  # fmt: skip
    db.session.add(task)
    db.session.flush()
    audit.record(
        "evaluation.asked", "evaluation_task", task.id, actor=actor, at=at, person=person.id, code=plan.subject_code,
        level=one.level, days=one.days, asked=asked, missing=missing,
    )  # fmt: skip
    return asked


def _done(plan: EvaluationPlan, one: Round, finished: list[Finish]) -> set[tuple[int, int]]:
    """Who was asked in this round already, whatever their intake: origin and person."""
    t, w = EvaluationTask, EvaluationWave
    query = (
        select(w.origin_id, t.person_id)
        .join(w, w.id == t.wave_id)
        .where(
            w.origin_kind == ORIGINS[plan.subject_kind], w.origin_id.in_({finish.origin_id for finish in finished}),
            w.level == one.level, w.days == one.days, t.person_id.in_({finish.person_id for finish in finished}),
        )
    )  # fmt: skip
    return {(origin, person) for origin, person in db.session.execute(query)}


def _waves(plan: EvaluationPlan, one: Round, origins: set[tuple[int, str]]) -> dict[tuple[int, str], EvaluationWave]:
    """The waves of a round by their origin and intake, made where there are none."""
    kind = ORIGINS[plan.subject_kind]
    w = EvaluationWave
    query = select(w).where(
        w.origin_kind == kind, w.origin_id.in_({origin for origin, _intake in origins}), w.level == one.level,
        w.days == one.days,
    )  # fmt: skip
    found = {(wave.origin_id, wave.intake): wave for wave in db.session.scalars(query)}
    for origin, intake in sorted(origins - found.keys()):
        found[origin, intake] = EvaluationWave(
            subject_kind=plan.subject_kind, subject_code=plan.subject_code, origin_kind=kind, origin_id=origin,
            level=one.level, days=one.days, intake=intake,
        )  # fmt: skip
        db.session.add(found[origin, intake])
    db.session.flush()
    return found
