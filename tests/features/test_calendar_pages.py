"""The working-time calendar on the page: seen, copied, tried on an order, put in force from a day on, and as a file."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import clock, jobs
from lms.core.access import Role
from lms.core.audit import AuditLine, System
from lms.core.db import db, transaction
from lms.kpis.actions.loading import load
from lms.kpis.calendars import calendar_in_force
from lms.kpis.definitions import ship_definitions
from lms.kpis.models.definitions import WorkCalendar
from lms.kpis.queries.readings import figures, find_subject
from lms.kpis.recomputing import months_worked_since
from lms.kpis.rules.profiles import read_profile
from tests.browsing import send
from tests.factories import Factory

PROFILE = (
    'name = "desk"\nsource = "desk"\n[fields]\norder_no = "order"\nopened_at = "opened"\nresponded_at = "answered"\n'
)
DAYS = ("mon", "tue", "wed", "thu", "fri")
FORM = {
    **dict.fromkeys(DAYS, "08:30–12:00, 13:00–17:30"), "sat": "08:30-12:00", "sun": "", "around": "P0",
    "holidays": "2026-05-01 – 2026-05-05", "worked": "2026-04-26\n2026-05-09 08:30-12:00", "from_day": "2026-01-12",
    "reason": "Saturday shift", "opened": "2026-03-06T17:30", "limit": "8", "priority": "P2",
}  # fmt: skip


@pytest.fixture
def manager(make: Factory) -> FlaskClient:
    with transaction():
        ship_definitions(actor=System(), at=clock.now())
    return make.browser(make.person(Role.MANAGER, everywhere=True))


def tried(page: str) -> str:
    found = re.search(r'name="tried"[^>]*value="(\w*)"', page)
    assert found is not None
    return found[1]


def test_a_saturday_shift_comes_into_force(manager: FlaskClient, tmp_path: Path) -> None:
    months = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    path = tmp_path / "orders.csv"
    path.write_text(  # opened on Fridays at 17:00 of the house, answered on Saturdays at 10:00
        "order,opened,answered\n1,2025-11-07 17:00:00,2025-11-08 10:00:00\n"
        "2,2025-12-26 17:00:00,2026-01-17 10:00:00\n3,2026-01-16 17:00:00,2026-01-17 10:00:00\n"
    )
    load(path, read_profile(PROFILE), how="command", actor=System(), at=clock.now())
    page = manager.get("/kpis/calendar").get_data(as_text=True)
    assert "The one that ships" in page
    assert "8:30" in page
    assert "is-invalid" not in page
    due = manager.get("/kpis/calendar?opened=2026-03-06T17:30&limit=8&priority=P2").get_data(as_text=True)
    assert "Opened Fri 6 Mar 2026, 17:30, limit 8 h → due Mon 9 Mar 2026, 17:30" in due
    copied = manager.get("/kpis/calendar/change?like=0").get_data(as_text=True)
    assert "2026-10-01 – " in copied
    answer = send(manager, "/kpis/calendar/change", {**FORM, "save": "1"})  # nothing is saved before it was tried
    page = answer.get_data(as_text=True)
    assert "limit 8 h → due Mon 9 Mar 2026, 14:00" in page
    assert "By the calendar in force: due Mon 9 Mar 2026, 17:30" in page
    assert "43.5 working hours; before, 40." in page
    assert "Sat 17 Jan 2026" in page
    assert db.session.scalar(select(WorkCalendar.id)) is None
    saved = send(manager, "/kpis/calendar/change", {**FORM, "save": "1", "tried": tried(page)})
    assert saved.status_code == 302
    assert calendar_in_force().shifts_on(date(2026, 1, 10)) == ()
    assert calendar_in_force().shifts_on(date(2026, 1, 17)) != ()
    assert months_worked_since(date(2026, 1, 12)) == months[1:]
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "kpi.calendar_put")).one()
    assert line.detail["from_day"] == "2026-01-12"
    everything = find_subject("all")
    assert everything is not None

    def answered() -> list[float | None]:
        found = figures(["first_response_minutes"], [everything.id], months[0], months[2], by="month")
        db.session.rollback()
        return [found["first_response_minutes", everything.id, month].value for month in months]

    before = answered()
    assert before == pytest.approx([30, 30 + 14 * 480, 30])  # New Year's Day is free, the Sunday after it worked
    jobs.run_waiting()
    assert answered() == pytest.approx([30, (before[1] or 0) + 90, 30 + 90])
    page = manager.get("/kpis/calendar/1").get_data(as_text=True)
    assert "Saturday shift" in page
    file = manager.get("/kpis/calendar/1/file.toml").get_data(as_text=True)
    assert 'from = "2026-01-12"' in file
    upload = {"file": (io.BytesIO(file.encode()), "calendar.toml"), "read": "1"}
    read = send(manager, "/kpis/calendar/change", upload).get_data(as_text=True)
    assert 'value="2026-01-12"' in read
    assert "2026-05-01 – 2026-05-05" in read


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mon": "9-17"}, "“9-17” is no shift"),
        ({"fri": "17:00-09:00"}, "ends before it begins"),
        ({"holidays": "2026-05-01\nsoon"}, "Line 2: “soon” is no day"),
        ({"worked": "2026-05-02"}, "2026-05-02 is a holiday above"),
        ({"from_day": "1889-01-01"}, "Choose a day from 1990 to 2060."),
        ({"limit": "-1"}, "Enter 0.1 to 2,000 hours."),
    ],
)
def test_what_cannot_be_read_is_said(manager: FlaskClient, change: dict[str, str], words: str) -> None:
    answer = send(manager, "/kpis/calendar/change", {**FORM, **change, "try": "1"})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_a_calendar_without_work_is_never_due(manager: FlaskClient) -> None:
    empty = {**FORM, **dict.fromkeys((*DAYS, "sat"), ""), "worked": ""}
    assert "never due" in send(manager, "/kpis/calendar/change", empty).get_data(as_text=True)


def test_a_wrong_file_is_refused(manager: FlaskClient) -> None:
    for content, said in (
        (b"[week]\nmon = ['9-5']\n", "“9-5” is no shift"),
        (b"\xff\xfe", "not written in UTF-8"),
        (b"[week]\nmon = ", "from line 2, column 7 on"),
        (b"a = " + b"[" * 2000, "no valid TOML"),
        (b"x" * 200_001, "too large"),
    ):
        upload = {"file": (io.BytesIO(content), "calendar.toml"), "read": "1"}
        answer = send(manager, "/kpis/calendar/change", upload)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
    assert send(manager, "/kpis/calendar/change", {"read": "1"}).status_code == 422


def test_those_who_see_figures_see_the_calendar_and_change_nothing(make: Factory) -> None:
    head = make.browser(make.person(Role.SUPERVISOR))
    assert head.get("/kpis/calendar").status_code == 200
    assert head.get("/kpis/calendar/change").status_code == 403
    assert send(head, "/kpis/calendar/change", FORM).status_code == 403
    assert head.get("/kpis/calendar/77").status_code == 404
    assert make.browser(make.person(Role.LEARNER)).get("/kpis/calendar").status_code == 403
