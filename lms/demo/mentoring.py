"""Mentoring of the demo company: who may be a mentor, shifts, talks, cases, what mentees say, and a proposal to look at."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from assessments.photos import Photo
from lms.core import files
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db
from lms.core.terms import term_end
from lms.demo.company import Company
from lms.demo.history.album import Album
from lms.demo.intakes import STARTED
from lms.demo.mentoring_texts import TALKS, thank_mentors, write_library
from lms.demo.workdays import at, is_workday, workday_before, workdays_back
from lms.mentoring.actions.log import set_rhythm
from lms.mentoring.actions.pairings import cover_absence, note_handover
from lms.mentoring.appointments.actions import appoint, rate_suitability, rest, set_criteria, set_profile
from lms.mentoring.appointments.queries import Offer
from lms.mentoring.appointments.rules import USUAL, Criteria
from lms.mentoring.feedback.actions import rate_mentor
from lms.mentoring.feedback.rules import Question
from lms.mentoring.follow_ups.actions import ask_for_follow_ups, set_follow_up
from lms.mentoring.matching.rounds import pin, propose, set_weights
from lms.mentoring.matching.rules import LOOSENABLE, Wishes
from lms.mentoring.models import LogEntry, LogPhoto, Pairing
from lms.mentoring.rules import Kind
from lms.mentoring.talks.actions import agree, finish_step, keep_talk
from lms.mentoring.talks.rules import Step
from lms.onboarding.models import Cohort, Enrolment
from lms.people.models import Person

_ABILITIES = Path(__file__).parents[1] / "skills" / "data" / "abilities.toml"


@dataclass
class Mentoring:
    """Writes it, each thing at its own moment and by the actions that people use."""

    company: Company
    album: Album
    zone: ZoneInfo
    now: datetime
    seed: int
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"mentoring {self.seed}")
        self.today = self.now.astimezone(self.zone).date()
        cast = self.company.cast
        self.hr, self.manager, self.trainer = cast["hr"], cast["manager"], cast["trainer"]
        self.mentors = sorted(
            {p.id: p for p in self.company.holding(Role.MENTOR)}.values(),
            key=lambda p: (p.id != cast["mentor"].id, p.id),
        )

    def write(self, say: Callable[[str], None]) -> None:
        """Everything, in the order in which it happened."""
        self._criteria()
        say(f"mentors appointed: {self._appointments()}")
        self._logs()
        say(f"coaching talks: {self._talks()}")
        say(f"talks asked for after courses: {self._follow_ups()}")
        say(f"mentees' answers about mentors: {self._feedback()}")
        authors = [p for p in self._learners() if p.post.family == "field"] or self._learners()
        say(f"cases of the library: {write_library(self.company, authors, self._back, self.now, self.chance)}")
        thank_mentors(self.mentors, self.manager, self._back)
        self._stand_in()
        self._proposal()

    def _back(self, days: int, hour: float = 10.2) -> datetime:
        return at(workdays_back(self.today, days), hour, self.zone)

    def _criteria(self) -> None:
        moment = self._back(500)
        day = moment.astimezone(self.zone).date()
        for kind, tier, years in ((Kind.TECHNICAL, 1, 3.0), (Kind.CULTURE, 0, 2.0)):
            usual = USUAL[kind]
            asked = Criteria(str(kind), tier, years, 3.5, 1, None, usual.term_months)
            set_criteria(criteria=asked, from_day=day, reason="2025 版导师管理办法", actor=self.hr, at=moment)
        usual_wishes = Wishes()
        set_weights(
            weights={**usual_wishes.weights, "language": 1.0}, limits=dict.fromkeys(LOOSENABLE, True), balance=0.5,
            reason="导师名额紧，负荷均衡优先", actor=self.manager, at=self._back(60),
        )  # fmt: skip

    def _appointments(self) -> int:
        codes: dict[str, list[str]] = {}
        for ability in tomllib.loads(_ABILITIES.read_text("utf-8"))["ability"]:
            codes.setdefault(ability["family"], []).append(ability["code"])
        for n, person in enumerate(self.mentors):
            chance = random.Random(f"mentor {self.seed} {person.employee_no}")
            rater = self._supervisor(person)
            communication, patience = chance.choice((3, 4, 4, 5)), chance.choice((4, 4, 5, 5) if n else (5,))
            rate_suitability(
                person=person, communication=communication if n else 5, patience=patience, comment="", actor=rater,
                at=self._back(400 - n % 20),
            )  # fmt: skip
            months = 24
            begun = self.today - timedelta(days=(months * 30 - 25) if n % 9 == 4 else chance.randrange(60, 500))
            begun = workday_before(max(begun, person.hired_on))
            technical = person.post.family in ("field", "agent")
            kinds = [
                str(k) for k, on in ((Kind.TECHNICAL, technical), (Kind.CULTURE, not technical or n % 4 == 1)) if on
            ]
            appoint(
                person=person, kinds=kinds, from_day=begun, until_day=term_end(begun, months),
                exception="站点组建初期，经大区经理同意例外聘任。", actor=self.hr, at=at(begun, 9.3, self.zone),
            )  # fmt: skip
            family = [*codes.get(person.post.family, []), *codes.get("all", [])]
            offer = Offer(
                chance.choice((3, 4, 4, 5)) + 2 * (person.post.family != "field"), (person.product_line,) if person.product_line else (),
                ("zh", "en") if chance.random() < 0.4 else ("zh",), chance.choice(("", "", "day", "early", "late")),
                tuple(sorted(chance.sample(family, min(len(family), chance.randrange(2, 6))))),
            )  # fmt: skip
            set_profile(person=person, offer=offer, actor=self.hr, at=at(begun, 9.6, self.zone))
            if n % 11 == 7:
                rest(
                    person=person, from_day=self.today - timedelta(days=12), until_day=self.today + timedelta(days=40),
                    reason="产假" if n % 2 else "脱产参加专家级认证", actor=self.hr, at=self._back(10),
                )  # fmt: skip
        return len(self.mentors)

    def _supervisor(self, person: Person) -> Person:
        found = [p for p in self.company.holding(Role.SUPERVISOR) if p.unit_id == person.unit_id and p.id != person.id]
        return found[0] if found else self.manager if self.manager.id != person.id else self.hr

    def _learners(self) -> list[Person]:
        """Who has a mentor today, the one who can sign in first."""
        ids = set(db.session.scalars(select(Pairing.mentee_id).where(Pairing.ended_on.is_(None))))
        first = self.company.cast["learner"].id
        return sorted((p for p in self.company.people if p.id in ids), key=lambda p: (p.id != first, p.id))

    def _logs(self) -> None:
        for n, person in enumerate(self._learners()):
            if n % 3 == 1:
                shift, days = (("early", [2, 6]), ("late", [0, 1]))[n % 2]
                set_rhythm(person=person, shift=shift, rest_days=days, actor=person, at=self._back(30, 8.4))
        mine = self.company.cast["learner"].id
        recent = select(LogEntry).where(LogEntry.day >= self.today - timedelta(days=60)).order_by(LogEntry.id.desc())
        for entry in list(db.session.scalars(recent)):
            if entry.person_id == mine or self.chance.random() < 0.4:
                entry.work_orders = f"WO-{entry.day:%m%d}-{self.chance.randrange(100, 999)}"
            if entry.person_id == mine and self.chance.random() < 0.35:
                self._photo(entry, self.album.any())
        db.session.flush()

    def _photo(self, entry: LogEntry, photo: Photo) -> None:
        name = f"log-{entry.id}-1.jpg"
        kept = files.save(
            photo.content, name=name, content_type="image/jpeg", actor=System("lms demo"), at=entry.written_at
        )
        db.session.add(LogPhoto(entry_id=entry.id, file_id=kept.id, width=photo.width, height=photo.height))

    def _talks(self) -> int:
        people = {p.id: p for p in self.company.people}
        query = select(Pairing.mentee_id, Pairing.mentor_id, Pairing.started_on).where(
            Pairing.ended_on.is_(None), Pairing.kind == Kind.TECHNICAL
        )
        first = self.company.cast["learner"].id
        rows = sorted(db.session.execute(query), key=lambda row: (row.mentee_id != first, row.mentee_id))
        count = 0
        for n, row in enumerate(rows):
            for k, (goal, reality, options, will, steps) in enumerate(TALKS[: 3 if n == 0 else 1 + n % 2]):
                day = workdays_back(self.today, (4, 11, 20)[k] + n % 3)
                if day < row.started_on or not is_workday(day):
                    continue
                mentee, mentor = people[row.mentee_id], people[row.mentor_id]
                talk = keep_talk(
                    talk=None, mentee=mentee, mentor=mentor, held_on=day,
                    texts={"goal": goal, "reality": reality, "options": options, "will": will},
                    steps=[Step(text, doer, day + timedelta(days=later)) for text, doer, later in steps],
                    actor=mentor, at=at(day, 16.6, self.zone),
                )  # fmt: skip
                count += 1
                if k or n % 4:
                    agree(talk=talk, actor=mentee, at=at(day, 17.4, self.zone))
                if k == 2 or (k == 1 and n % 2):
                    for step in list(talk.steps):
                        finish_step(talk=talk, step_id=step.id, actor=mentee, at=self.now - timedelta(hours=20))
        return count

    def _follow_ups(self) -> int:
        """Two courses are followed up; mentors were asked this morning, or yesterday where it is early."""
        for code, days in (("service-process", 10), ("agent-systems", 21)):
            set_follow_up(course_code=code, days=days, actor=self.hr, at=self._back(60))
        return ask_for_follow_ups(at=self._back(1, 7.2))

    def _feedback(self) -> int:
        people = {p.id: p for p in self.company.people}
        query = (
            select(Pairing.mentee_id, Pairing.mentor_id, func.min(Pairing.started_on))
            .where(Pairing.started_on <= self.today - timedelta(days=20))
            .group_by(Pairing.mentee_id, Pairing.mentor_id)
            .order_by(func.min(Pairing.started_on), Pairing.mentee_id)
        )
        mine = self.company.cast["learner"].id
        count = 0
        for mentee_id, mentor_id, _day in list(db.session.execute(query)):
            if mentee_id == mine or mentee_id not in people or self.chance.random() < 0.35:
                continue
            liked = random.Random(f"liked {self.seed} {mentor_id}").choice((3.4, 4.0, 4.4, 4.7))
            ratings = {str(q): max(1, min(5, round(self.chance.gauss(liked, 0.6)))) for q in Question}
            rate_mentor(mentor_id=mentor_id, ratings=ratings, actor=people[mentee_id], at=self.now - timedelta(days=2))
            count += 1
        return count

    def _stand_in(self) -> None:
        """Somebody is away next week."""
        query = (
            select(Pairing)
            .where(Pairing.ended_on.is_(None), Pairing.kind == Kind.TECHNICAL)
            .order_by(Pairing.id.desc())
        )
        mine = self.company.cast["mentor"].id
        for pairing in db.session.scalars(query):
            others = [
                p for p in self.mentors
                if p.unit_id == pairing.mentor.unit_id and p.id not in (pairing.mentor_id, mine) and p.post.family == pairing.mentor.post.family
            ]  # fmt: skip
            if others and pairing.mentor_id != mine:
                first: date = self.today + timedelta(days=3)
                note_handover(
                    pairing=pairing,
                    text="接线已熟练，接下来练带压作业；上门前提醒先打电话确认。",
                    actor=pairing.mentor,
                    at=self.now,
                )
                cover_absence(
                    pairing=pairing, cover=others[0], from_day=first, until_day=first + timedelta(days=6), reason="外出培训",
                    actor=self.hr, at=self.now,
                )  # fmt: skip
                return

    def _proposal(self) -> None:
        """The newest intake anew, as a draft: somebody may look at what the optimum would be."""
        plans = [plan for plan in self.company.plan.intakes if plan.state == STARTED] or list(
            self.company.plan.intakes
        )[-1:]
        cohort = db.session.scalars(
            select(Cohort).where(Cohort.starts_on == plans[-1].starts_on).order_by(Cohort.id.desc())
        ).first()
        if cohort is None:
            return
        members = list(
            db.session.scalars(
                select(Enrolment.person_id).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.id)
            )
        )
        wanted = [(person_id, str(kind)) for person_id in members for kind in (Kind.TECHNICAL, Kind.CULTURE)]
        row = propose(title=cohort.title, wanted=wanted, cohort_id=cohort.id, actor=self.hr, at=self.now)
        first = next((p for p in row.result["pairs"] if p["next"]), None)
        if first is not None:
            pin(
                row=row, mentee_id=first["mentee"], mentor_id=first["next"][0][0], kind=first["kind"],
                reason="同住一个小区，可顺路带班。", actor=self.hr, at=self.now,
            )  # fmt: skip
