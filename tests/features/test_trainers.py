"""Trainers from the first application to the re-review: the trial lecture judged alone, the decision, the right to teach,
absences, reminders."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from assessments.models import SurveyInvitation
from courses.actions.authoring import describe_course
from courses.queries.courses import get_course
from courses.sessions.questions import may_teach, trainers_away
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.people.models import RoleAssignment
from lms.trainers.grades.reminding import remind_due
from lms.trainers.grades.rules import Status
from lms.trainers.models import TrainerApplication, TrainerGrade, TrainerReminder, TrialJudge, TrialLecture
from lms.trainers.queries.grades import grade_on
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.survey_scene import reply, ship
from tests.features.trainers_scene import (
    COURSE,
    add_course,
    add_exam,
    edit_grade,
    kinds,
    make_trainer,
    only,
    put_grades_in_place,
    sit,
    text,
)

GOOD = {"criterion-content": "2", "criterion-structure": "2", "criterion-speaking": "3", "criterion-involving": "2",
        "criterion-material": "3", "comment": "Well built."}  # fmt: skip


def test_from_the_first_look_to_the_right_to_teach(make: Factory, fixed_clock: Clock) -> None:
    unit = make.unit()
    manager = make.person(Role.MANAGER, everywhere=True)
    chief = make.person(Role.SUPERVISOR, Role.ASSESSOR, unit=unit, name_latin="Chief Chen")
    judges = [make.person(Role.ASSESSOR, everywhere=True) for _n in range(4)]
    person = make.person(Role.LEARNER, unit=unit, hired_on=clock.today() - timedelta(days=1300), name_latin="Sun Li")
    listeners = [make.person(unit=unit) for _n in range(6)]
    ship()
    add_exam()
    add_course()
    office, own, boss = make.browser(manager), make.browser(person), make.browser(chief)
    send(office, "/trainers/grades/begin")
    edit_grade(office)

    page = text(own, "/trainers/mine/apply")
    assert "1 of 2 requirements are met" in page
    assert "Ask your supervisor or the training manager to rate you as a speaker." in page
    rating = {"speaking-speaking": "4", "speaking-willing": "5", "speaking-comment": ""}
    assert send(own, f"/trainers/{person.id}/speaking", rating).status_code == 403
    assert send(own, "/trainers/mine/apply", {"exam_code": "subject"}).status_code == 422
    assert send(boss, f"/trainers/{person.id}/speaking", rating).status_code == 302
    assert "2 of 2 requirements are met" in text(own, "/trainers/mine/apply")
    assert send(own, "/trainers/mine/apply", {"exam_code": ""}).status_code == 422
    assert send(own, "/trainers/mine/apply", {"exam_code": "subject", "words": "I like to."}).status_code == 302
    assert send(own, "/trainers/mine/apply", {"exam_code": "subject"}).status_code == 422  # one at a time
    application = only(TrainerApplication)
    at = f"/trainers/applications/{application.id}"
    assert "To the subject test" in text(own, "/trainers/mine")  # the next thing to do
    page = text(own, "/exams/subject").replace("\u00a0", " ")
    assert "subject test of your application as a trainer: 70 of 100 points are needed" in page
    assert "Trial lecture to be set" in text(office, "/trainers/applications")
    assert make.browser(listeners[0]).get(at).status_code == 404

    begins = clock.now().astimezone(clock.zone()) + timedelta(days=2)
    plan = {"lecture-starts_at": begins.strftime("%Y-%m-%dT%H:%M"), "lecture-place": "Room 1", "lecture-topic": "Heat pumps"}  # fmt: skip
    for chosen in ([judges[0].id, judges[1].id], [*(one.id for one in judges[:2]), chief.id], [person.id]):
        answer = send(office, f"{at}/lecture", {**plan, "lecture-judges": [str(number) for number in chosen]})
        assert answer.status_code == 422, chosen  # too few; the supervisor; the candidate
    three = [str(one.id) for one in judges[:3]]
    assert send(office, f"{at}/lecture", {**plan, "lecture-judges": three}).status_code == 302
    assert send(office, f"{at}/judges", {"judge": str(chief.id)}).status_code == 422
    assert "supervisor and may not judge" in send(office, f"{at}/judges", {"judge": str(chief.id)}).get_data(
        as_text=True
    )
    assert "trial_lecture_set" in kinds(person)
    assert kinds(judges[0]) == ["trial_lecture_to_judge"]

    lecture = f"/trainers/lectures/{only(TrialLecture).id}"
    tables = [make.browser(one) for one in judges]
    assert "as soon as the lecture has begun" in text(tables[0], lecture)
    assert send(tables[0], lecture, GOOD).status_code == 422
    assert tables[3].get(lecture).status_code == own.get(lecture).status_code == 404
    fixed_clock.forward(days=3)
    first = db.session.scalar(select(TrialJudge.id).where(TrialJudge.judge_id == judges[2].id))
    db.session.rollback()
    assert send(office, f"{at}/judges/{first}/release", {"reason": "Fell ill today."}).status_code == 302
    assert tables[2].get(lecture).status_code == 404
    assert "trial_judge_released" in kinds(judges[2])
    assert "Judges missing" in text(office, at)
    assert send(office, f"{at}/judges", {"judge": str(judges[3].id)}).status_code == 302
    assert send(tables[0], lecture, {**GOOD, "criterion-content": ""}).status_code == 422
    for table, material in zip((tables[0], tables[1]), "32", strict=True):
        assert send(table, lecture, {**GOOD, "criterion-material": material}).status_code == 302
    page = text(tables[0], lecture)
    assert "The ratings are shown when all are in: 2 of 3." in page
    assert judges[1].name_latin not in page  # nobody sees another's before
    assert "2 of 3 judges have rated" in text(office, at)
    assert "Well built." not in text(office, at)
    refused = send(office, f"{at}/decide", {"decision": "granted", "decision-reason": "Good enough."})
    assert "Not all parts of the certification have a mark yet." in refused.get_data(as_text=True)
    assert send(tables[3], lecture, {**GOOD, "criterion-structure": "1", "comment": "Loose."}).status_code == 302
    page = text(tables[0], lecture)
    assert "Points between the judges" in page
    assert judges[1].name_latin in page
    assert "Loose." in text(office, at)
    assert "trial_lecture_judged" in kinds(manager)

    asked = {"listeners-listeners": " ".join(one.employee_no for one in [*listeners, judges[0], person])}
    assert send(office, f"{at}/listeners", {"listeners-listeners": "nobody-1"}).status_code == 422
    assert "2 of them were not asked" in send(office, f"{at}/listeners", asked, follow=True).get_data(as_text=True)
    again = send(office, f"{at}/listeners", {"listeners-listeners": listeners[0].employee_no}, follow=True).text
    assert "1 of them had been asked before." in again
    assert "is asked; the answers stay" not in again
    invited = list(db.session.scalars(select(SurveyInvitation.id)))
    db.session.rollback()
    assert len(invited) == 6  # neither the judge nor the candidate
    for number in invited:
        reply(number, point=1)
    sit(person, 90)
    fixed_clock.forward(days=8)
    page = text(office, at)
    assert "Together" in page
    assert send(office, f"{at}/decide", {"decision": "granted", "decision-reason": ""}).status_code == 422
    assert send(make.browser(judges[0]), f"{at}/decide", {"decision": "granted", "decision-reason": "Because."}).status_code == 403  # fmt: skip
    granted = send(office, f"{at}/decide", {"decision": "granted", "decision-reason": "All parts passed."})
    assert granted.status_code == 302, granted.get_data(as_text=True)[-3000:]
    grade = grade_on([person.id], clock.today())[person.id]
    assert (grade.level, grade.code, grade.status, grade.valid) == (1, "junior", Status.VALID, True)
    assert only(TrainerGrade).evidence[0]["kind"] == "years"
    assert db.session.scalar(select(RoleAssignment.id).where(RoleAssignment.person_id == person.id, RoleAssignment.role == Role.TRAINER))  # fmt: skip
    db.session.rollback()
    assert "All parts passed." in text(own, at)

    with make.app.test_request_context():
        assert [one.code for one in may_teach(person.id, COURSE, clock.today())] == ["no_right"]
    grant = {"right-course": COURSE, "right-level": "teach", "right-from_day": clock.today().isoformat(), "right-reason": "Helps out."}  # fmt: skip
    there = f"/trainers/{person.id}"
    refused = send(office, f"{there}/rights", grant).text.split("Grant a right</summary>")
    assert refused[0].endswith(
        "<details open><summary>"
    )  # the form stays open, and what stands against it is looked at first
    assert re.search(r'id="form-errors"[^>]* autofocus', refused[1])
    assert "does not carry this level" in refused[1]
    level_of(COURSE, "advanced")
    above = send(office, f"{there}/rights", {**grant, "right-level": "assist"}).get_data(as_text=True)
    assert "The grade is not for courses of this level. A higher grade is." in above
    level_of(COURSE, "basic")
    assert send(office, f"{there}/rights", {**grant, "right-level": "assist"}).status_code == 302
    level_of(COURSE, "advanced")  # its author thinks better of it: the right stays, and does not count
    with make.app.test_request_context():
        assert "grade_below_course" in [one.code for one in may_teach(person.id, COURSE, clock.today())]
    level_of(COURSE, "intermediate")
    away = {"absence-from_day": clock.today().isoformat(), "absence-until_day": (clock.today() + timedelta(days=2)).isoformat(), "absence-kind": "sick"}  # fmt: skip
    assert send(own, f"{there}/absences", away).status_code == 302
    assert send(own, f"{there}/absences", away).status_code == 422
    with make.app.test_request_context():
        codes = [one.code for one in may_teach(person.id, COURSE, clock.today())]
        assert codes == ["right_assists_only"]  # being away is asked for on its own, and said once
        assert len(trainers_away([person.id], clock.today(), clock.today() + timedelta(days=9))[person.id]) == 3
    db.session.rollback()
    assert not re.search(
        r"\d{4}-\d\d-\d\d", text(own, "/notices")
    )  # dates in sentences are written as the reader writes them
    page = text(office, f"/trainers/who?course={COURSE}&level=assist&day={clock.today().isoformat()}")
    assert "Sun Li" in page
    assert "Away" in page
    assert "Nobody has the right to this course" in text(office, f"/trainers/who?course={COURSE}&level=teach")
    assert "That is not a day." in text(office, "/trainers/who?day=tomorrow")
    assert "Sun Li" in text(office, "/trainers?grade=1&status=valid")
    page = text(own, "/trainers/mine")
    assert "Demonstrates and assists" in page
    assert "They do not count today" not in page
    fixed_clock.forward(days=800)  # the grade has lapsed, the right has not ended
    assert "They do not count today" in text(own, "/trainers/mine")


def level_of(code: str, level: str) -> None:
    """What its author says on the course's page."""
    with transaction():
        describe_course(course=get_course(code), values={"level": level}, actor=System("test"), at=clock.now())


def test_the_re_review_and_what_comes_without_it(make: Factory, fixed_clock: Clock) -> None:
    unit = make.unit()
    manager = make.person(Role.MANAGER, everywhere=True)
    chief = make.person(Role.SUPERVISOR, unit=unit)
    person = make.person(Role.LEARNER, unit=unit, hired_on=clock.today() - timedelta(days=1500), name_latin="Sun Li")
    put_grades_in_place()
    office, own = make.browser(manager), make.browser(person)
    edit_grade(office)
    today = clock.today()
    first = make_trainer(person, 1, finished_on=today - timedelta(days=600), until=today + timedelta(days=91))

    assert remind_due(at=clock.now()) == 0
    fixed_clock.forward(days=1)
    assert remind_due(at=clock.now()) == 1
    assert remind_due(at=clock.now()) == 0
    fixed_clock.forward(days=45)
    assert remind_due(at=clock.now()) == 1  # the one of 60 days
    assert kinds(person) == ["trainer_review_due"] * 2
    assert kinds(chief) == ["trainer_reviews_due"] * 2
    assert [row.days for row in db.session.scalars(select(TrainerReminder).order_by(TrainerReminder.days))] == [60, 90]
    db.session.rollback()
    assert grade_on([person.id], clock.today())[person.id].status == Status.REVIEW
    assert "Re-review of your grade" in text(own, "/trainers/mine")
    assert "1 of 1 requirements are met" in text(own, "/trainers/mine/apply?kind=renewal")
    assert send(own, "/trainers/mine/apply?kind=renewal", {"words": "Again."}).status_code == 302
    fixed_clock.forward(days=30)
    assert remind_due(at=clock.now()) == 0  # whoever has applied needs none
    at = f"/trainers/applications/{only(TrainerApplication).id}"
    assert send(own, f"{at}/decide", {"decision": "granted", "decision-reason": "I deserve it."}).status_code == 403
    assert send(office, f"{at}/decide", {"decision": "granted", "decision-reason": "Still good."}).status_code == 302
    renewed = db.session.scalars(select(TrainerGrade).order_by(TrainerGrade.id.desc()).limit(1)).one()
    assert (renewed.how, renewed.follows_id, renewed.cycle) == ("renewal", first, 1)
    assert renewed.from_day == today + timedelta(days=92)  # nobody loses a day
    until = renewed.until_day
    db.session.rollback()
    grade = grade_on([person.id], clock.today())[person.id]
    assert (grade.status, grade.valid_until) == (Status.VALID, until)

    for day, status, valid in (
        (until, Status.REVIEW, True),
        (until + timedelta(days=1), Status.LATE, False),
        (until + timedelta(days=180), Status.LATE, False),
        (until + timedelta(days=181), Status.LAPSED, False),
    ):
        grade = grade_on([person.id], day)[person.id]
        assert (grade.status, grade.valid) == (status, valid), day
    db.session.rollback()
    fixed_clock.forward(days=(until - clock.today()).days + 1)
    page = text(own, "/trainers/mine")
    assert "Lapsed, re-review possible" in page
    fixed_clock.forward(days=200)
    assert "1 of 2 requirements are met" in text(own, "/trainers/mine/apply")  # the whole way again
    assert "The re-review of this grade is not open" in send(own, "/trainers/mine/apply?kind=renewal").get_data(
        as_text=True
    )
    assert "Lapsed" in text(office, "/trainers?status=lapsed")
