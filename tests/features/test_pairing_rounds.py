"""Pairing a whole intake on the page: the proposal with its reasons, pins and bans, what helps those who are left, publishing,
hand-over, cover, and a mentor who leaves."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.mentoring.appointments.actions import appoint, set_profile
from lms.mentoring.appointments.queries import Offer
from lms.mentoring.models import Pairing, PairingRound
from lms.mentoring.queries.pairings import mentors_of
from lms.people.actions.leaving import record_leaving
from lms.people.models import Person, Unit
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.onboarding_scene import Onboarding, set_scene


@pytest.fixture
def scene(app: Flask, make: Factory) -> Onboarding:
    return set_scene(make)


def make_mentor(person: Person, *kinds: str, capacity: int = 4, lines: tuple[str, ...] = ("home",)) -> None:
    with transaction():
        row = get_person(person.id)
        appoint(
            person=row,
            kinds=kinds,
            from_day=clock.today(),
            exception="The first of the station.",
            actor=System(),
            at=clock.now(),
        )
        set_profile(
            person=row, offer=Offer(capacity, lines, ("zh", "en"), "", ()), actor=System(), at=clock.now(),
        )  # fmt: skip


def the_round() -> PairingRound:
    row = db.session.scalars(select(PairingRound).order_by(PairingRound.id.desc())).first()
    assert row is not None
    return row


def placed() -> dict[tuple[int, str], int]:
    found = {(p["mentee"], p["kind"]): p["mentor"] for p in the_round().result["pairs"]}
    db.session.rollback()
    return found


def test_an_intake_is_paired_changed_by_hand_and_published(scene: Onboarding) -> None:
    make = scene.make
    more = [make.person(Role.LEARNER, unit=scene.unit, product_line="home") for _ in range(2)]
    far = make.unit()
    with transaction() as session:
        session.get_one(Unit, far.id).city = Bilingual("苏州", "Suzhou")
    away = make.person(Role.LEARNER, unit=far, name_latin="Away Learner", name_zh="远方")
    scene.enrol(scene.learner, *more, away, mentors=False)
    other = make.person(unit=scene.unit, name_latin="Other Mentor", name_zh="另一位")
    make_mentor(scene.technical, "technical", capacity=2)
    make_mentor(other, "technical", "culture", capacity=2)
    make_mentor(scene.culture, "culture", capacity=4)
    hr = make.browser(make.person(Role.HR, everywhere=True))
    assert send(hr, "/pairing", {"cohort": "999"}).status_code == 422
    made = send(hr, "/pairing", {"cohort": str(scene.cohort_id), "who": "missing"})
    number = the_round().id
    assert made.headers["Location"] == f"/pairing/{number}"
    result: dict[str, Any] = the_round().result
    db.session.rollback()
    assert len(result["pairs"]) == 6
    assert {(one["mentee"], one["kind"]) for one in result["unmatched"]} == {
        (away.id, "technical"),
        (away.id, "culture"),
    }
    assert result["advice"][0]["step"] == "same_city"
    first = placed()
    assert all(first[p.id, "technical"] != first[p.id, "culture"] for p in (scene.learner, *more))
    technical = [first[p.id, "technical"] for p in (scene.learner, *more)]
    assert sorted(technical.count(m) for m in set(technical)) == [1, 2]  # nobody beyond the free places
    page = hr.get(f"/pairing/{number}").get_data(as_text=True)
    assert "2 places are still open" in page
    assert "works in another city" in page
    assert "Let them have a mentor in another city" in page
    assert "common language" in page
    assert db.session.scalar(select(Pairing.id)) is None  # nobody is appointed by looking
    db.session.rollback()
    barred = hr.get(f"/pairing/{number}/{away.id}/technical").get_data(as_text=True)
    assert "works in another city" in barred
    assert "No mentor fits" not in barred

    keeps = first[scene.learner.id, "technical"]
    swap = other.id if keeps == scene.technical.id else scene.technical.id
    path = f"/pairing/{number}/{scene.learner.id}/technical"
    assert "points" in hr.get(path).get_data(as_text=True)
    assert send(hr, path, {"mentor": str(swap), "deed": "pin", "reason": ""}).status_code == 422
    assert send(hr, path, {"mentor": str(swap), "deed": "pin", "reason": "They know each other."}).status_code == 302
    assert placed()[scene.learner.id, "technical"] == swap
    assert "By hand" in hr.get(f"/pairing/{number}").get_data(as_text=True)
    assert send(hr, path, {"mentor": str(swap), "deed": "free"}).status_code == 302
    assert send(hr, path, {"mentor": str(keeps), "deed": "ban", "reason": "Brothers."}).status_code == 302
    assert placed()[scene.learner.id, "technical"] == swap
    again = send(hr, f"/pairing/{number}/change", {"deed": "solve"})
    assert again.status_code == 302
    assert placed()[scene.learner.id, "technical"] == swap  # the same facts, the same answer

    assert send(hr, f"/pairing/{number}/change", {"deed": "loosen", "step": "same_city"}).status_code == 302
    row = the_round()
    assert len(row.result["pairs"]) + len(row.result["unmatched"]) == 8
    assert len(row.result["pairs"]) > 6
    db.session.rollback()
    stranger = make.browser(make.person(Role.HR, unit=far))
    assert stranger.get(f"/pairing/{number}").status_code == 404
    assert make.browser(scene.learner).get(f"/pairing/{number}").status_code == 403

    make_mentor(
        make.person(unit=scene.unit), "technical", "culture"
    )  # better for somebody now: the proposal must be seen again
    moved = send(hr, f"/pairing/{number}/publish", {}, follow=True).get_data(as_text=True)
    if "made anew" in moved:
        assert db.session.scalar(select(Pairing.id)) is None
        db.session.rollback()
    published = send(hr, f"/pairing/{number}/publish", {}, follow=True).get_data(as_text=True)
    assert "has been told" in published or "stays as it is" in published
    standing = mentors_of([scene.learner.id], clock.today())[scene.learner.id]
    db.session.rollback()
    assert {one.kind for one in standing} == {"technical", "culture"}
    assert "is your technical mentor now" in make.browser(scene.learner).get("/notices").get_data(as_text=True)
    assert "Mentors are appointed: " in make.browser(scene.supervisor).get("/notices").get_data(as_text=True)
    place = db.session.scalar(select(Notice.link).where(Notice.kind.endswith("pairs_published")))
    db.session.rollback()
    assert place == f"/intakes/{scene.cohort_id}"
    assert send(hr, path, {"mentor": str(keeps), "deed": "pin", "reason": "Late."}).status_code == 422
    assert "Published" in hr.get("/pairing").get_data(as_text=True)


def test_a_limit_is_loosened_for_the_part_that_somebody_lacks(scene: Onboarding) -> None:
    make, far = scene.make, scene.make.unit()
    with transaction() as session:
        session.get_one(Unit, far.id).city = Bilingual("苏州", "Suzhou")
    away = make.person(Role.LEARNER, unit=far)
    scene.enrol(away, mentors=False)
    make_mentor(scene.technical, "technical")
    make_mentor(scene.culture, "culture")
    make_mentor(make.person(unit=far), "culture")
    hr = make.browser(make.person(Role.HR, everywhere=True))
    send(hr, "/pairing", {"cohort": str(scene.cohort_id), "who": "missing"})
    number = the_round().id
    assert [(one["mentee"], one["kind"]) for one in the_round().result["unmatched"]] == [(away.id, "technical")]
    assert send(hr, f"/pairing/{number}/change", {"deed": "loosen", "step": "same_city"}).status_code == 302
    assert placed()[away.id, "technical"] == scene.technical.id
    page = {
        kind: hr.get(f"/pairing/{number}/{away.id}/{kind}").get_data(as_text=True) for kind in ("technical", "culture")
    }
    assert "works in another city" not in page["technical"]
    assert "works in another city" in page["culture"]  # there is one where they work


def test_two_mentors_may_change_parts_when_everybody_is_paired_anew(scene: Onboarding) -> None:
    scene.enrol()
    for mentor in (scene.technical, scene.culture):
        make_mentor(mentor, "technical", "culture")
    hr = scene.make.browser(scene.make.person(Role.HR, everywhere=True))
    send(hr, "/pairing", {"cohort": str(scene.cohort_id), "who": "all"})
    number, mentee = the_round().id, scene.learner.id
    for kind, mentor in (("technical", scene.culture), ("culture", scene.technical)):
        pin = {"mentor": str(mentor.id), "deed": "pin", "reason": "She knows the machines."}
        send(hr, f"/pairing/{number}/{mentee}/{kind}", pin)
    assert "settled by hand: She knows the machines." in hr.get(f"/pairing/{number}").text
    for mentor in (scene.technical, scene.culture):  # forbidden too: nobody is left, and the two stay as they are
        send(
            hr, f"/pairing/{number}/{mentee}/technical", {"mentor": str(mentor.id), "deed": "ban", "reason": "A feud."}
        )
    assert "Stays with Wang Jianguo for now." in hr.get(f"/pairing/{number}").text
    for mentor in (scene.technical, scene.culture):
        send(hr, f"/pairing/{number}/{mentee}/technical", {"mentor": str(mentor.id), "deed": "free"})
    for kind, mentor in (("technical", scene.culture), ("culture", scene.technical)):
        send(hr, f"/pairing/{number}/{mentee}/{kind}", {"mentor": str(mentor.id), "deed": "pin", "reason": "She does."})
    assert send(hr, f"/pairing/{number}/publish").status_code == 302
    now = {one.kind: one.mentor_id for one in mentors_of([mentee], clock.today())[mentee]}
    assert now == {"technical": scene.culture.id, "culture": scene.technical.id}


def test_weights_are_versions_and_a_bad_number_is_named(scene: Onboarding) -> None:
    hr = scene.make.browser(scene.hr)
    weights = {
        "skills": "3",
        "product_line": "2",
        "language": "5",
        "shift": "2",
        "city": "1",
        "rating": "2",
        "results": "2",
        "balance": "0.5",
    }
    bad = send(hr, "/pairing/weights", {**weights, "language": "many", "reason": "x"})
    assert bad.status_code == 422
    assert "Common language: write a number from 0 to 10." in bad.get_data(as_text=True)
    assert (
        send(hr, "/pairing/weights", {**weights, "same_city": "1", "reason": "Two languages in the team."}).status_code
        == 302
    )
    page = hr.get("/pairing/weights").get_data(as_text=True)
    assert "Two languages in the team." in page
    assert "Common language 5" in page


def test_absence_hand_over_and_a_mentor_who_leaves(scene: Onboarding, fixed_clock: Clock) -> None:
    make = scene.make
    scene.enrol()
    make_mentor(scene.technical, "technical")
    stand_in = make.person(Role.MENTOR, unit=scene.unit, name_latin="Stand In", name_zh="代班")
    make_mentor(stand_in, "technical")
    hr, mentor = make.browser(scene.hr), make.browser(scene.technical)
    pairing = db.session.scalars(select(Pairing).where(Pairing.kind == "technical")).one().id
    db.session.rollback()
    path = f"/people/{scene.learner.id}/mentors/{pairing}/cover"
    days = {"mentor": str(stand_in.id), "from_day": "2026-03-04", "until_day": "2026-03-06", "reason": "Training."}
    assert hr.get(path).status_code == 200
    for slip, words in (("2026-03-03", "the last day not before it"), ("2028-02-29", "stands in for at most 365")):
        assert words in send(hr, path, {**days, "until_day": slip}).text
    assert send(hr, path, days).status_code == 302
    twice = send(hr, path, {**days, "from_day": "2026-03-06", "until_day": "2026-03-09"})
    assert "Somebody stands in on some of these days already." in twice.get_data(as_text=True)
    before = hr.get(f"/people/{scene.learner.id}/mentors").get_data(as_text=True)
    assert "4 Mar 2026 to 6 Mar 2026" in before  # both days belong to it
    assert make.browser(stand_in).get(f"/mentees/{scene.learner.id}").status_code == 404
    assert "Stand In stands in for you with" in mentor.get("/notices").text
    assert "from 4 Mar 2026 to 6 Mar 2026." in mentor.get("/notices").text
    assert "stands in for you" not in mentor.get("/mentees").text
    send(hr, path, {**days, "from_day": "2026-03-10", "until_day": "2026-03-11"})
    later = db.session.scalars(select(Pairing).order_by(Pairing.id.desc())).first()
    assert later
    off = path.replace(f"{pairing}/cover", f"{later.id}/end")
    db.session.rollback()
    assert "Stand In is released." in send(hr, off, {}, follow=True).text
    assert "called off" in send(hr, off, {}, follow=True).text  # once more: nothing to do
    assert (
        hr.get(f"/people/{scene.learner.id}/mentors").text.count("/end") == 3
    )  # of the two mentors and of the first stand-in
    for reader, words in (
        (stand_in, "You no longer stand in for Wang Jianguo with"), (scene.technical, "Stand In no longer stands in for you with"),
        (scene.learner, "Stand In no longer stands in for your mentor Wang Jianguo."),
    ):  # fmt: skip
        assert make.browser(reader).get("/notices").text.count(words) == 1
    fixed_clock.forward(days=3)
    assert "You stand in for Wang Jianguo until 6 Mar 2026." in make.browser(stand_in).get("/mentees").text
    assert "Stand In stands in for you until 6 Mar 2026." in mentor.get("/mentees").text
    assert make.browser(stand_in).get(f"/mentees/{scene.learner.id}").status_code == 200
    assert make.browser(stand_in).get(f"/mentees/{scene.learner.id}/rate").status_code == 200
    assert "Stand In" in make.browser(scene.learner).get("/log").get_data(as_text=True)
    left_note = send(make.browser(stand_in), f"/mentees/{scene.learner.id}/hand-over", {"text": "Did two boards."})
    assert left_note.status_code == 302
    assert "Did two boards." in make.browser(scene.technical).get(f"/mentees/{scene.learner.id}").get_data(as_text=True)
    nobody = send(hr, f"/mentors/{stand_in.id}/hand-over", {}, follow=True).get_data(as_text=True)
    assert "Nobody here lacks a mentor" in nobody  # who stands in hands nobody over
    fixed_clock.forward(days=3)
    assert make.browser(stand_in).get(f"/mentees/{scene.learner.id}").status_code == 404

    note = "Knows the boards, not the pipes yet."
    assert send(mentor, f"/mentees/{scene.learner.id}/hand-over", {"text": note}).status_code == 302
    proposal = send(hr, f"/mentors/{scene.technical.id}/hand-over", {})
    assert placed() == {(scene.learner.id, "technical"): stand_in.id}
    assert send(hr, proposal.headers["Location"] + "/publish", {}).status_code == 302
    assert note in make.browser(stand_in).get(f"/mentees/{scene.learner.id}").get_data(as_text=True)
    assert mentor.get(f"/mentees/{scene.learner.id}").status_code == 404

    with transaction():
        record_leaving(
            person=get_person(stand_in.id),
            last_day=clock.today(),
            reason="Moves away.",
            actor=get_person(scene.hr.id),
            at=clock.now(),
        )
    assert mentors_of([scene.learner.id], clock.today())[scene.learner.id][0].kind == "culture"
    db.session.rollback()
    assert placed() == {(scene.learner.id, "technical"): scene.technical.id}
    made = the_round()  # each reader reads it in their language
    assert made.title == Bilingual("代班的徒弟交接", "Hand-over from Stand In")
    assert [ban[2] for ban in made.bans] == [{"zh": "已离职", "en": "has left"}]
    db.session.rollback()
    assert "Hand-over from Stand In" in hr.get("/pairing").get_data(as_text=True)
    put_away = f"/pairing/{the_round().id}/change"
    db.session.rollback()
    assert send(hr, put_away, {"deed": "discard"}).status_code == 302
    assert "stays as it is" in send(hr, put_away, {"deed": "solve"}).get_data(as_text=True)
    assert "mentees who need another mentor: 1" in hr.get("/notices").get_data(as_text=True)
