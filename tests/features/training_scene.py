"""Training on record, for tests that look at it beside figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from certificates.models import Certificate, Scheme, Tier
from courses.attendance.models import Attendance
from courses.models import Course, CourseAbility, CourseCompletion, CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.onboarding.models import Cohort, Enrolment, Outcome, Programme, ProgrammeVersion
from lms.people.models import Person, Unit
from lms.skills.models import Ability
from tests.factories import Factory

FIRST = date(2026, 1, 1)


@dataclass
class Shelf:
    """What people are certified in and learn."""

    tier: int
    teaching: int
    other: int
    version: int
    cohort: int


def make_shelf(make: Factory) -> Shelf:
    """A scheme with one tier, a course that teaches an ability and one that does not, a programme with an intake."""
    root = make.unit("ROOT")
    with transaction() as session:
        scheme = Scheme(
            code="field-power",
            title=Bilingual("电源认证", "Power scheme"),
            certificate_title=Bilingual("证", "Cert"),
            family="field",
        )
        said = Bilingual("甲", "A")
        tier = Tier(
            scheme=scheme,
            level=1,
            code="junior",
            title=Bilingual("初级", "Junior"),
            knowledge=said,
            skill=said,
            examination=said,
            requirements=[],
            validity_months=24,
            published_at=clock.now(),
        )
        ability = Ability(
            code="leaks",
            name=Bilingual("检漏", "Finding leaks"),
            meaning=said,
            family="field",
            layer="basic",
            position=1,
        )
        session.add_all([tier, ability])
        versions = []
        for code in ("leaks", "canteen"):
            course = Course(
                code=code,
                category="c",
                delivery="online",
                title=Bilingual(f"课{code}", f"Course {code}"),
                summary=said,
                added_at=clock.now(),
            )
            versions.append(CourseVersion(course=course, number=1, published_at=clock.now()))
        session.add_all(versions)
        session.flush()
        session.add(CourseAbility(course_id=versions[0].course_id, ability_id=ability.id))
        programme = Programme(code="technician", title=Bilingual("入职", "Onboarding way"), family="field")
        session.add(programme)
        session.flush()
        version = ProgrammeVersion(
            programme_id=programme.id,
            number=1,
            published_at=clock.now(),
            weights={},
            minimums={},
            pass_mark=80,
            extension_days=14,
        )
        session.add(version)
        session.flush()
        cohort = Cohort(
            code="I1", title=said, version_id=version.id, unit_id=root.id, starts_on=FIRST, opened_at=clock.now()
        )
        session.add(cohort)
        session.flush()
        return Shelf(tier.id, versions[0].id, versions[1].id, version.id, cohort.id)  # fmt: skip


def award(shelf: Shelf, person: Person, day: date) -> None:
    """A certificate of the tier."""
    with transaction() as session:
        session.add(
            Certificate(
                number=f"N{person.id}", code=f"C{person.id}", person_id=person.id, tier_id=shelf.tier, issued_on=day,
                expires_on=day.replace(year=2028), awarded_at=clock.now(), evidence=[], face={
                    "name_zh": "甲", "name_latin": "A", "tier_level": 1, "demo": True,
                    **{key: {"zh": "某", "en": "Some"} for key in ("title", "tier", "product_line", "organisation", "signatory_name", "signatory_title")},
                },
            )
        )  # fmt: skip


def complete(version: int, person: Person, at: datetime) -> None:
    """A course completed."""
    with transaction() as session:
        session.add(CourseCompletion(person_id=person.id, version_id=version, completed_at=at))


def held(
    unit: Unit, version: int, begins: str, trainer: Person, people: list[Person], *, removed: Person | None = None,
    cancelled: bool = False, corrected: bool = False,
) -> None:  # fmt: skip
    """A session of an hour at which people were noted as present, and with `corrected` as absent afterwards."""
    at = moment(begins)
    day = SessionDay(starts_at=at, ends_at=at + timedelta(hours=1), zone="Asia/Shanghai")
    one = CourseSession(
        number=f"S{begins}", course_version_id=version, unit_id=unit.id, kind="classroom", language="zh", seats=20,
        remind_days=[], planned_at=at, ended_at=at + timedelta(hours=1), cancelled_at=at if cancelled else None, days=[day],
    )  # fmt: skip
    with transaction() as session:
        session.add(one)
        session.flush()
        session.add(SessionTrainer(session_id=one.id, person_id=trainer.id, role="lead", added_at=at))
        if removed is not None:
            gone = SessionTrainer(session_id=one.id, person_id=removed.id, role="lead", added_at=at, removed_at=at)
            session.add(gone)
        for how in ("list", "absent") if corrected else ("list",):
            session.add_all(
                Attendance(session_day_id=day.id, person_id=person.id, how=how, noted_at=at) for person in people
            )
            session.flush()


def pass_programme(shelf: Shelf, person: Person, at: datetime, kind: str = "on_duty") -> None:
    """A programme that ended."""
    with transaction() as session:
        enrolment = Enrolment(
            person_id=person.id,
            cohort_id=shelf.cohort,
            version_id=shelf.version,
            starts_on=FIRST,
            enrolled_at=clock.now(),
        )
        session.add(enrolment)
        session.flush()
        session.add(Outcome(enrolment_id=enrolment.id, kind=kind, reason="", result={}, decided_at=at))  # fmt: skip


def moment(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
