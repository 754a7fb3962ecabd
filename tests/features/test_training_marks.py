"""Training and certification in the course of a figure: what is marked, for whom, and how often the database is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_login import login_user
from sqlalchemy import select

from certificates.models import Certificate, Scheme, Tier
from courses.models import Course, CourseAbility, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.kpis.marks import list_marks
from lms.onboarding.models import Cohort, Enrolment, Outcome, Programme, ProgrammeVersion
from lms.people.models import Account, Person, Unit
from lms.people.session import load_user
from lms.skills.models import Ability
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.kpi_card_scene import read, ship

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)


@dataclass
class Shelf:
    """What people are certified in and learn."""

    tier: int
    teaching: int
    other: int
    version: int
    cohort: int


@pytest.fixture
def shelf(make: Factory) -> Shelf:
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
    with transaction() as session:
        session.add(CourseCompletion(person_id=person.id, version_id=version, completed_at=at))


def pass_programme(shelf: Shelf, person: Person, at: datetime, kind: str = "on_duty") -> None:
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
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def labels(app: Flask, paths: list[str] | None, people: list[int], reader: Person) -> list[tuple[str, str, bool]]:
    account = db.session.scalar(select(Account).where(Account.person_id == reader.id))
    assert account is not None
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        user = load_user(account.id, account.epoch, today=clock.today(), demo_mode=False)
        assert user is not None
        login_user(user)
        with statements() as asked:
            found = list_marks(paths, people, FIRST, LAST)
        assert len([one for one in asked if not one.startswith("BEGIN")]) == 1
        return [(str(mark.label), mark.day.isoformat(), mark.whole_month) for mark in found]


def test_a_units_marks_are_counted_by_tier_programme_and_course(app: Flask, make: Factory, shelf: Shelf) -> None:
    north = make.unit("N")
    people = [make.person(Role.LEARNER, unit=north) for _ in range(3)]
    elsewhere = make.person(Role.LEARNER)
    manager = make.person(Role.MANAGER, everywhere=True, unit=north)
    for place, person in enumerate([*people, elsewhere]):
        award(shelf, person, date(2026, 2, 3 + 2 * place))
        complete(shelf.teaching, person, moment("2026-01-20T08:00:00"))
        complete(shelf.other, person, moment("2026-01-21T08:00:00"))
    pass_programme(shelf, people[0], moment("2026-01-31T17:00:00"))  # 1 February in Shanghai
    pass_programme(shelf, people[1], moment("2026-02-05T08:00:00"), kind="left")
    assert labels(app, [north.path], [], manager) == [
        ("3 people completed Course leaks", "2026-01-20", False),
        ("1 person on duty: Onboarding way", "2026-02-01", False),
        ("3 people awarded Junior", "2026-02-05", True),
    ]
    assert labels(app, None, [], manager)[-1] == ("4 people awarded Junior", "2026-02-06", True)


def test_of_a_person_nobody_learns_more_than_they_may(app: Flask, make: Factory, shelf: Shelf) -> None:
    north, south = make.unit("N"), make.unit("S")
    person = make.person(Role.LEARNER, unit=north)
    award(shelf, person, date(2026, 2, 3))
    complete(shelf.teaching, person, moment("2026-01-20T08:00:00"))
    pass_programme(shelf, person, moment("2026-02-05T08:00:00"))
    expected = ["Completed: Course leaks", "Awarded: Power scheme, Junior", "On duty: Onboarding way"]
    for reader in (person, make.person(Role.SUPERVISOR, unit=north)):
        assert [label for label, _day, _month in labels(app, None, [person.id], reader)] == expected
    for reader in (make.person(Role.SUPERVISOR, unit=south), make.person(Role.LEARNER, unit=north)):
        assert labels(app, None, [person.id], reader) == []


def test_marks_stand_on_the_pages_of_figures(make: Factory, shelf: Shelf) -> None:
    ship()
    north = make.unit("N")
    person = make.person(Role.LEARNER, unit=north)
    award(shelf, person, date(2026, 2, 3))
    for month in (date(2026, 1, 1), date(2026, 2, 1)):
        read(person, month, {"first_time_fix": (40, 30)})
        read(north, month, {"first_time_fix": (40, 30)})
    own = make.browser(person)
    for path in ("/kpis/mine", "/kpis/first_time_fix"):
        page = own.get(path).get_data(as_text=True)
        assert "Awarded: Power scheme, Junior" in page, path
        href = page.split('id="mark-1"><a href="')[1].split('"')[0]
        assert own.get(href).status_code == 200
    head = make.browser(make.person(Role.SUPERVISOR, unit=north))
    page = head.get("/kpis/first_time_fix").get_data(as_text=True)
    assert "1 person awarded Junior" in page
    assert 'href="#mark-1"' in page


def test_a_unit_above_counts_those_below(app: Flask, make: Factory, shelf: Shelf) -> None:
    region = make.unit("R")
    station: Unit = make.unit("R1", region)
    award(shelf, make.person(Role.LEARNER, unit=station), date(2026, 1, 9))
    manager = make.person(Role.MANAGER, everywhere=True, unit=region)
    assert labels(app, [region.path], [], manager) == [("1 person awarded Junior", "2026-01-09", False)]
