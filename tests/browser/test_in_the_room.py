"""In the room: the code on the trainer's screen, the phone that scans it, the list that fills; and the list in a cellar."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courses.attendance.qr import picture
from tests.browser import hall
from tests.browser.conftest import PHONE, Opener, Site
from tests.browser.hall import Hall
from tests.browser.looking import look
from tests.browser.seed import PASSWORD
from tests.browser.steps import value
from tools.servers import free_port

ALONG = "/attendance/along"
LAST = "SELECT how FROM attendance a JOIN person p ON p.id = a.person_id WHERE p.employee_no = ? ORDER BY a.id DESC"


@pytest.fixture(scope="module")
def site(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A company of its own."""
    made = Site(tmp_path_factory.mktemp("hall"), free_port())
    shutil.copytree(company, made.folder, dirs_exist_ok=True)
    made.start("serve")
    yield made
    for name in list(made.processes):
        made.kill(name)


@pytest.fixture
def room(site: Site) -> Iterator[Hall]:
    """A session of its own for each walk; nobody teaches two at once."""
    with site.inside():
        planned = hall.plan()
    yield planned
    with site.inside():
        hall.cancel(planned)


def sign_in_there(page: Page, username: str) -> None:
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_scanned_signed_in_and_on_the_list(site: Site, open_page: Opener, room: Hall) -> None:
    desk = open_page("trainer")
    desk.goto(f"/attendance/sessions/{room.session}")
    desk.get_by_role("button", name="Show the code").click()
    expect(desk.locator(".sf-door-code")).to_be_visible()
    look(desk)
    with site.inside():
        paths = [hall.path_shown(room, ago=timedelta(seconds=one)) for one in (0, 20)]
        old = hall.path_shown(room, ago=timedelta(minutes=2))
    shown = desk.locator(".sf-door-code").get_attribute("src")
    assert shown in [picture(site.base + path) for path in paths]
    phone = open_page(size=PHONE, language="zh-CN")  # nobody is signed in on it
    phone.goto(paths[0])
    sign_in_there(phone, "outsider")
    expect(phone.get_by_role("button", name="我已到场")).to_be_visible()
    look(phone)
    phone.get_by_role("button", name="我已到场").click()
    expect(phone.locator(".sf-verdict-line")).to_contain_text("马超")
    look(phone)
    expect(desk.locator("#arrivals")).to_contain_text("1 of 3")
    expect(desk.locator(".sf-arrival-list")).to_contain_text("Ma Chao")
    # The picture was sent to a colleague at home, and reached them too late.
    home = open_page(size=PHONE)
    home.goto(old)
    sign_in_there(home, "mentor")
    expect(home.locator("main")).to_contain_text("This code is no longer shown.")
    look(home)
    # The short code on the screen does as well.
    typed = desk.locator(".sf-door-typed b").inner_text()
    home.locator("#code").fill(typed.lower())
    home.get_by_role("button", name="Go on").click()
    home.get_by_role("button", name="I am here").click()
    expect(home.locator(".sf-verdict-line")).to_contain_text("you are on the list")
    expect(desk.locator("#arrivals")).to_contain_text("2 of 3")
    # The trainer looks up: that was not the mentor.
    desk.get_by_role("link", name="To the list").click()
    look(desk)
    desk.get_by_role("link", name="Wang Jianguo").click()
    desk.get_by_label("Not there").check()
    desk.get_by_label("Why").fill("Somebody else had the phone")
    look(desk)
    desk.get_by_role("button", name="Note it").click()
    expect(desk.locator(".sf-row", has_text="Wang Jianguo")).to_contain_text("not there")
    home.reload()
    assert value(site, LAST, "X-mentor") == "absent"
    assert value(site, LAST, "X-outsider") == "code"


def kept(page: Page) -> list[list[str]]:
    """What the phone keeps of the list: whom, what, and whether it waits."""
    return page.evaluate("roomList.entries().then((all) => all.map((one) => [one.name, one.is, one.state]))")


def reopen(context: BrowserContext, page: Page) -> Page:
    page.close()
    again = context.new_page()
    again.goto(ALONG)
    again.wait_for_selector("#room-list:not([hidden])")
    return again


def tap(page: Page, name: str, button: str) -> None:
    page.get_by_role("button", name=f"{name}: {button}", exact=True).click()


def test_a_list_in_a_cellar_loses_nothing_and_shows_what_differs(site: Site, open_page: Opener, room: Hall) -> None:
    page = open_page("trainer", size=PHONE)
    context = page.context
    page.goto(ALONG)
    page.wait_for_selector("#room-list[data-ready]", timeout=30_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    look(page)
    expect(page.locator("#days")).to_contain_text("Ma Chao")
    context.set_offline(True)
    page = reopen(context, page)
    for name, button in (("Ma Chao", "Here"), ("Wang Jianguo", "Here"), ("Zhao Min", "Not there")):
        tap(page, name, button)
        expect(page.locator("#days .sf-row", has_text=name).last).to_contain_text("not sent yet")
    tap(page, "Wang Jianguo", "Not there")  # tapped wrongly at first
    look(page)
    page = reopen(context, page)  # the phone was in the pocket
    expect(page.locator("#waiting")).to_contain_text("3")
    assert kept(page) == [
        ["Ma Chao", "here", "waiting"], ["Zhao Min", "absent", "waiting"], ["Wang Jianguo", "absent", "waiting"],
    ]  # fmt: skip
    with site.inside():
        hall.scans(room, "culture")
    assert value(site, f"SELECT count(*) FROM attendance WHERE session_day_id = {room.day}") == 1
    context.set_offline(False)
    page = reopen(context, page)
    expect(page.locator("#conflict-list")).to_contain_text(re.compile("Zhao Min.*Meanwhile the list says otherwise", re.S), timeout=30_000)  # fmt: skip
    look(page)
    expect(page.locator("#waiting")).to_contain_text("0")
    assert kept(page) == [["Zhao Min", "absent", "asked"]]
    page = reopen(context, page)  # sent again, it counts once
    page.wait_for_selector("#room-list[data-ready]")
    assert [value(site, LAST, f"X-{one}") for one in ("outsider", "mentor", "culture")] == ["list", "absent", "code"]
    assert value(site, f"SELECT count(*) FROM attendance WHERE session_day_id = {room.day}") == 3
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#conflicts")).to_be_hidden()
    assert kept(page) == []
