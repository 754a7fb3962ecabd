"""Pages of service figures: what they show, to whom, and what they say where there is little to say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import event, select

from lms.core.access import Role
from lms.core.db import db
from lms.kpis.marks import TRAINING_MARKS, Mark
from lms.kpis.models import Target
from lms.kpis.queries.definitions import get_kpi
from lms.kpis.rules.figures import Figure
from lms.kpis.wording import interval_text, value_text
from tests.browsing import send
from tests.factories import Factory
from tests.features.kpi_page_scene import Scene

pytestmark = pytest.mark.one_database


@pytest.fixture
def scene(make: Factory) -> Scene:
    return Scene(make)


def test_the_overview_says_value_count_interval_and_target(scene: Scene, make: Factory) -> None:
    scene.aim()
    page = make.browser(scene.manager).get("/kpis").get_data(as_text=True)
    assert "88.5%" in page  # 425 of 480
    assert "n = 1,440 · 95% 86.8–90.1" in page  # three months, Wilson
    assert "On target" in page
    assert "North station" in page
    assert "P-9" in page


def test_a_supervisor_sees_their_station_and_no_other(scene: Scene, make: Factory) -> None:
    browser = make.browser(scene.head)
    page = browser.get("/kpis").get_data(as_text=True)
    assert "81.2%" in page  # 195 of 240
    assert "South station" not in page
    assert "P-9" not in page
    for address in (
        f"/kpis?unit={scene.south.id}", f"/kpis?unit={scene.root.id}", f"/kpis/heat?unit={scene.south.id}",
        f"/kpis/first_time_fix?unit={scene.south.id}", f"/kpis/first_time_fix?subject={scene.everything}",
        f"/kpis/first_time_fix?subject={scene.product}", f"/kpis/first_time_fix?person={scene.stranger.id}",
        f"/kpis/first_time_fix/chart.svg?unit={scene.south.id}", f"/kpis/people/{scene.stranger.id}",
        f"/kpis/orders?kpi=first_time_fix&month=2026-02&unit={scene.south.id}",
    ):  # fmt: skip
        assert browser.get(address).status_code == 404, address
    assert browser.get(f"/kpis/people/{scene.few.id}").status_code == 200


def test_everybody_sees_their_own_and_nobody_elses(scene: Scene, make: Factory) -> None:
    browser = make.browser(scene.few)
    page = browser.get("/kpis/mine").get_data(as_text=True)
    assert "75.0%" in page  # 30 of 40
    assert browser.get("/kpis").status_code == 403
    assert browser.get(f"/kpis/people/{scene.people[1].id}").status_code == 404
    assert browser.get(f"/kpis/first_time_fix?person={scene.people[1].id}").status_code == 404
    assert browser.get(f"/kpis/first_time_fix?unit={scene.north.id}").status_code == 404
    series = browser.get("/kpis/first_time_fix").get_data(as_text=True)
    assert "75.0%" in series
    assert scene.people[1].name_latin not in series


def test_too_few_orders_are_said_in_words_and_drawn_towards_the_team(scene: Scene, make: Factory) -> None:
    for person in scene.people[1:]:
        scene.read(scene.subject("technician", f"c{person.id}", source="old", person=person), "csat", 40, 40 * 88.0)
    page = make.browser(scene.few).get("/kpis/mine").get_data(as_text=True)
    assert "Too few: n = 6 of at least 10" in page
    assert "Drawn towards the team" in page


def test_a_rank_is_a_range_and_people_are_compared_only_where_it_is_set(
    scene: Scene, make: Factory, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = make.browser(scene.manager)
    page = browser.get("/kpis/first_time_fix").get_data(as_text=True)
    assert page.index("South station") < page.index("North station")  # 95.8% before 81.2%
    assert "1 of 2" in page
    address = f"/kpis/first_time_fix?unit={scene.north.id}"
    assert scene.people[1].name_latin not in browser.get(address).get_data(as_text=True)
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], compare_people=True))
    page = browser.get(address).get_data(as_text=True)
    assert scene.people[1].name_latin in page
    assert "1–6 of 6" in page  # their intervals all meet


def test_the_heat_map_marks_what_is_certain(scene: Scene, make: Factory) -> None:
    scene.aim()
    page = make.browser(scene.manager).get("/kpis/heat").get_data(as_text=True)
    assert 'class="missed"' in page  # 81.2% (78–84) of North
    assert 'class="reached"' in page  # 95.8% of South
    by_product = make.browser(scene.manager).get("/kpis/heat?by=product").get_data(as_text=True)
    assert "P-9" in by_product


def test_teams_bear_the_names_of_the_units_whose_codes_they_have(scene: Scene, make: Factory) -> None:
    for key in ("N", "outside team"):
        scene.read(scene.subject("team", key, source="desk"), "first_time_fix", 30, 20)
    browser = make.browser(scene.manager)
    page = browser.get("/kpis/heat?by=team").get_data(as_text=True)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>', page)
    assert rows == ["North station", "outside team"]
    assert "grey tile: no target" in page
    subject = re.search(r"subject=(\d+)", page)
    assert subject
    assert "North station" in browser.get(f"/kpis/first_time_fix?subject={subject[1]}").get_data(as_text=True)


def test_the_chart_is_drawn_once_and_asked_for_again(scene: Scene, make: Factory, app: Flask) -> None:
    browser = make.browser(scene.manager)
    first = browser.get("/kpis/first_time_fix/chart.svg?size=narrow&theme=dark")
    assert first.mimetype == "image/svg+xml"
    assert first.get_data(as_text=True).startswith("<svg")
    kept = list((Path(app.extensions["settings"].jobs_path).parent / "charts").glob("*.svg"))
    assert kept
    again = browser.get("/kpis/first_time_fix/chart.svg?size=narrow&theme=dark", headers={"If-None-Match": first.headers["ETag"]})  # fmt: skip
    assert again.status_code == 304
    assert browser.get("/kpis/nps/chart.svg").status_code == 404  # no figures, no picture


def test_training_is_marked_where_somebody_knows_of_it(scene: Scene, make: Factory, app: Flask) -> None:
    asked = []

    def answer(paths: object, people: object, first: date, last: date) -> list[Mark]:
        asked.append((paths, people))
        return [Mark(date(2026, 1, 12), "Leak training", "/courses/leak")]

    app.extensions.setdefault("answers", {}).setdefault(TRAINING_MARKS, []).append(answer)
    try:
        page = make.browser(scene.manager).get(f"/kpis/first_time_fix?unit={scene.north.id}").get_data(as_text=True)
    finally:
        app.extensions["answers"][TRAINING_MARKS].remove(answer)
    assert "Leak training" in page
    assert asked == [([scene.north.path], [])]


def test_a_target_is_set_changed_and_given_up_without_losing_what_was(scene: Scene, make: Factory) -> None:
    browser = make.browser(scene.manager)
    kpi = get_kpi("first_time_fix").id
    db.session.rollback()
    data = {
        "kpi": kpi, "value": "85", "zh": "年底前达到 85%", "unit": 0, "post": 0, "stage": "", "from_month": "2026-01",
        "owner": scene.manager.employee_no,
    }  # fmt: skip
    assert send(browser, "/kpis/targets/new", {**data, "owner": "nobody"}).status_code == 422
    assert send(browser, "/kpis/targets/new", {**data, "value": ""}).status_code == 422
    for field, given in (
        ("value", {"value": "850"}),
        ("value", {"value": "-1"}),
        ("until_month", {"until_month": "2025-12"}),
    ):
        assert f'id="{field}-error"' in send(browser, "/kpis/targets/new", {**data, **given}).get_data(as_text=True)
    assert send(browser, "/kpis/targets/new", data).status_code == 302
    assert (
        send(browser, "/kpis/targets/new", {**data, "value": "80"}).status_code == 422
    )  # months that are past keep theirs
    assert send(browser, "/kpis/targets/new", {**data, "value": "90", "from_month": "2026-03"}).status_code == 302
    newest = db.session.scalars(select(Target).order_by(Target.id.desc())).first()
    assert newest is not None
    send(browser, f"/kpis/targets/{newest.id}/give-up")
    values = list(db.session.scalars(select(Target.value).order_by(Target.id)))
    assert values == [85.0, 90.0, None]
    page = browser.get("/kpis/targets").get_data(as_text=True)
    assert "No targets yet" in page
    assert "≥ 85.0%" in page  # on record
    page = browser.get("/kpis/first_time_fix").get_data(as_text=True)
    assert "≥ 85.0%" in page  # February's was 85
    assert send(make.browser(scene.head), "/kpis/targets/new", data).status_code == 403


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("manager", "/kpis"), ("manager", "/kpis/heat"), ("manager", "/kpis/first_time_fix"), ("head", "/kpis"),
        ("head", "/kpis/first_time_fix"), ("few", "/kpis/mine"), ("few", "/kpis/first_time_fix"), ("manager", "/kpis/targets"),
    ],
)  # fmt: skip
def test_a_page_takes_at_most_twelve_statements(scene: Scene, make: Factory, who: str, address: str) -> None:
    scene.aim()
    browser = make.browser(getattr(scene, who))
    browser.get(address)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(statements) <= 12, "\n".join(statements)


def test_a_heat_map_leads_nowhere_where_nothing_can_lie_side_by_side(
    scene: Scene, make: Factory, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = make.browser(scene.head)
    assert "/kpis/heat" not in browser.get("/kpis").get_data(as_text=True)
    assert "No units below this one" in browser.get("/kpis/heat").get_data(as_text=True)
    monkeypatch.setattr("lms.kpis.routes.overview.compares_people", lambda: True)
    assert "/kpis/heat" in browser.get("/kpis").get_data(as_text=True)
    page = browser.get("/kpis/heat").get_data(as_text=True)
    assert "No units below" not in page
    assert f"person={scene.people[1].id}" in page


def test_a_heat_map_shows_only_those_with_orders_in_the_months(scene: Scene, make: Factory) -> None:
    scene.subject("product", "A-idle", source="desk")
    page = make.browser(scene.manager).get("/kpis/heat?by=product").get_data(as_text=True)
    assert "P-9" in page
    assert "A-idle" not in page


def test_printed_limits_stay_on_the_scale(scene: Scene) -> None:
    version = get_kpi("csat").versions[-1]
    figure = Figure(20, 97.1, 90.2, 104.1, None, True)
    assert interval_text(version, figure) == "90.2–100.0"
    score = get_kpi("nps").versions[-1]
    assert interval_text(score, Figure(20, -95.0, -103.0, -80.0, None, True)).startswith("-100")


def test_one_order_is_one(scene: Scene, app: Flask) -> None:
    version = get_kpi("volume").versions[-1]
    with app.test_request_context("/"), force_locale("en"):
        said = [value_text(version, value) for value in (1, 2)]
    assert said == ["1 order", "2 orders"]


def test_auditors_read_loads_and_rules_and_change_none(scene: Scene, make: Factory) -> None:
    browser = make.browser(make.person(Role.AUDITOR, everywhere=True, unit=scene.root))
    page = browser.get("/kpis/loads").get_data(as_text=True)
    assert "Loads" in page
    assert 'type="file"' not in page
    assert 'href="/needs"' in page
    assert 'href="/kpis/loads"' in page
    rules = browser.get("/kpis/alert-rules").get_data(as_text=True)
    assert "Alert rules" in rules
    assert "/kpis/alert-rules/add" not in rules
    assert send(browser, "/kpis/alert-rules/any", {}).status_code == 403
    assert send(browser, "/kpis/loads", {}).status_code == 403
