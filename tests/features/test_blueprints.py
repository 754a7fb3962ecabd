"""What papers are drawn from, by errand: rows of a blueprint against the bank, unseen items first, the limit, and forms."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.actions.attempts import draw_paper, finish_attempt, start_attempt
from assessments.actions.exams import ExamTerms, change_exam
from assessments.models import Attempt, AttemptForm, BlueprintPart, ExamForm, FormSet, Item, ItemVersion
from assessments.queries.drawing import find_drawing, find_form_set
from assessments.queries.exams import get_exam, list_parts
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.people.models import Person
from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.examples_of_exams import CODE, access, begin, fill_bank, make_exam
from tests.factories import Factory

EDIT = f"/exams/{CODE}/edit"
TERMS = {
    "code": CODE,
    "title_en": "Theory",
    "minutes": "30",
    "pass_mark": "75",
    "attempts_allowed": "9",
    "wait_hours": "0",
}


def rows(*some: tuple[str, str, str, str, str]) -> dict[str, list[str]]:
    names = ("topic", "count", "difficulty", "tier", "skill")
    return {name: [row[n] for row in some] for n, name in enumerate(names)} | {"product": [""] * len(some)}


def items_of(attempt_id: int) -> set[int]:
    attempt = db.session.get_one(Attempt, attempt_id)
    found = {item.version.item_id for item in attempt.items}
    db.session.rollback()
    return found


def sit(person: Person) -> int:
    """One attempt, begun and handed in."""
    with transaction():
        attempt_id = start_attempt(
            code=CODE, person_id=person.id, actor=person, at=clock.now(), access=ExamAccess(True, most=99)
        )
    with transaction():
        finish_attempt(attempt_id=attempt_id, actor=person, at=clock.now())
    return attempt_id


def test_a_row_asks_for_any_combination_and_says_what_is_short(app: Flask, make: Factory) -> None:
    topics = fill_bank(topics=2, items=6)
    make_exam(topics[:1])
    with transaction() as session:
        for item in session.scalars(select(Item).where(Item.key.in_(("T1-001", "T1-004")))):
            item.tier = "senior"
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    page = manager.get(EDIT).get_data(as_text=True)
    assert "6 live items fit this row" in page
    assert "Any topic of" in page
    wanted = rows(("pool:main", "2", "", "senior", ""), (str(topics[1].id), "3", "2", "", ""))
    shown = send(manager, EDIT, {**TERMS, **wanted, "check": "1"})
    assert shown.status_code == 200
    text = shown.get_data(as_text=True)
    for words in (
        "Enough",
        "1 item short",
        "2 live items fit this row",
        "difficulty 2: 3 items are wanted, the bank has 2",
    ):
        assert words in text, words
    assert send(manager, EDIT, {**TERMS, **wanted}).status_code == 422
    good = rows(
        ("pool:main", "2", "", "senior", ""), (str(topics[1].id), "2", "2", "", ""), ("pool:none", "1", "", "", "")
    )
    refused = send(manager, EDIT, {**TERMS, **good})
    assert "Row 3: choose a topic" in refused.get_data(as_text=True)
    good = rows(("pool:main", "2", "", "senior", ""), (str(topics[1].id), "2", "2", "", ""))
    assert send(manager, EDIT, {**TERMS, **good}).status_code == 302
    kept = list(db.session.scalars(select(BlueprintPart).order_by(BlueprintPart.id)))[-2:]
    assert [(p.topic_id, p.pool, p.tier, p.difficulty) for p in kept] == [
        (None, "main", "senior", None),
        (topics[1].id, None, None, 2),
    ]
    paper = draw_paper(get_exam(CODE))
    tiers = db.session.execute(
        select(Item.tier, Item.difficulty).join(ItemVersion).where(ItemVersion.id.in_([v for v, _o in paper.items]))
    )
    assert sorted(tuple(one) for one in tiers) == [("junior", 2), ("junior", 2), ("senior", 2), ("senior", 2)]
    assert in_chinese(make.browser(make.person(Role.MANAGER, everywhere=True))).get(EDIT).status_code == 200


def test_unseen_items_first_then_the_least_used(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    make_exam(fill_bank(topics=1, items=6), attempts_allowed=99, pass_mark=100.0)
    person, others = make.person(), [make.person() for _ in range(3)]
    first, second, third = (items_of(sit(person)) for _ in range(3))
    assert len(first | second | third) == 6  # three papers of two, nothing twice
    used = [items_of(sit(other)) for other in others]
    counts = {item: sum(item in paper for paper in [first, second, third, *used]) for item in first | second | third}
    fourth = items_of(sit(person))
    assert sorted(counts.values())[:2] == sorted(counts[item] for item in fourth)


def test_no_item_stands_in_more_than_the_limit(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    make_exam(fill_bank(topics=1, items=10), attempts_allowed=99)
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    auditor = make.browser(make.person(Role.AUDITOR, everywhere=True))
    page, limit = f"/exams/{CODE}/drawing", f"/exams/{CODE}/drawing/limit"
    assert send(manager, limit, {"percent": "0", "days": "30"}).status_code == 422
    assert send(auditor, limit, {"percent": "25", "days": "30"}).status_code == 403
    assert send(manager, limit, {"percent": "25", "days": "30"}).status_code == 302
    people = [make.person() for _ in range(20)]
    papers = [items_of(sit(person)) for person in people]
    counts = {item: sum(item in paper for paper in papers) for item in range(1, 11)}
    assert max(counts.values()) <= 5  # a quarter of twenty; by chance alone some would have more
    shown = auditor.get(page).get_data(as_text=True)
    assert "T1-001" in shown
    assert "25%" in shown
    assert 'name="percent"' not in shown
    fixed_clock.forward(days=31)
    assert "Shown most" not in manager.get(page).get_data(as_text=True)  # out of the window
    assert send(manager, limit, {"percent": "", "days": "30"}).status_code == 302
    assert find_drawing(get_exam(CODE).id, get_exam(CODE).blueprint_id).exposure_percent is None


def test_equivalent_forms_are_given_out_and_changed_on_a_retake(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    make_exam(fill_bank(topics=2, items=8), attempts_allowed=9)
    manager = make.browser(make.person(Role.MANAGER, everywhere=True))
    page, forms = f"/exams/{CODE}/drawing", f"/exams/{CODE}/drawing/forms"
    assert send(manager, forms, {"count": "1", "seed": "7"}).status_code == 422
    assert send(manager, forms, {"count": "3", "seed": "7"}).status_code == 302
    exam = get_exam(CODE)
    made = find_form_set(exam.id, exam.blueprint_id)
    assert made is not None
    by_form = {form.id: {row.item_id for row in form.items} for form in made.forms}
    means = [form.expected_percent for form in made.forms]
    assert len(set.union(*by_form.values())) == 12  # four items each, none shared
    assert max(means) - min(means) < 5
    shown = manager.get(page).get_data(as_text=True)
    assert "Expected mean" in shown
    assert f"lie {max(means) - min(means):g} percentage points apart" in shown
    db.session.rollback()

    person = make.person()
    given = []
    for _ in range(3):
        attempt_id = sit(person)
        form = db.session.get_one(AttemptForm, attempt_id).form_id
        given.append(form)
        assert items_of(attempt_id) == by_form[form]
    assert sorted(given) == sorted(by_form)  # another form each time
    with transaction() as session:
        gone = session.get_one(Item, min(by_form[given[0]]))
        gone.retired_at = clock.now()
    fourth = items_of(sit(person))
    assert len(fourth) == 4  # an item of the same row stands in
    assert "another item of the same row stands in" in manager.get(page).get_data(as_text=True)
    again = {form.id: {row.item_id for row in form.items} for form in db.session.scalars(select(ExamForm))}
    assert again == by_form  # what was drawn stays on record
    db.session.rollback()

    with transaction():
        exam = get_exam(CODE)
        parts = [*list_parts(exam.blueprint_id)[:1]]
        terms = ExamTerms(exam.title, 30, 75.0, 9, 0)
        change_exam(exam=exam, terms=terms, parts=parts, actor=System("test"), at=clock.now())
    assert "A paper is drawn for each person" in manager.get(page).get_data(as_text=True)  # other parts, other papers
    assert send(manager, forms, {"count": "2", "seed": ""}).status_code == 302
    assert send(manager, forms, {"end": "1"}).status_code == 302
    assert [row.ended_at is not None for row in db.session.scalars(select(FormSet).order_by(FormSet.id))] == [
        False,
        True,
    ]


@pytest.mark.one_database
def test_while_an_attempt_runs_nothing_is_drawn(app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    make_exam(fill_bank())
    learner = make.browser(make.person(Role.LEARNER))
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        attempt_id = begin(learner)
        monkeypatch.setattr("assessments.routes.exams.draw_paper", lambda *_a, **_k: pytest.fail("drawn"))
        again = send(learner, f"/exams/{CODE}/start")
    assert again.status_code == 302
    assert db.session.scalars(select(Attempt.id)).all() == [attempt_id]
