"""Who may be a mentor: criteria, appointment, renewal, rest, retirement, and what the pages say."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.notices import Notice
from lms.mentoring.appointments.queries import mentors_among
from lms.mentoring.appointments.reminding import remind_of_terms
from lms.mentoring.appointments.rules import Status
from lms.mentoring.models import MentorAppointment
from lms.people.models import Person, RoleAssignment
from lms.people.queries.people import get_person
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory

APPOINT = {"appoint-technical": "y", "appoint-from_day": "2026-03-02", "appoint-until_day": "", "appoint-exception": ""}


def status(person: Person) -> Status:
    found = mentors_among([get_person(person.id)], clock.today())[0].status
    db.session.rollback()
    return found


@pytest.mark.one_database
def test_from_criteria_to_retirement(make: Factory, fixed_clock: Clock) -> None:
    unit = make.unit()
    hr = make.person(Role.HR, everywhere=True)
    chief = make.person(Role.SUPERVISOR, unit=unit)
    person = make.person(unit=unit, hired_on=clock.today() - timedelta(days=1200), name_zh="孙立", name_latin="Sun Li")
    office, boss = make.browser(hr), make.browser(chief)
    page = office.get(f"/mentors/{person.id}").get_data(as_text=True)
    assert "no valid certificate" in page
    assert "not rated yet" in page
    assert "Never appointed." in page

    refused = send(office, f"/mentors/{person.id}/appoint", APPOINT)
    assert refused.status_code == 422
    assert "Not every criterion is met." in refused.get_data(as_text=True)

    stricter = {"kind": "technical", "tier": "0", "years": "3", "least_rating": "4", "raters": "1", "course_code": "",
                "term_months": "12", "from_day": "2026-03-02"}  # fmt: skip
    assert send(office, "/mentors/criteria", {**stricter, "reason": ""}).status_code == 422
    assert send(office, "/mentors/criteria", {**stricter, "from_day": "2026-03-01", "reason": "x"}).status_code == 422
    assert (
        send(office, "/mentors/criteria", {**stricter, "reason": "No tiers in the new region yet."}).status_code == 302
    )
    assert "No tiers in the new region yet." in office.get("/mentors/criteria").get_data(as_text=True)

    assert "from 1 rater or more" in office.get("/mentors/criteria").text
    unrated = "/mentors/candidates?kind=technical&unrated=1"
    assert "Sun Li" in office.get(unrated).text  # all that is missing is the rating
    assert "Sun Li" not in office.get("/mentors/candidates?kind=technical").text
    rating = {"suit-communication": "4", "suit-patience": "5", "suit-comment": "Explains calmly."}
    assert send(make.browser(person), f"/mentors/{person.id}/suitability", rating).status_code == 403
    assert send(boss, f"/mentors/{person.id}/suitability", rating).status_code == 302
    assert "Sun Li" not in office.get(unrated).text
    assert "Sun Li" in office.get("/mentors/candidates?kind=technical").get_data(as_text=True)

    assert send(office, f"/mentors/{person.id}/appoint", APPOINT).status_code == 302
    row = db.session.scalars(select(MentorAppointment)).one()
    assert (row.until_day.isoformat(), row.technical, row.culture, row.exception) == ("2027-03-01", True, False, "")
    assert {fact["code"] for fact in row.facts} == {"years", "communication", "patience"}
    db.session.rollback()
    assert status(person) is Status.ACTIVE
    assert "You are appointed as a mentor" in make.browser(person).get("/notices").get_data(as_text=True)
    own = make.browser(person).get(f"/mentors/{person.id}")
    assert own.status_code == 200
    assert "Explains calmly." not in own.get_data(as_text=True)  # what a supervisor said is not theirs to read here
    assert make.browser(person).get(f"/mentors/{chief.id}").status_code == 404

    profile = {
        "profile-capacity": "2",
        "profile-shift": "early",
        "profile-product_lines": ["home"],
        "profile-languages": ["zh", "en"],
    }
    assert send(office, f"/mentors/{person.id}/profile", profile).status_code == 302
    assert send(office, f"/mentors/{person.id}/profile", {**profile, "profile-capacity": "99"}).status_code == 422

    rest = {"rest-from_day": "2026-03-02", "rest-until_day": "2026-03-10", "rest-reason": "Parental leave."}
    assert send(office, f"/mentors/{person.id}/rest", rest).status_code == 302
    assert send(office, f"/mentors/{person.id}/rest", rest).status_code == 422
    far = send(office, f"/mentors/{person.id}/rest", {**rest, "rest-from_day": "2036-03-02", "rest-until_day": ""})
    assert "The rest begins more than 366 days from now" in far.text.replace("\xa0", " ")
    later = {"rest-from_day": "2026-06-01", "rest-until_day": "", "rest-reason": "A project abroad."}
    assert send(office, f"/mentors/{person.id}/rest", later).status_code == 302
    assert status(person) is Status.RESTING
    assert "Resting" in office.get("/mentors?status=resting").get_data(as_text=True)
    assert "Back from the rest" in office.get(f"/mentors/{person.id}").text
    assert send(office, f"/mentors/{person.id}/resume", {}).status_code == 302
    assert status(person) is Status.ACTIVE
    page = office.get(f"/mentors/{person.id}").text  # back from one, the next is not forgotten, and can be called off
    assert "A project abroad." in page
    assert "Back from the rest" not in page
    assert "Call the next rest off" in page
    assert send(office, f"/mentors/{person.id}/resume", {}).status_code == 302
    assert "A project abroad." not in office.get(f"/mentors/{person.id}").text

    far = send(office, f"/mentors/{person.id}/appoint", {**APPOINT, "appoint-until_day": "2037-06-01"})
    assert "A term lasts at most 10" in far.text
    fixed_clock.forward(days=330)
    assert status(person) is Status.ENDING
    manager = make.person(Role.MANAGER, unit=unit)
    with transaction():
        assert (remind_of_terms(at=clock.now()), remind_of_terms(at=clock.now())) == (1, 0)  # once a week
    link = db.session.scalars(select(Notice.link).where(Notice.recipient_id == manager.id)).one()
    db.session.rollback()
    assert "Sun Li" in make.browser(manager).get(link).text
    soon = send(office, f"/mentors/{person.id}/appoint", {**APPOINT, "appoint-until_day": "2027-02-01"})
    assert "runs until 1 Mar 2027; a renewal follows it and ends later." in soon.text.replace("\xa0", " ")
    assert (
        send(office, f"/mentors/{person.id}/appoint", APPOINT).status_code == 302
    )  # a renewal begins when the first term ends
    rows = db.session.scalars(select(MentorAppointment).order_by(MentorAppointment.id)).all()
    assert [(r.from_day.isoformat(), r.until_day.isoformat()) for r in rows] == [
        ("2026-03-02", "2027-03-01"), ("2027-03-02", "2028-03-01"),
    ]  # fmt: skip
    assert rows[1].renews_id == rows[0].id
    db.session.rollback()
    assert status(person) is Status.ACTIVE
    assert "Sun Li" not in make.browser(manager).get(link).text
    twice = send(office, f"/mentors/{person.id}/appoint", APPOINT)  # tapped twice, say
    assert "runs until 1 Mar 2028. It is renewed in the last 366" in twice.text.replace("\xa0", " ")
    other_part = {
        "appoint-culture": "y",
        "appoint-from_day": clock.today().isoformat(),
        "appoint-exception": "Short of them.",
    }
    assert send(office, f"/mentors/{person.id}/appoint", other_part).status_code == 302
    standing = mentors_among([get_person(person.id)], clock.today())[0]
    assert standing.kinds == {"culture"}  # both terms of the other part are over, the running one too
    db.session.rollback()

    assert (
        send(office, f"/mentors/{person.id}/credit", {"reason": "Three mentees on duty.", "points": "10"}).status_code
        == 302
    )
    assert "Three mentees on duty." in office.get(f"/mentors/{person.id}").get_data(as_text=True)
    table = send(office, "/mentors/results.xlsx", {})
    assert table.status_code == 200
    sheet = load_workbook(io.BytesIO(table.data)).active
    assert sheet is not None
    heading, *some = ([cell.value for cell in row] for row in sheet.iter_rows())
    for name in ("Hours to the answer", "Days to independence", "All exams passed at the first attempt, per cent"):
        for part in ("mean", "n", "lower limit", "upper limit"):
            assert f"{name} · {part}" in heading
    assert {"Mentees now", "Mentees at most", "Days to independence, comparable mentees · n"} <= set(heading)
    own = next(dict(zip(heading, row, strict=True)) for row in some if row[0] == person.employee_no)
    assert (own["Mentees at most"], own["Reward points"]) == (2, 10)
    assert own["Days to independence, compared"] == "Too few people for a comparison."
    assert "Three mentees on duty." in own["Thanks"]
    assert "Sun Li" in office.get("/mentors/results").get_data(as_text=True)

    assert send(office, f"/mentors/{person.id}/retire", {"retire-reason": ""}).status_code == 422
    assert send(office, f"/mentors/{person.id}/retire", {"retire-reason": "Moves to training."}).status_code == 302
    assert status(person) is Status.RETIRED
    assert send(make.browser(hr), f"/mentors/{hr.id}/appoint", APPOINT).status_code == 404


def test_who_holds_the_role_already_does_not_hold_it_twice_once_appointed(make: Factory) -> None:
    office = make.browser(make.person(Role.HR, everywhere=True))
    everywhere, moved = make.person(Role.MENTOR, everywhere=True), make.person(Role.MENTOR)
    with transaction():
        get_person(moved.id).unit_id = make.unit("ELSEWHERE").id
    for person in (everywhere, moved):
        signed = {**APPOINT, "appoint-exception": "First of the region"}
        assert send(office, f"/mentors/{person.id}/appoint", signed).status_code == 302
        held = select(func.count()).where(RoleAssignment.person_id == person.id, RoleAssignment.role == Role.MENTOR)
        assert db.session.scalar(held) == 1
        db.session.rollback()
