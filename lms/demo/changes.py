"""What changed in onboarding in the demo company: an intake that was moved, a sick leave, a rule that enrols, and the
development plans of those who came on duty, with goals, agreements and talks."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.core import audit
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.terms import months_later
from lms.demo.company import Company
from lms.demo.workdays import at, workday_before, workday_from, workdays_back
from lms.onboarding.actions.enrolment_rules import RuleText, make_rule
from lms.onboarding.actions.pauses import pause
from lms.onboarding.actions.progress import RULE
from lms.onboarding.change_models import IntakeMove
from lms.onboarding.models import Cohort, Enrolment, Outcome, Programme, ProgrammeVersion
from lms.onboarding.rules.decisions import ON_DUTY
from lms.people.models import Person
from lms.people.queries.people import list_holders
from lms.plans.actions.development import add_goal, agree, hold_review, open_plan
from lms.plans.development_rules import ON_WAY, PERSON, REACHED, SUPERVISOR
from lms.plans.models import DevelopmentPlan

GOALS = {
    "field": (
        (1, "独立完成冷媒检漏与充注", "连续 10 单无返修", 3),
        (1, "一次修复率达到 85%", "系统统计的近三个月数据", 5),
        (2, "考取中级认证", "中级证书", 11),
        (3, "带一名新员工", "徒弟通过岗位认证", 18),
    ),
    "agent": (
        (1, "独立处理投诉电话", "满意度不低于 90", 3),
        (1, "每天写好工单小结", "抽查 20 单无缺项", 4),
        (2, "掌握全部商用产品线", "产品知识考试 85 分以上", 10),
        (3, "成为案例分享人", "每季度分享一例", 18),
    ),
}
TALKS = ("开局不错，按计划推进。", "冷媒操作已熟练，沟通还要多练。", "目标一已达成，下季度重点放在认证。")


class Changes:
    """Writes them, through the actions that people use."""

    def __init__(self, company: Company, zone: ZoneInfo, now: datetime, seed: int) -> None:
        self.company, self.zone, self.now = company, zone, now
        self.today = now.astimezone(zone).date()
        self.chance = random.Random(f"changes {seed}")
        self.hr = company.cast["hr"]

    def write(self, say: Callable[[str], None]) -> None:
        """All of it."""
        self._moved_intake()
        say(f"sick leaves: {self._sick_leave()}")
        self._rule()
        say(f"development plans: {self._plans()}")

    def _moved_intake(self) -> None:
        """The newest intake had been planned a week earlier."""
        cohort = db.session.scalars(select(Cohort).order_by(Cohort.starts_on.desc())).first()
        if cohort is None:
            return
        planned = workdays_back(cohort.starts_on, 5)
        moment = at(planned, 16.2, self.zone)
        reason = "实训室改造尚未验收，推迟一周。"
        move = IntakeMove(
            cohort_id=cohort.id,
            from_day=planned,
            to_day=cohort.starts_on,
            reason=reason,
            moved_by=self.hr.id,
            moved_at=moment,
        )
        db.session.add(move)
        db.session.flush()
        audit.record(
            "intake.moved", "cohort", cohort.id, actor=self.hr, at=moment,
            from_day=planned.isoformat(), to_day=cohort.starts_on.isoformat(), reason=reason,
        )  # fmt: skip

    def _sick_leave(self) -> int:
        """Two learners of the technicians under way were ill: one for some days, one is so still."""
        running = list(
            db.session.scalars(
                select(Enrolment)
                .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
                .where(Outcome.id.is_(None), Enrolment.starts_on < self.today - timedelta(days=14))
                .order_by(Enrolment.starts_on.desc(), Enrolment.id)
            )
        )
        known = {person.id for person in self.company.cast.values()}
        chosen = [one for one in running if one.person_id not in known][2:4]
        for n, enrolment in enumerate(chosen):
            first = workday_before(self.today - timedelta(days=9 if n == 0 else 1))
            last = first + timedelta(days=4) if n == 0 else None
            words = "凭病假条请假。" if n == 0 else "因伤暂不能上门服务。"
            pause(
                enrolment_id=enrolment.id, first=first, last=last, kind="sick", reason=words,
                actor=self.hr, at=at(first, 9.4, self.zone),
            )  # fmt: skip
        return len(chosen)

    def _rule(self) -> None:
        """Agents who are hired from now on are enrolled by themselves."""
        programme = db.session.scalar(select(Programme).where(Programme.code == "agent"))
        if programme is None:
            return
        text = RuleText(
            Bilingual("新入职客服自动报名", "New agents are enrolled"), self.today, lead_days=7, join_days=14
        )
        moment = at(workday_before(self.today), 10.6, self.zone)
        make_rule(
            text=text,
            programme=programme,
            unit=self.company.units["CC"],
            post=None,
            actor=self.hr,
            at=min(moment, self.now),
        )

    def _plans(self) -> int:
        """Who came on duty within the last year has a plan; most have goals and agreed, the older ones talked them over."""
        query = (
            select(Person, Outcome.decided_at, Programme.title, Programme.family)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .join(Outcome, Outcome.enrolment_id == Enrolment.id)
            .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
            .join(Programme, Programme.id == ProgrammeVersion.programme_id)
            .where(Outcome.kind == ON_DUTY, Person.left_on.is_(None))
            .where(Outcome.decided_at >= self.now - timedelta(days=365))
            .order_by(Outcome.decided_at, Person.id)
        )
        found = list(db.session.execute(query))
        for person, decided_at, title, family in found:
            plan = open_plan(person=person, occasion=title, actor=RULE, at=decided_at)
            if decided_at < self.now - timedelta(days=7) and self.chance.random() < 0.85:
                self._fill(plan, person, family, decided_at)
        return len(found)

    def _fill(self, plan: DevelopmentPlan, person: Person, family: str, opened: datetime) -> None:
        leader = next(
            (one for one in list_holders(Role.SUPERVISOR, person.unit, self.today) if one.id != person.id), None
        )
        first = workday_from(plan.starts_on + timedelta(days=3))
        if leader is None or first >= self.today:
            return
        goals = [
            add_goal(
                plan=plan, phase=phase, text=text, measure=measure, due_on=months_later(plan.starts_on, months),
                actor=person, at=at(first, 9.5 + n / 10, self.zone),
            )
            for n, (phase, text, measure, months) in enumerate(GOALS.get(family, GOALS["field"])[: self.chance.choice((2, 3, 4))])
        ]  # fmt: skip
        agree(plan=plan, side=PERSON, actor=person, at=at(first, 11, self.zone))
        second = workday_from(first + timedelta(days=2))
        if second >= self.today or self.chance.random() < 0.2:
            return
        agree(plan=plan, side=SUPERVISOR, actor=leader, at=at(second, 10, self.zone))
        held, number = workday_from(months_later(plan.starts_on, 3)), 0
        while held < self.today and number < 3:
            states = {goal.id: REACHED if goal.due_on <= held else ON_WAY for goal in goals}
            hold_review(
                plan=plan, held_on=held, states=states, summary=TALKS[number], actor=leader, at=at(held, 15, self.zone)
            )
            number += 1
            held = workday_from(months_later(plan.starts_on, 3 * (number + 1)))
