"""The demo company: made from its seed alone, loaded once, and in agreement with the rules it shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from assessments.models import Attempt, AttemptItem, PracticalExam, Response, SignOff
from assessments.practical_questions import list_candidates
from assessments.queries.practical_exams import criteria_of
from assessments.rules.rubrics import outcome as rubric_outcome
from certificates.eligibility.rights import may_examine
from certificates.evidence import list_evidence
from certificates.models import Certificate
from certificates.queries.certificates import status_of
from certificates.rules.status import Status
from courses.models import CourseCompletion, LessonCompletion
from lms.cli import main
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.config import Settings
from lms.core.db import db
from lms.core.mail import Letter
from lms.core.notices import Notice
from lms.demo.accounts import account_lines, is_empty
from lms.demo.cast import DEMO_ACCOUNTS
from lms.demo.load import Size, load
from lms.demo.staffing import plan_company
from lms.mentoring.models import LogEntry, MentorRating, Pairing
from lms.mentoring.queries.accompanied import list_mentees
from lms.mentoring.queries.mentees import mentee_states
from lms.mentoring.queries.pairings import mentors_of
from lms.mentoring.rules import percent_of
from lms.onboarding.models import Enrolment, Outcome, StagePassage
from lms.onboarding.queries.enrolments import list_rows
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.onboarding.rules.result import FAIL
from lms.people.actions.accounts import password_fits
from lms.people.models import Account, Person, RoleAssignment
from tests.factories import Factory
from tests.features.counting import Counting

TODAY = date(2026, 3, 2)
SMALL = Size(people=60, months=6, seed=1)


@pytest.fixture
def company(app: Flask) -> Iterator[Flask]:
    steps: list[str] = []
    load(SMALL, steps.append)
    assert len(steps) >= 8
    yield app


def holder(username: str) -> int:
    found = db.session.scalar(select(Account.person_id).where(Account.username == username))
    assert found is not None
    return found


def all_journeys() -> list[Journey]:
    return journeys(list_rows(), clock.today(), CURRENT)


def test_the_same_seed_gives_the_same_company() -> None:
    first = plan_company(people=400, months=24, seed=7, today=TODAY)
    assert plan_company(people=400, months=24, seed=7, today=TODAY) == first
    assert plan_company(people=400, months=24, seed=8, today=TODAY).members != first.members


@pytest.mark.parametrize(("people", "months"), [(60, 6), (61, 60), (400, 24), (1500, 12)])
def test_there_are_as_many_people_as_asked_for(people: int, months: int) -> None:
    plan = plan_company(people=people, months=months, seed=1, today=TODAY)
    assert len(plan.members) == people
    assert len({member.number for member in plan.members}) == people
    assert len({member.name for member in plan.members}) == people
    assert {member.key for member in plan.members if member.key} >= set(DEMO_ACCOUNTS)
    assert {role for member in plan.members for role, _ in member.roles} == set(Role)
    assert all(
        member.hired_on <= TODAY and TODAY - member.hired_on < timedelta(days=15 * 366) for member in plan.members
    )


def test_three_intakes_are_under_way_wherever_today_falls() -> None:
    for shift in range(0, 400, 13):
        plan = plan_company(people=200, months=12, seed=3, today=TODAY + timedelta(days=shift))
        states = [intake.state for intake in plan.intakes]
        assert {state: states.count(state) for state in set(states)} == {
            "started": 1, "shadowing": 1, "certifying": 1, "newest": 1, "over": states.count("over")
        }  # fmt: skip
        assert states.count("over") >= 4
        assert all(intake.starts_on.weekday() < 5 for intake in plan.intakes)


@pytest.mark.one_database
def test_the_company_agrees_with_its_own_rules(company: Flask) -> None:
    _gates_hold()
    _results_hold()
    _marks_hold()
    _people_hold()
    _stories_hold()
    _sign_in_holds(company.extensions["settings"])
    _pages_ask_little(company)
    assert audit.verify()[1] == []
    moments = list(db.session.scalars(select(audit.AuditLine.at).order_by(audit.AuditLine.seq)))
    assert moments == sorted(moments)
    assert moments[-1] <= clock.now()


def _gates_hold() -> None:
    """Asking every gate again gives what is on record."""
    seen = {"running": 0, "ended": 0}
    for journey in all_journeys():
        if journey.has_ended:
            seen["ended"] += 1
            assert journey.current is None
            continue
        seen["running"] += 1
        stage = journey.current
        assert stage is not None, f"{journey.name} passed every gate and has no outcome"
        met = all(check.met for check in stage.checks)
        assert not met or (journey.result is not None and journey.result.verdict == FAIL), journey.name
    assert seen["running"] >= 12
    assert seen["ended"] >= 8
    attended = 0
    for passage in db.session.scalars(select(StagePassage)):
        assert passage.evidence
        attended += sum(piece["kind"] == "attendance" and piece["record_id"] is not None for piece in passage.evidence)
        assert all(piece["met"] for piece in passage.evidence)
        assert all(piece["on"] is None or piece["on"] <= passage.passed_at.isoformat() for piece in passage.evidence)
    assert attended >= 8


def _pages_ask_little(company: Flask) -> None:
    """Everybody's first page, and each page of the menu for two who have it, stays within its statements."""
    counting, make = Counting(), Factory(company)
    for username in DEMO_ACCOUNTS:
        browser = make.browser(db.session.get_one(Person, holder(username)))
        assert counting.opens(browser, "/"), username
        assert counting.shut_in_menu(browser, most=2) == [], username
    assert counting.over == {}
    assert len(counting.from_menu) > 50


def _results_hold() -> None:
    """Each figure follows from its parts; whoever is on duty has the certificate, and nobody else got one by it."""
    kinds = set()
    for outcome, person_id in db.session.execute(
        select(Outcome, Enrolment.person_id).join(Enrolment, Enrolment.id == Outcome.enrolment_id)
    ):
        kinds.add(outcome.kind)
        held = list(db.session.scalars(select(Certificate).where(Certificate.person_id == person_id)))
        assert bool(held) == (outcome.kind == "on_duty")
        if outcome.kind == "left":
            assert db.session.get_one(Person, person_id).left_on is not None
            continue
        parts = outcome.result["parts"]
        figure = sum(Decimal(part["mark"]) * Decimal(part["weight"]) / 100 for part in parts)
        assert Decimal(outcome.result["figure"]) == figure.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
        assert (outcome.result["verdict"] == "pass") == (outcome.kind == "on_duty")
        if held:
            assert held[0].evidence == outcome.result["evidence"]
            assert held[0].issued_on == clock.local_date(outcome.decided_at)
    assert "on_duty" in kinds
    for certificate in db.session.scalars(select(Certificate)):
        shown = list_evidence(certificate, is_own=True)
        assert shown
        assert all(str(piece.title) or piece.kind for piece in shown)
        assert all(piece.on is None or piece.on <= certificate.issued_on for piece in shown)


def _marks_hold() -> None:
    """Marks are what the answers, ratings and criteria come to."""
    for attempt in db.session.scalars(select(Attempt)):
        scores = list(db.session.scalars(select(AttemptItem.score).where(AttemptItem.attempt_id == attempt.id)))
        assert (attempt.score, attempt.points) == (sum(score or 0 for score in scores), len(scores))
        assert attempt.finished_at is not None
        assert attempt.started_at < attempt.finished_at <= attempt.deadline
    counted = select(func.count()).select_from(Response)
    assert db.session.scalar(counted) == db.session.scalar(select(func.count()).select_from(AttemptItem))
    for exam in db.session.scalars(select(PracticalExam)):
        result = rubric_outcome(criteria_of(exam.rubric), exam.ratings, pass_mark=exam.rubric.pass_mark)
        assert (exam.percent, exam.passed) == (result.percent, result.passed)
        assert exam.assessor_id not in [
            p.mentor_id for p in db.session.scalars(select(Pairing).where(Pairing.mentee_id == exam.learner_id))
        ]
    for rating in db.session.scalars(select(MentorRating)):
        assert rating.percent == percent_of(rating.ratings)
    done = db.session.scalar(select(func.count()).select_from(CourseCompletion)) or 0
    assert (db.session.scalar(select(func.count()).select_from(LessonCompletion)) or 0) > done > 0


def _people_hold() -> None:
    """Nobody signs for themselves, nobody works on a weekend, nothing happened before the hire or lies ahead."""
    hired = {person.id: person.hired_on for person in db.session.scalars(select(Person))}
    for sign_off in db.session.scalars(select(SignOff)):
        assert sign_off.signer_id != sign_off.learner_id
        assert sign_off.performed_on >= hired[sign_off.learner_id]
        assert sign_off.performed_on.weekday() < 5
        assert sign_off.signed_at <= clock.now()
        technical = select(Pairing).where(Pairing.mentee_id == sign_off.learner_id, Pairing.kind == "technical")
        assert sign_off.signer_id in [pairing.mentor_id for pairing in db.session.scalars(technical)]
    for entry in db.session.scalars(select(LogEntry)):
        assert entry.day.weekday() < 5
        assert entry.written_at <= clock.now()
    assert not [
        letter for letter in db.session.scalars(select(Letter)) if clock.now() - letter.written_at > timedelta(days=7)
    ]
    assert (db.session.scalar(select(func.count()).select_from(Letter)) or 0) < 200


def _stories_hold() -> None:
    """Everybody who can sign in has something to do."""
    today = clock.today()
    learner, mentor = holder("learner"), holder("mentor")
    mine = next(journey for journey in all_journeys() if journey.row.person_id == learner)
    assert mine.current is not None
    assert mine.current.row.position == 2
    assert mine.late_by == 0
    courses = [check for check in mine.current.checks if check.content.kind == "course"]
    assert sum(check.met for check in courses) == len(courses) - 2
    assert any(0 < check.evidence.done < check.evidence.total for check in courses)
    assert {pair.kind for pair in mentors_of([learner], today)[learner]} == {"technical", "culture"}
    returned = select(SignOff).where(SignOff.learner_id == learner, SignOff.passed.is_(False))
    assert db.session.scalar(returned) is not None
    mentees = list_mentees(mentor, today)
    assert len(mentees) == 3
    assert any(state.log.unanswered for state in mentee_states(mentor, today))
    failed = [journey for journey in all_journeys() if journey.awaits_decision]
    supervisor = db.session.scalar(select(RoleAssignment).where(RoleAssignment.person_id == holder("supervisor")))
    assert supervisor is not None
    assert supervisor.unit_id in [journey.row.unit_id for journey in failed]
    told = select(Notice).where(Notice.recipient_id == holder("supervisor"), Notice.kind == "onboarding.decide")
    assert db.session.scalar(told.where(Notice.read_at.is_(None))) is not None
    waiting = [candidate.learner_id for candidate in list_candidates()]
    assert len(waiting) >= 2
    assert holder("assessor") not in db.session.scalars(select(Pairing.mentor_id).where(Pairing.mentee_id.in_(waiting))).all()  # fmt: skip
    assert may_examine(holder("assessor"), waiting, clock.now()) == {}
    statuses = {status_of(certificate, today) for certificate in db.session.scalars(select(Certificate))}
    assert statuses >= {Status.VALID, Status.EXPIRING, Status.SUSPENDED, Status.WITHDRAWN}


def _sign_in_holds(settings: Settings) -> None:
    """Who can sign in is printed, and the password is theirs."""
    assert not is_empty(settings)
    lines = "\n".join(account_lines(settings))
    for username in DEMO_ACCOUNTS:
        assert f"  {username} " in lines
    assert settings.demo_password in lines
    accounts = db.session.scalars(select(Account).where(Account.is_demo)).all()
    assert {account.username for account in accounts} == set(DEMO_ACCOUNTS)
    assert password_fits(accounts[0].password_hash, settings.demo_password)
    assert not any(account.must_change_password for account in accounts)


def run(folder: Path, *arguments: str, demo_mode: bool) -> Result:
    environment = {
        "LMS_VAR_DIR": str(folder), "SECRET_KEY": "a key for tests only, forty characters long",
        "LMS_DEMO_MODE": "1" if demo_mode else "0", "DATABASE_URL": "",
    }  # fmt: skip
    return CliRunner().invoke(main, list(arguments), env=environment)


def test_it_is_refused_outside_demo_mode(tmp_path: Path) -> None:
    answer = run(tmp_path, "demo", demo_mode=False)
    assert answer.exit_code == 2
    assert "demo mode" in answer.stderr


def test_it_is_loaded_into_an_empty_database_only(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", demo_mode=True).exit_code == 2  # no tables yet
    assert run(tmp_path, "db", "upgrade", demo_mode=True).exit_code == 0
    path = tmp_path / "shifu.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO unit (id, code, path, name, city) VALUES (1, 'U', '/1/', '{}', '{}')")
        connection.execute("INSERT INTO post (id, code, name, family) VALUES (1, 'P', '{}', 'field')")
        connection.execute(
            "INSERT INTO person (employee_no, name_zh, name_latin, unit_id, post_id, hired_on, language, added_at)"
            " VALUES ('E1', '某人', 'Some One', 1, 1, '2026-01-05', 'zh', '2026-01-05')"
        )
    before = dump(path)
    assert run(tmp_path, "demo", demo_mode=True).exit_code == 1
    again = run(tmp_path, "demo", "--if-empty", demo_mode=True)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert "not loaded" in run(tmp_path, "demo", "--accounts", demo_mode=True).stdout
    assert dump(path) == before


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
