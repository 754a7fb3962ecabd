"""Mentoring by errand: mentees, growth log, replies, ratings, appointments."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import audit, clock, events
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, read, transaction
from lms.core.notices import Notice
from lms.mentoring.appointments.actions import appoint, rest, set_profile
from lms.mentoring.appointments.queries import Offer
from lms.mentoring.events import LogEntryWritten, MentorRated
from lms.mentoring.load import load_words
from lms.mentoring.models import LogEntry, LogReply, MentorRating, Pairing
from lms.mentoring.queries.log import COUNTS, LogCount
from lms.mentoring.queries.pairings import list_candidate_mentors, mentors_of
from lms.mentoring.queries.since import RATINGS, done_since
from lms.mentoring.standing import MENTEE_STANDING, MenteeStanding
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.hearing import heard
from tests.features.mentoring_scene import Scene, set_scene

PAGE = {"day": "2026-03-02", "cases": "A pump that lost pressure.", "ideas": "", "learned": "Vent before measuring."}
RATING = {"skill": "4", "diligence": "4", "communication": "5", "safety": "4", "learning": "4", "comment": "Steady."}


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


@pytest.fixture
def told(app: Flask) -> Iterator[list[object]]:
    with heard(app, LogEntryWritten, MentorRated) as published:
        yield published


def entry_id() -> int:
    found = db.session.scalar(select(LogEntry.id).order_by(LogEntry.id.desc()))
    db.session.rollback()
    assert found is not None
    return found


def counted(scene: Scene) -> LogCount | None:
    row = read(COUNTS, people=[scene.learner.id]).first()
    db.session.rollback()
    return LogCount(row.entries, row.last_day, row.unanswered) if row else None


def test_a_learner_writes_one_page_a_day_and_may_change_it(
    scene: Scene, fixed_clock: Clock, told: list[object]
) -> None:
    browser = scene.make.browser(scene.learner)
    assert send(browser, "/log", PAGE).status_code == 302
    assert send(browser, "/log", {**PAGE, "ideas": "A sticker on the valve."}).status_code == 302
    assert "A sticker on the valve." in browser.get("/log").get_data(as_text=True)
    assert len(told) == 1
    fixed_clock.forward(days=1)
    late = send(browser, "/log", {**PAGE, "learned": "Something new."})
    assert late.status_code == 422
    text = late.get_data(as_text=True)
    assert "A new day has begun" in text
    assert "Something new." in text
    assert 'value="2026-03-03"' in text
    assert send(browser, "/log", {**PAGE, "day": "2026-03-03"}).status_code == 302
    count = counted(scene)
    assert count is not None
    assert (count.entries, count.last_day, count.unanswered) == (2, clock.today(), 2)


def test_an_empty_page_is_not_an_entry(scene: Scene) -> None:
    answer = send(scene.make.browser(scene.learner), "/log", {**PAGE, "cases": " ", "learned": ""})
    assert answer.status_code == 422
    assert "Write what you learned today." in answer.get_data(as_text=True)
    assert counted(scene) is None


def test_a_mentor_answers_and_the_page_then_stays(scene: Scene) -> None:
    learner, mentor = scene.make.browser(scene.learner), scene.make.browser(scene.culture)
    send(learner, "/log", PAGE)
    assert "1 entry waits for your reply" in mentor.get("/mentees").get_data(as_text=True)
    path = f"/log/{entry_id()}/reply"
    assert send(mentor, path, {"text": " "}).status_code == 422
    for _ in range(2):
        assert send(mentor, path, {"text": "Well seen!"}).status_code == 302
    assert db.session.scalars(select(LogReply.text)).all() == ["Well seen!"]
    db.session.rollback()
    assert "Well seen!" in learner.get("/log").get_data(as_text=True)
    for language, name in (("en", scene.culture.name.en), ("zh-CN", scene.culture.name.zh)):
        notices = learner.get("/notices", headers={"Accept-Language": language}).get_data(as_text=True)
        assert name in notices
    assert send(learner, "/log", {**PAGE, "cases": "Another story."}).status_code == 422
    assert "waits for your reply" not in mentor.get("/mentees").get_data(as_text=True)
    count = counted(scene)
    assert count is not None
    assert count.unanswered == 0


def test_a_stranger_neither_reads_nor_answers(scene: Scene) -> None:
    send(scene.make.browser(scene.learner), "/log", PAGE)
    stranger = scene.make.browser(scene.make.person(Role.MENTOR, unit=scene.unit))
    assert send(stranger, f"/log/{entry_id()}/reply", {"text": "Hello."}).status_code == 404
    assert stranger.get(f"/mentees/{scene.learner.id}").status_code == 404
    assert scene.make.browser(scene.learner).get(f"/mentees/{scene.learner.id}").status_code == 403
    supervisor = scene.make.browser(scene.make.person(Role.SUPERVISOR, Role.MENTOR, unit=scene.unit))
    page = supervisor.get(f"/mentees/{scene.learner.id}")
    assert page.status_code == 200
    assert "Your reply" not in page.get_data(as_text=True)
    assert send(supervisor, f"/log/{entry_id()}/reply", {"text": "Hello."}).status_code == 422
    assert db.session.scalar(select(LogReply.id)) is None


def test_the_technical_mentor_rates(scene: Scene, told: list[object], fixed_clock: Clock) -> None:
    path = f"/mentees/{scene.learner.id}/rate"
    browser = scene.make.browser(scene.technical)
    assert browser.get(path).status_code == 200
    missing = send(browser, path, {**RATING, "safety": "6"})
    assert missing.status_code == 422
    assert "“Safety awareness” is not rated yet." in missing.get_data(as_text=True)
    both = send(browser, path, {**RATING, "safety": "", "comment": ""})
    assert both.status_code == 422
    assert "“Safety awareness” is not rated yet." in both.get_data(as_text=True)
    assert "what the rating rests on." in both.get_data(as_text=True)
    for _ in range(2):
        assert send(browser, path, RATING).status_code == 302
    result = done_since([(scene.learner.id, None)], [RATINGS]).ratings[scene.learner.id, None]
    db.session.rollback()
    assert (result.percent, result.mentor_id) == (80.0, scene.technical.id)
    assert [(type(event), event.percent) for event in told] == [(MentorRated, 80.0)]  # type: ignore[attr-defined]
    own = scene.make.browser(scene.learner).get(f"/ratings/{result.rating_id}").get_data(as_text=True)
    assert "Steady." in own
    stranger = scene.make.browser(scene.make.person(Role.MENTOR, unit=scene.unit))
    assert stranger.get(f"/ratings/{result.rating_id}").status_code == 404
    fixed_clock.forward(days=1)
    assert send(browser, path, {**RATING, "skill": "5"}).status_code == 302
    assert done_since([(scene.learner.id, None)], [RATINGS]).ratings[scene.learner.id, None].percent == 85.0
    assert len(db.session.scalars(select(MentorRating.id)).all()) == 2


def test_others_do_not_rate(scene: Scene) -> None:
    path = f"/mentees/{scene.learner.id}/rate"
    assert send(scene.make.browser(scene.culture), path, RATING).status_code == 403
    assert send(scene.make.browser(scene.learner), path, RATING).status_code == 403
    stranger = scene.make.person(Role.MENTOR, unit=scene.unit)
    assert send(scene.make.browser(stranger), path, RATING).status_code == 404
    assert db.session.scalar(select(MentorRating.id)) is None


def test_the_programme_says_where_a_mentee_stands(app: Flask, scene: Scene) -> None:
    def standing(person_ids: list[int]) -> dict[int, MenteeStanding]:
        return dict.fromkeys(
            person_ids, MenteeStanding(Bilingual("跟岗实习", "Shadowing"), 9, 42, True, rating_due=True)
        )

    answers = app.extensions["answers"]
    before = answers.pop(MENTEE_STANDING, [])
    events.provide(app, MENTEE_STANDING, standing)
    try:
        page = scene.make.browser(scene.technical).get("/mentees").get_data(as_text=True)
    finally:
        answers[MENTEE_STANDING] = before
    for words in ("Shadowing, day 9 of 42", "Late", "Rate Li Xiaotong", "Replace the main board"):
        assert words in page


def test_hr_appoints_and_releases(scene: Scene) -> None:
    hr = scene.make.browser(scene.make.person(Role.HR, everywhere=True))
    other = scene.make.person(Role.MENTOR, unit=scene.unit)
    path = f"/people/{scene.learner.id}/mentors"
    assert "Wang Jianguo" in hr.get(path).get_data(as_text=True)
    assert send(hr, path, {"kind": "technical", "mentor": str(other.id), "reason": ""}).status_code == 302
    current = mentors_of([scene.learner.id], clock.today())[scene.learner.id]
    assert [(m.kind, m.mentor_id) for m in current] == [("technical", other.id), ("culture", scene.culture.id)]
    db.session.rollback()
    twice = send(hr, path, {"kind": "culture", "mentor": str(other.id), "reason": ""})
    assert twice.status_code == 422
    assert "must be two different people" in twice.get_data(as_text=True)
    pairing_id = current[0].pairing_id
    elsewhere = f"/people/{other.id}/mentors/{pairing_id}/end"
    assert send(hr, elsewhere).status_code == 404
    assert send(hr, f"{path}/{pairing_id}/end").status_code == 302
    assert [m.kind for m in mentors_of([scene.learner.id], clock.today())[scene.learner.id]] == ["culture"]
    assert len(db.session.scalars(select(Pairing.id)).all()) == 3
    db.session.rollback()
    assert send(scene.make.browser(scene.technical), path, {"kind": "technical"}).status_code == 403


def test_hr_confirms_going_past_a_mentors_limit(scene: Scene) -> None:
    other = scene.make.person(Role.MENTOR, unit=scene.unit)
    for _ in range(4):
        scene.appoint(scene.make.person(Role.LEARNER, unit=scene.unit), other)
    hr = scene.make.browser(scene.make.person(Role.HR, everywhere=True))
    path = f"/people/{scene.learner.id}/mentors"
    wanted = {"kind": "technical", "mentor": str(other.id), "reason": ""}
    asked = send(hr, path, wanted)
    assert asked.status_code == 422
    assert "would have 5 mentees instead of 4" in asked.get_data(as_text=True)
    confirmed = {**wanted, "over_limit": f"{other.id}:5"}
    assert "Say why the limit is passed." in send(hr, path, confirmed).get_data(as_text=True)
    assert send(hr, path, {**confirmed, "reason": "The only one there"}).status_code == 302
    assert mentors_of([scene.learner.id], clock.today())[scene.learner.id][0].mentor_id == other.id


def test_candidates_come_with_load_and_warnings(scene: Scene) -> None:
    for _ in range(3):
        scene.appoint(scene.make.person(Role.LEARNER, unit=scene.unit), scene.technical)
    away = scene.make.person(Role.MENTOR)
    new = scene.make.person(Role.LEARNER, unit=scene.unit)
    scene.make.person(Role.LEARNER, unit=scene.unit)
    found = list_candidate_mentors(new.id, "technical", clock.today())
    assert [(c.person_id, c.mentees) for c in found] == [(scene.culture.id, 1), (scene.technical.id, 4), (away.id, 0)]
    assert [[w.code for w in c.warnings] for c in found] == [[], ["mentor_full"], []]
    stated = Offer(6, ("home",), ("zh",), "", ())
    set_profile(person=scene.technical, offer=stated, actor=audit.System("test"), at=clock.now())
    found = list_candidate_mentors(new.id, "technical", clock.today())
    assert [c.has_room for c in found] == [True, True, True]
    assert load_words(found[1]) == "徒弟 4 / 6 人"


def test_a_rest_and_the_other_part_are_said_where_a_mentor_is_chosen(scene: Scene) -> None:
    at, actor, today = clock.now(), audit.System("test"), clock.today()
    with transaction():
        for mentor, kind in ((scene.technical, "technical"), (scene.culture, "culture")):
            appoint(person=get_person(mentor.id), kinds=[kind], from_day=today, exception="First", actor=actor, at=at)
        row = get_person(scene.technical.id)
        rest(person=row, from_day=today, until_day=None, reason="A child is born", actor=actor, at=at)
    found = list_candidate_mentors(scene.learner.id, "technical", today)
    said = {c.person_id: [w.code for w in c.warnings] for c in found}
    assert said == {scene.technical.id: ["mentor_rests"], scene.culture.id: ["mentor_other_part"]}
    hr = scene.make.browser(scene.make.person(Role.HR, everywhere=True))
    page = hr.get(f"/people/{scene.learner.id}/mentors").text
    assert re.search(r"Wang Jianguo · [^<]* · rests · technical mentor only<", page)
    assert re.search(r"Zhao Min · [^<]* · culture mentor only<", page)
    assert "Suitable as technical mentor" not in page


def test_the_two_mentors_change_parts_in_one_step(scene: Scene) -> None:
    hr = scene.make.browser(scene.make.person(Role.HR, everywhere=True))
    path = f"/people/{scene.learner.id}/mentors"
    refused = send(hr, path, {"kind": "technical", "mentor": str(scene.culture.id)})
    assert refused.status_code == 422
    assert "Change parts" in refused.text
    assert "Zhao Min becomes the technical mentor and Wang Jianguo the culture mentor" in refused.text
    mentor, note = scene.make.browser(scene.technical), f"/mentees/{scene.learner.id}/hand-over"
    too_long = send(mentor, note, {"text": "Pipes " + "x" * 4000})
    assert too_long.status_code == 422
    assert "Pipes xxx" in too_long.text  # what was written is still there to shorten
    assert (
        send(mentor, note, {"text": "\r\n".join(["Pipes"] * 666)}).status_code == 302
    )  # 3995 as the browser counts them
    assert "There is no hand-over note now." in send(mentor, note, {"text": " "}, follow=True).text
    send(mentor, note, {"text": "Pipes need care."})
    done = send(hr, f"{path}/swap", {"reason": "Night shifts", "handover": "Board replaced once."})
    assert done.status_code == 302
    now = {m.kind: m.mentor_id for m in mentors_of([scene.learner.id], clock.today())[scene.learner.id]}
    assert now == {"technical": scene.culture.id, "culture": scene.technical.id}
    history = db.session.scalars(select(Pairing).where(Pairing.mentee_id == scene.learner.id).order_by(Pairing.id))
    rows = [(p.mentor_id, p.kind, p.ended_on is None, p.reason) for p in history]
    assert rows == [
        (scene.technical.id, "technical", False, ""), (scene.culture.id, "culture", False, ""),
        (scene.culture.id, "technical", True, "Night shifts"), (scene.technical.id, "culture", True, "Night shifts"),
    ]  # fmt: skip
    told = {(n.recipient_id, n.kind.rpartition(".")[2]) for n in db.session.scalars(select(Notice))}
    db.session.rollback()
    assert {
        (scene.culture.id, "technical_mentee_given"), (scene.technical.id, "culture_mentee_given"),
        (scene.learner.id, "technical_mentor_given"), (scene.learner.id, "culture_mentor_given"),
    } <= told  # fmt: skip
    page = hr.get(path).text
    assert "Hand-over: Pipes need care.\n\nBoard replaced once." in page  # the mentor's own note stays
    assert "Hand-over: Board replaced once." in page
    # Without one of the two there is nobody to change with, and others may not.
    send(hr, f"{path}/{last_pairing(scene)}/end")
    assert "Change parts" not in hr.get(path).text
    send(hr, f"{path}/swap")
    assert "both mentors have to be appointed" in hr.get(path).text
    assert send(scene.make.browser(scene.technical), f"{path}/swap").status_code == 403


def last_pairing(scene: Scene) -> int:
    found = db.session.scalar(
        select(Pairing.id).where(Pairing.mentee_id == scene.learner.id).order_by(Pairing.id.desc())
    )
    db.session.rollback()
    assert found is not None
    return found
