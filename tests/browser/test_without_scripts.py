"""A day with scripts switched off and hands on the keyboard: the learner's log, the mentor's answer and sign-off, the way on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import cellar
from tests.browser.conftest import DESK, PHONE, Opener, Site, sign_in
from tests.browser.steps import photo, value
from tools.servers import free_port

MOST_TABS = 150


@pytest.fixture(scope="module")
def site(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A company of its own, with one pairing."""
    made = Site(tmp_path_factory.mktemp("scripts-off"), free_port())
    shutil.copytree(company, made.folder, dirs_exist_ok=True)
    with made.inside():
        cellar.pair()
    made.start("serve")
    yield made
    for name in list(made.processes):
        made.kill(name)


def reach(page: Page, target: str) -> None:
    """Tab until something is focused that a selector names."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.locator(f":focus:is({target})").count():
            return
    raise AssertionError(f"no way to {target} by keyboard on {page.url}")


def test_a_day_without_scripts_and_by_keyboard(site: Site, open_page: Opener, tmp_path: Path) -> None:
    learner = open_page(size=PHONE, java_script_enabled=False)
    sign_in(learner, "outsider")
    expect(learner.locator("h1")).to_be_visible()
    learner.goto("/log")
    reach(learner, "#cases")
    learner.keyboard.type("Replaced the board of unit 7.")
    reach(learner, "#learned")
    learner.keyboard.type("Discharge the capacitor first.")
    learner.locator("#photos").set_input_files(photo(tmp_path / "board.jpg"))
    reach(learner, "button[type=submit]:not([name])")
    learner.keyboard.press("Enter")
    expect(learner.get_by_role("button", name="Save again")).to_be_visible()
    assert value(site, "SELECT count(*) FROM log_photo") == 1

    mentor = open_page(size=PHONE, java_script_enabled=False)
    sign_in(mentor, "mentor")
    number = value(site, "SELECT person_id FROM account WHERE username = 'outsider'")
    mentor.goto("/mentees")
    reach(mentor, f"a[href='/mentees/{number}']")
    mentor.keyboard.press("Enter")
    mentor.wait_for_url(f"**/mentees/{number}*")
    reach(mentor, "textarea")
    mentor.keyboard.type("Well seen.")
    reach(mentor, "button[type=submit]")
    mentor.keyboard.press("Enter")
    expect(mentor.locator("main")).to_contain_text("Well seen.")

    mentor.goto(f"/practicals/{number}/{cellar.TASK}/sign-off")
    names = dict.fromkeys(
        box.get_attribute("name") or "" for box in mentor.locator("input[type=radio][value=met]").all()
    )
    assert names
    for name in names:
        reach(mentor, f"input[name='{name}']")
        if not mentor.locator(f"input[name='{name}'][value=met]").is_checked():
            mentor.keyboard.press("Space")
        for _ in range(3):
            if mentor.locator(f"input[name='{name}'][value=met]").is_checked():
                break
            mentor.keyboard.press("ArrowDown")
        expect(mentor.locator(f"input[name='{name}'][value=met]")).to_be_checked()
    reach(mentor, "#work_order")
    mentor.keyboard.type("WO-7")
    reach(mentor, "button[value=pass]")
    mentor.keyboard.press("Enter")
    expect(mentor.locator("main")).not_to_contain_text("Nothing was recorded")
    assert value(site, "SELECT count(*) FROM sign_off WHERE passed") == 1

    learner.goto(f"/practicals/{number}/{cellar.TASK}")
    expect(learner.locator("main")).to_contain_text(re.compile("1 of|1 done"))
    learner.goto("/log")
    expect(learner.locator("main")).to_contain_text("Well seen.")


def test_managing_without_scripts(site: Site, open_page: Opener) -> None:
    page = open_page(size=DESK, java_script_enabled=False)
    sign_in(page, "hr")
    number = value(site, "SELECT person_id FROM account WHERE username = 'outsider'")
    for address in (
        "/intakes", "/intakes/rules", "/mentors", "/mentors/results", "/mentors/follow-ups", "/pairing",
        f"/people/{number}/mentors", f"/mentees/{number}",
    ):  # fmt: skip
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (200, 403), address
        expect(page.locator("main")).to_be_visible()
    page.goto("/mentors/follow-ups")
    reach(page, "#days")
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    reach(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("10 days after completion")
