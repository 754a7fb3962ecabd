"""A month of fees: worked out from what was taught, approved by another, closed for good, corrected in the next one."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.models import SessionDay
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken
from lms.evaluation.models import CostEntry
from lms.trainers.fees.actions import prepare_month, set_rules
from lms.trainers.fees.models import FeeLine, TrainerCredit
from lms.trainers.fees.queries import as_rules, fund_balance, list_rules
from lms.trainers.fees.rules import fee_of, next_month
from lms.trainers.fees.teaching import taught_between
from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.fee_scene import RULES, Scene, attend, set_scene, teach

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


def rule(scene: Scene, day: date, **change: Any) -> None:
    with transaction():
        set_rules(from_day=day, currency="CNY", content=RULES | change, reason="Board", actor=System(), at=clock.now())


def lines(month: date) -> list[FeeLine]:
    query = select(FeeLine).where(
        FeeLine.run_id == select(text("max(id)")).select_from(text("fee_run")).scalar_subquery()
    )
    found = list(db.session.scalars(query.order_by(FeeLine.day, FeeLine.person_id)))
    db.session.rollback()
    return found


def test_a_month_from_teaching_to_the_closed_statement(scene: Scene, fixed_clock: Clock) -> None:
    rule(scene, date(2026, 1, 1))
    rule(scene, date(2026, 2, 16), rates=[{"grade": 1, "hour": "220"}, {"grade": 2, "hour": "330"}])
    held = teach(scene, date(2026, 2, 10), date(2026, 2, 17), lead=scene.ada, co=scene.bao)
    attend(scene.learner, *held)
    lapsed = teach(scene, date(2026, 2, 24), lead=scene.ada)
    attend(scene.learner, *lapsed)
    missing = teach(scene, date(2026, 2, 26), lead=scene.bao)
    manager, hr = scene.make.browser(scene.manager), scene.make.browser(scene.hr)
    assert "To be prepared" in manager.get("/trainers/fees").get_data(as_text=True)
    assert "Not prepared yet" in manager.get("/trainers/fees/2026-02").get_data(as_text=True)
    extra = {"trainer": scene.bao.id, "amount": "50.00", "currency": "CNY", "reason": "Train ticket"}
    assert send(manager, "/trainers/fees/2026-02/extra", {**extra, "amount": "0"}).status_code == 422
    for slip in ("NaN", "sNaN", "-Infinity", "1E+999999"):
        refused = send(manager, "/trainers/fees/2026-02/extra", {**extra, "amount": slip})
        assert refused.status_code == 422, slip
        assert "Write a plain number, such as 12.5." in refused.get_data(as_text=True), slip
    wrong = send(manager, "/trainers/fees/2026-02/extra", {**extra, "amount": "99999999999", "currency": "yua"}).text
    assert "of at most 10,000,000 and" in wrong
    assert "There is no such currency." in wrong
    assert (
        "There is no such currency." in send(manager, "/trainers/fees/2026-02/extra", {**extra, "currency": "XXX"}).text
    )
    ahead = send(manager, "/trainers/fees/2027-01/extra", extra)
    assert "This month has not begun yet." in ahead.get_data(as_text=True)
    assert send(manager, "/trainers/fees/2026-02/extra", extra).status_code == 302
    assert (
        send(manager, "/trainers/fees/2026-02/extra", {**extra, "amount": "500", "reason": "Typed wrongly"}).status_code
        == 302
    )
    wrong = manager.get("/trainers/fees/2026-02").get_data(as_text=True).split("/extra/")[-1].split('"')[0]
    assert "Typed wrongly" in manager.get(f"/trainers/fees/2026-02/extra/{wrong}").get_data(as_text=True)
    short = send(manager, f"/trainers/fees/2026-02/extra/{wrong}", {"reason": ""})
    assert short.status_code == 422
    assert "Why it is taken back" in short.text  # the same page again, not a page that only leads home
    assert send(manager, f"/trainers/fees/2026-01/extra/{wrong}", {"reason": "Twice"}).status_code == 404
    assert send(manager, f"/trainers/fees/2026-02/extra/{wrong}", {"reason": "Twice"}).status_code == 302
    assert send(manager, f"/trainers/fees/2026-02/extra/{wrong}", {"reason": "Twice"}).status_code == 422
    assert "Takes one back" in manager.get("/trainers/fees/2026-02").get_data(as_text=True)
    assert send(hr, "/trainers/fees/2026-02/prepare", {}).status_code == 403
    assert send(manager, "/trainers/fees/2026-02/prepare", {"note": "See Bao's ticket"}).status_code == 302
    by = {(line.day.day, line.person_id, line.kind): line for line in lines(FEBRUARY)}
    # Two hours by the rate of the day: the rule changed on the 16th. The first session counts an hour of preparing for an hour.
    assert by[10, scene.ada.id, "taught"].amount == D("900.00")
    assert by[17, scene.ada.id, "taught"].amount == D("990.00")
    assert by[10, scene.bao.id, "taught"].amount == D("300.00")  # half of 400 + 200
    assert by[24, scene.ada.id, "taught"].why == ["grade_lapsed"]
    assert by[26, scene.bao.id, "taught"].why == ["attendance_missing"]
    assert by[1, scene.bao.id, "extra"].amount == D("50.00")
    page = hr.get("/trainers/fees/2026-02").get_data(as_text=True)
    assert "Approve and close" in page
    assert "1,890.00" in page
    run = page.split('name="run" value="')[1].split('"')[0]
    unsaid = send(hr, "/trainers/fees/2026-02/return", {"run": run, "reason": " "})
    assert (unsaid.status_code, "Give a reason." in unsaid.text, "Approve and close" in unsaid.text) == (
        422,
        True,
        True,
    )
    assert send(hr, "/trainers/fees/2026-02/return", {"run": run, "reason": "Ticket too dear"}).status_code == 302
    assert "Ticket too dear" in manager.get("/trainers/fees/2026-02").get_data(as_text=True)
    assert send(manager, "/trainers/fees/2026-02/prepare", {}).status_code == 302
    assert send(hr, "/trainers/fees/2026-02/approve", {"run": run}).status_code == 422  # a newer one lies there
    run = hr.get("/trainers/fees/2026-02").get_data(as_text=True).split('name="run" value="')[1].split('"')[0]
    # What was entered since would be lost when the month is closed: it is worked out anew first.
    assert send(manager, "/trainers/fees/2026-02/extra", {**extra, "reason": "Taxi"}).status_code == 302
    late_extra = manager.get("/trainers/fees/2026-02").get_data(as_text=True).split("/extra/")[-1].split('"')[0]
    for reader in (manager, hr):  # said before anybody approves
        assert "let it be worked out anew" in reader.get("/trainers/fees/2026-02").text
    newer = send(hr, "/trainers/fees/2026-02/approve", {"run": run})
    assert "let it be worked out anew" in newer.get_data(as_text=True)
    assert send(manager, f"/trainers/fees/2026-02/extra/{late_extra}", {"reason": "Own car"}).status_code == 302
    both = scene.make.browser(scene.make.person(Role.MANAGER, Role.HR, unit=scene.unit, everywhere=True))
    assert send(manager, "/trainers/fees/2026-02/approve", {"run": run}).status_code == 403
    assert send(hr, "/trainers/fees/2026-02/approve", {"run": run}).status_code == 302
    assert send(both, "/trainers/fees/2026-02/prepare", {}).status_code == 422  # closed for good
    # What follows from it, once each: the cost of the course, points, the fund.
    costs = {one.origin: one for one in db.session.scalars(select(CostEntry))}
    assert costs["fees:2026-02:leaks:CNY"].amount == D("900") + D("990") + D("300") + D("330")
    assert (costs["fees:2026-02:leaks:CNY"].subject_code, costs["fees:2026-02:leaks:CNY"].category) == (
        "leaks",
        "trainers",
    )
    assert costs["fees:2026-02:extra:CNY"].amount == D("50")
    points = {(one.person_id, one.kind): one.points for one in db.session.scalars(select(TrainerCredit))}
    assert points[scene.ada.id, "first"] == D("5")
    assert fund_balance("CNY") == 25200
    db.session.rollback()
    # Everybody reads their own; nobody another's.
    ada = scene.make.browser(scene.ada)
    mine = ada.get(f"/trainers/fees/2026-02/{scene.ada.id}").get_data(as_text=True)
    assert "The grade had lapsed on that day" in mine
    assert "1,890.00" in mine
    assert "1,890.00" in ada.get("/trainers/fees/mine").get_data(as_text=True)
    assert "Your fees for February 2026 are approved" in ada.get("/notices").get_data(as_text=True)
    assert ada.get(f"/trainers/fees/2026-02/{scene.bao.id}").status_code == 404
    bao = scene.make.browser(scene.bao).get(f"/trainers/fees/2026-02/{scene.bao.id}").get_data(as_text=True)
    assert "Attendance was not taken" in bao
    assert bao.count("Entered by hand") == 1
    unpaid_row = bao.split("Attendance was not taken")[0].rsplit("<tr", 1)[1]
    assert "220.00" not in unpaid_row  # no rate beside hours that come to nothing
    # Anybody comes to the same hundredth from what is printed.
    assert "teaching 120 min × 200.00 × 0.5 (second trainer) ÷ 60 min an hour = 200.00" in bao
    assert (
        "preparing 120 min × 200.00 × 0.5 (part for preparing) × 0.5 (second trainer) ÷ 60 min an hour = 100.00" in bao
    )
    assert ada.get("/trainers/fees/2026-02").status_code == 403
    elsewhere = scene.make.browser(scene.make.person(Role.MANAGER, unit=scene.make.unit("ELSE")))
    assert elsewhere.get(f"/trainers/fees/2026-02/{scene.ada.id}").status_code == 404
    assert "Ada" not in elsewhere.get("/trainers/fees/2026-02").get_data(as_text=True)
    book = load_workbook(io.BytesIO(hr.get("/trainers/fees/2026-02/workbook").data)).active
    assert book is not None
    assert book.max_row == 8
    said = {cell.value for row in book.iter_rows() for cell in row}
    unpaid = [row for row in book.iter_rows(min_row=2, values_only=True) if not row[10]]
    assert unpaid
    assert {row[7:10] for row in unpaid} == {(0, 0, None)}  # so that the column adds up to what page and PDF say
    assert said >= {"The grade had lapsed on that day", "Attendance was not taken"}
    pdf = send(in_chinese(ada), f"/trainers/fees/2026-02/{scene.ada.id}/pdf", {})
    assert (pdf.status_code, pdf.data[:5]) == (200, b"%PDF-")
    # Attendance comes late and the month is closed: the difference goes into March, the closed one stays.
    attend(scene.learner, *missing)
    fixed_clock.forward(days=31)
    assert send(manager, "/trainers/fees/2026-03/prepare", {}).status_code == 302
    (late,) = lines(date(2026, 3, 1))
    assert (late.kind, late.person_id, late.day) == ("correction", scene.bao.id, date(2026, 2, 26))
    assert (late.amount, late.basis["paid"]) == (D("495.00"), "0")
    march = manager.get(f"/trainers/fees/2026-03/{scene.bao.id}").get_data(as_text=True)
    assert (
        "paid 0.00, due 495.00 · teaching 120 min × 220.00 ÷ 60 min an hour = 440.00 · preparing 30 min × 220.00"
        in march
    )
    refused = send(manager, "/trainers/fees/rules", {})
    assert refused.status_code == 422
    with pytest.raises(RuleBroken), transaction():
        set_rules(
            from_day=date(2026, 2, 20), currency="CNY", content=RULES, reason="Late", actor=System(), at=clock.now()
        )
    for statement in (
        "UPDATE fee_line SET hundredths = 1",
        "DELETE FROM fee_decision",
        "UPDATE fund_entry SET hundredths = 5",
    ):
        with pytest.raises(DatabaseError):
            db.session.execute(text(statement))
        db.session.rollback()


def test_what_was_paid_and_then_called_off_is_taken_back(scene: Scene, fixed_clock: Clock) -> None:
    rule(scene, date(2026, 1, 1))
    attend(scene.learner, *(days := teach(scene, date(2026, 2, 10), lead=scene.bao)))
    manager, hr = scene.make.browser(scene.manager), scene.make.browser(scene.hr)
    send(manager, "/trainers/fees/2026-02/prepare", {})
    run = hr.get("/trainers/fees/2026-02").get_data(as_text=True).split('name="run" value="')[1].split('"')[0]
    send(hr, "/trainers/fees/2026-02/approve", {"run": run})
    attend(scene.learner, *days, there=False)
    fixed_clock.forward(days=31)
    with transaction():
        prepare_month(month=date(2026, 3, 1), note="", actor=scene.manager, at=clock.now())
    (line,) = lines(date(2026, 3, 1))
    assert (line.amount, line.why) == (D("-600.00"), ["nobody_came"])


def test_a_night_in_which_the_clocks_change_and_a_month_elsewhere(scene: Scene, fixed_clock: Clock) -> None:
    """Paid is what was taught, by the clocks of the place: three hours from one to five where an hour is left out, and the last
    evening of a month is its own, though in Shanghai the next one has begun."""
    rule(scene, date(2026, 1, 1))
    held = [
        teach_abroad(scene, datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 3, 8, 9, tzinfo=UTC)),  # 01:00 to 05:00
        teach_abroad(
            scene, datetime(2026, 3, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, 3, tzinfo=UTC)
        ),  # 28 February, 20:00
    ]
    fixed_clock.forward(days=20)
    attend(scene.learner, *held)
    with transaction():
        unit = scene.make.unit("MOVED")
        db.session.merge(scene.learner).unit_id = unit.id  # who moved in between was there all the same
    at = datetime(2026, 4, 2, tzinfo=UTC)
    for month, day, minutes in ((FEBRUARY, date(2026, 2, 28), 120), (date(2026, 3, 1), date(2026, 3, 8), 180)):
        taught = [one.taught for one in taught_between(month, next_month(month) - timedelta(days=1), at)]
        assert [(one.day, one.minutes, one.taken, one.present) for one in taught] == [(day, minutes, True, 1)]
        assert fee_of(taught[0], as_rules(list_rules())).why == ()


def teach_abroad(scene: Scene, starts: datetime, ends: datetime) -> int:
    """A session of one day in New York, led by Bao; the id of its day."""
    with transaction():
        wanted = Wanted(
            course_code="leaks", unit_id=scene.unit.id, kind=SessionKind.CLASSROOM, language="en", seats=20,
            days=(PlannedDay(Span(starts, ends), "America/New_York"),), lead_id=scene.bao.id,
        )  # fmt: skip
        session = plan_session(wanted=wanted, actor=System(), at=clock.now(), past_allowed=True)
        return db.session.query(SessionDay.id).filter_by(session_id=session.id).scalar()


def test_rules_on_the_page(scene: Scene) -> None:
    manager = scene.make.browser(scene.manager)
    assert "No fee rules yet" in manager.get("/trainers/fees/rules").get_data(as_text=True)
    form = {
        "from_day": "2026-03-01", "currency": "cny", "hour_1": "200", "hour_2": "300", "hour_3": "", "lesson_minutes": "60",
        "weekend": "1.5", "co": "0.5", "first": "1", "again": "0.25", "share": "0.5", "credit_hour": "1", "credit_first": "5",
        "fund": "0.05", "least_hours": "16", "least_ratings": "10", "full_hours": "80", "full_courses": "4", "rating": "60",
        "hours": "25", "courses": "15", "reason": "New year", "grade-0": "2", "kind-0": "online", "category-0": "", "hour-0": "150",
        "level-1": "advanced", "hour-1": "410",
    }  # fmt: skip
    wrong = send(manager, "/trainers/fees/rules", {**form, "courses": "16", "hour-0": "150.005"})
    assert wrong.status_code == 422
    said = wrong.get_data(as_text=True)
    assert "must make up 100" in said
    assert 'value="150.005"' in said
    assert send(manager, "/trainers/fees/rules", form).status_code == 302
    page = manager.get("/trainers/fees/rules").get_data(as_text=True)
    assert "150.00" in page
    assert "Every grade · Advanced level" in page
    assert "410.00" in page
    assert "New year" in page
    assert "Let these rules hold" not in scene.make.browser(scene.hr).get("/trainers/fees/rules").get_data(as_text=True)
