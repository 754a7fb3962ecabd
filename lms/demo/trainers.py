"""Trainers of the demo company: grades taken over and earned, one that lapsed, one to be re-reviewed, an application with its
trial lecture, rights to teach, profiles, an absence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from assessments.models import Rubric
from certificates.models import Certificate, Tier
from courses.models import Course
from courses.rules import Level
from lms.core import files
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.demo.company import Company
from lms.demo.portraits import face
from lms.demo.workdays import at as moment_of
from lms.demo.workdays import workday_from, workdays_back
from lms.people.models import Person
from lms.trainers.certification import lectures, queries
from lms.trainers.certification.actions import apply
from lms.trainers.grades.actions import import_grade, ship_grades
from lms.trainers.models import TrainerApplication
from lms.trainers.profiles.actions import enter_absence, rate_speaking, set_profile
from lms.trainers.profiles.portraits import square
from lms.trainers.rights.actions import grant_right

_BIOS = (
    ("从事商用空调售后十二年，擅长把复杂故障讲成三步。", "Twelve years with commercial units; makes three steps of a difficult fault."),
    ("负责新人集训和安全课程，课堂以动手为主。", "Looks after the training of new people and safety; little talk, much practice."),
    ("曾任区域技术支持，主讲电控与诊断。", "Was technical support of a region; teaches controls and diagnosis."),
)  # fmt: skip
_HELD = (  # level, granted so many days ago, ends so many days from now, level of the rights
    (2, 655, 75, "teach"),
    (3, 400, 330, "develop"),
    (2, 770, -40, "teach"),
    (1, 200, 530, "assist"),
    (1, 90, 640, "assist"),
)
_WORDS = "我带过六名徒弟，想把现场的经验讲给更多人。"


class Trainers:
    """Writes them through the same actions as the pages do."""

    def __init__(self, company: Company, zone: ZoneInfo, now: datetime) -> None:
        self.company, self.zone, self.now = company, zone, now
        self.today = now.astimezone(zone).date()
        self.manager = company.cast["manager"]

    def write(self, say: Callable[[str], None]) -> None:
        """All of it."""
        ship_grades(actor=self.manager, at=self._ago(800))
        trainers = self._trainers()
        for place, (person, held) in enumerate(zip(trainers, _HELD, strict=False)):
            self._hold(person, place, *held)
        candidate = self._apply(trainers)
        say(f"trainers: {min(len(trainers), len(_HELD))} with a grade{', one who applies' if candidate else ''}")

    def _ago(self, days: int) -> datetime:
        return moment_of(workdays_back(self.today, max(days * 5 // 7, 1)), 10, self.zone)

    def _trainers(self) -> list[Person]:
        """Full-time trainers first, then engineers who accompany others."""
        cast = self.company.cast
        named = [cast["trainer"], *self.company.holding(Role.TRAINER), *self.company.holding(Role.MENTOR)]
        return [one for one in dict.fromkeys(named) if one is not cast["mentor"]]

    def _hold(self, person: Person, place: int, level: int, ago: int, left: int, right: str) -> None:
        granted = self._ago(ago)
        until = self.today + timedelta(days=left)
        import_grade(
            person=person, level=level, from_day=granted.date(), until_day=until,
            evidence=f"讲师聘书 JS-{granted.year}-{place + 1:03}",
            actor=self.manager, at=granted,
        )  # fmt: skip
        zh, en = _BIOS[place % len(_BIOS)]
        photo = files.save(
            square(face(place)), name=f"trainer-{person.id}.jpg", content_type="image/jpeg", actor=person, at=granted
        )
        set_profile(
            person=person, bio=Bilingual(zh, en), languages=["zh", "en"] if place % 2 else ["zh"],
            product_lines=[person.product_line or "commercial"], most_hours=(40, 32, 24, 8, 8)[place], actor=person,
            at=granted + timedelta(days=1), photo_id=photo.id,
        )  # fmt: skip
        courses = db.session.scalars(select(Course).order_by(Course.id).limit(6)).all()
        for course in courses[place % 2 : place % 2 + 4]:
            if course.level == Level.ADVANCED and level < 3:
                continue  # the grade is not for courses of this level
            grant_right(
                person=person, course=course, level=right, from_day=granted.date(), until_day=None,
                reason="随聘书授予。", actor=self.manager, at=granted,
            )  # fmt: skip
        if place == 1:
            first = workday_from(self.today + timedelta(days=3))
            enter_absence(
                person=person, from_day=first, until_day=first + timedelta(days=2), kind="travel", note="广州分部授课",
                actor=person, at=self._ago(1),
            )  # fmt: skip

    def _apply(self, trainers: list[Person]) -> TrainerApplication | None:
        """Somebody meets what the first grade asks and applied; two of three judges have rated the trial lecture."""
        tests = list(queries.subject_tests([]))
        raters = [self.company.cast["manager"], self.company.cast["trainer"]]
        for person in self._candidates(trainers):
            for rater in raters:
                rate_speaking(
                    person=person, speaking=4, willing=5, comment="讲解清楚，会调动现场气氛。", actor=rater,
                    at=self._ago(20),
                )  # fmt: skip
            try:
                row = apply(
                    person=person,
                    level=1,
                    kind="award",
                    exam_code=tests[0],
                    words=_WORDS,
                    actor=person,
                    at=self._ago(14),
                )
            except RuleBroken:
                continue
            self._lecture(row, person)
            return row
        return None

    def _candidates(self, trainers: list[Person]) -> list[Person]:
        """People here for years with a certificate of an upper tier."""
        held = (
            select(Certificate.person_id)
            .join(Tier, Tier.id == Certificate.tier_id)
            .where(Tier.level >= 2, Certificate.expires_on > self.today)
            .order_by(Certificate.id)
        )
        ids = list(dict.fromkeys(db.session.scalars(held)))
        known = {person.id: person for person in self.company.people if person.left_on is None}
        taken = {person.id for person in trainers[: len(_HELD)]}
        since = self.today - timedelta(days=4 * 365)
        return [known[n] for n in ids if n in known and n not in taken and known[n].hired_on < since][:5]

    def _lecture(self, row: TrainerApplication, person: Person) -> None:
        able = queries.list_able_judges(person, self.today)
        if len(able) < 3 or db.session.scalar(select(Rubric.id).where(Rubric.code == "trial-lecture")) is None:
            return
        cast = self.company.cast
        able.sort(key=lambda one: one.id not in (cast["trainer"].id, cast["assessor"].id))
        held = self._ago(2)
        lecture = lectures.plan_lecture(
            application=row, starts_at=held, place="上海总部 301 教室",
            topic="控制板故障三步诊断", judges=[one.id for one in able[:3]],
            actor=self.manager, at=self._ago(9),
        )  # fmt: skip
        # The cast's trainer has not judged yet, so that the sheet can be tried.
        for judge, more in ((able[1], 0), (able[2], 1)):
            ratings = {
                c["key"]: min(2 + (more if place % 2 else 0), 3) for place, c in enumerate(lecture.rubric.criteria)
            }
            lectures.judge(
                lecture=lecture, ratings=ratings, comment="结构清楚，可多让学员动手。",
                actor=judge, at=held + timedelta(hours=1 + more),
            )  # fmt: skip
