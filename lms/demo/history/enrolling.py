"""Opening the intakes, enrolling their people and giving each two mentors."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from lms.core import audit
from lms.core.access import Role
from lms.core.db import db
from lms.demo.company import Company
from lms.demo.history import learner as fates
from lms.demo.history.learner import Learner
from lms.demo.history.pace import spans, spotlight_spans
from lms.demo.history.shelf import Shelf
from lms.demo.intakes import CERTIFYING, OVER, SHADOWING, STARTED, IntakePlan
from lms.demo.phrases import Phrases
from lms.demo.workdays import at, workdays_back
from lms.mentoring.actions.pairings import appoint_mentor
from lms.mentoring.models import Pairing
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.models import Cohort, Enrolment
from lms.people.models import Person

OFTEN = [fates.PASSES] * 14 + [
    fates.EXTENDED,
    fates.EXTENDED,
    fates.FAILS_TWICE,
    fates.FAILS,
    fates.LEAVES,
    fates.LEAVES,
]


@dataclass
class Enrolling:
    """Turns the plan of intakes into learners with mentors, assessor and supervisor."""

    company: Company
    shelf: Shelf
    zone: ZoneInfo
    now: datetime
    seed: int
    load: Counter[int] = field(default_factory=Counter)
    deck: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"enrolling {self.seed}")
        self.today = self.now.astimezone(self.zone).date()
        self.hr = self.company.cast["hr"]
        c = self.company
        self.technical = c.holding(Role.MENTOR, posts=("senior-field-engineer",))
        self.callers = c.holding(Role.MENTOR, posts=("senior-service-agent",))
        self.culture = c.holding(Role.MENTOR, posts=("parts-specialist", "service-supervisor", "senior-service-agent"))

    def learners(self) -> list[Learner]:
        """Everybody of every intake, oldest first."""
        found: list[Learner] = []
        for place, plan in enumerate(self.company.plan.intakes):
            people = self.company.of_intake(place)
            if plan.state != OVER and place and self.company.plan.intakes[place - 1].state == OVER:
                self.load.clear()
            numbers = self._enrol(plan, people)
            some = [
                self._learner(plan, n, person, number)
                for n, (person, number) in enumerate(zip(people, numbers, strict=True))
            ]
            self._pair(plan, some)
            found += some
        return found

    def _enrol(self, plan: IntakePlan, people: Sequence[Person]) -> list[int]:
        version = self.shelf.programmes[plan.track]
        unit = self.company.units["HQ" if plan.track == "technician" else "CC"]
        opened = at(workdays_back(plan.starts_on, 7), 10.4, self.zone)
        enrolled = at(workdays_back(plan.starts_on, 2), 15.1, self.zone)
        if plan.state == STARTED:
            cohort = open_intake(
                title=plan.title, version=version, unit=unit, starts_on=plan.starts_on, actor=self.hr, at=opened
            )
            return [e.id for e in enrol(cohort=cohort, people=people, actor=self.hr, at=enrolled)]
        cohort = Cohort(
            code=f"{plan.track}-{plan.starts_on:%Y-%m}", title=plan.title, version_id=version.id, unit_id=unit.id,
            starts_on=plan.starts_on, opened_by=self.hr.id, opened_at=opened,
        )  # fmt: skip
        db.session.add(cohort)
        db.session.flush()
        audit.record(
            "intake.opened", "cohort", cohort.id, actor=self.hr, at=opened, code=cohort.code, version=version.id,
            unit=unit.id, starts_on=plan.starts_on.isoformat(),
        )  # fmt: skip
        rows = [
            {"person_id": p.id, "cohort_id": cohort.id, "version_id": version.id, "starts_on": plan.starts_on,
             "enrolled_at": enrolled}
            for p in people
        ]  # fmt: skip
        query = insert(Enrolment).returning(Enrolment.id, sort_by_parameter_order=True)
        ids = list(db.session.scalars(query, rows))
        for person, number in zip(people, ids, strict=True):
            audit.record(
                "enrolment.made", "enrolment", number, actor=self.hr, at=enrolled, person=person.id, cohort=cohort.code
            )
        return ids

    def _learner(self, plan: IntakePlan, n: int, person: Person, enrolment_id: int) -> Learner:
        version = self.shelf.programmes[plan.track]
        chance = random.Random(f"learner {self.seed} {person.employee_no}")
        fate = self._fate(plan, n)
        is_mine = fate == fates.MIDDLE
        near = person.unit_id == self.company.units["SH-PD"].id
        technical = self._technical(plan, n, person, near)
        return Learner(
            person=person, enrolment_id=enrolment_id, track=plan.track, starts_on=plan.starts_on,
            spans=self._spans(plan, n, chance, is_mine=is_mine),
            ability=0.75 if is_mine else min(0.98, max(0.25, chance.gauss(0.66, 0.17))),
            fate=fate, technical=technical, culture=self._culture(n, technical, is_mine),
            assessor=self._assessor(plan), supervisor=self._supervisor(person), zone=self.zone, now=self.now,
            chance=chance, phrases=Phrases(chance), last_stage=version.stages[-1],
            is_rated=not (plan.state == CERTIFYING and n == 1),
        )  # fmt: skip

    def _spans(self, plan: IntakePlan, n: int, chance: random.Random, *, is_mine: bool) -> tuple[int, ...]:
        days = [stage.days for stage in self.shelf.programmes[plan.track].stages]
        if is_mine:
            return spotlight_spans(plan, days, self.today)
        return spans(plan, days, self.today, chance, slow=plan.state == SHADOWING and n == 4)

    def _fate(self, plan: IntakePlan, n: int) -> str:
        if plan.state == SHADOWING and n == 0:
            return fates.MIDDLE
        if plan.state == CERTIFYING:
            return {0: fates.UNDECIDED, 4: fates.PASSES}.get(n, fates.WAITS)
        if plan.state != OVER:
            return fates.PASSES
        if not self.deck:
            self.deck = list(OFTEN)
            self.chance.shuffle(self.deck)
        return self.deck.pop()

    def _technical(self, plan: IntakePlan, n: int, person: Person, near: bool) -> Person:
        """The cast's mentor has the learner and two more; everybody else the nearest with the fewest mentees."""
        mine = self.company.cast["mentor"]
        if (plan.state, n) in ((SHADOWING, 0), (SHADOWING, 1), (CERTIFYING, 1)):
            return mine
        pool = self.technical if plan.track == "technician" else self.callers
        pool = [mentor for mentor in pool if mentor.id != mine.id or plan.state == OVER]
        close = [mentor for mentor in pool if mentor.unit_id == person.unit_id]
        return self._least_loaded(close or pool)

    def _culture(self, n: int, technical: Person, is_mine: bool) -> Person:
        if is_mine:
            return self.company.cast["culture-mentor"]
        return self._least_loaded([mentor for mentor in self.culture if mentor.id != technical.id])

    def _least_loaded(self, pool: Sequence[Person]) -> Person:
        chosen = min(pool, key=lambda mentor: (self.load[mentor.id], mentor.id))
        self.load[chosen.id] += 1
        return chosen

    def _assessor(self, plan: IntakePlan) -> Person:
        post = "senior-field-engineer" if plan.track == "technician" else "senior-service-agent"
        pool = self.company.holding(Role.ASSESSOR, posts=(post,))
        return self.company.cast["assessor"] if plan.state == CERTIFYING else self.chance.choice(pool)

    def _supervisor(self, person: Person) -> Person:
        unit = next(u for u in self.company.units.values() if u.id == person.unit_id)
        code = {"CC-INT": "CC"}.get(unit.code, unit.code)
        return self.company.holding(Role.SUPERVISOR, code)[0]

    def _pair(self, plan: IntakePlan, learners: Sequence[Learner]) -> None:
        moment = at(plan.starts_on, 9.1, self.zone)
        if plan.state == STARTED:
            for one in learners:
                appoint_mentor(mentee=one.person, mentor=one.technical, kind="technical", actor=self.hr, at=moment)
                appoint_mentor(mentee=one.person, mentor=one.culture, kind="culture", actor=self.hr, at=moment)
            return
        rows = [
            {"mentee_id": one.id, "mentor_id": mentor.id, "kind": kind, "started_on": plan.starts_on,
             "appointed_by": self.hr.id, "reason": ""}
            for one in learners
            for kind, mentor in (("technical", one.technical), ("culture", one.culture))
        ]  # fmt: skip
        query = insert(Pairing).returning(Pairing.id, sort_by_parameter_order=True)
        for row, number in zip(rows, db.session.scalars(query, rows), strict=True):
            audit.record(
                "mentor.appointed", "pairing", number, actor=self.hr, at=moment,
                mentee=row["mentee_id"], mentor=row["mentor_id"], kind=row["kind"], reason="",
            )  # fmt: skip


def release_mentors(ended: dict[int, datetime], zone: ZoneInfo) -> None:
    """End the pairings of those whose programme ended, a week later; who ended just now keeps the mentors till then."""
    for person_id, moment in ended.items():
        last: date = moment.astimezone(zone).date() + timedelta(days=7)
        db.session.execute(update(Pairing).where(Pairing.mentee_id == person_id).values(ended_on=last))
