"""Closing a month of KPI cards: what is taken down stays, late data marks it, opening again is on record."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from lms.core import clock, jobs
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.mail import Letter
from lms.core.notices import Notice
from lms.kpis.models import MonthReopened, WorkOrderLoad
from lms.kpis.queries.loads import months_told
from lms.people.models import Person, Unit
from lms.performance import jobs as performance_jobs
from lms.performance.models import CardClosing, CardReopening, CardSnapshot
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.kpi_card_scene import FEBRUARY, read, ship, small_card


@pytest.fixture
def unit(make: Factory) -> Unit:
    ship()
    small_card()
    small_card(audience="unit")
    return make.unit()


@pytest.fixture
def engineer(make: Factory, unit: Unit) -> Person:
    person = make.person(Role.LEARNER, unit=unit, hired_on=date(2024, 1, 5))
    read(person, FEBRUARY, {"first_time_fix": (20, 16), "csat": (20, 1800)})
    read(unit, FEBRUARY, {"first_time_fix": (20, 16), "csat": (20, 1800)})
    return person


@pytest.fixture
def manager(make: Factory) -> Person:
    return make.person(Role.MANAGER, everywhere=True)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def close(make: Factory, manager: Person, month: str = "2026-02") -> None:
    answer = send(make.browser(manager), f"/kpi-cards/months/{month}/close")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    jobs.run_waiting()


def late_orders(at_month: date = FEBRUARY) -> None:
    with transaction() as session:
        load = WorkOrderLoad(
            source="test", how="page", file_name="late.csv", sha256="0" * 64, rows=3, orders=3, loaded=2, replaced=1,
            unchanged=0, rejected=0, loaded_at=clock.now(),
        )  # fmt: skip
        session.add(load)
        session.flush()
        session.add(MonthReopened(month=at_month, load_id=load.id, added=2, replaced=1, at=clock.now()))


def test_closing_takes_down_every_card_and_tells_quietly(
    make: Factory, unit: Unit, engineer: Person, manager: Person
) -> None:
    close(make, manager)
    closing = db.session.scalar(select(CardClosing))
    assert closing is not None
    assert closing.finished_at is not None
    snapshots = list(db.session.scalars(select(CardSnapshot).where(CardSnapshot.closing_id == closing.id)))
    own = next(s for s in snapshots if s.person_id == engineer.id)
    assert own.score == 100.0
    assert own.coverage == 60.0
    assert own.figures["first_time_fix"][:2] == [80.0, 20]
    assert own.figures["first_time_fix"][4:] == ["", 80.0]
    assert next(s for s in snapshots if s.unit_id == unit.id).score == 100.0
    assert closing.cards == len(snapshots)
    notices = list(db.session.scalars(select(Notice).where(Notice.kind == "card.ready")))
    assert [n.recipient_id for n in notices] == [engineer.id]
    assert notices[0].words == "您的2026年2月 KPI 卡已生成。"
    assert db.session.scalar(select(func.count(Letter.id)).where(Letter.recipient_id == engineer.id)) == 0
    actions = set(db.session.scalars(select(AuditLine.action)))
    assert {"cards.closing_asked", "cards.closed"} <= actions


def test_late_data_leaves_the_card_and_marks_it(
    make: Factory, unit: Unit, engineer: Person, manager: Person, fixed_clock: Clock
) -> None:
    close(make, manager)
    fixed_clock.forward(days=1)
    page = text_of(make.browser(engineer).get("/kpi-card").get_data(as_text=True))
    assert "this card does not change any more" in page
    read(engineer, FEBRUARY, {"first_time_fix": (20, 12), "csat": (20, 1800)})
    late_orders()
    page = text_of(make.browser(engineer).get("/kpi-card").get_data(as_text=True))
    assert "Figures changed since this month was closed on 2 Mar 2026." in page
    assert "the score would be 50 instead of 100" in page
    assert "80%" in page
    months = text_of(make.browser(manager).get("/kpi-cards/months").get_data(as_text=True))
    assert "Figures changed since: 2 work orders came in late, 1 was replaced. Reopen?" in months


def test_a_card_that_had_no_order_is_told_too(
    make: Factory, unit: Unit, engineer: Person, manager: Person, fixed_clock: Clock
) -> None:
    newcomer = make.person(Role.LEARNER, unit=unit, hired_on=date(2024, 1, 5))
    close(make, manager)
    fixed_clock.forward(days=1)
    read(newcomer, FEBRUARY, {"first_time_fix": (20, 16), "csat": (20, 1800)})
    page = text_of(make.browser(newcomer).get("/kpi-card").get_data(as_text=True))
    assert "Figures changed since this month was closed on 2 Mar 2026." in page
    assert "there would be a score of 100; there was none." in page
    late = make.person(Role.LEARNER, unit=unit, hired_on=date(2024, 1, 5))  # came on the roster after the closing
    page = text_of(make.browser(late).get("/kpi-card").get_data(as_text=True))
    assert "This month was closed on 2 Mar 2026, when there was no such card to take down" in page
    assert "Closed, without this card" in page
    assert "not closed yet" not in page


def test_a_card_without_orders_says_when_there_will_be_figures(
    make: Factory, unit: Unit, engineer: Person, manager: Person
) -> None:
    newcomer = make.person(Role.LEARNER, unit=unit, hired_on=date(2026, 2, 1))
    own = text_of(make.browser(newcomer).get("/kpi-card").get_data(as_text=True))
    assert "No work order names you as its technician yet" in own
    assert "a score once at least 50% of the weights have figures" in own
    assert re.search(r"What will count: .*First-time fix rate", own)
    seen = text_of(make.browser(manager).get(f"/kpi-cards/people/{newcomer.id}").get_data(as_text=True))
    assert f"No work order names {newcomer.name_latin} as its technician yet" in seen
    assert "as its technician yet" not in text_of(make.browser(engineer).get("/kpi-card").get_data(as_text=True))


def test_a_month_closed_before_its_first_order_is_reopened_by_it(make: Factory, unit: Unit, manager: Person) -> None:
    assert months_told([FEBRUARY], clock.now()) == set()
    close(make, manager)
    assert months_told([FEBRUARY, date(2026, 1, 1), date(2026, 3, 1)], clock.now()) == {FEBRUARY}
    reason = {"reason": "There was nothing in it."}
    assert send(make.browser(manager), "/kpi-cards/months/2026-02/reopen", reason).status_code == 302
    assert months_told([FEBRUARY], clock.now()) == set()


def test_opening_again_wants_a_reason_and_closing_again_is_a_new_snapshot(
    make: Factory, unit: Unit, engineer: Person, manager: Person, fixed_clock: Clock
) -> None:
    other = make.person(Role.LEARNER, unit=unit, hired_on=date(2024, 1, 5))
    read(other, FEBRUARY, {"first_time_fix": (20, 16), "csat": (20, 1800)})
    close(make, manager)
    read(engineer, FEBRUARY, {"first_time_fix": (20, 12), "csat": (20, 1800)})
    refused = send(make.browser(manager), "/kpi-cards/months/2026-02/reopen", {"reason": "no"})
    assert refused.status_code == 422
    assert "at least 5 characters" in refused.get_data(as_text=True)
    fixed_clock.forward(days=1)
    reason = {"reason": "The orders of the last week came in late."}
    assert send(make.browser(manager), "/kpi-cards/months/2026-02/reopen", reason).status_code == 302
    assert db.session.scalar(select(CardReopening.reason)) == reason["reason"]
    assert "not closed yet" in text_of(make.browser(engineer).get("/kpi-card").get_data(as_text=True))
    close(make, manager)
    scores = db.session.execute(
        select(CardClosing.number, CardSnapshot.score)
        .join(CardSnapshot, CardSnapshot.closing_id == CardClosing.id)
        .where(CardSnapshot.person_id == engineer.id)
        .order_by(CardClosing.number)
    )
    assert [tuple(row) for row in scores] == [(1, 100.0), (2, 50.0)]
    corrected = list(db.session.scalars(select(Notice.recipient_id).where(Notice.kind == "card.corrected")))
    assert corrected == [engineer.id]


@pytest.mark.parametrize(("month", "code"), [("2026-03", "not over"), ("2026-02", "closed already")])
def test_what_may_not_be_closed(
    make: Factory, unit: Unit, engineer: Person, manager: Person, month: str, code: str
) -> None:
    if month == "2026-02":
        close(make, manager)
    answer = send(make.browser(manager), f"/kpi-cards/months/{month}/close")
    assert answer.status_code == 422
    assert code in answer.get_data(as_text=True)


def test_an_interrupted_closing_goes_on_where_it_stopped(
    make: Factory, unit: Unit, engineer: Person, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make.person(Role.LEARNER, unit=unit, hired_on=date(2024, 1, 5))
    send(make.browser(manager), "/kpi-cards/months/2026-02/close")
    closing_id = db.session.scalar(select(CardClosing.id))
    db.session.rollback()
    monkeypatch.setattr(performance_jobs, "AT_ONCE", 2)

    class Interrupted(Exception):
        pass

    told: list[tuple[int, int]] = []
    whole = jobs.Progress.__call__

    def stop(self: jobs.Progress, done: int, total: int) -> None:
        whole(self, done, total)
        if done:
            told.append((done, total))
            if len(told) == 1:
                raise Interrupted

    monkeypatch.setattr(jobs.Progress, "__call__", stop)
    job_id = db.session.scalars(select(jobs.Job.id).where(jobs.Job.kind == "performance.close")).one()
    db.session.rollback()
    with pytest.raises(Interrupted):
        performance_jobs.take_down_cards(jobs.Progress(job_id), closing_id=closing_id)
    assert db.session.scalar(select(func.count(CardSnapshot.id))) == 2
    months = text_of(make.browser(manager).get("/kpi-cards/months").get_data(as_text=True))
    assert "Being closed" in months
    db.session.rollback()
    jobs.run_waiting()
    people = list(db.session.scalars(select(CardSnapshot.person_id).where(CardSnapshot.person_id.is_not(None))))
    assert len(people) == len(set(people)) == 5  # the manager is measured too
    done = [done for done, _total in told]
    assert done[1] == 2  # where it stopped
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1] > 2 * 5  # everybody twice, and the units
    assert db.session.scalar(select(CardClosing.finished_at)) is not None


def test_only_those_of_the_whole_organisation_close(make: Factory, unit: Unit) -> None:
    assert make.browser(make.person(Role.MANAGER, unit=unit)).get("/kpi-cards/months").status_code == 403
    assert make.browser(make.person(Role.SUPERVISOR, everywhere=True)).get("/kpi-cards/months").status_code == 403
