"""Simulated calls by errand: two assessors rate alone, a third settles, and the agreement is said or too few."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from assessments.actions.simulations import arrange_simulation, rate_simulation, ship_scenarios
from assessments.models import ScenarioCard, Simulation, SimulationAssessor, SimulationRating
from assessments.queries import simulations as queries
from assessments.queries.practical_exams import criteria_of
from assessments.queries.simulations import get_card, verdict_of
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.people.models import Person
from lms.people.queries.people import get_person
from lms.trainers.grades.actions import ship_grades
from tests.browsing import send
from tests.factories import Factory
from tests.features.mentoring_scene import RUBRIC, Scene, set_scene

CARD = "third-visit-water-heater"


@pytest.fixture
def scene(make: Factory) -> Scene:
    scene = set_scene(make)
    with transaction():
        ship_scenarios(actor=System(), at=clock.now())
    return scene


def assessors(scene: Scene, count: int = 3) -> list[Person]:
    return [scene.make.person(Role.ASSESSOR, everywhere=True, name_latin=f"Assessor {n}") for n in range(count)]


def arrange(browser: FlaskClient, learner: Person, people: list[Person], **change: Any) -> Any:
    data = {
        "form_token": "simulation-1", "learner": learner.id, "assessors": [person.id for person in people],
        "held_on": clock.today().isoformat(), **change,
    }  # fmt: skip
    return send(browser, f"/simulations/cards/{CARD}", data)


def rate(browser: FlaskClient, path: str, points: int, comment: str = "Practise the promise.", **change: str) -> Any:
    keys = ("listen", "facts", "promise", "solution", "close")
    return send(browser, path, {**{f"criterion-{key}": str(points) for key in keys}, "comment": comment, **change})


def test_the_cards_are_whole_and_shipped_once(scene: Scene) -> None:
    with transaction():
        assert ship_scenarios(actor=System(), at=clock.now()) == 0
    cards = list(db.session.scalars(select(ScenarioCard)))
    assert len(cards) >= 6
    assert {card.kind for card in cards} == {"angry_customer", "special_discount", "fault_finding"}
    for card in cards:
        for words in (card.title, card.brief, card.role, *card.moves):
            zh, en = (words["zh"], words["en"]) if isinstance(words, dict) else (words.zh, words.en)
            assert re.search("[\u4e00-\u9fff]", zh), card.code
            assert en, card.code
            assert not re.search("[\u4e00-\u9fff]", en), card.code
        assert len(card.moves) >= 4
        criteria = criteria_of(card.rubric)
        assert sum(c.weight for c in criteria) == 100
        assert any(c.must for c in criteria)
        assert all(c.points == (0, 1, 2, 3) for c in criteria)


def test_two_rate_alone_and_the_mean_counts(scene: Scene) -> None:
    first, second, _third = assessors(scene)
    one, two, learner = (scene.make.browser(person) for person in (first, second, scene.learner))
    card = one.get(f"/simulations/cards/{CARD}").get_data(as_text=True)
    assert "inlet valve" in card
    nobody = {"form_token": "simulation-0", "learner": "0", "held_on": clock.today().isoformat()}
    assert "Choose who takes the call." in send(one, f"/simulations/cards/{CARD}", nobody).text
    answer = arrange(one, scene.learner, [first, second])
    assert arrange(one, scene.learner, [first, second]).headers["Location"] == answer.headers["Location"]
    told = learner.get("/notices").text
    assert told.count("A simulated call with you is planned for 2 Mar 2026") == 1
    assert "still cold" not in told  # which scenario it is, they hear in the call
    path = answer.headers["Location"]
    assert rate(one, path, 2, **{"criterion-facts": ""}).status_code == 422
    assert rate(one, path, 2, comment="Only the first knows this.").status_code == 302
    for browser in (two, one):
        page = browser.get(path).get_data(as_text=True)
        assert "1 of 2" in page or "Record the rating" in page
    assert "Only the first knows this." in one.get(path).get_data(as_text=True)
    assert "Only the first knows this." not in two.get(path).get_data(as_text=True)
    assert "66.7" not in two.get(path).get_data(as_text=True)
    assert learner.get(path).status_code == 404
    assert rate(two, path, 2, **{"criterion-listen": "3", "criterion-close": "1"}).status_code == 302
    assert rate(two, path, 0).status_code == 302  # a second time changes nothing
    row = db.session.scalars(select(Simulation)).one()
    found = verdict_of(row)
    db.session.rollback()
    assert (found.stage, found.percent, found.passed, found.settled) == ("done", 69.2, True, False)
    result = learner.get(path).get_data(as_text=True)
    for words in ("69.2", "mean", "Only the first knows this.", "Assessor 1"):
        assert words in result
    assert "inlet valve" not in result  # the caller's part stays with those who play it
    assert scene.make.browser(scene.make.person(Role.ASSESSOR, unit=scene.unit)).get(path).status_code == 404


def test_a_large_difference_goes_to_a_third_who_sees_nothing_before(scene: Scene) -> None:
    first, second, third = assessors(scene)
    one, two, three = (scene.make.browser(person) for person in (first, second, third))
    path = arrange(one, scene.learner, [first, second]).headers["Location"]
    too_early = send(one, f"{path}/third", {"assessor": third.id})
    assert too_early.status_code == 422
    rate(one, path, 3)
    rate(two, path, 1, comment="Only set phrases.")
    assert "a further assessor" in two.get(path).get_data(as_text=True)
    assert send(two, f"{path}/third", {"assessor": third.id}).status_code == 404  # who arranged it names
    assert send(one, f"{path}/third", {"assessor": second.id}).status_code == 422
    assert send(one, f"{path}/third", {"assessor": third.id}).status_code == 302
    assert "Only set phrases." not in three.get(path).get_data(as_text=True)
    assert rate(three, path, 2).status_code == 302
    page = three.get(path).get_data(as_text=True)
    for words in ("66.7", "median", "Only set phrases."):
        assert words in page


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("one", "Choose 2 assessors"),
        ("mentor", "another assessor must examine"),
        ("stranger", "appointed for this person"),
        ("far", "more than 60 days"),
    ],
)
def test_who_cannot_rate_together(scene: Scene, who: str, words: str) -> None:
    first, second, _third = assessors(scene)
    if who == "mentor":
        second = scene.make.person(Role.MENTOR, Role.ASSESSOR, unit=scene.unit)
        other = scene.make.person(Role.LEARNER, unit=scene.unit)
        scene.appoint(other, second, "culture")
        answer = arrange(scene.make.browser(first), other, [first, second])
    elif who == "stranger":
        answer = arrange(
            scene.make.browser(first), scene.learner, [first, scene.make.person(Role.ASSESSOR, unit=scene.make.unit())]
        )
    elif who == "far":
        answer = arrange(scene.make.browser(first), scene.learner, [first, second], held_on="2027-03-02")
    else:
        answer = arrange(scene.make.browser(first), scene.learner, [first])
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.scalar(select(Simulation.id)) is None


def test_the_database_refuses_a_learner_as_assessor_and_a_second_rating(scene: Scene) -> None:
    first, second, _third = assessors(scene)
    rate(
        scene.make.browser(first),
        arrange(scene.make.browser(first), scene.learner, [first, second]).headers["Location"],
        2,
    )
    with transaction() as session:
        row = session.scalars(select(SimulationRating)).one()
        rating = {"simulation_id": row.simulation_id, "assessor_id": row.assessor_id, "ratings": {}, "percent": 1.0, "failed_musts": [], "comment": "", "rated_at": clock.now()}  # fmt: skip
    seat = {"simulation_id": rating["simulation_id"], "learner_id": scene.learner.id, "assessor_id": scene.learner.id, "settles": False, "named_by": first.id, "named_at": clock.now()}  # fmt: skip
    for table, values in (
        (SimulationRating, rating),
        (SimulationRating, {**rating, "assessor_id": scene.culture.id}),
        (SimulationAssessor, seat),
    ):
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(insert(table).values(values))


def test_agreement_says_too_few_and_then_how_far(scene: Scene) -> None:
    first, second, _third = assessors(scene)
    browser = scene.make.browser(first)
    assert "0 rated by two" in browser.get("/agreement").get_data(as_text=True)
    pairs = [(3, 3), (2, 2), (1, 1), (0, 1), (2, 3), (3, 2), (1, 1), (2, 2), (3, 3), (0, 0)]
    for number, given in enumerate(pairs):
        with transaction():
            row = arrange_simulation(
                card=get_card(CARD), learner=get_person(scene.learner.id), assessors=[first.id, second.id],
                held_on=clock.today(), form_token=f"many-{number:04d}", actor=get_person(first.id), at=clock.now(),
            )  # fmt: skip
            for person, points in zip((first, second), given, strict=True):
                keys = [c["key"] for c in row.card.rubric.criteria]
                rate_simulation(
                    row=row,
                    ratings=dict.fromkeys(keys, points),
                    comment="So.",
                    actor=get_person(person.id),
                    at=clock.now(),
                )
        if number == 0:
            page = browser.get("/agreement").get_data(as_text=True)
            assert "Too few: agreement beyond chance" in page
    page = browser.get("/agreement").get_data(as_text=True)
    assert "Too few" not in page
    assert "10 rated by two" in page
    for words in ("100%", "0.88", "0.86"):  # verdicts, ICC(1,1), weighted kappa by hand
        assert words in page, words


def test_cards_and_trial_lectures_say_themselves_how_many_rate(scene: Scene) -> None:
    with transaction():
        ship_grades(actor=System(), at=clock.now())
    manager = scene.make.browser(scene.make.person(Role.MANAGER, everywhere=True))
    page = manager.get("/practicals/rubrics").text
    assert f"/practicals/rubrics/{RUBRIC}" in page
    for code in ("call-angry-customer", "trial-lecture"):
        assert f"/practicals/rubrics/{code}" not in page
        assert send(manager, f"/practicals/rubrics/{code}", {"assessors": "2"}).status_code == 404


def test_of_many_learners_one_is_searched(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LISTED", 1)
    first, second, _third = assessors(scene)
    browser, path = scene.make.browser(first), f"/simulations/cards/{CARD}"
    assert "Only the first 1 are offered" in browser.get(path).text
    found = browser.get(f"{path}?q={scene.learner.employee_no.lower()}").text
    assert f'value="{scene.learner.id}"' in found
    assert f'value="{second.id}">' not in found.split("<select")[1].split("</select>")[0]
    data = {
        "form_token": "searched-1",
        "learner": scene.learner.id,
        "assessors": [first.id, second.id],
        "held_on": clock.today().isoformat(),
    }
    assert send(browser, f"{path}?q={scene.learner.employee_no}", data).status_code == 302
    assert "Only the first" not in browser.get(f"{path}?q=%25_nobody").text
