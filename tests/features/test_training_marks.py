"""Training and certification in the course of a figure: what is marked, for whom, and how often the database is asked."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_login import login_user
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.kpis.marks import list_marks
from lms.people.models import Account, Person, Unit
from lms.people.session import load_user
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.kpi_card_scene import read, ship
from tests.features.training_scene import Shelf, award, complete, make_shelf, moment, pass_programme

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)


@pytest.fixture
def shelf(make: Factory) -> Shelf:
    return make_shelf(make)


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
    assert labels(app, None, [], manager)[0] == ("4 people completed Course leaks", "2026-01-20", False)
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
