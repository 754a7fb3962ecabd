"""A KPI by training record: who is grouped how, who is not shown, and to whom."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from certificates.models import Certificate, CertificateDecision
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.jobs import run_waiting
from lms.kpis.models import Kpi, Reading, Subject
from lms.mentoring.models import Pairing
from lms.people.models import Person, Unit
from lms.performance import kept
from lms.performance.queries import links
from tests.browsing import send
from tests.conftest import Clock
from tests.factories import Factory
from tests.features.counting import statements
from tests.features.kpi_card_scene import read, ship
from tests.features.training_scene import award, complete, held, make_shelf, moment, pass_programme

PATH = "/kpi-links/first_time_fix"
MONTHS = (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))


class Scene:
    """Ten technicians in the north, five of them certified before November, and two in the south."""

    def __init__(self, make: Factory) -> None:
        ship()
        self.shelf, self.root = make_shelf(make), make.unit("TOP")
        self.north, self.south = make.unit("N", self.root), make.unit("S", self.root)
        self.manager = make.person(Role.MANAGER, everywhere=True, unit=self.root)
        self.head = make.person(Role.SUPERVISOR, unit=self.north)
        self.certified = [self.technician(make, self.north, 90) for _ in range(5)]
        self.others = [self.technician(make, self.north, 70) for _ in range(5)]
        self.far = [self.technician(make, self.south, 50) for _ in range(2)]
        for person in self.certified:
            award(self.shelf, person, date(2025, 10, 20))
        for unit in (self.north, self.south):
            read(unit, MONTHS[-1], {"first_time_fix": (10, 7)})
        with transaction() as session:
            kpi_id = session.scalar(select(Kpi.id).where(Kpi.code == "first_time_fix"))
            everything = Subject(level="all", key="")
            session.add(everything)
            session.flush()
            session.add(
                Reading(kpi_id=kpi_id, subject_id=everything.id, month=MONTHS[-1], n=10, total=7, base=10, squares=7)
            )

    def technician(self, make: Factory, unit: Unit, fixed: int) -> Person:
        person = make.person(Role.LEARNER, unit=unit)
        for month in MONTHS:
            read(person, month, {"first_time_fix": (100, fixed + person.id % 3)})
        return person


@pytest.fixture
def scene(make: Factory) -> Scene:
    return Scene(make)


def groups(make: Factory, reader: Person, query: str = "") -> dict[str, Any]:
    answer = send(make.browser(reader), f"{PATH}/table.json{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return {**found, "by_name": {row["group"]: row for row in found["groups"]}}


def test_months_count_under_the_tier_held_when_they_began(make: Factory, scene: Scene) -> None:
    award(scene.shelf, scene.others[0], date(2026, 1, 15))  # counts from February on
    rows = groups(make, scene.head, "?from=2026-01&to=2026-02")["by_name"]
    assert rows["Junior"]["people"] == 6
    assert rows["Junior"]["n"] == 5 * 200 + 100
    assert rows["No valid certificate"]["n"] == 4 * 200 + 100
    assert rows["Junior"]["low"] < rows["Junior"]["value"] < rows["Junior"]["high"]


def test_a_certificate_withdrawn_counts_no_more(make: Factory, scene: Scene) -> None:
    with transaction() as session:
        held = session.query(Certificate).filter_by(person_id=scene.certified[0].id).one()
        session.add(
            CertificateDecision(
                certificate_id=held.id, kind="withdraw", decided_by=scene.manager.id, decided_at=clock.now(),
                effective_on=date(2026, 1, 10), reason="Found to be wrong",
            )
        )  # fmt: skip
    rows = groups(make, scene.head, "?by=certificate&from=2026-01&to=2026-02")["by_name"]
    assert rows["Power scheme: Junior"]["n"] == 4 * 200 + 100


def test_small_groups_are_not_shown_unless_people_are_compared(
    app: Flask, make: Factory, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentors = [make.person(Role.MENTOR, unit=scene.north) for _ in range(2)]
    with transaction() as session:
        for place, person in enumerate(scene.certified + scene.others[:3]):
            session.add(
                Pairing(
                    mentee_id=person.id,
                    mentor_id=mentors[place >= 5].id,
                    kind="technical",
                    started_on=date(2025, 10, 1),
                )
            )
    found = groups(make, scene.head, "?by=mentor")
    assert set(found["by_name"]) == {str(mentors[0].name_latin)}
    assert found["groups_not_shown"] == 2  # the second mentor's three, and two without a mentor
    page = make.browser(scene.head).get(f"{PATH}?by=mentor").get_data(as_text=True)
    assert mentors[1].name_latin not in page
    assert "2 groups with fewer than 5 people are not shown." in page
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], compare_people=True))
    found = groups(make, scene.head, "?by=mentor")
    assert found["by_name"][mentors[1].name_latin]["people"] == 3
    assert found["groups_not_shown"] == 0  # fmt: skip


def test_months_count_under_whoever_led_the_last_session_attended(make: Factory, scene: Scene) -> None:
    first, second, stand_in = (make.person(Role.TRAINER, unit=scene.root) for _ in range(3))
    north = scene.certified + scene.others
    held(scene.root, scene.shelf.teaching, "2025-12-20T01:00:00", first, north, removed=stand_in)
    held(scene.root, scene.shelf.other, "2026-01-31T15:00:00", second, scene.certified)  # ends at midnight in Shanghai
    held(scene.root, scene.shelf.other, "2026-02-10T01:00:00", second, scene.others)  # February had begun
    held(scene.root, scene.shelf.other, "2026-01-10T01:00:00", second, scene.others, cancelled=True)
    held(
        scene.root, scene.shelf.other, "2026-01-12T01:00:00", second, scene.others, corrected=True
    )  # they were not there
    rows = groups(make, scene.head, "?by=trainer&from=2025-12&to=2026-02")["by_name"]
    assert {name: (row["people"], row["n"]) for name, row in rows.items()} == {
        first.name_latin: (10, 5 * 200 + 5 * 100), second.name_latin: (5, 500), "No session with a trainer on record": (10, 1000),
    }  # fmt: skip
    assert rows[second.name_latin]["low"] < rows[second.name_latin]["value"] < rows[second.name_latin]["high"]
    rows = groups(make, scene.head, "?by=trainer&course=leaks&from=2026-01&to=2026-02")["by_name"]
    assert {name: row["n"] for name, row in rows.items()} == {first.name_latin: 2000}  # the other course counts no more
    page = make.browser(scene.manager).get(f"{PATH}?by=trainer&course=leaks").get_data(as_text=True)
    assert '<option value="leaks" selected>' in page
    assert first.name_latin in page
    assert stand_in.name_latin not in page
    found = groups(make, scene.manager, f"?by=trainer&unit={scene.south.id}")
    assert (found["groups"], found["groups_not_shown"]) == ([], 1)  # two people are too few to be a group


def test_the_reader_sees_their_units_only(make: Factory, scene: Scene) -> None:
    assert sum(row["people"] for row in groups(make, scene.head)["groups"]) == 10
    assert sum(row["people"] for row in groups(make, scene.manager)["groups"]) == 12
    browser = make.browser(scene.head)
    for query in (f"?unit={scene.south.id}", f"?unit={scene.root.id}", f"?person={scene.head.id}"):
        assert browser.get(PATH + query).status_code == 404
        assert send(browser, f"{PATH}/table.csv{query}").status_code == 404
    assert make.browser(scene.others[0]).get(PATH).status_code == 403
    assert make.browser(scene.manager).get("/kpi-links/nothing").status_code == 404


def test_the_same_people_before_and_after_a_course(make: Factory, scene: Scene) -> None:
    for place, person in enumerate(scene.others):
        complete(scene.shelf.teaching, person, moment("2025-12-31T17:00:00"))  # 1 January in Shanghai
        read(person, date(2026, 2, 1), {"first_time_fix": (100, 80 + person.id % 3 + place % 2)})
    found = groups(make, scene.head, "?by=course&course=leaks")
    before, after = found["same_people"]
    assert (before["people"], before["n"], after["n"]) == (5, 1000, 500)  # January counts to neither
    assert found["change"]["value"] == pytest.approx(after["value"] - before["value"])
    assert found["change"]["low"] > 0
    assert [row["group"] for row in found["months"]] == ["2 months before", "1 month before", "Month of completion", "1 month after"]  # fmt: skip
    assert found["by_name"]["After completion"]["n"] == 500
    assert found["by_name"]["Not completed, or not yet"]["n"] == 5 * 400 + 1000
    page = make.browser(scene.head).get(f"{PATH}?by=course&course=leaks").get_data(as_text=True)
    assert "percentage points" in page
    assert "It is no proof that training worked." in page


def test_too_few_people_before_and_after_are_not_shown(make: Factory, scene: Scene) -> None:
    for person in scene.others[:4]:
        complete(scene.shelf.teaching, person, datetime.fromisoformat("2026-01-10T08:00:00+00:00"))
    found = groups(make, scene.head, "?by=course&course=leaks")
    assert (found["same_people"], found["months"], found["change"]) == ([], [], None)


@pytest.mark.parametrize("by", ["tier", "certificate", "course", "trainer", "mentor", "track", "intake"])
def test_every_way_takes_at_most_twelve_statements(make: Factory, scene: Scene, by: str) -> None:
    for person in scene.others:
        complete(scene.shelf.teaching, person, moment("2025-12-20T08:00:00"))
    pass_programme(scene.shelf, scene.others[0], moment("2026-02-05T08:00:00"))
    browser = make.browser(scene.manager)
    browser.get(f"{PATH}?by={by}")
    with statements() as asked:
        assert browser.get(f"{PATH}?by={by}").status_code == 200
    assert len([one for one in asked if not one.startswith("BEGIN")]) <= 12


def test_the_table_is_taken_away(make: Factory, scene: Scene) -> None:
    browser = make.browser(scene.head)
    text = send(browser, f"{PATH}/table.csv").get_data().decode("utf-8-sig")
    assert "Junior,5," in text
    sheet = load_workbook(io.BytesIO(send(browser, f"{PATH}/table.xlsx").get_data())).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:3] == ["Table", "Tier held", "People"]
    assert "By training record" in browser.get("/kpis/first_time_fix").get_data(as_text=True)
    lines = db.session.scalars(
        select(AuditLine).where(AuditLine.action == "links.exported").order_by(AuditLine.seq)
    ).all()
    assert [(line.actor_id, line.detail["format"], line.detail["by"]) for line in lines] == [
        (scene.head.id, "csv", "tier"),
        (scene.head.id, "xlsx", "tier"),
    ]


def test_answers_about_many_people_are_kept_until_orders_come(
    make: Factory, scene: Scene, fixed_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FROM_PEOPLE", 5)
    asked: list[str] = []
    ask = links.groups_by

    def counted(by: str, *args: Any) -> Any:
        asked.append(by)
        return ask(by, *args)

    monkeypatch.setattr(links, "groups_by", counted)
    browser = make.browser(scene.manager)

    def page(query: str = "") -> str:
        return browser.get(PATH + query).get_data(as_text=True)

    assert "Working out the figures" in page()
    assert "Working out the figures" in browser.get(PATH, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert asked == []  # a page never waits for it
    assert run_waiting() == 1  # asked for twice, worked out once
    assert browser.get(PATH, headers={"HX-Request": "true"}).headers["HX-Redirect"] == PATH
    assert "Worked out at" in page()
    assert asked == ["tier"]
    rows = [send(browser, f"{PATH}/table.json").get_json()["groups"] for _ in range(2)]
    assert rows[0] == rows[1]
    assert "Working out" in make.browser(scene.head).get(PATH).text  # sees others: nothing of the manager's is shown
    run_waiting()
    assert asked == ["tier"] * 2
    fixed_clock.forward(seconds=10)
    with transaction():
        audit.record("orders.loaded", "work_order_load", 1, actor=audit.System(), at=clock.now())
    before = page()
    assert "Newer ones are being worked out" in before  # with the old figures, and their date
    assert "Junior" in before
    assert run_waiting() == 1
    assert "Newer ones" not in page()
    assert asked == ["tier"] * 3
    fixed_clock.forward(hours=2)
    assert "Newer ones" in page()
    fixed_clock.forward(hours=25)
    assert "Working out the figures" in page()  # what is older than a day is not shown
    fixed_clock.forward(seconds=30)
    assert "Junior" in page()  # no worker began: the page does it itself
    for by in ("course", "mentor", "trainer"):
        page(f"?by={by}")
        run_waiting()
        table = send(browser, f"{PATH}/table.json?by={by}").get_json()
        assert page(f"?by={by}").count("<tr><td") == len(table["groups"]) + len(table["same_people"]) + len(
            table["months"]
        )


def test_the_comparison_ends_at_the_last_ripe_month(make: Factory, scene: Scene) -> None:
    for person in scene.certified:
        for month in MONTHS:
            read(person, month, {"repeat_visits": (100, 20 if month < date(2026, 1, 1) else 0)})
    read(scene.north, MONTHS[-1], {"repeat_visits": (10, 0)})
    browser = make.browser(scene.head)
    for query in ("", "?from=2025-11&to=2026-02"):  # today is the second of March: January's 30 days are not over
        rows = send(browser, f"/kpi-links/repeat_visits/table.json{query}").get_json()["groups"]
        assert [(row["group"], row["n"], row["value"]) for row in rows] == [("Junior", 1000, 20.0)]
        page = browser.get(f"/kpi-links/repeat_visits{query}").text
        assert "These are the months until Dec 2025: later ones are not ripe yet" in page
    assert "not ripe yet" not in browser.get(PATH).text
