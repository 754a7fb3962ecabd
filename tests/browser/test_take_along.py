"""In a cellar: tasks taken along, signed without network, the telephone closed, all sent once when the network is back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import cellar
from tests.browser.conftest import PHONE, Opener, Site
from tests.browser.looking import look
from tests.browser.steps import photo, value
from tools.servers import free_port

ADDRESS = "/practicals/take-along"


@pytest.fixture(scope="module")
def site(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A company of its own, with one pairing."""
    made = Site(tmp_path_factory.mktemp("cellar"), free_port())
    shutil.copytree(company, made.folder, dirs_exist_ok=True)
    with made.inside():
        cellar.pair()
    made.start("serve")
    yield made
    for name in list(made.processes):
        made.kill(name)


def stored(page: Page) -> list[dict[str, object]]:
    """What the telephone keeps of sign-offs."""
    return page.evaluate(
        "takeAlong.entries().then((all) => all.map(({ id, state, photos }) => ({ id, state, photos: photos.length })))"
    )


def all_sent(page: Page) -> None:
    """Wait until the telephone keeps no sign-off any more."""
    page.evaluate("""async () => {
      const end = Date.now() + 30000;
      while ((await takeAlong.entries()).length) {
        if (Date.now() > end) throw new Error("still kept");
        await new Promise((next) => setTimeout(next, 50));
      }
    }""")


def drafted(page: Page) -> None:
    """Wait until the telephone keeps what was judged of the first task, with its photo."""
    page.evaluate("""async () => {
      const end = Date.now() + 10000;
      const { user, tasks: [task] } = await takeAlong.pack();
      while ((await takeAlong.draft(`${user} ${task.learner_id} ${task.task_code}`))?.photos.length !== 1) {
        if (Date.now() > end) throw new Error("not kept");
        await new Promise((next) => setTimeout(next, 50));
      }
    }""")


def take(page: Page) -> None:
    """Open the page with network and wait until it can do without."""
    page.goto(ADDRESS)
    page.wait_for_selector("#take-along[data-ready]", timeout=30_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def reopen(context: BrowserContext, page: Page) -> Page:
    """Close the page and open it again, as one takes the telephone out of the pocket."""
    page.close()
    again = context.new_page()
    again.goto(ADDRESS)
    again.wait_for_selector("#overview")
    return again


def judge(page: Page, work_order: str) -> None:
    page.locator("#tasks button").first.click()
    page.wait_for_selector("#open-form form")
    for box in page.locator("#open-form input[value=met]").all():
        box.check()
    page.locator("#work_order").fill(work_order)


def test_signed_without_network_and_sent_once(site: Site, open_page: Opener, tmp_path: Path) -> None:
    page = open_page("mentor", size=PHONE, language="zh-CN")
    context = page.context
    take(page)
    look(page)
    expect(page.locator("#tasks")).to_contain_text("马超")
    context.set_offline(True)
    page = reopen(context, page)
    expect(page.locator("#tasks")).to_contain_text("马超")
    page.locator("#tasks button").first.click()
    look(page)
    page.locator("#open-form button[value=pass]").click()
    expect(page.locator("#open-form [data-faults]")).to_be_visible()
    page.locator("#open-form [data-act=close]").click()
    judge(page, "WO-CELLAR-1")
    page.locator("#photos").set_input_files(photo(tmp_path / "one.jpg"))
    expect(page.locator(".sf-photo-list li")).to_have_count(1)
    drafted(page)
    page = reopen(context, page)  # the telephone closed the page over its camera: what was judged stands there again
    page.locator("#tasks button").first.click()
    expect(page.locator("#work_order")).to_have_value("WO-CELLAR-1")
    expect(page.locator("#open-form input[value=met]:not(:checked)")).to_have_count(0)
    expect(page.locator(".sf-photo-list li")).to_have_count(1)
    page.locator("#open-form button[value=pass]").dblclick()
    expect(page.locator("#waiting-list li")).to_have_count(1)
    judge(page, "WO-CELLAR-2")
    assert page.locator("#mode-assist").is_checked()  # what was signed here opens the next way of working
    page.locator("#open-form button[value=pass]").click()
    expect(page.locator("#waiting-list li")).to_have_count(2)
    look(page)
    page = reopen(context, page)  # closed and opened, still without network
    expect(page.locator("#waiting-list li")).to_have_count(2)
    assert [entry["photos"] for entry in stored(page)] == [1, 0]
    assert value(site, "SELECT count(*) FROM sign_off") == 0
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(ADDRESS)
    page.wait_for_selector("#take-along:not([hidden])")
    expect(page.locator("#waiting")).to_be_hidden(timeout=30_000)
    all_sent(page)
    page = reopen(context, page)  # and nothing is sent a second time
    page.wait_for_selector("#take-along[data-ready]")
    assert (
        value(site, "SELECT group_concat(work_order) FROM (SELECT work_order FROM sign_off ORDER BY id)")
        == "WO-CELLAR-1,WO-CELLAR-2"
    )
    assert value(site, "SELECT count(*) FROM sign_off_photo") == 1
    assert value(site, "SELECT count(*) FROM sign_off WHERE device_at IS NOT NULL AND device_at < signed_at") == 2


def test_a_conflict_is_shown_and_nothing_is_merged(site: Site, open_page: Opener) -> None:
    page = open_page("mentor", size=PHONE)
    context = page.context
    take(page)
    context.set_offline(True)
    page = reopen(context, page)
    judge(page, "WO-LATE-1")
    page.locator("#open-form button[value=pass]").click()
    expect(page.locator("#waiting-list li")).to_have_count(1)
    with site.inside():
        cellar.meanwhile()
    before = value(site, "SELECT count(*) FROM sign_off")
    context.set_offline(False)
    page = reopen(context, page)
    expect(page.locator("#conflict-list")).to_contain_text(
        re.compile("Meanwhile Wang Jianguo returned this task"), timeout=30_000
    )
    look(page)
    assert value(site, "SELECT count(*) FROM sign_off") == before
    page = reopen(context, page)  # it waits for the mentor, however often the page is opened
    expect(page.locator("#conflict-list li li")).to_have_count(1)
    page.get_by_role("button", name="Sign all the same").click()
    expect(page.locator("#conflicts")).to_be_hidden()
    all_sent(page)
    assert value(site, "SELECT count(*) FROM sign_off WHERE work_order = 'WO-LATE-1'") == 1


def test_signing_out_leaves_nothing_on_the_device(site: Site, open_page: Opener) -> None:
    page = open_page("mentor", size=PHONE)
    take(page)
    page.goto("/")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 1
    page.locator(".sf-menu-button").click()
    page.locator('form[action="/sign-out"] button').click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys().then((all) => all.length)") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
