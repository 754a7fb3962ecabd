"""Trying to find out who answered what: from the tables, and from what pages show one day and the next."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import pytest
from sqlalchemy import select, text

from assessments.models import SurveyAnswer, SurveyInvitation
from assessments.queries.survey_results import results
from assessments.queries.turnout import asked_in, by_unit
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db
from lms.people.models import Person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.course_shelf import text as lesson
from tests.features.course_shelf import write
from tests.features.survey_scene import CONTEXT, PATH, ask, form, reply, ship


@pytest.fixture
def asked(make: Factory, fixed_clock: Clock) -> list[int]:
    """Twelve people of one unit who are asked anonymously."""
    ship()
    write("leak", lesson("one"))
    unit = make.unit("A")
    return [ask(make.person(unit=unit)) for _ in range(12)]


def test_the_tables_do_not_say_who_answered_what(make: Factory, asked: list[int], fixed_clock: Clock) -> None:
    """Everything in the database that could lead from an answer to a person, looked at after seven people answered on
    seven days, the first by the page."""
    person = db.session.get_one(SurveyInvitation, asked[0]).respondent_id
    browser = make.browser(db.session.get_one(Person, person))
    send(browser, PATH.format(asked[0]), form(asked[0], 0, "word-0"))
    for place in range(1, 7):
        fixed_clock.forward(days=1)
        reply(asked[place], place % 5, f"word-{place}")
    rows = db.session.scalars(select(SurveyAnswer)).all()
    assert len(rows) == 7 * 7
    assert {row.invitation_id for row in rows} == {None}
    assert {row.about_id for row in rows} == {None}
    # Time: no column of the answers is finer than the month in which their whole batch was let out.
    assert {(row.batch, row.month) for row in rows} == {(1, clock.today().replace(day=1)), (None, None)}
    # Order: neither numbers nor places in the table follow the order of answering.
    stored = [
        row.text
        for row in db.session.scalars(
            select(SurveyAnswer).where(SurveyAnswer.item == "comment").order_by(SurveyAnswer.id)
        )
    ]
    assert sorted(filter(None, stored)) == [f"word-{place}" for place in range(7)]
    assert max(row.id for row in rows) > 1_000_000
    # One person's answers are not tied together: nothing is shared by the rows of a person but what a batch shares.
    shared = {(r.version_id, r.role, r.about_id, r.context_kind, r.context_id, r.batch, r.month) for r in rows}
    assert len(shared) == 2
    # The other side keeps that somebody answered, and the day; the audit trail and the notices say nothing of answering.
    invitations = db.session.scalars(select(SurveyInvitation).where(SurveyInvitation.answered_on.is_not(None))).all()
    assert {row.answered_at for row in invitations} == {None}
    assert "questionnaire.answered" not in set(db.session.scalars(select(AuditLine.action)))
    for table in db.metadata.sorted_tables:
        if table.name == "survey_answer":
            continue
        for row in db.session.execute(select(table)):
            assert "word-" not in str(tuple(row)), table.name
    db.session.rollback()


def test_the_order_of_storing_is_drawn_by_lot(asked: list[int]) -> None:
    """Were it the order of answering, four words would stand in it in 1 of 24 installations; here in some of many."""
    seen = set()
    for place in range(4):
        reply(asked[place], 0, f"word-{place}")
        found = db.session.execute(text("SELECT text FROM survey_answer WHERE item = 'comment'")).scalars()
        seen.add(tuple(found))
    ids = {row.text: row.id for row in db.session.scalars(select(SurveyAnswer).where(SurveyAnswer.item == "comment"))}
    before = dict(ids)
    reply(asked[4], 0, "word-4")
    after = {row.text: row.id for row in db.session.scalars(select(SurveyAnswer).where(SurveyAnswer.item == "comment"))}
    assert set(before) < set(after)
    assert all(before[word] != after[word] for word in before)  # all of a pool are written anew with each answer
    db.session.rollback()


def test_no_difference_of_what_is_shown_is_smaller_than_the_floor(asked: list[int], fixed_clock: Clock) -> None:
    """Whoever looks every day sees the number of people in the figures grow by five at least."""
    shown = [results([CONTEXT], "reaction").n_shown]
    for place, number in enumerate(asked):
        reply(number, place % 5)
        shown.append(results([CONTEXT], "reaction").n_shown)
    steps = {b - a for a, b in pairwise(shown)}
    assert shown[-1] == 12
    assert all(step == 0 or step >= 5 for step in steps)
    assert all(abs(a - b) == 0 or abs(a - b) >= 5 for a, b in combinations(shown, 2))
    db.session.rollback()


def test_the_few_left_over_stay_hidden_when_it_closes(asked: list[int], make: Factory, fixed_clock: Clock) -> None:
    for number in asked[:7]:
        reply(number)
    assert (results([CONTEXT], "reaction").n_shown, results([CONTEXT], "reaction").n_held_back) == (5, 2)
    fixed_clock.forward(days=40)
    found = results([CONTEXT], "reaction")
    assert (found.n_shown, found.n_held_back) == (5, 2)
    other = ("course_version", 99)
    late = [ask(make.person(), context=other) for _ in range(4)]
    for number in late:
        reply(number)
    both = results([CONTEXT, other], "reaction")
    assert both.n_shown == 5  # four of another training are not shown by adding them to five of this one
    fixed_clock.forward(days=40)
    assert results([other], "reaction").n_shown == 0
    db.session.rollback()


def test_those_who_could_never_make_a_group_are_waited_for(make: Factory, fixed_clock: Clock) -> None:
    ship()
    numbers = [ask(make.person()) for _ in range(9)]
    for number in numbers[:5]:
        reply(number)
    assert results([CONTEXT], "reaction").n_shown == 0  # four could still answer, and would then be left over
    for number in numbers[5:8]:
        reply(number)
    assert results([CONTEXT], "reaction").n_shown == 0
    fixed_clock.forward(days=30)
    assert results([CONTEXT], "reaction").n_shown == 8
    ask(make.person())  # asking somebody else afterwards hides nothing and lets nobody be told apart
    assert results([CONTEXT], "reaction").n_shown == 8
    db.session.rollback()


def test_a_reader_of_one_unit_sees_no_part_of_what_several_units_said(make: Factory, fixed_clock: Clock) -> None:
    ship()
    here, there = make.unit("A"), make.unit("B")
    for place in range(10):
        reply(ask(make.person(unit=here if place < 6 else there)))
    manager = make.person(Role.MANAGER, unit=here)
    chief = make.person(Role.MANAGER, unit=here, everywhere=True)
    path = f"/questionnaires/results/reaction?kind={CONTEXT[0]}&id={CONTEXT[1]}"
    answer = make.browser(manager).get(path)
    assert answer.status_code == 422
    assert "come from several units" in answer.get_data(as_text=True)
    page = make.browser(chief).get(path).get_data(as_text=True)
    assert "10 of 10 answered" in page
    assert make.browser(make.person(Role.MANAGER, unit=make.unit("C"))).get(path).status_code == 404
    assert make.browser(make.person(Role.SUPERVISOR, unit=here)).get(path).status_code == 403


def test_names_of_those_who_have_not_answered_are_hidden_unless_allowed(
    make: Factory, app: Any, asked: list[int]
) -> None:
    for number in asked[:5]:
        reply(number)
    browser = make.browser(make.person(Role.MANAGER, everywhere=True))
    path = f"/questionnaires/results/reaction/asked?kind={CONTEXT[0]}&id={CONTEXT[1]}"
    page = browser.get(path).get_data(as_text=True)
    assert "shown as a number only" in page
    assert "Tester" not in page.split("<main", 1)[1].replace("Tester 13", "")


def test_turnout_by_unit_puts_small_units_together(make: Factory, fixed_clock: Clock) -> None:
    ship()
    for name, size in (("A", 7), ("B", 6), ("C", 2)):
        unit = make.unit(name, en=f"Station {name}")
        for _ in range(size):
            ask(make.person(unit=unit))
    version = db.session.get_one(SurveyInvitation, 1).version_id
    found = by_unit(asked_in([version], [CONTEXT], user=None, role=None, about_id=None, today=clock.today()))
    assert [([str(n.en) for n in names], turnout.asked) for names, turnout in found] == [
        (["Station A"], 7),
        (["Station B", "Station C"], 8),
    ]
    db.session.rollback()
