"""Sitting an exam with items of every kind: shown without their keys, saved, marked, explained, and waiting for a marker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assessments.actions.attempts import settle_attempt
from assessments.events import ExamFinished
from assessments.models import Attempt, AttemptItem, ItemVersion, Response
from assessments.queries.bank import count_by_topic, list_candidates
from assessments.rules.sitting import ExamAccess
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.people.models import Person, Unit
from tests.browsing import send, token_of
from tests.conftest import Clock
from tests.examples_of_exams import CODE, access, begin
from tests.examples_of_items import KINDS, WHY, both, draft, item_of, load, load_all_kinds
from tests.factories import Factory

ORDER = sorted(KINDS)
SECRETS = (
    "capacitor",
    "model for markers",
    "3.5 ± ",
    "kPa feedback",
    "would arc",
    "decimal place",
    "fraction",
    "correct",
    "multi*",
)


@pytest.fixture
def learner(make: Factory) -> Person:
    return make.person(Role.LEARNER)


@pytest.fixture
def browser(app: Flask, make: Factory, learner: Person) -> Iterator[FlaskClient]:
    load_all_kinds()
    with access(app, lambda person_id, code, at: ExamAccess(True)):
        yield make.browser(learner)


@pytest.fixture
def heard(app: Flask) -> list[Any]:
    from lms.core import events

    found: list[Any] = []
    events.subscribe(app, ExamFinished, found.append)
    return found


def right_answers(attempt_id: int) -> dict[str, dict[str, Any]]:
    """What a page sends for the right answer of each kind."""
    order = {kind: item_of(attempt_id, kind)[1] for kind in ORDER}
    return {
        "essay": {"text": "Since charge stays.\r\nWait."},
        "hot_spot": {"point": [0.1, 0.2]},
        "matching": {"matches": [order["matching"].index(index) for index in range(3)]},
        "multiple": {"chosen": [order["multiple"].index(index) for index in (0, 1)]},
        "numeric": {"text": "3,6"},
        "ordering": {"ranks": [index + 1 for index in order["ordering"]]},
        "short": {"text": "Multimeter"},
        "single": {"chosen": [order["single"].index(1)]},
        "true_false": {"chosen": [0]},
    }


def save(browser: FlaskClient, attempt_id: int, kind: str, answer: dict[str, Any], sequence: int = 1) -> Any:
    return browser.post(
        f"/attempts/{attempt_id}/answers",
        data=json.dumps({"position": ORDER.index(kind) + 1, "sequence": sequence, "answer": {**answer, "flagged": False}}),
        content_type="application/json", headers={"X-CSRFToken": token_of(browser)},
    )  # fmt: skip


def shares(attempt_id: int) -> dict[str, float | None]:
    query = select(ItemVersion.kind, AttemptItem.score).join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    found = {kind: score for kind, score in db.session.execute(query.where(AttemptItem.attempt_id == attempt_id))}  # noqa: C416
    db.session.rollback()
    return found


def test_every_kind_is_shown_saved_and_marked_and_an_essay_waits(
    browser: FlaskClient, learner: Person, heard: list[Any], fixed_clock: Clock
) -> None:
    attempt_id = begin(browser)
    answers = right_answers(attempt_id)
    for position, kind in enumerate(ORDER, start=1):
        page = browser.get(f"/attempts/{attempt_id}/{position}").get_data(as_text=True)
        assert f"Asked {kind}" in page
        for secret in SECRETS:
            assert secret not in page, (kind, secret)
        first, again = (save(browser, attempt_id, kind, answers[kind]) for _ in range(2))
        assert (first.status_code, again.status_code) == (200, 200), (kind, first.get_json())
        # Sent again the same is the same; another answer under the same number is refused; nonsense too.
        assert save(browser, attempt_id, kind, {"chosen": [], "text": "x", "matches": [], "ranks": []}).status_code in (
            409,
            422,
        )
        assert (
            save(
                browser, attempt_id, kind, {"chosen": "0", "text": 1, "matches": 2, "ranks": 3, "area": 99}, 2
            ).status_code
            == 422
        )
    assert db.session.scalar(select(func.count()).select_from(Response)) == len(ORDER)
    db.session.rollback()
    shown = {
        kind: browser.get(f"/attempts/{attempt_id}/{ORDER.index(kind) + 1}").get_data(as_text=True) for kind in ORDER
    }
    assert "Since charge stays.\nWait.</textarea>" in shown["essay"]
    assert "gives up to 4 points" in shown["essay"]
    for kind, page in shown.items():
        assert ("part of the points" in page) is (kind in ("multiple", "ordering")), (
            "whoever answers knows how it counts"
        )
    assert 'name="x" value="0.1"' in shown["hot_spot"]
    assert "the left lamp" in shown["hot_spot"]
    assert "middle right" in shown["hot_spot"]
    assert shown["matching"].count(" selected") == 3
    assert 'value="3,6"' in shown["numeric"]
    assert 'id="answer-unit">kPa<' in shown["numeric"]
    assert "<math><mrow><mi>U</mi>" in shown["numeric"]
    assert f'src="/attempts/{attempt_id}/5/pictures/0" alt="circuit"' in shown["numeric"]
    assert browser.get(f"/attempts/{attempt_id}/5/pictures/0").mimetype == "image/png"
    assert browser.get(f"/attempts/{attempt_id}/5/pictures/1").status_code == 404

    send(browser, f"/attempts/{attempt_id}/hand-in")
    assert shares(attempt_id) == {kind: None if kind == "essay" else 1.0 for kind in ORDER}
    waiting = browser.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    assert "1 answer is still to be marked by somebody" in waiting
    assert heard == []
    refused = send(browser, f"/exams/{CODE}/start")
    assert refused.status_code == 422
    assert "still being marked" in refused.get_data(as_text=True)

    fixed_clock.forward(days=1)
    with transaction() as session:
        item = session.scalars(
            select(AttemptItem).where(AttemptItem.attempt_id == attempt_id, AttemptItem.position == 1)
        ).one()
        assert item.points == 4
        assert not settle_attempt(attempt_id=attempt_id, actor=audit.System("test"), at=clock.now())
        item.score = 1.0
        session.flush()
        assert settle_attempt(attempt_id=attempt_id, actor=audit.System("test"), at=clock.now())
        assert not settle_attempt(attempt_id=attempt_id, actor=audit.System("test"), at=clock.now())
    assert [(event.percent, event.passed) for event in heard] == [(75.0, True)]
    assert heard[0].at == clock.now() - timedelta(days=1)
    result = browser.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    for words in ("9 of 12", "75", WHY, "3.5 ± 0.1 kPa", "1 of 4 points", "Partly right", "Right place: 1"):
        assert words in result, words
    assert "model for markers" not in result


def test_part_marks_and_explanations(browser: FlaskClient) -> None:
    attempt_id = begin(browser)
    order = {kind: item_of(attempt_id, kind)[1] for kind in ORDER}
    given = {
        "essay": {"text": "   "},
        "hot_spot": {"area": order["hot_spot"].index(1)},
        "matching": {"matches": [order["matching"].index(0), order["matching"].index(3), None]},
        "multiple": {"chosen": [order["multiple"].index(0), order["multiple"].index(2)]},
        "numeric": {"text": "35"},
        "ordering": {"ranks": [{0: 2, 1: 3, 2: 4, 3: 1}[index] for index in order["ordering"]]},
        "short": {"text": "a ruler"},
    }
    for kind, answer in given.items():
        assert save(browser, attempt_id, kind, answer).status_code == 200, kind
    send(browser, f"/attempts/{attempt_id}/hand-in")
    assert shares(attempt_id) == {
        "essay": 0, "hot_spot": 0, "matching": 0.333333, "multiple": 0, "numeric": 0, "ordering": 0.666667, "short": 0, "single": 0, "true_false": 0,
    }  # fmt: skip
    page = browser.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    for words in (
        "this would arc",
        "A decimal place too far",
        "Your answer: metre",
        "Right: ampere",
        "a ruler",
        "Right: multi … meter",
        "middle right",
    ):
        assert words in page, words


def test_whoever_marks_or_decides_sees_the_pictures_and_what_is_right(
    browser: FlaskClient, learner: Person, make: Factory
) -> None:
    attempt_id = begin(browser)
    for kind, answer in (("numeric", {"text": "9"}), ("hot_spot", {"point": [0.9, 0.9]}), ("essay", {"text": "so"})):
        save(browser, attempt_id, kind, answer)
    send(browser, f"/attempts/{attempt_id}/hand-in")
    unit = db.session.get_one(Unit, learner.unit_id)
    items = {kind: item.id for kind, item in zip(ORDER, db.session.get_one(Attempt, attempt_id).items, strict=True)}
    db.session.rollback()
    marker = make.browser(make.person(Role.ASSESSOR, unit=unit))
    assert marker.get(f"/marking/{items['essay']}/figure").status_code == 404, "there is none"
    assert marker.get(f"/marking/{items['hot_spot']}/figure").status_code == 404, "nobody asked"
    send(marker, f"/marking/{items['essay']}", {"points": "1,5"})
    for number, kind in enumerate(("numeric", "hot_spot"), start=1):
        send(browser, f"/attempts/{attempt_id}/appeal/{ORDER.index(kind) + 1}", {"reason": "look again"})
        page = marker.get(f"/appeals/{number}").get_data(as_text=True)
        assert ("3.5 ± 0.1 kPa" if kind == "numeric" else "middle right") in page
        picture = f"/marking/{items[kind]}/" + ("pictures/0" if kind == "numeric" else "figure")
        assert picture in page
        assert marker.get(picture).mimetype == "image/png"
        for other in (browser, make.browser(make.person(Role.ASSESSOR, unit=make.unit()))):
            assert other.get(picture).status_code in (403, 404)
    assert marker.get(f"/marking/{items['numeric']}/pictures/9").status_code == 404


def test_forms_alone_answer_every_kind(browser: FlaskClient) -> None:
    attempt_id = begin(browser)
    for position, (kind, answer) in enumerate(sorted(right_answers(attempt_id).items()), start=1):
        fields: dict[str, Any] = {"sequence": "1", "go": "next"}
        for name, value in answer.items():
            if name in ("matches", "ranks"):
                short = {"matches": "match", "ranks": "rank"}[name]
                fields |= {f"{short}-{number}": "" if one is None else one for number, one in enumerate(value)}
            elif name == "point":
                fields["area"] = item_of(attempt_id, kind)[1].index(0)  # without JavaScript one chooses from the list
                fields |= {"x": "0.9", "y": "0.9"}
            else:
                fields[name] = value
        path = f"/attempts/{attempt_id}/{position}"
        assert send(browser, path, fields, page=path).status_code == 302, kind
    overview = browser.get(f"/attempts/{attempt_id}/hand-in").get_data(as_text=True)
    assert "All questions are answered." in overview
    send(browser, f"/attempts/{attempt_id}/hand-in")
    assert shares(attempt_id) == {kind: None if kind == "essay" else 1.0 for kind in ORDER}


def test_drafts_are_not_drawn_and_of_variants_one(app: Flask) -> None:
    load(draft("single"), draft("single", key="single-zh", stem=both("Same"), language_of="single-1"))
    load(draft("single", key="single-2"), as_drafts=True)
    load(draft("single", stem=both("Asked differently")), as_drafts=True)
    with app.test_request_context():
        topic = db.session.scalars(select(ItemVersion).where(ItemVersion.number == 2)).one().item.topic_id
        drawn = list_candidates({topic})
        assert [db.session.get_one(ItemVersion, one.version_id).stem.en for one in drawn] == ["Asked single"]
        assert count_by_topic() == {topic: {2: 1}}
    only_zh = draft("short", key="s-zh", stem=both("x"), language_of="short-1")
    load(
        draft("short", stem=draft("short").stem.__class__(en="English")),
        draft("short", key="s-zh", stem=only_zh.stem.__class__(zh="中文"), language_of="short-1"),
    )
    with app.test_request_context():
        topic = db.session.scalars(select(ItemVersion).where(ItemVersion.kind == "short")).first().item.topic_id  # type: ignore[union-attr]
        said = {
            language: [
                str(db.session.get_one(ItemVersion, one.version_id).stem.in_language("en"))
                for one in list_candidates({topic}, language)
            ]
            for language in ("", "en", "zh")
        }
    assert said == {"": ["English"], "en": ["English"], "zh": ["中文"]}
