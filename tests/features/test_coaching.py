"""Coaching talks by GROW, and the case library."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.mentoring.library.queries import list_best
from lms.mentoring.library.rules import TEXTS
from lms.mentoring.models import CaseDecision, CaseEdition, CaseThanks, CoachingStep, LibraryCase, LogEntry
from lms.mentoring.queries.since import TALKS, done_since
from lms.mentoring.results.queries import results_of
from lms.people.queries.people import get_person
from tests.browsing import fields_of, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.mentoring_scene import Scene, set_scene

TALK: dict[str, Any] = {
    "held_on": "2026-03-02", "course": "", "goal": "Repair boards alone by May.", "reality": "Two boards with help.",
    "options": "Practise on the bench; go along.", "will": "Bench on Fridays, 8 of 10.",
    "step": ["Bench practice", "Lend the meter", ""], "doer": ["mentee", "mentor", "mentee"],
    "due": ["2026-03-06", "2026-03-04", ""],
}  # fmt: skip


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def talks_counted(scene: Scene) -> tuple[int, int]:
    """As a gate and as the mentor's results count them."""
    done = done_since([(scene.learner.id, None)], [TALKS]).talks.get((scene.learner.id, None))
    results = results_of([get_person(scene.technical.id)], clock.today())[scene.technical.id]
    db.session.rollback()
    return done.count if done else 0, results.talks


def test_a_talk_is_written_agreed_and_done(scene: Scene, fixed_clock: Clock) -> None:
    mentor, learner = scene.make.browser(scene.technical), scene.make.browser(scene.learner)
    path = f"/talks/new/{scene.learner.id}"
    assert mentor.get(path).status_code == 200
    missing = send(mentor, path, {**TALK, "will": "", "due": ["2026-03-01", "2026-03-04", ""]})
    assert missing.status_code == 422
    text = missing.get_data(as_text=True)
    assert "goal, reality, options and will all need a sentence" in text
    assert "Next step 1: say until when" in text
    assert "Bench practice" in text
    below = {**TALK, "step": ["", "Lend the meter", ""], "due": ["", "", "2026-03-08"]}
    unclear = send(mentor, path, below).text
    assert "Next step 1: say until when" in unclear
    assert "Next step 2: say what is to be done." in unclear
    assert re.findall(r'name="(?:step|due)"[^>]*value="([^"]+)"', unclear) == [
        "Lend the meter",
        "2026-03-08",
    ]  # as they are numbered
    far = send(mentor, path, {**TALK, "held_on": "0202-03-02", "due": ["2206-03-06", "2026-03-04", ""]}).text
    assert "Next step 1: say until when" in far
    assert "The day of the talk is today or earlier, and in the last year." in far
    assert send(mentor, path, {**TALK, "step": ["", "", ""], "due": ["", "", ""]}).status_code == 422
    assert send(mentor, path, TALK).headers["Location"] == "/talks/1"
    assert "Read it and agree" in learner.get("/notices").get_data(as_text=True)
    assert "Waits for you to agree" in learner.get("/talks/1").get_data(as_text=True)
    assert "Waits for you to agree" in learner.get("/talks").text
    assert "Waits for agreement" in mentor.get("/talks/1").text
    practice = db.session.scalar(select(CoachingStep.id).where(CoachingStep.doer == "mentee"))
    db.session.rollback()
    assert send(learner, f"/talks/1/steps/{practice}/done", {}).status_code == 302
    new_words = {**TALK, "goal": "Repair boards alone by June.", "step": ["Bench practice", "Lend the meter", "Write a list"],
                 "due": ["2026-03-06", "2026-03-04", "2026-03-06"]}  # fmt: skip
    fixed_clock.forward(minutes=1)
    open_before = fields_of(mentor.get("/talks/1/change").text)
    assert send(learner, "/talks/1/change", {**new_words, "seen": open_before["seen"]}).status_code == 302
    assert "June" in mentor.get("/talks/1").get_data(
        as_text=True
    )  # the mentor agreed to other words and is asked again
    for stale in (send(mentor, "/talks/1/agree", {"seen": open_before["seen"]}),
                  send(mentor, "/talks/1/change", {**TALK, "seen": open_before["seen"]})):  # fmt: skip
        assert stale.status_code == 422  # nobody agrees to words that they have not read, nor writes over them
        assert "was changed meanwhile" in stale.text
    assert talks_counted(scene) == (0, 0)
    assert send(mentor, "/talks/1/agree", fields_of(mentor.get("/talks/1").text)).status_code == 302
    assert talks_counted(scene) == (1, 1)  # a talk is one when both say so
    assert send(mentor, "/talks/1/change", TALK).status_code == 422  # agreed by both: it stays
    done = db.session.scalars(select(CoachingStep.text).where(CoachingStep.done_on.is_not(None))).all()
    assert done == ["Bench practice"]  # what was done stays done in another wording of the talk
    db.session.rollback()
    fixed_clock.forward(days=3)
    assert "Overdue" in mentor.get("/talks").get_data(as_text=True)
    step = db.session.scalar(select(CoachingStep.id).where(CoachingStep.doer == "mentor"))
    db.session.rollback()
    assert send(mentor, f"/talks/1/steps/{step}/done", {}).status_code == 302
    assert send(mentor, "/talks/1/steps/999/done", {}).status_code == 422
    assert "Overdue" not in mentor.get("/talks/1").get_data(as_text=True)
    fixed_clock.forward(days=3)
    assert "Overdue" in learner.get("/log").get_data(as_text=True)  # the mentee's own step by now
    other = scene.make.browser(scene.make.person(Role.MENTOR, unit=scene.unit))
    assert other.get("/talks/1").status_code == 404
    assert other.get(path).status_code == 404
    assert (
        scene.make.browser(scene.culture).get("/talks/1").status_code == 200
    )  # a present mentor reads, and writes nothing
    assert send(scene.make.browser(scene.culture), "/talks/1/agree", {}).status_code == 422
    assert "Repair boards alone" in mentor.get(f"/mentees/{scene.learner.id}").get_data(as_text=True)


def test_an_entry_becomes_a_case_that_others_find(scene: Scene) -> None:
    make = scene.make
    learner, trainer = make.browser(scene.learner), make.browser(make.person(Role.TRAINER, everywhere=True))
    page = {
        "day": "2026-03-02",
        "cases": "No cooling after a power cut.",
        "ideas": "",
        "learned": "Check the fuse first.",
        "work_orders": "WO-7",
    }
    send(learner, "/log", page)
    entry = db.session.scalar(select(LogEntry.id))
    db.session.rollback()
    form = learner.get(f"/cases/new?entry={entry}").get_data(as_text=True)
    assert "No cooling after a power cut." in form
    assert "Work order WO-7" in form
    texts = {
        "title": "",
        "symptom": "No cooling.",
        "environment": "WO-7",
        "diagnosis": "",
        "solution": "",
        "lesson": "Fuse first.",
    }
    assert send(learner, "/cases/new", {**texts, "entry": str(entry)}).status_code == 422
    assert (
        send(learner, "/cases/new", {**texts, "title": "100% of units dead", "entry": str(entry)}).headers["Location"]
        == "/cases/1"
    )
    assert learner.get(f"/cases/new?entry={entry}").headers["Location"] == "/cases/1"  # an entry becomes one case
    reader = make.browser(make.person(Role.LEARNER))
    assert reader.get("/cases/1").status_code == 404
    assert make.browser(make.person(Role.MENTOR)).get(f"/cases/new?entry={entry}").status_code == 404
    assert "100% of units dead" in trainer.get("/cases").get_data(as_text=True)
    assert (
        send(trainer, "/cases/1/decide", {"kind": "published", "reason": ""}).status_code == 422
    )  # diagnosis and solution are missing
    full = {
        **texts,
        "title": "100% of units dead",
        "diagnosis": "Measured the supply.",
        "solution": "Replaced F2.",
        "product_line": "home",
    }
    assert send(trainer, "/cases/1/edit", full).status_code == 302
    assert send(learner, "/cases/1/decide", {"kind": "published"}).status_code == 403
    assert send(trainer, "/cases/1/decide", {"kind": "published", "reason": ""}).status_code == 302
    assert "is in the library" in learner.get("/notices").get_data(as_text=True)
    assert learner.get("/cases/1/edit").status_code == 404  # published: a trainer's business now
    assert "100% of units dead" in reader.get("/cases?q=measured+F2").get_data(as_text=True)
    assert "100% of units dead" in reader.get("/cases?q=100%25&line=home").get_data(as_text=True)
    assert "Nothing found" in reader.get("/cases?q=1000").get_data(as_text=True)
    assert send(reader, "/cases/1/thanks", {}).status_code == 302
    assert send(learner, "/cases/1/thanks", {}).status_code == 422
    assert "Helped most in 30 days" in reader.get("/cases").get_data(as_text=True)
    assert send(trainer, "/cases/1/decide", {"kind": "withdrawn", "reason": ""}).status_code == 422
    assert send(trainer, "/cases/1/decide", {"kind": "withdrawn", "reason": "Superseded."}).status_code == 302
    assert reader.get("/cases/1").status_code == 404
    assert "Superseded." in learner.get("/cases/1").get_data(as_text=True)
    assert [row.number for row in db.session.scalars(select(CaseEdition).order_by(CaseEdition.number))] == [1, 2]


@pytest.mark.one_database
def test_an_old_case_is_on_the_last_page_and_one_taken_back_is_no_best(make: Factory) -> None:
    author, reader = make.person(Role.LEARNER), make.person(Role.LEARNER)
    at = clock.now()
    texts = dict.fromkeys(TEXTS, "As found.")
    with transaction() as session:
        cases = [
            LibraryCase(
                author_id=author.id, family="field", put_forward_by=author.id, put_forward_at=at,
                editions=[CaseEdition(number=1, edited_by=author.id, edited_at=at, **{**texts, "title": f"Case {n}"})],
                decisions=[CaseDecision(kind="published", reason="", decided_by=author.id, decided_at=at)],
            )
            for n in range(1, 303)
        ]  # fmt: skip
        session.add_all(cases)
        session.flush()
        cases[6].decisions.append(CaseDecision(kind="withdrawn", reason="Wrong.", decided_by=author.id, decided_at=at))
        session.add_all(CaseThanks(case_id=cases[6].id, person_id=one.id, at=at) for one in (author, reader))
        session.add(CaseThanks(case_id=cases[8].id, person_id=reader.id, at=at))
    browser = make.browser(reader)
    last = browser.get("/cases?page=16").get_data(as_text=True)
    assert ">Case 1<" in last
    assert ">Case 7<" not in last
    assert [one.title for one in list_best(at - timedelta(days=1), at + timedelta(days=1), limit=1)] == ["Case 9"]
    db.session.rollback()
