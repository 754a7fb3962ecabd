"""What the grades of trainers ask, as a page and as a file; grades taken over, suspended, withdrawn."""

from __future__ import annotations

import io

import pytest
import yaml

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.trainers.grades.rules import Status
from lms.trainers.models import TrainerGrade
from lms.trainers.queries.grades import grade_on
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.trainers_scene import (
    edit_grade,
    kinds,
    only,
    put_grades_in_place,
    text,
)


@pytest.mark.one_database
def test_what_grades_ask(make: Factory, fixed_clock: Clock) -> None:
    office = make.browser(make.person(Role.MANAGER, everywhere=True))
    assert "Begin with the usual three grades" in text(office, "/trainers/grades")
    send(office, "/trainers/grades/begin")
    page = text(office, "/trainers/grades")
    assert "Valid certificate of tier 2 or higher" in page
    assert "Any one of these" in page  # of the intermediate grade: a course written, or cases
    for change, said in (
        ({"weight_exam": "50"}, "the weights must come to 100"),
        ({"judges": "2"}, "judges must be from 3 to 9"),
        ({"further": "- {kind: unheard_of}"}, "unheard_of"),
        ({"further": "- ["}, "not YAML that can be read"),
        ({"reason": ""}, "Give a reason"),
        ({"from_day": "2026-03-01"}, "holds from today or from a later day"),
        ({"review": "- {kind: rating, min: 7}"}, "must be a number from 1 to 5"),
    ):
        answer = edit_grade(office, **change)
        assert answer.status_code == 422, change
        assert said in answer.get_data(as_text=True), change
    assert edit_grade(office, course_levels="hard").status_code == 422
    assert edit_grade(office, course_levels="basic").status_code == 302
    taken = yaml.safe_load(text(office, "/trainers/grades.yaml"))
    assert [one["level"] for one in taken] == [1, 2, 3]
    assert taken[0]["requirements"] == [{"kind": "years", "min": 3}, {"kind": "speaking", "min": 3.5, "n": 1}]
    assert [one["course_levels"] for one in taken] == [["basic"], ["basic", "intermediate"], []]
    taken[2]["validity_months"] = 36
    for content, status in ((yaml.safe_dump(taken), 302), ("- level: 9", 422), ("{", 422)):
        file = (io.BytesIO(content.encode()), "grades.yaml")
        answer = send(
            office, "/trainers/grades/load", {"file": file, "reason": "Longer for seniors."},
            content_type="multipart/form-data",
        )  # fmt: skip
        assert answer.status_code == status, content
    assert "36 months" in text(office, "/trainers/grades").replace("\u00a0", " ")
    assert "No tiers in the new region yet." in text(office, "/trainers/grades/1")


def test_suspending_and_taking_over(make: Factory, fixed_clock: Clock) -> None:
    unit, elsewhere = make.unit(), make.unit()
    manager = make.person(Role.MANAGER, unit=unit)
    person, other = make.person(Role.LEARNER, unit=unit), make.person(Role.LEARNER, unit=elsewhere)
    put_grades_in_place()
    office = make.browser(manager)
    there = f"/trainers/{person.id}"
    taken = {"import-level": "2", "import-from_day": "2025-06-01", "import-until_day": "2027-05-31", "import-evidence": "Certificate T-0815"}  # fmt: skip
    assert send(office, f"{there}/import", {**taken, "import-evidence": ""}).status_code == 422
    assert send(office, f"{there}/import", taken).status_code == 302
    assert send(office, f"{there}/import", taken).status_code == 422
    assert send(office, f"/trainers/{other.id}/import", taken).status_code == 404
    assert office.get(f"/trainers/{other.id}").status_code == 404
    page = text(office, there)
    assert "Taken over from before" in page
    assert "Certificate T-0815" in page
    decide = f"{there}/grades/{only(TrainerGrade).id}/decide"
    suspend = {"event-kind": "suspend", "event-reason": "Complaint of a learner."}
    assert send(office, decide, {**suspend, "event-reason": ""}).status_code == 422
    assert send(office, decide, suspend).status_code == 302
    assert grade_on([person.id], clock.today())[person.id].status == Status.SUSPENDED
    db.session.rollback()
    assert send(office, decide, suspend).status_code == 422
    own = make.browser(person)
    for path in ("/trainers/mine", "/trainers/mine/apply"):
        page = text(own, path)
        assert "Complaint of a learner." in page, path
        assert "The next grade" not in page  # nothing to apply for before it is reinstated
        assert "Become a trainer" not in page
        assert "You can apply once" not in page
    assert send(office, decide, {"event-kind": "reinstate", "event-reason": "It was cleared up."}).status_code == 302
    assert grade_on([person.id], clock.today())[person.id].status == Status.VALID
    db.session.rollback()
    assert send(office, decide, {"event-kind": "withdraw", "event-reason": "Left the training."}).status_code == 302
    assert grade_on([person.id], clock.today())[person.id].status == Status.WITHDRAWN
    assert kinds(person)[-3:] == ["trainer_grade_suspended", "trainer_grade_reinstated", "trainer_grade_withdrawn"]
    profile = {"profile-bio_zh": "", "profile-bio_en": "Twenty years.", "profile-languages": "en", "profile-most_hours": "20"}  # fmt: skip
    assert send(office, f"{there}/profile", {**profile, "profile-most_hours": "999"}).status_code == 422
    assert send(office, f"{there}/profile", profile).status_code == 302
    assert "Twenty years." in text(office, there)
    auditor = make.browser(make.person(Role.AUDITOR, everywhere=True))
    assert "Take over" not in text(auditor, there)
    assert send(auditor, f"{there}/import", taken).status_code == 403
