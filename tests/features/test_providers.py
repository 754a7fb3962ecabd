"""Providers: kept, judged by several, courses bought, results, the duty to share inside, the comparison of a year."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.evaluation.models import CostEntry
from lms.trainers.providers.models import ExternalAttendee, ExternalSharing, Provider, ProviderScore
from lms.trainers.providers.reminding import book_costs, remind
from tests.browsing import in_chinese, send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.fee_scene import Scene, set_scene, teach


@pytest.fixture
def scene(make: Factory) -> Scene:
    return set_scene(make)


CRITERIA = {
    f"{name}-{place}": value
    for place, (zh, en, weight) in enumerate([("口碑", "Reputation", "40"), ("讲师", "Trainers", "60")])
    for name, value in (("zh", zh), ("en", en), ("weight", weight))
}


def test_a_provider_from_the_first_word_to_the_comparison(scene: Scene, fixed_clock: Clock) -> None:
    manager, hr = scene.make.browser(scene.manager), scene.make.browser(scene.hr)
    assert "No providers" in manager.get("/providers").get_data(as_text=True)
    form = {
        "code": "north",
        "name": "North Institute",
        "profile": "Cooling since 1990.",
        "website": "ftp://x",
        "fields": "Cooling",
    }
    refused = send(manager, "/providers/new", form)
    assert refused.status_code == 422
    assert "Cooling since 1990." in refused.get_data(as_text=True)
    assert send(manager, "/providers/new", {**form, "website": "https://north.example"}).status_code == 302
    number = db.session.scalar(select(Provider.id))
    db.session.rollback()
    path = f"/providers/{number}"
    # The profile is kept up; the code stays what it is.
    changed = {**form, "name": "North Academy", "website": "north", "code": "south"}
    assert "Change North Institute" in manager.get(f"{path}/change").get_data(as_text=True)
    assert "North Academy" in (slip := send(manager, f"{path}/change", changed)).get_data(as_text=True)
    assert slip.status_code == 422
    assert send(manager, f"{path}/change", {**changed, "website": "https://n.example"}).status_code == 302
    page = manager.get(path).get_data(as_text=True)
    assert ("North Academy" in page, "https://n.example" in page, f"{path}/change" in page) == (True, True, True)
    assert f"{path}/change" not in scene.make.browser(scene.make.person(Role.AUDITOR, everywhere=True)).get(path).text
    unsaid = send(manager, f"{path}/retire", {"reason": " "})
    assert (unsaid.status_code, "Give a reason" in unsaid.text, "North Academy" in unsaid.text) == (422, True, True)
    assert scene.ada.employee_no in manager.get(f"{path}/courses/new").get_data(as_text=True)
    person = {"kind": "trainer", "name": "Ms Lin", "about": "Twenty years of practice", "phone": "", "email": ""}
    assert send(manager, f"{path}/people", {**person, "name": ""}).status_code == 422
    assert send(manager, f"{path}/people", person).status_code == 302
    contract = {"number": "C-7", "subject": "Frame", "from_day": "2026-01-01", "until_day": "2026-04-30",
                "file": (io.BytesIO(b"%PDF-1.7 paper"), "c7.pdf")}  # fmt: skip
    assert (
        send(
            manager, f"{path}/contracts", {**contract, "until_day": "2025-01-01", "file": (io.BytesIO(b""), "")}
        ).status_code
        == 422
    )
    assert send(manager, f"{path}/contracts", contract).status_code == 302
    assert hr.get(f"{path}/contracts/1/file").data == b"%PDF-1.7 paper"
    price = {
        "what": "Open course",
        "form": "open",
        "basis": "person",
        "amount": "1800",
        "currency": "CNY",
        "from_day": "2026-01-01",
    }
    assert send(manager, f"{path}/prices", price).status_code == 302
    assert send(manager, "/providers/criteria", {**CRITERIA, "weight-1": "50"}).status_code == 422
    assert send(manager, "/providers/criteria", CRITERIA).status_code == 302
    course = {"title": "Heat pumps", "form": "in_house", "course": "leaks", "from_day": "2026-03-05", "until_day": "2026-03-06",
              "amount": "9000", "currency": "CNY", "share_days": "30", "people": [str(scene.ada.id), str(scene.learner.id)]}  # fmt: skip
    assert send(manager, f"{path}/courses/new", {**course, "until_day": "2026-03-01"}).status_code == 422
    assert send(manager, f"{path}/courses/new", course).headers["Location"] == "/external-courses/1"
    ada = scene.make.browser(scene.ada)
    assert "share it inside by" in ada.get("/notices").get_data(as_text=True)
    # Each judges alone: keepers, and who was taught by them; others may not even see the form.
    assert scene.make.browser(scene.bao).get(f"{path}/score").status_code == 404
    marks: dict[str, Any] = {"mark-c1": "5", "mark-c2": "4", "comment": "Solid"}
    assert send(manager, f"{path}/score", {"mark-c1": "5"}).status_code == 422
    assert send(manager, f"{path}/score", marks).status_code == 302
    assert send(hr, f"{path}/score", {**marks, "mark-c1": "3"}).status_code == 302
    assert send(ada, f"{path}/score", {**marks, "mark-c2": "2"}).status_code == 302
    assert send(hr, f"{path}/score", {**marks, "mark-c1": "4"}).status_code == 302  # the last of each counts
    page = manager.get(path).get_data(as_text=True)
    assert "3.9 of 5" in page  # 4.4, 4.0 and 3.2
    assert "3 people" in page
    zh = in_chinese(scene.make.browser(scene.manager))
    assert "人平均" in zh.get(path).get_data(as_text=True)  # not: signed off by three
    assert db.session.scalar(select(func.count()).select_from(ProviderScore)) == 4
    db.session.rollback()
    # Results and their bounds.
    assert (
        send(manager, "/external-courses/attendees/1/result", {"level": "1", "value": "101", "before": ""}).status_code
        == 422
    )
    assert (
        send(manager, "/external-courses/attendees/1/result", {"level": "1", "value": "80", "before": "40"}).status_code
        == 422
    )
    assert (
        send(manager, "/external-courses/attendees/1/result", {"level": "2", "value": "80", "before": "50"}).status_code
        == 302
    )
    assert "booked once the course is over" in manager.get("/external-courses/1").get_data(as_text=True)
    blank = send(manager, "/external-courses/1/cancel", {"reason": " "})
    assert (blank.status_code, "Cancel the course" in blank.text) == (422, True)
    # After the course: its cost is booked once, the attendees are reminded, Ada links a session, the other is late.
    with transaction():
        assert book_costs(at=clock.now()) == 0
    fixed_clock.forward(days=21)  # the 23rd of March, 13 days before the last day
    assert "booked with the next daily round" in manager.get("/external-courses/1").get_data(as_text=True)
    for expected in (1, 0):
        with transaction():
            assert book_costs(at=clock.now()) == expected
    with transaction():
        assert remind(at=clock.now()) == 3  # two attendees, and the contract that ends on the 30th of April
        assert remind(at=clock.now()) == 0
    entry = db.session.scalar(select(CostEntry).where(CostEntry.origin == "external:1"))
    assert entry is not None
    assert (entry.subject_kind, entry.subject_code, entry.hundredths) == ("course", "leaks", 900000)
    db.session.rollback()
    assert "You teach no session after the course yet" in ada.get("/external-courses/mine").get_data(as_text=True)
    day_id = teach(scene, date(2026, 3, 20), lead=scene.ada)[0]
    mine = ada.get("/external-courses/mine").get_data(as_text=True)
    assert re.search(r"20 Mar 2026 · [^<·]{3,} · S26-", mine)  # a number alone tells nobody which it was
    session = mine.split('<option value="')[1].split('"')[0]
    assert send(ada, "/external-courses/attendees/2/share", {"session": session}).status_code == 404  # not hers
    assert send(ada, "/external-courses/attendees/1/share", {"session": "999"}).status_code == 404
    assert send(ada, "/external-courses/attendees/1/share", {"session": session}).status_code == 302
    for page, leads_back in (("http://localhost/external-courses/mine?a=b", True), ("http://elsewhere/x", False)):
        headers = {"Referer": page}
        twice = send(ada, "/external-courses/attendees/1/share", {"session": session}, headers=headers)
        assert (twice.status_code, 'href="/external-courses/mine?a=b"' in twice.text) == (422, leads_back)
        assert "elsewhere" not in twice.text
    assert day_id
    fixed_clock.forward(days=20)
    page = manager.get("/external-courses/1").get_data(as_text=True)
    assert "booked in the costs" in page
    assert "Shared" in page
    assert "Overdue" in page
    assert db.session.scalar(select(func.count()).select_from(ExternalSharing)) == 1
    db.session.rollback()
    # The year: too few for a comparison, and it is said.
    year = manager.get("/providers/year/2026").get_data(as_text=True)
    assert "Cannot tell" in year
    assert "4500" in year.replace(",", "")
    book = load_workbook(io.BytesIO(hr.get("/providers/year/2026/workbook").data)).active
    assert book is not None
    assert book.max_row >= 3
    # Scope: another station's manager sees the provider, not who goes.
    other = scene.make.browser(scene.make.person(Role.MANAGER, unit=scene.make.unit("ELSE")))
    assert scene.ada.name_zh not in other.get("/external-courses/1").get_data(as_text=True)
    assert other.get("/providers/year/2026").status_code == 403
    assert send(other, "/external-courses/attendees/2/remove", {}).status_code == 404
    assert send(manager, "/external-courses/attendees/2/remove", {}).status_code == 302
    row = db.session.get_one(ExternalAttendee, 2)
    assert row.removed_at is not None
    db.session.rollback()
    assert send(manager, "/external-courses/1/cancel", {"reason": "x"}).status_code == 422  # it is over
    assert send(manager, f"{path}/retire", {"reason": "Moved away"}).status_code == 302
    assert "Moved away" in manager.get(path).get_data(as_text=True)
