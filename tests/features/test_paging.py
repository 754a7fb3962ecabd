"""Long lists come in pages: the same numbers and links everywhere, and an address beyond the end is the last page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assessments.models import PracticalExam, Rubric
from assessments.queries.practical_exams import PER_PAGE
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.core.paging import page_of, page_of_rows
from lms.people.models import Person
from tests.factories import Factory
from tests.features.mentoring_scene import RUBRIC, set_scene


@pytest.mark.parametrize(
    ("length", "asked", "page", "pages", "items"),
    [
        (0, 1, 1, 1, []),
        (3, 1, 1, 1, [0, 1, 2]),
        (4, 1, 1, 2, [0, 1, 2]),
        (4, 2, 2, 2, [3]),
        (4, 9**30, 2, 2, [3]),
        (4, -1, 1, 2, [0, 1, 2]),
        (6, 2, 2, 2, [3, 4, 5]),
    ],
)
def test_a_list_in_memory(length: int, asked: int, page: int, pages: int, items: list[int]) -> None:
    found = page_of(range(length), asked, 3)
    assert (list(found.items), found.page, found.pages, found.total) == (items, page, pages, length)
    assert (found.has_prev, found.has_next) == (page > 1, page < pages)


def test_rows_of_a_statement(make: Factory) -> None:
    people = [make.person() for _number in range(5)]
    query = select(Person).where(Person.id.in_([person.id for person in people])).order_by(Person.id)
    last = page_of_rows(query, 9, 2, entities=True)
    assert (list(last.items), last.page, last.pages, last.total) == ([people[4]], 3, 3, 5)
    columns = page_of_rows(select(Person.id).where(Person.id < 0).order_by(Person.id), 1, 2)
    assert (list(columns.items), columns.page, columns.pages, columns.total) == ([], 1, 1, 0)


def test_what_an_assessor_rated_has_pages(make: Factory) -> None:
    scene, assessor = set_scene(make), make.person(Role.ASSESSOR)
    rubric = db.session.scalars(select(Rubric).where(Rubric.code == RUBRIC)).one()
    for number in range(PER_PAGE + 1):
        db.session.add(
            PracticalExam(
                learner_id=scene.learner.id, rubric_id=rubric.id, assessor_id=assessor.id, form_token=f"{number:08}",
                ratings={"safety": 2, "method": 1}, percent=50 + number, passed=True, comment="",
                held_on=clock.today(), signed_at=clock.now() + timedelta(minutes=number),
            )
        )  # fmt: skip
    db.session.commit()
    browser = make.browser(assessor)
    first = browser.get("/practical-exams").get_data(as_text=True)
    assert f"{50 + PER_PAGE} · passed" in first
    assert "50 · passed" not in first
    assert 'href="/practical-exams?page=2"' in first
    second = browser.get("/practical-exams?page=2").get_data(as_text=True)
    assert "50 · passed" in second
    assert "51 · passed" not in second
    assert f"Page 2 of 2, {PER_PAGE + 1} in all" in second
