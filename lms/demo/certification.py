"""What happens to certificates of the demo company: renewals asked for and granted, a refusal, appeals, a call for an exam."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from assessments.actions.answers import record_answers
from assessments.actions.attempts import finish_attempt, start_attempt
from certificates.appeals.actions import answer_appeal, appeal_against, complain
from certificates.applications.actions import apply_for_renewal, decide_application
from certificates.applications.queries import renewal_states
from certificates.applications.rules import Outcome
from certificates.deltas.actions import call_for_exam
from certificates.deltas.rules import Consequence
from certificates.models import Certificate, Scheme, Tier
from certificates.pledges.actions import sign_pledge
from certificates.queries.certificates import list_held
from certificates.renewals import renewal_of
from certificates.rules.renewal import read_renewal, requirements_of_cycle
from certificates.rules.requirements import Kind, leaves, pledge_code
from certificates.rules.status import Status
from certificates.unmet import unmet_of
from courses.actions.learning import complete_lesson
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.demo.company import Company
from lms.demo.history.shelf import Shelf
from lms.demo.workdays import at as moment_of
from lms.demo.workdays import workdays_back
from lms.people.models import Person

_EXAM = "technician-certification"
_TITLE = Bilingual("变频控制板换型", "New inverter board")
_WHY = (
    "第三季度起机组换用新的变频控制板：上电顺序和故障代码都变了。\n"
    "From the third quarter units carry a new inverter board: the power-up sequence and the fault codes are different."
)
_APPEAL = "现场记录是我补写的，但数据与工单系统一致，请再核对。 I wrote the site record later, but its figures agree with the work order."
_COMPLAINT = "申请复审时页面没有说明需要哪次考试。 When I applied for the renewal, nobody said which exam was meant."
_ANSWER = "说得对：复审页面现已列出全部条件。 You are right: the renewal page now lists everything that is asked for."
_REFUSED = "考试成绩已超过有效期，请先重考。 The exam result is too old; please sit it again first."
_APPLY, _GRANTED = 5, 2


class Certification:
    """Writes them through the same actions as the pages do."""

    def __init__(self, company: Company, shelf: Shelf, zone: ZoneInfo, now: datetime) -> None:
        self.company, self.shelf, self.zone, self.now = company, shelf, zone, now
        self.today: date = now.astimezone(zone).date()
        self.manager, self.hr = company.cast["manager"], company.cast["hr"]
        cast = {person.id for person in company.cast.values()}
        self.others = {one.id: one for one in company.people if one.left_on is None and one.id not in cast}

    def write(self, say: Callable[[str], None]) -> None:
        """All of it."""
        signed = self._pledges()
        renewed, waiting = self._renewals()
        appeals = self._appeals()
        called = self._call()
        say(
            f"renewals: {renewed} granted, {waiting} waiting; appeals and complaints: {appeals}; calls for an exam: {called}; pledges signed: {signed}"
        )

    def _before(self, days: int, hour: int = 10) -> datetime:
        return moment_of(workdays_back(self.today, days), hour, self.zone)

    def _holders(self, *statuses: Status) -> Iterable[tuple[Person, Certificate]]:
        """Certificates that can be renewed now and stand so, of people who are nobody's demo account."""
        soon = select(Certificate.person_id, Certificate.id).where(
            Certificate.expires_on.between(self.today - timedelta(days=60), self.today + timedelta(days=80)),
            Certificate.person_id.in_(self.others),
        )
        soon = soon.join(Tier, Tier.id == Certificate.tier_id)
        for person_id, number in db.session.execute(
            soon.order_by(Tier.level, Certificate.expires_on, Certificate.id)
        ).all():
            for held in list_held(person_id, self.today):
                if held.certificate.id == number and held.status in statuses and renewal_of(held, self.today).may:
                    yield self.others[person_id], held.certificate

    def _pledges(self) -> int:
        """Whoever holds a tier that asks for a pledge has signed it; so have agents whose certificates end soon."""
        query = select(Certificate).where(
            Certificate.expires_on >= self.today, Certificate.person_id.in_(self.others)
        ).order_by(Certificate.id)  # fmt: skip
        signed = 0
        for certificate in db.session.scalars(query):
            tier, soon = certificate.tier, certificate.expires_on < self.today + timedelta(days=80)
            cycles = (tier.renewal or {}).get("cycles", ())[:1] if soon else ()
            asked = [*tier.requirements, *(one for cycle in cycles for one in cycle["requirements"])]
            person = self.others[certificate.person_id]
            for one in leaves(asked):
                if one["kind"] == Kind.PLEDGE:
                    sign_pledge(
                        person=person, text=one["text"], language=person.language, digest=pledge_code(one["text"]),
                        actor=person, at=self._before(3, 9), tier_id=tier.id,
                    )  # fmt: skip
                    signed += 1
        return signed

    def _renewals(self) -> tuple[int, int]:
        """Some ask for a renewal: where everything is met it is granted but for one, which HR can grant; of the others one is
        refused, and the rest wait."""
        granted = waiting = 0
        standing = list(self._holders(Status.EXPIRING, Status.GRACE))
        for person, certificate in standing[: _GRANTED + 1]:
            self._prepare(person, certificate)
        ready = [one for one in standing if not unmet_of(renewal_states(one[1], self.today))]
        rest = [one for one in standing if one not in ready]
        for person, certificate in ready[:_GRANTED]:
            asked = apply_for_renewal(certificate=certificate, note="", actor=person, at=self._before(2, 9))
            decide_application(
                application=asked, outcome=Outcome.RENEW, reason="", impartial=True, actor=self.hr, at=self._before(1)
            )
            granted += 1
        for person, certificate in ready[_GRANTED : _GRANTED + 1]:
            apply_for_renewal(certificate=certificate, note="", actor=person, at=self._before(2, 9))
            waiting += 1
        for n, (person, certificate) in enumerate(rest[:_APPLY]):
            asked = apply_for_renewal(certificate=certificate, note="", actor=person, at=self._before(2, 9))
            if n != 0:
                waiting += 1
                continue
            decide_application(
                application=asked, outcome=Outcome.REFUSE, reason=_REFUSED, impartial=True, actor=self.hr,
                at=self._before(1),
            )  # fmt: skip
        return granted, waiting

    def _prepare(self, person: Person, certificate: Certificate) -> None:
        """Do what the next renewal asks for: sit its exams, go through its courses."""
        chance, day = random.Random(f"renewal {person.id}"), self._before(4, 9)
        renewal = read_renewal(certificate.tier.renewal or {})
        for one in leaves(requirements_of_cycle(renewal, certificate.cycle + 1) or ()):
            if one["kind"] == Kind.EXAM:
                paper = self.shelf.paper(one["code"], chance)
                number = start_attempt(code=one["code"], person_id=person.id, actor=person, at=day, paper=paper)
                answers = self.shelf.answers(paper, 0.95, chance)
                done = {position: {"chosen": chosen} for position, chosen in answers.items()}
                record_answers(attempt_id=number, answers=done, at=day + timedelta(minutes=18))
                finish_attempt(attempt_id=number, actor=person, at=day + timedelta(minutes=19))
            elif one["kind"] == Kind.COURSE:
                for n, lesson in enumerate(self.shelf.lessons[one["code"]], start=1):
                    complete_lesson(
                        lesson_id=lesson.id, actor=person, at=day - timedelta(days=1) + timedelta(minutes=9 * n)
                    )

    def _appeals(self) -> int:
        """An appeal that waits, and a complaint that was answered."""
        count = 0
        for person in self.others.values():
            for held in list_held(person.id, self.today)[:1]:
                decisions = held.certificate.decisions
                if held.status is Status.SUSPENDED and decisions and count == 0:
                    appeal_against(
                        certificate=held.certificate,
                        decision=decisions[-1],
                        text=_APPEAL,
                        actor=person,
                        at=self._before(2, 15),
                    )
                    count += 1
                elif held.status is Status.EXPIRING and count == 1:
                    raised = complain(
                        certificate=held.certificate, text=_COMPLAINT, actor=person, at=self._before(9, 11)
                    )
                    answer_appeal(
                        appeal=raised,
                        upheld=True,
                        reason=_ANSWER,
                        impartial=True,
                        actor=self.manager,
                        at=self._before(4),
                    )
                    return count + 1
        return count

    def _call(self) -> int:
        """A call that still runs: some have answered it."""
        scheme = db.session.scalar(
            select(Scheme)
            .join(Tier, Tier.scheme_id == Scheme.id)
            .join(Certificate, Certificate.tier_id == Tier.id)
            .where(Scheme.family == "field", Certificate.expires_on >= self.today)
            .group_by(Scheme.id)
            .order_by(func.count(Certificate.id).desc(), Scheme.id)
            .limit(1)
        )
        if scheme is None:
            return 0
        call_for_exam(
            title=_TITLE, why=_WHY, exam_code=_EXAM, due_on=self.today + timedelta(days=24), consequence=Consequence.SUSPEND,
            scheme_id=scheme.id, level=None, product_line=None, course_version_id=None, actor=self.manager,
            at=self._before(5),
        )  # fmt: skip
        return 1
