"""What trainers of the demo company are paid and how they are rated, and its providers: rules, a closed month and one that waits, the
fund, two providers with a course that is still to be shared."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from assessments.actions.questionnaires import ship_questionnaires
from assessments.models import Questionnaire, QuestionnaireVersion, SurveyAnswer
from courses.attendance.actions.noting import Mark, note
from courses.attendance.rules.presence import Stay
from courses.sessions.actions.planning import Wanted, close_session, plan_session
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import CourseSession
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core.access import Role
from lms.core.db import db
from lms.demo.company import Company
from lms.demo.workdays import at as moment_of
from lms.demo.workdays import workday_from
from lms.people.models import Person
from lms.trainers.fees.actions import approve_month, prepare_month, set_rules
from lms.trainers.fees.fund import enter_in_fund
from lms.trainers.grades.learners import QUESTIONNAIRE
from lms.trainers.providers.actions import (
    add_contract,
    add_person,
    add_price,
    add_provider,
    score_provider,
    set_criteria,
)
from lms.trainers.providers.buying import Bought, buy_course, enter_result
from lms.trainers.ratings.asking import SESSION
from lms.trainers.ratings.jobs import rate_trainers

RULES = {
    "rates": [
        {"grade": 1, "hour": "120"}, {"grade": 2, "hour": "200"}, {"grade": 3, "hour": "320"}, {"kind": "online", "grade": 2, "hour": "150"},
        {"level": "advanced", "grade": 3, "hour": "380"},
    ],
    "weekend": "1.5", "co": "0.5", "preparation": {"first": "1", "again": "0.25", "share": "0.5"},
    "credits": {"hour": "1", "first": "5"}, "fund": "0.05",
    "year": {"least_hours": "12", "least_ratings": 10, "full_hours": "60", "full_courses": 3, "rating": "60", "hours": "25", "courses": "15"},
}  # fmt: skip
TAUGHT = (  # months back, day of the month, course, lead, was attendance taken, how kind the group was
    (2, 8, "customer-communication", 0, True, 0.4),
    (2, 15, "safety-basics", 1, True, -0.3),
    (2, 22, "service-process", 0, True, 0.1),
    (1, 6, "safety-basics", 1, True, 0.3),
    (1, 13, "customer-communication", 2, True, -0.2),
    (1, 20, "tools-and-systems", 0, False, 0.0),
)
MEANS = (4.4, 3.9, 3.4)
CRITERIA = [
    {"code": "reputation", "title": {"zh": "口碑与资质", "en": "Reputation"}, "weight": 20},
    {"code": "qualification", "title": {"zh": "讲师水平", "en": "Qualification of trainers"}, "weight": 30},
    {"code": "customisation", "title": {"zh": "课程定制能力", "en": "Customisation"}, "weight": 25},
    {"code": "feedback", "title": {"zh": "学员反馈", "en": "Feedback of learners"}, "weight": 25},
]


class Money:
    """Writes it through the same actions as the pages do."""

    def __init__(self, company: Company, zone: ZoneInfo, now: datetime, seed: int) -> None:
        self.company, self.zone, self.now = company, zone, now
        self.today = now.astimezone(zone).date()
        self.chance = random.Random(f"money {seed}")
        self.manager, self.hr = company.cast["manager"], company.cast["hr"]
        own = [company.cast["trainer"], *company.holding(Role.TRAINER), *company.holding(Role.MENTOR)]
        self.trainers = [one for one in dict.fromkeys(own) if one is not company.cast["mentor"]]
        self.learners = [one for one in company.people if one.left_on is None and one not in self.trainers]

    def write(self, say: Callable[[str], None]) -> None:
        """All of it."""
        ship_questionnaires(actor=self.manager, at=self.now)
        set_rules(
            from_day=date(self.today.year - 1, 1, 1), currency="CNY", content=RULES, reason="讲师管理办法 / Rules on trainers",
            actor=self.manager, at=self.now - timedelta(days=360),
        )  # fmt: skip
        held = [self._teach(*one) for one in TAUGHT]
        self._rate(held)
        before, last = self._month(2), self._month(1)
        run = prepare_month(month=before, note="", actor=self.manager, at=self._morning(last, 3))
        approve_month(run=run, reason="", actor=self.hr, at=self._morning(last, 4))
        prepare_month(month=last, note="", actor=self.manager, at=min(self._morning(self._month(0), 1), self.now))
        enter_in_fund(
            day=last, amount=Decimal(20000), currency="CNY", purpose="年度拨款 / Budget of the year", person=None, actor=self.manager,
            at=self._morning(last, 5),
        )  # fmt: skip
        enter_in_fund(
            day=last, amount=Decimal(-3600), currency="CNY", purpose="培训师进阶课程 / Course for trainers", person=self.trainers[0],
            actor=self.manager, at=self._morning(last, 8),
        )  # fmt: skip
        self._providers()
        say(f"fees: two months of {len(held)} sessions; providers: 2")

    def _month(self, back: int) -> date:
        count = self.today.year * 12 + self.today.month - 1 - back
        return date(count // 12, count % 12 + 1, 1)

    def _morning(self, month: date, day: int) -> datetime:
        return moment_of(workday_from(month.replace(day=day)), 10, self.zone)

    def _teach(
        self, back: int, day: int, course: str, lead: int, taken: bool, kind: float
    ) -> tuple[int, Person, float]:
        trainer = self.trainers[lead % len(self.trainers)]
        day_of = workday_from(self._month(back).replace(day=day))
        begin, end = moment_of(day_of, 9, self.zone), moment_of(day_of, 12, self.zone)
        plan = plan_session(
            wanted=Wanted(
                course, self.company.units["HQ"].id, SessionKind.CLASSROOM, "zh", 16, (PlannedDay(Span(begin, end), self.zone.key),),
                lead_id=trainer.id,
            ),
            actor=self.manager, at=begin - timedelta(days=14), past_allowed=True,
        )  # fmt: skip
        people = self.chance.sample(self.learners, min(8, len(self.learners)))
        sign_up_many(
            session_id=plan.id, person_ids=[one.id for one in people], actor=self.manager, at=begin - timedelta(days=9)
        )
        session = db.session.get_one(CourseSession, plan.id)
        for person in people if taken else ():
            note(day=session.days[0], mark=Mark(person.id, Stay(True, None, None)), actor=trainer, at=end)
        close_session(session_id=plan.id, actor=trainer, at=end)
        return plan.id, trainer, kind

    def _rate(self, held: Sequence[tuple[int, Person, float]]) -> None:
        """What those who were there said of the trainers, as it lies after it was let out."""
        query = select(func.max(QuestionnaireVersion.id)).join(
            Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id
        )
        version = db.session.scalar(query.where(Questionnaire.code == QUESTIONNAIRE))
        assert version is not None
        batch = (db.session.scalar(select(func.max(SurveyAnswer.batch))) or 0) + 1
        for place, (session_id, trainer, kind) in enumerate(held):
            mean = MEANS[self.trainers.index(trainer) % len(MEANS)] + kind
            for _person in range(7):
                mark = min(5, max(1, round(self.chance.gauss(mean, 0.7))))
                db.session.add(
                    SurveyAnswer(
                        id=self.chance.getrandbits(52), invitation_id=None, version_id=version, role="learner", about_id=trainer.id,
                        context_kind=SESSION, context_id=session_id, item="overall", number=mark, batch=batch + place,
                        month=self._month(1),
                    )
                )  # fmt: skip
        db.session.flush()
        rate_trainers(at=self.now)

    def _providers(self) -> None:
        begun = self.now - timedelta(days=200)
        set_criteria(from_day=begun.date(), content=CRITERIA, actor=self.manager, at=begun)
        north = add_provider(
            code="huabei-cooling", name="华北制冷培训中心", profile="制冷与暖通培训机构，自有实训基地。 / Training centre for cooling, with a workshop of its own.",
            website="https://www.example.com/cooling", fields="制冷、电控 / cooling, controls", actor=self.manager, at=begun,
        )  # fmt: skip
        talk = add_provider(
            code="clear-words", name="明言沟通学院", profile="服务沟通与投诉处理公开课。 / Open courses on talking with customers.",
            website="", fields="沟通、投诉 / communication, complaints", actor=self.manager, at=begun,
        )  # fmt: skip
        add_person(provider=north, kind="trainer", name="林志远", about="高级技师，授课 20 年 / 20 years of teaching", phone="", email="", actor=self.manager, at=begun)  # fmt: skip
        add_person(provider=north, kind="contact", name="赵敏", about="客户经理 / account manager", phone="010-5550-1234", email="zhao@example.com", actor=self.manager, at=begun)  # fmt: skip
        add_contract(
            provider=north, number="HT-2026-017", subject="框架协议 / Frame contract", from_day=begun.date(), until_day=self.today + timedelta(days=60),
            file_id=None, keeper=self.manager, actor=self.manager, at=begun,
        )  # fmt: skip
        for provider, form, basis, what, amount in (
            (north, "in_house", "day", "内训每天 / a day in-house", 9800),
            (talk, "open", "person", "公开课 / open course", 1880),
        ):
            add_price(provider=provider, form=form, basis=basis, what=what, amount=Decimal(amount), currency="CNY", from_day=begun.date(), actor=self.manager, at=begun)  # fmt: skip
        for provider, marks in ((north, (5, 5, 4, 4)), (talk, (4, 3, 3, 4))):
            for scorer, less in ((self.manager, 0), (self.hr, 1)):
                codes = [str(one["code"]) for one in CRITERIA]
                given = {
                    code: max(1, mark - less * (place % 2))
                    for place, (code, mark) in enumerate(zip(codes, marks, strict=True))
                }
                score_provider(
                    provider=provider,
                    marks=given,
                    comment="",
                    actor=scorer,
                    may_always=True,
                    at=begun + timedelta(days=9),
                )
        first = self.today - timedelta(days=40)
        people = [
            *self.trainers[:2],
            self.company.cast["learner"],
            *self.chance.sample(self.learners, min(4, len(self.learners))),
        ]
        course = buy_course(
            provider=north, attendees=list(dict.fromkeys(people)), actor=self.manager, at=self.now - timedelta(days=70),
            bought=Bought("变频机组诊断 / Inverter units", "in_house", first, first + timedelta(days=1), Decimal(19600), "CNY", None, 60),
        )  # fmt: skip
        for place, attendee in enumerate(course.attendees):
            for level, value, before in ((1, 82 + place, None), (2, 78 + 2 * place, 55.0 + place)):
                enter_result(
                    attendee=attendee,
                    level=level,
                    value=value,
                    before=before,
                    actor=self.manager,
                    at=self.now - timedelta(days=30),
                )
