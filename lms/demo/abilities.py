"""What people of the demo company were seen to do: observed work orders, and 360° rounds, drawn by the seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from assessments.actions.survey_answers import answer_questionnaire
from assessments.models import SurveyInvitation
from assessments.queries.questionnaires import items_of
from assessments.rules.surveys.answers import Given
from lms.core import clock
from lms.core.db import db, transaction
from lms.demo.workdays import workdays_back
from lms.kpis.rules.periods import shift
from lms.mentoring.models import Pairing
from lms.people.models import Account, Person, Unit
from lms.plans.actions.observing import draw_sample, frame_of, observe
from lms.plans.actions.rounds import open_round
from lms.plans.models import ObservationOrder, ObservationSample
from lms.plans.queries.rounds import ROUND
from lms.skills.queries import list_abilities
from lms.skills.rules import LEAST_RATERS

OBSERVERS = ("assessor", "manager", "trainer")
SEEN_BY_TWO = 2
"""Each second order is seen by a second observer, so that it can be said how well they agree."""
ASKED = ("explaining-plainly", "listening-and-asking", "complaint-handling", "work-order-record")
SHIFT = {"low": -0.9, "middle": 0.0, "high": 0.4}
SEEN = (
    "开门先自报家门，讲明了今天要做什么。",
    "费用说得早，客户没有意外。",
    "专业词多，客户听得有些吃力。",
    "走之前试了机，还问了还有没有别的问题。",
    "工单备注太简单，原因没写清楚。",
)
SAID = {
    "keep": (
        "遇到急单不慌，先把客户安抚住。",
        "愿意带人，讲得明白。",
        "复杂故障上肯动脑筋。",
        "备件和工具总是先备好再出门。",
    ),
    "change": (
        "工单可以写得再细一点。",
        "有时话说得太满，后面不好收。",
        "报价可以再早一点说。",
        "忙的时候回消息慢。",
    ),
}
"""What people write, by question."""
LEANING = {"self": 0.5, "supervisor": -0.1, "peer": 0.1, "mentee": 0.3}
"""People rate themselves higher than others do."""


def load_abilities(*, seed: int, say: Callable[[str], None]) -> None:
    """Two samples of work orders, the later one half observed, and some rounds. Does nothing where there are samples."""
    rng, now = random.Random(f"abilities {seed}"), clock.now()
    today = clock.local_date(now)
    if db.session.scalar(select(func.count()).select_from(ObservationSample)):
        return
    manager, station = _account("manager"), _account("supervisor").unit_id
    unit = db.session.get_one(Unit, station)
    last = shift(date(today.year, today.month, 1), -1)
    seen = 0
    for title, where, first, until, share, days, size in (
        ("服务行为观察（全公司）", None, shift(last, -5), shift(last, -2), 1.0, 60, 72),
        ("服务行为观察：本站", unit, shift(last, -2), last, 0.5, 9, 24),
    ):
        frame = frame_of(where.path if where else None, first, until)
        db.session.rollback()
        if not frame.orders:
            continue
        drawn_on = workdays_back(today, days)
        with transaction():
            sample = draw_sample(
                title=title, unit=where, first=first, last=until, size=size, frame=frame, actor=manager, at=_at(drawn_on, 10),
                seed=rng.getrandbits(31),
            )  # fmt: skip
            seen += _observe(sample, rng, share, drawn_on, today)
    rounds = _rounds(rng, today)
    say(f"abilities: {seen} work orders observed, {rounds} 360° rounds")


def _account(username: str) -> Person:
    query = select(Person).join(Account, Account.person_id == Person.id).where(Account.username == username)
    return db.session.scalars(query).one()


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.zone())


def _observe(sample: ObservationSample, rng: random.Random, share: float, drawn_on: date, today: date) -> int:
    """Observers see the orders one after the other; each has an eye of their own, and sees about the same."""
    observers = [_account(name) for name in OBSERVERS]
    strict = {one.id: rng.gauss(0, 0.25) for one in observers}
    orders = db.session.scalars(
        select(ObservationOrder).where(ObservationOrder.sample_id == sample.id).order_by(ObservationOrder.position)
    ).all()
    seen = 0
    for order in orders[: round(share * len(orders))]:
        true = {c["key"]: rng.gauss(3.4, 0.5) + SHIFT[order.band] for c in sample.criteria}
        for observer in rng.sample(observers, 2 if order.position % SEEN_BY_TWO == 0 else 1):
            if observer.id == order.person_id:
                continue
            points = {
                key: min(5, max(1, round(value + strict[observer.id] + rng.gauss(0, 0.35))))
                for key, value in true.items()
                if rng.random() < 0.92
            }
            day = min(drawn_on + timedelta(days=1 + order.position // 4), today - timedelta(days=1))
            observe(
                sample=sample, order=order, points=points, why_not="" if points else "录音中断，听不清。",
                comment=rng.choice(SEEN) if points and rng.random() < 0.4 else "", actor=observer, at=_at(day, 15),
            )  # fmt: skip
        seen += 1
    return seen


def _rounds(rng: random.Random, today: date) -> int:
    """Rounds of the supervisor's station, of which the last one runs, and one about the supervisor."""
    supervisor = _account("supervisor")
    abilities = [one for one in list_abilities() if one.code in ASKED]
    colleagues = list(
        db.session.scalars(
            select(Person)
            .join(Account, Account.person_id == Person.id)
            .where(Person.unit_id == supervisor.unit_id, Person.id != supervisor.id, Account.closed_at.is_(None))
            .where(or_(Person.left_on.is_(None), Person.left_on > today), Person.hired_on < today - timedelta(days=200))
            .order_by(Person.employee_no)
        )
    )
    db.session.rollback()
    if len(colleagues) < 5:
        return 0
    mentor, manager = _account("mentor"), _account("manager")
    rated = sorted(colleagues, key=lambda one: one.id != mentor.id)[:4]
    for place, person in enumerate(rated):
        runs = place == len(rated) - 1
        opened = workdays_back(today, 4 if runs else 15 if person.id == mentor.id else 50 + 5 * place)
        mentees = _mentees(person, opened, supervisor)
        others = [one for one in colleagues if one.id not in (person.id, *(m.id for m in mentees))]
        if len(others) < LEAST_RATERS:
            mentees, others = [], [one for one in colleagues if one.id != person.id]
        with transaction():
            round_ = open_round(
                person=person, supervisor=supervisor, peers=rng.sample(others, min(5, len(others))), mentees=mentees,
                abilities=abilities, opens_on=opened, due_on=opened + timedelta(days=14), actor=supervisor, at=_at(opened, 9),
            )  # fmt: skip
            _answer(round_.id, rng, opened, only=2 if runs else None)
    opened = workdays_back(today, 30)  # the supervisor, by those who work in the station
    with transaction():
        round_ = open_round(
            person=supervisor, supervisor=manager, peers=rng.sample(colleagues, min(5, len(colleagues))), mentees=[], abilities=abilities,
            opens_on=opened, due_on=opened + timedelta(days=14), actor=manager, at=_at(opened, 9),
        )  # fmt: skip
        _answer(round_.id, rng, opened, only=None)
    return len(rated) + 1


def _mentees(person: Person, day: date, supervisor: Person) -> list[Person]:
    """Whom somebody accompanies or accompanied by a day and who still work here; nobody where they are too few to be shown."""
    known = select(Pairing.mentee_id).where(Pairing.mentor_id == person.id, Pairing.started_on <= day)
    query = (
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(Person.id.in_(known), Person.id != supervisor.id, Account.closed_at.is_(None), Person.left_on.is_(None))
        .order_by(Person.hired_on.desc(), Person.employee_no)
    )
    found = list(db.session.scalars(query.limit(5)))
    db.session.rollback()
    return found if len(found) >= LEAST_RATERS else []


def _answer(round_id: int, rng: random.Random, opened: date, only: int | None) -> None:
    good = rng.gauss(3.6, 0.4)
    query = select(SurveyInvitation).where(
        SurveyInvitation.context_kind == ROUND, SurveyInvitation.context_id == round_id
    )
    asked: Sequence[SurveyInvitation] = db.session.scalars(query.order_by(SurveyInvitation.id)).all()
    for place, invitation in enumerate(asked[:only]):
        given = {}
        for item in items_of(invitation.version, invitation.aims):
            if item.points:
                drawn = round(good + LEANING[invitation.role] + rng.gauss(0, 0.5))
                given[item.key] = Given(number=float(min(max(drawn, item.points[0].value), item.points[-1].value)))
            elif item.key in SAID and rng.random() < 0.6:
                given[item.key] = Given(text=rng.choice(SAID[item.key]))
        day = opened + timedelta(days=1 + place % 3)
        respondent = db.session.get_one(Person, invitation.respondent_id)
        answer_questionnaire(invitation=invitation, given=given, actor=respondent, at=_at(day, 16))
