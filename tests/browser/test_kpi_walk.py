"""The walk from an export of work orders to a training need, each step a test. The steps build on each other, in order."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Opener, Site
from tests.browser.looking import look
from tests.browser.steps import value
from tests.browser.work_orders import BAD, GOOD, NICKNAME, STRONG, months_before, write_orders

WAIT = 30_000
"""For what the worker does."""
story: dict[str, Any] = {}


def look_at_both_sizes(page: Page) -> None:
    """On a narrow phone and at the desk: for pages that stand in no menu, since those of the menus are looked at so elsewhere."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size["viewport"])
        look(page)


def test_1_the_manager_uploads_an_export_and_corrects_a_column(site: Site, open_page: Opener, tmp_path: Path) -> None:
    story["today"] = date.fromisoformat(value(site, "SELECT date('now', '+8 hours')"))
    page = open_page("manager")
    page.goto("/kpis/loads")
    look(page)
    page.locator("input[type=file]").set_input_files(write_orders(tmp_path / "九月起工单.csv", story["today"]))
    page.get_by_role("button", name="Upload and look at the columns").click()
    page.wait_for_url("**/kpis/uploads/*")
    look_at_both_sizes(page)
    for heading, field in (
        ("工单号", "order_no"),
        ("报修时间", "opened_at"),
        ("上门师傅", "technician"),
        ("一次解决", "first_time_fix"),
    ):
        expect(page.get_by_label(f"“{heading}” becomes").first).to_have_value(field)
    symptom = page.get_by_label("“情况” becomes").first
    expect(symptom).to_have_value("")
    symptom.select_option("symptom")
    page.locator("#name").fill("上门维修")
    page.locator("#source").fill("售后系统")
    with page.expect_navigation():
        page.get_by_role("button", name="Look again").click()
    expect(page.get_by_label("“情况” becomes").first).to_have_value("symptom")
    expect(page.locator("main")).to_contain_text("䶮冷机组")
    look(page)
    page.get_by_role("button", name="Save as a profile").click()
    expect(page.locator("main")).to_contain_text("is saved as version 1")
    assert value(site, "SELECT count(*) FROM work_order_load") == 0


def test_2_the_dry_run_hands_back_the_wrong_rows_and_the_good_ones_are_loaded(site: Site, open_page: Opener) -> None:
    page = open_page("manager")
    page.goto("/kpis/loads")
    page.get_by_role("link", name="九月起工单.csv").click()
    page.get_by_role("button", name="Check the whole file").first.click()
    rejects = page.get_by_role("link", name="Download the rejected rows")
    expect(rejects).to_be_visible(timeout=WAIT)
    look_at_both_sizes(page)
    assert value(site, "SELECT count(*) FROM work_order_load") == 0
    with page.expect_download() as download:
        rejects.click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(lines) == BAD
    assert {"昨天下午", "满意得很"} <= {cell for line in lines for cell in line}
    page.get_by_label("Load the good rows").check()
    page.get_by_role("button", name=f"Load: {GOOD} new").click()
    page.wait_for_url("**/kpis/loads/*", timeout=WAIT)
    look_at_both_sizes(page)
    expect(page.locator("main")).to_contain_text("Which ability is missing where")
    assert value(site, "SELECT loaded FROM work_order_load") == GOOD
    assert value(site, "SELECT rejected FROM work_order_load") == BAD


def test_3_the_nickname_in_the_file_is_matched_to_a_person(site: Site, open_page: Opener) -> None:
    page = open_page("manager")
    page.goto("/kpis/technicians")
    look_at_both_sizes(page)
    page.get_by_role("link", name=NICKNAME, exact=True).click()
    page.locator("#words").fill("Ma Chao")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look_at_both_sizes(page)
    page.get_by_role("button", name=re.compile("It is Ma Chao")).click()
    expect(page.locator("main")).to_contain_text("by hand")
    unmatched = "SELECT count(*) FROM kpi_subject WHERE level = 'technician' AND person_id IS NULL"
    assert value(site, unmatched) == 0
    page.goto("/kpis/technicians")
    expect(page.locator("main")).to_contain_text("Every technician is matched")


def test_4_from_the_overview_down_to_the_orders(site: Site, open_page: Opener) -> None:
    page = open_page("manager")
    page.goto("/kpis")
    look(page)
    expect(page.locator("main")).to_contain_text("Puxi station")
    page.goto("/kpis/heat")
    look_at_both_sizes(page)
    page.goto("/kpis")
    page.get_by_role("link", name="Missing abilities").click()
    page.wait_for_url("**/kpis/gaps*")
    look_at_both_sizes(page)
    page.goto("/kpis")
    page.get_by_role("link", name="First-time fix").first.click()
    page.wait_for_url("**/kpis/first_time_fix*")
    look_at_both_sizes(page)
    chart = page.locator("figure img")
    assert chart.evaluate("i => i.decode().then(() => i.naturalWidth)") > 300
    page.locator(".sf-months a").first.click()
    page.wait_for_url("**/kpis/orders*")
    look_at_both_sizes(page)
    newest = months_before(story["today"])[-1]
    expect(page.locator("main")).to_contain_text(f"{GOOD // 4} orders count")
    expect(page.locator("main")).to_contain_text(f"WX{newest:%y%m}-or039")  # those that came back stand first


def test_5_the_alert_is_acknowledged_and_becomes_a_training_need(site: Site, open_page: Opener) -> None:
    page = open_page("manager")
    page.goto("/kpis/alerts")
    look(page)
    page.get_by_role("link", name=re.compile("First-time fix of a unit below 80")).first.click()
    page.wait_for_url("**/kpis/alerts/*")
    look_at_both_sizes(page)
    expect(page.locator("main")).to_contain_text("Pudong station")
    page.locator("#note").fill("Too many boards come back; the newcomers guess.")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator(".sf-timeline")).to_contain_text("the newcomers guess")
    assert value(site, "SELECT count(*) FROM alert_event WHERE kind = 'acknowledged'") == 1
    page.get_by_role("link", name="Raise a training need").click()
    page.wait_for_url("**/needs/from-alert/*")
    look_at_both_sizes(page)
    page.locator("#reason").fill("Diagnosis before replacing.")
    assert page.locator("input[name=ability]:checked").count()
    assert page.locator("input[name=course]").count()
    page.get_by_role("button", name="Raise the need").click()
    page.wait_for_url(re.compile(r"/needs/\d+$"))
    look_at_both_sizes(page)
    expect(page.locator("main")).to_contain_text("Diagnosis before replacing.")
    expect(page.locator("main")).to_contain_text("50")
    assert value(site, "SELECT alert_id FROM training_need") == value(
        site, "SELECT alert_id FROM alert_event WHERE kind = 'acknowledged'"
    )
    page.goto("/needs")
    look(page)


def test_6_a_target_is_set_and_shows_beside_the_figure(site: Site, open_page: Opener) -> None:
    page = open_page("manager")
    page.goto("/kpis/targets/new")
    look_at_both_sizes(page)
    page.locator("#kpi").select_option(label="First-time fix rate")
    page.locator("#value").fill("85")
    page.locator("#zh").fill("本季度末一次解决率达到 85%")
    page.locator("#en").fill("85 % fixed the first time by the end of the quarter")
    page.locator("#from_month").fill(f"{months_before(story['today'])[0]:%Y-%m}")
    page.locator("#owner").fill("X-manager")
    page.get_by_role("button", name="Set the target").click()
    page.wait_for_url("**/kpis/targets")
    look(page)
    assert value(site, "SELECT count(*) FROM kpi_target") == 1
    page.goto("/kpis/first_time_fix")
    expect(page.locator("main")).to_contain_text("85 % fixed the first time")
    expect(page.locator("main")).to_contain_text("Off target")


def test_7_the_supervisor_sees_their_own_unit_alone(site: Site, open_page: Opener) -> None:
    page = open_page("supervisor", size=PHONE, language="zh-CN")
    page.goto("/kpis")
    look(page)
    expect(page.locator("main")).to_contain_text("浦东站")
    page.goto("/kpis/alerts")
    look(page)
    expect(page.locator("main")).to_contain_text("浦东站")
    for path in ("/kpis", "/kpis/alerts", "/kpis/heat", "/kpi-cards", "/needs"):
        page.goto(path)
        expect(page.locator("main")).not_to_contain_text("浦西站")
    unit = value(site, "SELECT id FROM unit WHERE code = 'SH-PX'")
    person = value(site, "SELECT person_id FROM account WHERE username = 'puxi'")
    for path in (f"/kpis/people/{person}", f"/kpi-cards/people/{person}", f"/kpi-cards/units/{unit}"):
        assert page.goto(path).status in (403, 404), path  # type: ignore[union-attr]
    month = months_before(story["today"])[-1]
    page.goto(f"/kpis/orders?kpi=first_time_fix&month={month:%Y-%m}&unit={unit}")
    expect(page.locator("body")).not_to_contain_text(STRONG)
    page.goto("/kpi-cards")
    look(page)
    page.goto("/needs")
    look(page)


def test_8_a_technician_sees_their_own_figures_and_card(site: Site, open_page: Opener) -> None:
    page = open_page("puxi", size=PHONE, language="zh-CN")
    look(page)
    page.locator("main").get_by_role("link", name=re.compile("我的服务指标")).first.click()
    page.wait_for_url("**/kpis/mine")
    look(page)
    expect(page.locator("main")).to_contain_text("100")
    page.get_by_role("link", name="一次解决率").first.click()
    page.wait_for_url("**/kpis/first_time_fix*")
    look(page)
    page.goto("/kpi-card")
    look(page)
    expect(page.locator("main")).to_contain_text("一次解决率")
    other = value(site, "SELECT person_id FROM account WHERE username = 'mentor'")
    for path in (f"/kpis/people/{other}", f"/kpi-cards/people/{other}", "/kpis", "/kpis/alerts"):
        assert page.goto(path).status in (403, 404), path  # type: ignore[union-attr]
