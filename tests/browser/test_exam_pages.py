"""An exam in life: two tabs, the way back, no network, a wrong clock, pressed twice; every kind by pointer and keys; areas
drawn on a picture."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.actions.attempts import start_attempt
from assessments.rules.sitting import ExamAccess
from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from tests.browser.cellar import person
from tests.browser.conftest import DESK, PHONE, Opener, Site
from tests.browser.looking import look
from tests.browser.steps import value
from tests.examples_of_exams import CODE, places
from tests.examples_of_items import KINDS, item_of, load_all_kinds, picture
from tools.servers import free_port

ORDER = sorted(KINDS)
AHEAD = "{ const D = Date; const off = 5 * 3600e3; globalThis.Date = class extends D { constructor(...a) { a.length ? super(...a) : super(D.now() + off); } static now() { return D.now() + off; } }; }"
LATEST = "SELECT answer FROM response WHERE attempt_id = ? AND position = ? ORDER BY sequence DESC LIMIT 1"


@pytest.fixture(scope="module")
def site(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A company with an exam of a question of each kind, begun by the outsider (attempt 1) and somebody elsewhere (2)."""
    made = Site(tmp_path_factory.mktemp("exams"), free_port())
    shutil.copytree(company, made.folder, dirs_exist_ok=True)
    with made.inside():
        load_all_kinds()
        with transaction():
            for name in ("outsider", "puxi"):
                start_attempt(
                    code=CODE, person_id=person(name).id, actor=System(), at=clock.now(), access=ExamAccess(True)
                )
    made.start("serve")
    yield made
    for name in list(made.processes):
        made.kill(name)


def go(page: Page, kind: str, attempt: int = 1) -> Page:
    page.goto(f"/attempts/{attempt}/{ORDER.index(kind) + 1}")
    return page


def saved(site: Site, kind: str, attempt: int = 1) -> Any:
    """What the database holds of a question, the last."""
    return json.loads(value(site, LATEST, attempt, ORDER.index(kind) + 1) or "null")


def settled(page: Page) -> None:
    expect(page.locator(".sf-saved")).to_contain_text("Saved at", timeout=10_000)


def test_nothing_is_lost_whatever_tabs_networks_and_clocks_do(site: Site, open_page: Opener) -> None:
    page = open_page("outsider")
    page.context.add_init_script(AHEAD)
    go(page, "single")
    assert "29:" in page.locator("[data-left]").inner_text()  # the server's time counts, not this device's
    other = go(page.context.new_page(), "single")
    other.locator("input[name=chosen]").nth(0).check()
    settled(other)
    expect(page.locator("input[name=chosen]").nth(0)).to_be_checked()  # it stands in this tab too
    page.locator("input[name=chosen]").nth(
        1
    ).check()  # knows nothing of the other tab: what is chosen here and now counts
    settled(page)
    with site.inside():
        order = item_of(1, "single")[1]
    assert saved(site, "single")["chosen"] == [order[1]]
    other.close()
    go(page, "single").locator("button[value=next]").click()
    page.wait_for_url(f"**/{ORDER.index('single') + 2}")
    page.go_back()
    expect(page.locator("input[name=chosen]").nth(1)).to_be_checked()

    go(page, "short")
    page.route("**/answers", lambda route: route.abort("connectionrefused"))
    page.locator("#answer-text").fill("multimeter")
    expect(page.locator("#exam-alert")).to_contain_text("has not reached the server")
    go(page, "numeric")  # leaves; the answer stays on this device, and is tried again from here
    expect(page.locator("#exam-alert")).to_contain_text("has not reached the server")
    page.unroute("**/answers")
    page.locator("#answer-text").fill("3.5 kPa")
    settled(page)
    expect(page.locator("#exam-alert")).to_contain_text("The connection is back")
    assert saved(site, "short")["text"] == "multimeter"
    assert saved(site, "numeric")["text"] == "3.5 kPa"
    look(page)

    page.goto("/attempts/1/hand-in")
    page.evaluate("""async () => {
      const form = document.getElementById("finish");
      const send = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      await Promise.all([send(), send()]);
    }""")
    page.goto("/attempts/1/result")
    assert value(site, "SELECT count(*) FROM audit_line WHERE action LIKE 'exam.%' AND subject_type = 'attempt' AND subject_id = '1' AND action != 'exam.started'") == 1  # fmt: skip
    assert value(site, "SELECT count(*) FROM response WHERE attempt_id = 1") == 4


def test_every_placed_kind_is_answered_by_pointer_by_keys_and_without_script(site: Site, open_page: Opener) -> None:
    page = open_page("puxi", size=PHONE)
    go(page, "ordering", 2)
    for place in range(4):
        page.locator(f"#rank-{place}").select_option("2" if place == 1 else str(place + 1) if place else "2")
    expect(page.locator("[data-twice]")).to_contain_text("Place 2 is given more than once")
    page.locator("#rank-0").select_option("1")
    expect(page.locator("[data-twice]")).to_be_hidden()
    settled(page)
    go(page, "matching", 2)
    for place in range(3):
        page.locator(f"#match-{place}").select_option(str(place))
    settled(page)
    go(page, "hot_spot", 2)
    look(page)
    box = page.locator("[data-spots] svg").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.2)
    settled(page)
    assert saved(site, "hot_spot", 2)["point"] == [pytest.approx(0.1, abs=0.02), pytest.approx(0.2, abs=0.02)]
    page.locator("[data-spots]").focus()
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("[data-placed]")).to_contain_text("13 per cent across")
    with page.expect_response("**/answers"):
        page.keyboard.press("Tab")
    assert saved(site, "hot_spot", 2)["point"] == [pytest.approx(0.13, abs=0.02), pytest.approx(0.235, abs=0.02)]

    context = page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=site.base, storage_state=page.context.storage_state(), java_script_enabled=False, locale="en", **DESK
    )
    plain = go(context.new_page(), "hot_spot", 2)
    plain.locator(".sf-pointed").click(position={"x": 225, "y": 75})
    assert plain.url == page.url  # the page comes back with the mark
    assert saved(site, "hot_spot", 2)["point"] == [0.75, 0.5]
    plain.locator("#area-0").check()
    plain.locator("button[value=next]").click()
    assert "area" in saved(site, "hot_spot", 2)
    with site.inside():
        assert places(2, ORDER.index("true_false") + 1) == [0]
        assert sorted(saved(site, "ordering", 2)["ranks"]) == [1, 2, 3, 4]
    context.close()


def test_areas_are_drawn_on_the_picture_and_rows_are_added(site: Site, open_page: Opener, tmp_path: Path) -> None:
    page = open_page("manager")
    page.goto("/bank/items/new/hot_spot")
    expect(page.locator("[data-spot-editor]")).to_be_hidden()
    (tmp_path / "panel.png").write_bytes(picture())
    page.locator("#figure").set_input_files(tmp_path / "panel.png")
    svg = page.locator("[data-spot-editor] svg")
    expect(svg).to_be_visible()

    def at(x: float, y: float) -> tuple[float, float]:
        svg.scroll_into_view_if_needed()
        box = svg.bounding_box()
        assert box
        return box["x"] + box["width"] * x, box["y"] + box["height"] * y

    def numbers(row: int) -> list[float]:
        return [float(n) for n in page.locator(f"#spot-{row}-numbers").input_value().split(",") if n.strip()]

    page.locator("[data-tool=rectangle]").click()
    page.mouse.move(*at(0.1, 0.1))
    page.mouse.down()
    page.mouse.move(*at(0.3, 0.5))
    page.mouse.up()
    assert numbers(0) == pytest.approx([10, 10, 30, 50], abs=1)
    expect(page.locator("#spot-0-right")).to_be_checked()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert numbers(0) == pytest.approx([11, 10.2, 31, 50.2], abs=1)
    page.locator("[data-tool=circle]").focus()
    page.keyboard.press("Enter")
    assert numbers(1) == [50, 50, 12]
    page.keyboard.press("+")
    assert numbers(1) == [50, 50, 13]
    page.locator("[data-tool=polygon]").click()
    for corner in ((0.7, 0.2), (0.9, 0.2), (0.9, 0.6)):
        page.mouse.click(*at(*corner))
    page.locator("[data-finish]").click()
    assert numbers(2) == pytest.approx([70, 20, 90, 20, 90, 60], abs=1)
    page.mouse.move(*at(0.7, 0.2))  # its first point, dragged
    page.mouse.down()
    page.mouse.move(*at(0.65, 0.15))
    page.mouse.up()
    assert numbers(2)[:2] == pytest.approx([65, 15], abs=1)
    look(page)
    page.locator('[data-key="shape"][data-number="2"]').focus()
    page.keyboard.press("Delete")
    assert numbers(1) == []
    expect(page.locator("[data-key=shape]")).to_have_count(2)
    page.locator("[data-rows=spot] [data-more]").click()
    page.locator("#spot-8-numbers").fill("40, 40, 60, 60")
    expect(page.locator("[data-key=shape]")).to_have_count(3)
    page.locator("#stem-zh").fill("阀门在哪里？")
    page.locator("#stem-en").fill("Where is the valve?")
    page.locator("#topic").select_option(index=1)
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url("**/bank/items/*")
    look(page)
    body = json.loads(value(site, "SELECT body FROM item_version ORDER BY id DESC LIMIT 1"))
    assert [spot["shape"] for spot in body["spots"]] == ["rectangle", "polygon", "rectangle"]
    assert body["aspect"] == 0.5
