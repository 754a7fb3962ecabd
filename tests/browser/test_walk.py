"""The walk: one new hire's whole way, each step a test that fails if it breaks. The steps build on each other, in order."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PASSWORD, PHONE, Opener, Site, sign_in
from tests.browser.looking import look
from tests.browser.steps import GOOD, answer_rightly, count_answers, dated, photo, upload, value, write_roster

NEW_HIRE = "n001"
story: dict[str, Any] = {}


def test_1_hr_imports_a_roster(site: Site, open_page: Opener, tmp_path: Path) -> None:
    page = open_page("hr")
    rows = dated(site, GOOD)
    upload(
        page,
        write_roster(tmp_path / "bad.csv", *rows, ("N003", "李四", "", "火星站", "field-engineer", "昨天", "", "")),
    )
    look(page)
    expect(page.get_by_text("There is no unit “火星站”")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download the wrong rows")).click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [4, 4]
    before = value(site, "SELECT count(*) FROM person")
    upload(page, write_roster(tmp_path / "good.csv", *rows))
    look(page)
    assert value(site, "SELECT count(*) FROM person") == before
    page.get_by_role("button", name="Load: 2 added").click()
    expect(page.get_by_text("Loaded on")).to_be_visible()
    assert value(site, "SELECT count(*) FROM person") == before + 2
    upload(page, write_roster(tmp_path / "good.csv", *rows))
    expect(page.get_by_text("There is nothing to load")).to_be_visible()
    assert value(site, "SELECT count(*) FROM person") == before + 2


def test_2_hr_opens_an_intake_with_two_mentors_each(site: Site, open_page: Opener) -> None:
    page = open_page("hr")
    page.goto("/intakes/new")
    look(page)
    page.locator("#unit_id").select_option(label="Pudong station")
    page.locator("#title_zh").fill("春季新员工")
    page.locator("#title_en").fill("Spring intake")
    page.get_by_role("button", name="Open and choose people").click()
    look(page)
    page.get_by_label("Yan Tianyu").check()
    page.get_by_label("Li Xiaotong").check()
    page.get_by_role("button", name="Enrol those chosen").click()
    story["hire"] = value(site, "SELECT id FROM person WHERE employee_no = 'N001'")
    story["other"] = value(site, "SELECT id FROM person WHERE employee_no = 'N002'")
    story["mentor"] = value(site, "SELECT person_id FROM account WHERE username = 'mentor'")
    story["culture"] = value(site, "SELECT person_id FROM account WHERE username = 'culture'")
    story["cohort"] = value(site, "SELECT max(id) FROM cohort")
    page.goto(f"/intakes/{story['cohort']}/mentors")
    look(page)
    for person in (story["hire"], story["other"]):
        page.locator(f"#technical-{person}").select_option(str(story["mentor"]))
        page.locator(f"#culture-{person}").select_option(str(story["culture"]))
    page.get_by_role("button", name="Appoint", exact=True).click()
    page.goto(f"/intakes/{story['cohort']}")
    look(page)
    assert value(site, "SELECT count(*) FROM pairing WHERE ended_on IS NULL") == 4


def test_3a_the_new_hire_signs_in_by_the_link_on_a_phone(site: Site, open_page: Opener) -> None:
    body = value(site, "SELECT body FROM letter WHERE address = 'n001@hengtuo.example' ORDER BY id LIMIT 1")
    link = re.search(r"/first/[\w-]+", body)
    assert link
    page = open_page(size=PHONE, language="zh-CN")
    page.goto(link.group())
    look(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    look(page)
    expect(page.locator(".sf-next")).to_be_visible()
    expect(page.locator(".sf-map li")).to_have_count(4)
    page.goto("/programme")
    look(page)


def test_3b_works_through_lessons_and_resumes_where_they_left_off(site: Site, open_page: Opener) -> None:
    page = open_page(NEW_HIRE, size=PHONE, language="zh-CN")
    page.locator(".sf-next a.btn").click()
    page.wait_for_url("**/lessons/*")
    look(page)
    first = page.url
    page.get_by_role("button", name="学完").click()
    page.wait_for_url(lambda url: "/lessons/" in url and url != first)
    second = page.url
    again = open_page(NEW_HIRE, size=PHONE, language="zh-CN")
    again.locator(".sf-next a.btn").click()
    again.wait_for_url(second)
    for _ in range(20):
        button = again.get_by_role("button", name="学完")
        if not button.count():
            break
        with again.expect_navigation():
            button.click()
    assert value(site, "SELECT count(*) FROM course_completion WHERE person_id = ?", story["hire"]) == 1
    again.goto("/")
    assert value(site, "SELECT count(*) FROM stage_passage") == 1


def test_4_an_exam_survives_a_killed_server_and_leaks_nothing(site: Site, open_page: Opener) -> None:
    page = open_page(NEW_HIRE, size=PHONE, language="zh-CN")
    page.goto("/exams/walk-theory")
    look(page)
    page.locator("form button.sf-big").click()
    page.wait_for_url("**/attempts/*/1")
    look(page)
    assert "feedback" not in page.content()
    page.locator("input[name=chosen]").first.check()
    expect(page.locator("#exam-saved, .sf-saved").first).to_contain_text("已保存", timeout=10_000)
    assert count_answers(site) == 1
    site.kill("serve")
    page.locator("input[name=chosen]").nth(1).check()
    expect(page.locator("#exam-alert")).to_be_visible()
    assert count_answers(site) == 1
    site.start("serve")
    expect(page.locator("#exam-alert")).to_contain_text("恢复", timeout=30_000)
    assert count_answers(site) == 2
    attempt = int(re.search(r"/attempts/(\d+)/", page.url).group(1))  # type: ignore[union-attr]
    other = open_page("outsider")
    assert other.goto(f"/attempts/{attempt}/1").status == 404  # type: ignore[union-attr]
    answer_rightly(site, page, attempt)
    page.goto(f"/attempts/{attempt}/hand-in")
    look(page)
    page.locator(".sf-act button").click()
    page.locator("#confirm button[value=yes]").click()
    page.wait_for_url("**/result")
    look(page)
    assert value(site, "SELECT passed FROM attempt WHERE id = ?", attempt) == 1
    assert value(site, "SELECT count(*) FROM stage_passage") == 2


def test_5_the_mentor_signs_off_on_a_phone(site: Site, open_page: Opener, tmp_path: Path) -> None:
    hire = story["hire"]
    address = f"/practicals/{hire}/replace-control-board/sign-off"
    for wrong in (NEW_HIRE, "culture", "assessor"):
        page = open_page(wrong)
        page.goto(address)
        assert not page.locator("button[value=pass]").count(), f"{wrong} may sign"
    page = open_page("mentor", size=PHONE, language="zh-CN")
    look(page)
    page.goto(address)
    look(page)
    page.locator("input[value=not_met]").first.check()
    page.locator("button[value=return]").click()
    expect(page.locator("#complaints [role=alert]")).to_be_visible()
    page.locator("#comment").fill("断电后要先验电，再放电，下次先说步骤再动手。")
    page.locator("button[value=return]").click()
    page.wait_for_url(lambda url: "sign-off" not in url)
    assert value(site, "SELECT count(*) FROM sign_off WHERE passed = 0") == 1
    required = {"observe": 1, "assist": 1, "independent": 1}
    for _mode in required:
        page.goto(address)
        for box in page.locator("input[value=met]").all():
            box.check()
        page.locator("#photos").set_input_files(photo(tmp_path / "wiring.jpg"))
        page.locator("#work_order").fill("WO-20261122-0417")
        page.locator("button[value=pass]").click()
        page.wait_for_url(lambda url: "sign-off" not in url)
    look(page)
    assert value(site, "SELECT count(*) FROM sign_off WHERE passed = 1") == 3
    sha = value(site, "SELECT f.sha256 FROM sign_off_photo p JOIN stored_file f ON f.id = p.file_id LIMIT 1")
    with Image.open(site.folder / "files" / sha[:2] / sha) as picture:
        assert not picture.getexif()
        assert max(picture.size) <= 1600
    assert value(site, "SELECT count(*) FROM stage_passage") == 3


def test_6_post_certification_passes_and_puts_on_duty(site: Site, open_page: Opener) -> None:
    hire = story["hire"]
    page = open_page(NEW_HIRE, size=PHONE)
    page.goto("/exams/walk-certification")
    page.locator("form button.sf-big").click()
    page.wait_for_url("**/attempts/*/1")
    attempt = int(re.search(r"/attempts/(\d+)/", page.url).group(1))  # type: ignore[union-attr]
    answer_rightly(site, page, attempt)
    page.goto(f"/attempts/{attempt}/hand-in")
    page.locator(".sf-act button").click()
    page.locator("#confirm button[value=yes]").click()
    page.wait_for_url("**/result")
    assessor = open_page("assessor", size=PHONE)
    look(assessor)
    assessor.goto(f"/practical-exams/{hire}/technician-practical/rate")
    look(assessor)
    for group in assessor.locator("fieldset.sf-criterion").all():
        group.locator("input[type=radio]").last.check()
    assessor.locator("#comment").fill("步骤清楚，安全意识好。")
    assessor.locator(".sf-act button").click()
    assessor.locator("#confirm button[value=yes]").click()
    assessor.wait_for_url(lambda url: not url.endswith("/rate"))
    mentor = open_page("mentor", size=PHONE)
    mentor.goto(f"/mentees/{hire}/rate")
    look(mentor)
    for group in mentor.locator("fieldset.sf-scale").all():
        group.locator("input[type=radio]").nth(3).check()
    mentor.locator("#comment").fill("踏实，肯问。")
    mentor.locator(".sf-act button").click()
    mentor.wait_for_url(lambda url: not url.endswith("/rate"))
    assert value(site, "SELECT kind FROM outcome") == "on_duty"
    enrolment = value(site, "SELECT id FROM enrolment WHERE person_id = ?", hire)
    page.goto(f"/enrolments/{enrolment}/result")
    look(page)
    expect(page.locator(".sf-figure-value")).to_have_text("95%")
    page.goto("/")
    look(page)


def test_7_the_certificate_is_printed_and_anybody_can_check_it(site: Site, open_page: Opener, tmp_path: Path) -> None:
    import subprocess

    number, code = value(site, "SELECT number FROM certificate"), value(site, "SELECT code FROM certificate")
    certificate = value(site, "SELECT id FROM certificate")
    page = open_page(NEW_HIRE, size=PHONE)
    page.goto("/my/certificates")
    look(page)
    content = page.request.get(f"/certificates/{certificate}/pdf").body()
    paper = tmp_path / "certificate.pdf"
    paper.write_bytes(content)
    text = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True, check=True).stdout
    for part in ("䶮天宇", "Yan Tianyu", number):
        assert part in text.replace("\n", " "), part
    public = open_page(size=PHONE, language="zh-CN")
    public.goto(f"/v/{code}")
    look(public)
    expect(public.locator("main")).to_contain_text("有效")
    expect(public.locator("main")).to_contain_text("䶮天宇")
    assert "n001@hengtuo.example" not in public.content()
    assert open_page("outsider").goto(f"/certificates/{certificate}").status == 404  # type: ignore[union-attr]
    assert site.run("lms.cli", "certificates", "verify", code).returncode == 0


def test_8a_hr_exports_the_intakes_certificates(site: Site, open_page: Opener) -> None:
    page = open_page("hr", size=DESK)
    page.goto("/certificates")
    look(page)
    page.get_by_role("button", name=re.compile("Export 1 certificate")).click()
    link = page.get_by_role("link", name=re.compile("Download"))
    expect(link).to_be_visible(timeout=90_000)
    look(page)
    with page.expect_download() as download:
        link.click()
    with zipfile.ZipFile(Path(download.value.path())) as package:
        names = package.namelist()
        assert any(name.endswith(".pdf") and "䶮天宇" in name for name in names), names
        register = next(name for name in names if name.endswith(".xlsx"))
        sheet = load_workbook(io.BytesIO(package.read(register))).active
    assert sheet.max_row == 2


def test_8b_hr_takes_a_persons_training_archive(site: Site, open_page: Opener) -> None:
    page = open_page("hr", size=DESK)
    page.goto(f"/people/{story['hire']}/archive")
    look(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("PDF")).first.click()
    assert Path(download.value.path()).read_bytes()[:5] == b"%PDF-"


def test_9_the_audit_trail_of_it_all_is_whole(site: Site) -> None:
    checked = site.run("lms.cli", "audit", "verify")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with sqlite3.connect(site.folder / "shifu.sqlite") as connection:
        connection.execute("UPDATE audit_line SET actor_name = '改过' WHERE seq = 5")
    assert site.run("lms.cli", "audit", "verify").returncode == 1


def test_it_works_without_javascript(open_page: Opener) -> None:
    page = open_page(size=PHONE, java_script_enabled=False)
    sign_in(page, "mentor")
    page.goto("/mentees")
    expect(page.locator("main")).to_contain_text("Li Xiaotong")
    page.goto(f"/practicals/{story['other']}/replace-control-board/sign-off")
    expect(page.locator("main")).to_contain_text("opens with stage 3")
    page.goto(f"/practicals/{story['hire']}/replace-control-board/sign-off")
    page.locator("input[value=met]").first.check()
    page.locator("#comment").fill("No script, still signed.")
    page.locator("button[value=return]").click()
    expect(page.locator("main")).to_contain_text("No script, still signed.")
