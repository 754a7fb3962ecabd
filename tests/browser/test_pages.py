"""Pages on their own: every entry of every role's menu, the film, and the core ways without JavaScript."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, ROOT, Opener, Site, sign_in
from tests.browser.looking import fits, look
from tests.browser.steps import value

ROLES = ("outsider", "mentor", "assessor", "supervisor", "manager", "hr", "admin", "auditor", "trainer")
IN_THE_MENU = {
    "manager": {"/kpis", "/kpis/alerts", "/kpis/loads", "/kpis/targets", "/kpis/definitions", "/needs", "/kpi-cards"},
    "admin": {"/administration/tokens"},
    "outsider": {"/kpi-card"},
}
"""Some that must be among them, so that this test cannot pass over what a menu lost."""
ENOUGH = 2
"""So many roles' sight of one page are looked at, the first on the phone, the second at the desk; a page differs more by
who may act than by each role."""
seen: Counter[str] = Counter()


@pytest.mark.parametrize("username", ROLES)
def test_every_page_of_the_menu_is_accessible_at_the_desk_and_on_the_phone(open_page: Opener, username: str) -> None:
    page = open_page(username)
    links = page.eval_on_selector_all(".sf-side nav a, .sf-nav a", "all => [...new Set(all.map(a => a.pathname))]")
    assert IN_THE_MENU.get(username, {"/"}) <= set(links)
    for link in links:
        if seen[link] >= ENOUGH and link != "/":
            continue
        seen[link] += 1
        page.goto(link)
        first = seen[link] == 1
        for size, check in ((PHONE, look), (DESK, fits)) if first else ((DESK, look),):
            page.set_viewport_size(size["viewport"])
            check(page)


def test_the_lesson_with_the_video_plays_it_with_captions(site: Site, open_page: Opener) -> None:
    lesson = value(site, "SELECT id FROM lesson WHERE html_zh LIKE '%<video%' LIMIT 1")
    page = open_page("outsider", size=PHONE, language="zh-CN")
    page.goto(f"/lessons/{lesson}")
    look(page)
    video = page.locator("video").first
    video.scroll_into_view_if_needed()
    assert video.locator("track[srclang=zh]").count() == 1
    seconds = video.evaluate(
        "v => new Promise((done, fail) => { v.onloadedmetadata = () => done(v.duration); v.onerror = () => fail('cannot play'); v.preload = 'metadata'; v.load(); })"
    )
    assert seconds > 5


def test_lessons_language_and_signing_out_work_without_javascript(site: Site, open_page: Opener) -> None:
    page = open_page(size=PHONE, java_script_enabled=False)
    sign_in(page, "outsider")
    lesson = value(site, "SELECT id FROM lesson ORDER BY id LIMIT 1")
    page.goto(f"/lessons/{lesson}")
    page.get_by_role("button", name="Mark done").click()
    expect(page.locator("main")).to_contain_text("2 of")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.goto("/me")
    expect(page.get_by_role("button", name="退出登录").last).to_be_visible()
    page.get_by_role("button", name="菜单").click()
    page.get_by_role("button", name="English").click()
    page.goto("/me")
    page.get_by_role("button", name="Sign out").last.click()
    page.wait_for_url("**/sign-in")


def test_the_first_page_by_keyboard_alone(open_page: Opener) -> None:
    page = open_page("mentor")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "sf-skip"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        outlines = page.evaluate(  # around the link, or around the whole row that it stands for
            "[null, '::after'].flatMap((part) => { const look = getComputedStyle(document.activeElement, part); return [look.outlineStyle, look.boxShadow]; })"
        )
        assert set(outlines) != {"none"}, page.evaluate("document.activeElement.outerHTML")


def test_looking_finds_words_too_faint_and_a_page_too_wide(open_page: Opener) -> None:
    page = open_page()
    faint = "<!doctype html><html lang=en><title>T</title><main><h1>Good</h1><p>Good</p><p style='color:#bbb'>Faint</p></main>"
    for _ in range(2):
        page.set_content(faint)
        with pytest.raises(AssertionError, match="color-contrast"):
            look(page)
    page.set_content(
        faint.replace("#bbb", "#111").replace("Good</p>", "<i style='display:block;width:200vw'>Wide</i></p>")
    )
    with pytest.raises(AssertionError, match="sideways"):
        look(page)


def test_a_draft_keeps_rows_apart_and_never_goes_over_what_a_refusal_gave_back(open_page: Opener) -> None:
    page = open_page()
    page.goto("/healthz")
    script = (ROOT / "static" / "js" / "draft.js").read_text()

    def show(first: str = "", second: str = "", complaint: str = "") -> list[str]:
        page.set_content(
            f'<form data-draft="talk">{complaint}<input name="step" value="{first}"><input name="step" value="{second}">'
            '<input name="new"></form>'
        )  # fmt: skip
        page.evaluate(script)
        return [field.input_value() for field in page.get_by_role("textbox").all()]

    assert show() == ["", "", ""]
    page.locator("input").nth(0).fill("Bench practice")
    page.locator("input").nth(1).fill("Lend the meter")
    assert show() == ["Bench practice", "Lend the meter", ""]
    refused = show("Shorter", "Lend the meter", '<div role="alert">Say until when.</div>')
    assert refused == ["Shorter", "Lend the meter", ""]
