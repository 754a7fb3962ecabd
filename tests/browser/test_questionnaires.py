"""Answering a questionnaire with the thumb, in both languages, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ask import ask
from tests.browser.conftest import DESK, PHONE, Opener, Site, sign_in
from tests.browser.looking import look


def _ask(site: Site, username: str, code: str) -> str:
    with site.inside():
        return f"/questionnaires/answer/{ask(username, code)}"


def _thumb_sized(page: Page) -> None:
    """Every point of every scale is at least 44 px high and does not touch its neighbour."""
    boxes = page.eval_on_selector_all(".sf-points label", "all => all.map(a => [a.offsetWidth, a.offsetHeight])")
    assert boxes
    assert all(width >= 40 and height >= 44 for width, height in boxes)


@pytest.mark.parametrize(
    ("language", "username", "send", "error", "thanks"),
    [
        ("en", "outsider", "Send the answers", "Please answer this question.", "Thank you!"),
        ("zh-CN", "puxi", "提交", "请回答此题。", "谢谢！"),
    ],
)
def test_two_minutes_on_a_phone(
    site: Site, open_page: Opener, language: str, username: str, send: str, error: str, thanks: str
) -> None:
    address = _ask(site, username, "reaction")
    page = open_page(username, size=PHONE, language=language)
    page.goto(address)
    look(page)
    _thumb_sized(page)
    page.locator("#q-satisfaction-4").focus()
    page.keyboard.press("ArrowDown")  # by keyboard: from the fourth point to the fifth
    expect(page.locator("#q-satisfaction-5")).to_be_checked()
    expect(page.locator("[data-answered]")).to_contain_text("1")
    page.locator("#q-comment-box").fill("更多练习 More practice")
    page.get_by_role("button", name=send).click()
    expect(page.locator("#form-errors")).to_contain_text(error)
    expect(page.locator("#q-satisfaction-5")).to_be_checked()
    expect(page.locator("#q-comment-box")).to_have_value("更多练习 More practice")
    look(page)
    for key, point in (("relevance", 4), ("engagement", 4), ("confidence", 8), ("commitment", 5), ("recommend", 9)):
        page.locator(f"#q-{key}-{point}").check()
    page.get_by_role("button", name=send).click()
    page.wait_for_url("**/thanks")
    expect(page.locator("h1")).to_have_text(thanks)
    look(page)


def test_without_javascript_and_the_editor_at_the_desk(site: Site, open_page: Opener) -> None:
    address = _ask(site, "mentor", "trainer-feedback")
    page = open_page(size=PHONE, java_script_enabled=False)
    sign_in(page, "mentor")
    page.goto(address)
    for key in ("knowledge", "clarity", "practice", "questions", "pace", "overall"):
        page.locator(f"#q-{key}-4").check()
    page.get_by_role("button", name="Send the answers").click()
    page.wait_for_url("**/thanks")
    page = open_page("manager")
    for path in (
        "/questionnaires", "/questionnaires/reaction", "/questionnaires/reaction/edit", "/questionnaires/reaction/preview",
        "/questionnaires/new", "/questionnaires/import", "/questionnaires/results",
        "/questionnaires/results/trainer-feedback?kind=course_version&id=1",
        "/questionnaires/results/trainer-feedback/asked?kind=course_version&id=1",
    ):  # fmt: skip
        page.goto(path)
        for size in (PHONE, DESK):
            page.set_viewport_size(size["viewport"])
            look(page)
