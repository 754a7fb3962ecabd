"""Hours in the ledger and in benefits: those that the records show, of courses and programmes, and those that were saved."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.access import Role
from lms.core.db import db
from lms.evaluation.models import CostEntry
from tests.browsing import send
from tests.factories import Factory
from tests.features.returns_scene import CASE, keeper, open_case, subject

__all__ = ["keeper", "subject"]  # fixtures


def test_learners_hours_come_from_the_records_once(make: Factory) -> None:
    """90 minutes of two lessons at 60.00 an hour; entered once, and again only after they were taken back."""
    from datetime import date, timedelta

    from courses.models import Course, CourseVersion, Lesson, LessonCompletion
    from lms.core import clock
    from lms.core.bilingual import Bilingual
    from lms.core.db import transaction
    from lms.onboarding.models import Cohort, Enrolment, Programme, ProgrammeVersion, Stage, StageContent
    from lms.people.actions.placements import place_in_unit
    from lms.people.models import Person

    learner = make.person(Role.LEARNER)
    title = Bilingual("课", "Course")
    with transaction() as session:
        course = Course(
            code="fan", category="skills", delivery="online", title=title, summary=title, added_at=clock.now()
        )
        version = CourseVersion(number=1, course=course)
        for place, minutes in enumerate((40, 50), start=1):
            version.lessons.append(Lesson(position=place, slug=f"l{place}", title=title, minutes=minutes, source_zh="", source_en="", html_zh="", html_en=""))  # fmt: skip
        session.add(course)
        session.flush()
        for lesson in version.lessons:
            session.add(LessonCompletion(person_id=learner.id, lesson_id=lesson.id, completed_at=clock.now()))
    keeper = make.browser(make.person(Role.HR, everywhere=True))
    assert "no rate" in keeper.get("/evaluation/costs?subject=course:fan").get_data(as_text=True)
    rate = {"post": "0", "amount": "60", "currency": "CNY", "from_day": date(2020, 1, 1).isoformat(), "source": "HR"}
    assert send(keeper, "/evaluation/costs/rates", rate).status_code == 302
    for _again in range(2):
        assert send(keeper, "/evaluation/costs/hours", {"subject": "course:fan"}).status_code == 302
    db.session.rollback()
    entry = db.session.scalars(select(CostEntry)).one()
    assert (entry.hundredths, entry.minutes, entry.category) == (9000, 90, "learners_time")
    send(keeper, f"/evaluation/costs/{entry.id}/reverse")
    send(keeper, "/evaluation/costs/hours", {"subject": "course:fan"})
    db.session.rollback()
    assert [one.hundredths for one in db.session.scalars(select(CostEntry).order_by(CostEntry.id))] == [
        9000,
        -9000,
        9000,
    ]
    # Whoever works elsewhere since then was paid for it where they worked: nothing is proposed a second time.
    elsewhere, home = make.unit("AWAY"), learner.unit_id
    with transaction() as session:
        moved = session.get_one(Person, learner.id)
        place_in_unit(
            person=moved,
            unit_id=elsewhere.id,
            from_day=clock.today() + timedelta(days=1),
            actor=learner,
            at=clock.now(),
        )
    assert send(keeper, "/evaluation/costs/hours", {"subject": "course:fan"}).status_code == 302
    assert set(db.session.scalars(select(CostEntry.unit_id))) == {home}
    db.session.rollback()
    # The same lessons count for a programme that they were learned in: what began before the enrolment does not.
    with transaction() as session:
        unit_id = learner.unit_id
        programme = Programme(code="start", title=title, family="field")
        session.add(programme)
        session.flush()
        taught = ProgrammeVersion(programme_id=programme.id, number=1, published_at=clock.now(), weights={}, minimums={}, pass_mark=60, extension_days=30)  # fmt: skip
        session.add(taught)
        session.flush()
        stage = Stage(version_id=taught.id, position=1, code="s", title=title, days=30)
        session.add(stage)
        session.flush()
        session.add(StageContent(stage_id=stage.id, position=1, kind="course", ref="fan"))
        cohort = Cohort(code="c", title=title, version_id=taught.id, unit_id=unit_id, starts_on=clock.today(), opened_at=clock.now())  # fmt: skip
        session.add(cohort)
        session.flush()
        early = session.scalars(select(LessonCompletion).order_by(LessonCompletion.id)).all()[0]
        early.completed_at = clock.now() - timedelta(days=1)
        session.add(Enrolment(person_id=learner.id, cohort_id=cohort.id, version_id=taught.id, starts_on=clock.today(), enrolled_at=clock.now()))  # fmt: skip
    assert send(keeper, "/evaluation/costs/hours", {"subject": "programme:start"}).status_code == 302
    send(keeper, "/evaluation/costs/hours", {"subject": "programme:start"})
    entry = db.session.scalars(select(CostEntry).where(CostEntry.subject_kind == "programme")).one()
    assert (entry.subject_code, entry.hundredths, entry.minutes) == ("start", 5000, 50)


def test_benefits_as_hours_or_as_money(keeper: FlaskClient, make: Factory, subject: str) -> None:
    case = open_case(keeper, make, subject)
    path = f"/evaluation/roi/{case}/edit"
    first = {key: "" for key in CASE if key.startswith("benefits-0-")} | {
        "benefits-0-name_en": "Search time", "benefits-0-isolation": "comparison", "benefits-0-source_en": "Clock", "benefits-0-direction": "up",
        "benefits-0-hours": "120", "benefits-0-money_value": "95", "benefits-0-money_method": "staff_time", "benefits-0-money_source_en": "HR",
    }  # fmt: skip
    second = {
        "benefits-1-name_en": "Fewer returns", "benefits-1-isolation": "comparison", "benefits-1-source_en": "Ledger", "benefits-1-direction": "up",
        "benefits-1-amount": "3,600", "benefits-1-low": "3000", "benefits-1-high": "4000", "benefits-1-money_method": "standard_value",
    }  # fmt: skip
    data = {**CASE, **first, **second}
    assert "Say it in one way only" in send(keeper, path, {**data, "benefits-0-effect": "2"}).get_data(as_text=True)
    assert send(keeper, path, data).status_code == 302
    page = keeper.get(f"/evaluation/roi/{case}").get_data(as_text=True)
    # 120 × 95 + 3,600 = 15,000 against 10,000
    assert [
        told for told in ("Search time: 11,400", "Fewer returns: 3,600", "15,000", "50.0") if told not in page
    ] == []
    form = keeper.get(path).get_data(as_text=True)
    assert 'value="120"' in form
    assert 'value="3600"' in form


def test_signed_estimates_fill_the_form(make: Factory, keeper: FlaskClient, subject: str) -> None:
    """An estimate counts once somebody signed for it; a drawn roll-out is the most credible way to tell it apart."""
    from lms.core import clock
    from lms.core.audit import System
    from lms.core.db import transaction
    from lms.evaluation.models import EffectApproval, EffectEstimate
    from lms.kpis.definitions import ship_definitions
    from lms.kpis.models import Kpi

    path = f"/evaluation/roi/{open_case(keeper, make, subject)}/edit"
    at, day, signer = clock.now(), clock.today(), make.person(Role.MANAGER)
    with transaction() as session:
        ship_definitions(actor=System(), at=at)
        kpi = session.scalars(select(Kpi).where(Kpi.code == "response_in_time")).one()
        found = EffectEstimate(
            subject_kind="programme", subject_code="field", kpi_id=kpi.id, first_month=day.replace(day=1),
            last_month=day.replace(day=1), as_of=day, method="staggered", timing="scheduled", verdict="effect",
            unit="percentage_points", att=4.125, se=1.0, low=1.5, high=6.75, df=40.0, people=84, compared=213,
            report={"groups": {"trained": {"people": 84, "orders": 19.8}}},
            settings={}, limits=[], made_at=at,
        )  # fmt: skip
        session.add(found)
    unsigned = send(keeper, path, {**CASE, "do": "effects"}).get_data(as_text=True)
    assert "Nobody has signed for an estimate" in unsigned
    with transaction() as session:
        session.add(EffectApproval(estimate_id=found.id, reason="Looked at", signed_by=signer.id, signed_at=at))
    page = send(keeper, path, {**CASE, "people": "", "do": "effects"}).get_data(as_text=True)
    assert 'name="benefits-1-effect" type="text" value="4.125"' in page
    assert '<option selected value="randomised">' in page
    # a point of a share is a hundredth of the orders that the estimate counted, not one of them
    assert 'name="benefits-1-per_unit_month" type="text" value="0.198"' in page
    assert 'name="people" type="text" value="84"' in page


def test_nothing_credible_is_chosen_by_looking_away(keeper: FlaskClient, make: Factory, subject: str) -> None:
    """A point of a share that nobody said the orders of, and the most credible of each list, were once taken as read."""
    path = f"/evaluation/roi/{open_case(keeper, make, subject)}/edit"
    left = {
        "benefits-0-isolation": "",
        "benefits-0-money_method": "",
        "benefits-0-per_unit_month": "",
        "currency": "yuan",
    }
    answer = send(keeper, path, {**CASE, **left})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    told = (
        "“How the training",
        "“How it became money” is missing",
        "at 30 orders a person and month, 0.30",
        "three capital letters",
    )
    assert [one for one in told if one not in page] == []
    orders = {"benefits-0-unit_zh": "单", "benefits-0-unit_en": "orders", "benefits-0-per_unit_month": ""}
    answer = send(keeper, path, {**CASE, **orders})
    assert answer.status_code == 422
    assert "Say how many units of money are in one unit of the effect" in answer.get_data(as_text=True)
    decimals = send(keeper, path, {**CASE, "benefits-0-effect": "1,5"})  # once read as fifteen
    assert "must be a number" in decimals.get_data(as_text=True)
    assert send(keeper, path, {**CASE, "currency": "cny"}).status_code == 302
