"""The life of a certificate by errand: renewing, deciding, appealing, and what dates do by themselves."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from assessments.models import Attempt, Exam
from assessments.queries.exams import exam_access
from certificates.appeals.models import CertificateAppeal
from certificates.applications.models import ApplicationDecision, TierApplication
from certificates.deltas.actions import remind_called
from certificates.imports.cli import import_certificates
from certificates.models import Certificate
from certificates.queries.certificates import list_held, status_of
from certificates.queries.standing import has_status, stands, tiers_held
from certificates.reminders.actions import remind_of_expiry
from certificates.rules.status import Status
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, rollback, transaction
from lms.core.notices import Notice
from lms.people.models import Person
from tests.browsing import send
from tests.certificate_samples import TEXTS, TITLES, award, publish
from tests.conftest import Clock
from tests.examples_of_exams import fill_bank, make_exam
from tests.factories import Factory

RENEWAL = {
    "window_days": 90,
    "anchor": "expiry",
    "grace_days": 30,
    "lapse_days": 200,
    "cycles": [{"from": 1, "requirements": []}],
}


def tiers(renewal: dict[str, Any], higher: dict[str, Any] | None = None, months: int = 24) -> list[dict[str, Any]]:
    """Four tiers that ask for nothing, so that the dates alone are under test."""
    return [
        {
            "code": f"tier-{level}", "title": {"zh": zh, "en": en}, **TEXTS, "requirements": [],
            "validity_months": months, "renewal": renewal if level == 1 or higher is None else higher,
        }
        for level, (zh, en) in enumerate(TITLES, 1)
    ]  # fmt: skip


def by_status(day: date) -> dict[Status, set[str]]:
    """The numbers of the certificates of each status, as SQL says, where there are any."""
    found = {
        status: set(db.session.scalars(select(Certificate.number).where(has_status(status, day)))) for status in Status
    }
    rollback()
    return {status: numbers for status, numbers in found.items() if numbers}


def test_a_certificate_is_renewed_by_application_and_decision(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    unit = make.unit()
    learner = make.person(Role.LEARNER, unit=unit, product_line="home")
    decider = make.person(Role.HR, unit=unit, everywhere=True)
    old = award(learner)
    first = (old.id, old.number)
    assert (old.expires_on, old.grace_until) == (date(2028, 3, 1), date(2028, 3, 31))
    holder, hr = make.browser(learner), make.browser(decider)

    page = holder.get(f"/certificates/{first[0]}/renewal").get_data(as_text=True)
    assert "It can be renewed from 2 Dec 2027 to 1 Mar 2028" in page
    answer = send(holder, f"/certificates/{first[0]}/renewal", {"note": ""})
    assert answer.status_code == 422
    assert "It is too early" in answer.get_data(as_text=True)

    fixed_clock.forward(days=645)  # 7 December 2027
    assert "Renew from 2 Dec 2027 to 1 Mar 2028" in holder.get("/my/certificates").get_data(as_text=True)
    answer = send(holder, f"/certificates/{first[0]}/renewal", {"note": "Please"})
    assert answer.status_code == 302
    application = db.session.scalars(select(TierApplication.id)).one()
    rollback()
    assert "waits for a decision already" in holder.get(f"/certificates/{first[0]}/renewal").get_data(as_text=True)
    assert learner.name_zh in hr.get("/certificates/decisions", headers={"Accept-Language": "zh"}).get_data(
        as_text=True
    )

    path = f"/certificates/applications/{application}/decision"
    refused = send(hr, path, {"outcome": "renew", "reason": ""})
    assert refused.status_code == 422
    assert "Declare that you decide impartially" in refused.get_data(as_text=True)
    assert send(hr, path, {"outcome": "renew", "reason": "", "impartial": "y"}).status_code == 302
    new = db.session.scalars(select(Certificate).where(Certificate.follows_id == first[0])).one()
    assert (new.issued_on, new.expires_on, new.cycle, new.how) == (date(2028, 3, 2), date(2030, 3, 1), 1, "renewal")
    assert [held.status for held in list_held(learner.id, clock.today())] == [Status.FUTURE, Status.EXPIRING]
    second = new.number
    rollback()
    assert by_status(clock.today()) == {Status.EXPIRING: {first[1]}, Status.FUTURE: {second}}
    assert by_status(date(2028, 3, 2)) == {Status.SUPERSEDED: {first[1]}, Status.VALID: {second}}
    page = holder.get(f"/certificates/{first[0]}").get_data(as_text=True)
    assert f"Continued by {second}" in page
    assert send(hr, path, {"outcome": "renew", "impartial": "y"}).status_code == 422

    # A suspension of the one that runs goes along with the one that follows.
    send(
        hr,
        f"/certificates/{first[0]}/decisions",
        {"kind": "suspend", "reason": "Under investigation", "impartial": "y"},
    )
    assert by_status(date(2028, 3, 2)) == {Status.SUPERSEDED: {first[1]}, Status.SUSPENDED: {second}}


@pytest.mark.one_database
def test_grace_lapse_and_the_whole_way_again(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    learner = make.person(Role.LEARNER, product_line="home")
    number = award(learner).id
    browser = make.browser(learner)
    for day, status, said in (
        (date(2028, 3, 2), Status.GRACE, "It is in grace until 31 Mar 2028"),
        (date(2028, 4, 1), Status.EXPIRED, "Until 17 Sep 2028 a renewal is still enough"),
        (date(2028, 9, 18), Status.EXPIRED, "the last day was 17 Sep 2028. The tier must be earned again"),
    ):
        fixed_clock.forward(days=(day - clock.today()).days)
        assert list(by_status(day)) == [status]
        assert said in browser.get(f"/certificates/{number}/renewal").get_data(as_text=True)
    answer = send(browser, f"/certificates/{number}/renewal", {})
    assert "must be earned again" in answer.get_data(as_text=True)
    assert answer.status_code == 422
    again = award(learner)
    assert (again.how, again.cycle, again.follows_id) == ("award", 0, None)


def test_decisions_and_appeals_are_taken_by_different_people(make: Factory) -> None:
    publish(tiers=tiers(RENEWAL))
    unit = make.unit()
    learner = make.person(Role.LEARNER, unit=unit, product_line="home")
    first, second = (make.person(role, unit=unit, everywhere=True) for role in (Role.HR, Role.MANAGER))
    certificate = award(learner)
    number, name = certificate.id, certificate.number
    holder, hr, manager = (make.browser(one) for one in (learner, first, second))
    send(hr, f"/certificates/{number}/decisions", {"kind": "withdraw", "reason": "Faked a report", "impartial": "y"})
    assert by_status(clock.today()) == {Status.WITHDRAWN: {name}}
    assert send(holder, f"/certificates/{number}/appeal", {"text": "I did not"}).status_code == 302
    appeal = db.session.scalars(select(CertificateAppeal)).one()
    path, promised = f"/certificates/appeals/{appeal.id}", appeal.answer_by
    assert promised == clock.today() + timedelta(days=30)
    rollback()
    assert send(holder, f"/certificates/{number}/appeal", {"text": "Again me"}).status_code == 422
    assert "You took the first decision" in hr.get(path).get_data(as_text=True)
    fields = {"upheld": "yes", "reason": "The report was right", "impartial": "y"}
    assert send(hr, f"{path}/answer", fields).status_code == 422
    assert send(manager, f"{path}/answer", fields).status_code == 302
    assert by_status(clock.today()) == {Status.VALID: {name}}
    page = holder.get(f"/certificates/{number}").get_data(as_text=True)
    for said in ("Restored on appeal", "Faked a report", "I did not", "The report was right"):
        assert said in page
    kinds = set(db.session.scalars(select(Notice.kind).where(Notice.recipient_id == learner.id)))
    rollback()
    assert {"certificate.withdraw", "certificate.restore", "appeal.upheld"} <= kinds

    # Against a refusal: the application waits again, and whoever refused decides no second time.
    tier2 = f"/certificates/people/{learner.id}/tiers/{tier_id(2)}"
    assert "Apply for this tier" in holder.get(tier2).get_data(as_text=True)
    assert send(holder, f"{tier2}/apply", {}).status_code == 302
    application = db.session.scalars(select(TierApplication.id)).one()
    rollback()
    decision = f"/certificates/applications/{application}/decision"
    assert send(hr, decision, {"outcome": "refuse", "reason": "", "impartial": "y"}).status_code == 422
    assert send(hr, decision, {"outcome": "refuse", "reason": "Doubtful evidence", "impartial": "y"}).status_code == 302
    assert send(holder, f"/certificates/applications/{application}/appeal", {"text": "Look again"}).status_code == 302
    appeal_id = db.session.scalars(select(CertificateAppeal.id).order_by(CertificateAppeal.id.desc())).first()
    rollback()
    assert send(manager, f"/certificates/appeals/{appeal_id}/answer", fields).status_code == 302
    assert send(hr, decision, {"outcome": "award", "impartial": "y"}).status_code == 422
    assert send(manager, decision, {"outcome": "award", "impartial": "y"}).status_code == 302
    outcomes = list(db.session.scalars(select(ApplicationDecision.outcome).order_by(ApplicationDecision.id)))
    assert outcomes == ["refuse", "reopen", "award"]


def tier_id(level: int) -> int:
    from certificates.queries.schemes import list_tiers

    found = next(tier.id for tier in list_tiers([1]) if tier.level == level)
    rollback()
    return found


def test_a_lapsed_lower_tier_stops_the_higher_by_date(make: Factory) -> None:
    publish(tiers=tiers({}, {"when_lower_lapses": "grace", "lower_grace_days": 60}, months=24))
    learner = make.person(Role.LEARNER, product_line="home")
    lower, higher, top = (award(learner, level=level) for level in (1, 2, 3))
    numbers = [one.number for one in (lower, higher, top)]
    ends = lower.expires_on
    higher.expires_on = top.expires_on = ends + timedelta(days=400)
    db.session.commit()
    for days, expected in (
        (0, (True, True, True)),
        (1, (False, True, True)),
        (60, (False, True, True)),
        (61, (False, False, True)),
        (120, (False, False, True)),
        (121, (False, False, False)),
    ):
        day = ends + timedelta(days=days)
        relied = set(db.session.scalars(select(Certificate.number).where(stands(day))))
        assert tuple(number in relied for number in numbers) == expected, days
        held = tiers_held([learner.id], day)[learner.id]
        assert tuple(held[("field-home", level)].counts for level in (1, 2, 3)) == expected
        for one in list_held(learner.id, day):
            assert one.counts == (one.certificate.number in relied)
            assert one.certificate.number in by_status(day)[status_of(one.certificate, day)]


def sit(person: Person, code: str) -> None:
    """Pass an exam now."""
    at = clock.now()
    with transaction() as session:
        exam = session.scalars(select(Exam).where(Exam.code == code)).one()
        session.add(
            Attempt(
                exam_id=exam.id, blueprint_id=exam.blueprint_id, person_id=person.id, started_at=at, deadline=at,
                finished_at=at, pass_mark=75, score=9, points=10, passed=True,
            )
        )  # fmt: skip


def test_a_change_calls_for_a_short_exam(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    make_exam(fill_bank(topics=1), code="delta", title=Bilingual("新控制板短考", "New board in short"))
    unit = make.unit()
    held, passed, later = (make.person(Role.LEARNER, unit=unit, product_line="home") for _ in range(3))
    manager = make.browser(make.person(Role.MANAGER, unit=unit, everywhere=True))
    numbers = [award(held).number, award(passed).number]
    fields = {
        "title_zh": "新控制板", "title_en": "New board", "why": "The board changed", "scheme": "1", "level": "", "product_line": "",
        "course": "", "exam": "delta", "due_on": "2026-04-01", "consequence": "suspend",
    }  # fmt: skip
    wrong = send(manager, "/certificates/calls/new", fields | {"scheme": "", "due_on": "2026-03-02"})
    assert wrong.status_code == 422
    for said in ("Choose a scheme or a product line", "must lie ahead"):
        assert said in wrong.get_data(as_text=True)
    assert send(manager, "/certificates/calls/new", fields).status_code == 302
    fixed_clock.forward(days=1)
    award(later)
    sit(passed, "delta")
    page = manager.get("/certificates/calls/1").get_data(as_text=True)
    assert "of 2 called" in page
    assert later.name_latin not in page
    last = date(2026, 4, 1)
    assert by_status(last)[Status.VALID] >= set(numbers)
    assert by_status(last + timedelta(days=1))[Status.SUSPENDED] == {numbers[0]}
    assert not tiers_held([held.id], last + timedelta(days=1))[held.id][("field-home", 1)].counts
    assert exam_access(held.id, "delta", clock.now()).allowed
    assert not exam_access(passed.id, "delta", clock.now()).allowed
    assert not exam_access(later.id, "delta", clock.now()).allowed
    browser = make.browser(held)
    assert "it is not passed, this certificate is suspended from 2 Apr 2026" in browser.get(
        "/my/certificates"
    ).get_data(as_text=True)
    assert "Short exam: New board" in browser.get("/").get_data(as_text=True)
    fixed_clock.forward(days=23)  # 26 March: within the last week
    for _ in range(2):
        with transaction():
            remind_called(at=clock.now())
    told = db.session.scalars(select(Notice.recipient_id).where(Notice.kind == "delta.reminder"))
    assert list(told) == [held.id]
    rollback()
    sit(held, "delta")
    assert by_status(last + timedelta(days=1))[Status.VALID] >= set(numbers)


@pytest.mark.one_database
def test_reminders_go_out_once_to_holder_and_supervisor(make: Factory, fixed_clock: Clock) -> None:
    publish(tiers=tiers(RENEWAL))
    unit = make.unit()
    learners = [make.person(Role.LEARNER, unit=unit, product_line="home") for _ in range(2)]
    supervisor = make.person(Role.SUPERVISOR, unit=unit)
    for learner in learners:
        award(learner)
    counts = []
    for day in ("2027-12-01", "2027-12-02", "2027-12-20", "2028-01-02", "2028-02-25", "2028-02-26", "2028-03-01"):
        fixed_clock.forward(days=(date.fromisoformat(day) - clock.today()).days)
        with transaction():
            counts.append(remind_of_expiry(at=clock.now()))
    assert counts == [0, 2, 0, 2, 2, 0, 0]
    notices = list(db.session.scalars(select(Notice).where(Notice.kind.like("certificate%.expir%"))))
    assert sum(notice.recipient_id == learners[0].id for notice in notices) == 3
    digests = list(db.session.scalars(select(Notice).where(Notice.recipient_id == supervisor.id)))
    assert [(n.kind, n.values["count"]) for n in digests] == [("certificates.expiring", 2)] * 3
    assert "2028年3月1日" in notices[0].words
    rollback()
    page = make.browser(supervisor).get("/certificates/units").get_data(as_text=True)
    assert 'status=expiring">2</a>' in page


@pytest.mark.one_database
def test_the_matrix_shows_and_takes_away_who_holds_what(make: Factory) -> None:
    publish(tiers=tiers(RENEWAL))
    unit, other = make.unit(), make.unit()
    learners = [make.person(Role.LEARNER, unit=unit, product_line="home") for _ in range(3)]
    stranger = make.person(Role.LEARNER, unit=other, product_line="home")
    award(learners[0])
    award(learners[0], level=2)
    award(stranger)
    browser = make.browser(make.person(Role.SUPERVISOR, unit=unit))
    page = browser.get("/certificates/matrix?scheme=1").get_data(as_text=True)
    assert page.count("until 1 Mar 2028") == 2
    assert stranger.employee_no not in page
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/certificates/matrix.xlsx?scheme=1").data)).active
    rows = [[cell.value for cell in row] for row in sheet.rows]
    line = next(row for row in rows if row[0] == learners[0].employee_no)
    assert line[3:5] == ["Valid", datetime(2028, 3, 1)]  # noqa: DTZ001
    assert all(row[0] != stranger.employee_no for row in rows)
    assert learners[1].employee_no not in browser.get(f"/certificates/matrix?q={learners[0].employee_no}").get_data(
        as_text=True
    )


@pytest.mark.one_database
def test_earlier_certificates_are_brought_over(make: Factory, tmp_path: Path) -> None:
    publish(tiers=tiers(RENEWAL))
    learner = make.person(Role.LEARNER, product_line="home")
    hr = make.browser(make.person(Role.HR, everywhere=True))
    header = "工号,认证方案,等级,发证日期,有效期至,证书编号,依据\n"
    rows = f"{learner.employee_no},field-home,1,2022-03-01,2024-02-29,OLD-7,纸质档案 12\n{learner.employee_no},field-home,初级,2024/3/1,,,复审记录\n"

    def post(text: str, what: str) -> Any:
        file = (io.BytesIO((header + text).encode()), "old.csv")
        return send(hr, "/certificates/import", {"file": file, "what": what})

    wrong = post(rows.replace("field-home,1", "garden,1"), "load")
    assert wrong.status_code == 422
    assert "there is no certification scheme “garden”" in wrong.get_data(as_text=True)
    assert "would be brought over" in post(rows, "check").get_data(as_text=True)
    assert db.session.scalar(select(Certificate.id)) is None
    rollback()
    assert post(rows, "load").status_code == 302
    old, new = db.session.scalars(select(Certificate).order_by(Certificate.issued_on))
    assert (old.number, old.how, old.expires_on, new.follows_id, new.expires_on) == (
        "OLD-7",
        "import",
        date(2024, 2, 29),
        old.id,
        date(2026, 2, 28),
    )
    number = new.id
    rollback()
    page = hr.get(f"/certificates/{number}").get_data(as_text=True)
    for said in ("复审记录", "Brought over from earlier records"):
        assert said in page
    file = tmp_path / "old.csv"
    file.write_text(header + rows)
    outcome = CliRunner().invoke(import_certificates, [str(file), "--dry-run", "--json"])
    assert outcome.exit_code == 1
    assert {fault["column"] for fault in json.loads(outcome.output)["faults"]} == {"issued_on", "number"}
