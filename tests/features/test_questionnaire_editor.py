"""Writing, publishing and carrying questionnaires."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from click.testing import CliRunner

from assessments.formats.questionnaires import as_toml, as_yaml, read_questionnaire
from assessments.models import Questionnaire
from assessments.queries.questionnaires import get_questionnaire, list_versions
from assessments.questionnaire_data import shipped_questionnaires
from assessments.survey_cli import load_questionnaires, remind_people
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.core.errors import RuleBroken
from tests.browsing import send
from tests.factories import Factory
from tests.features.survey_scene import ask, reply, ship

EDIT = "/questionnaires/workshop/edit"


def fields_of(page: str) -> dict[str, str]:
    """What the page's form would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        at = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if "name" in at and (at.get("type") != "checkbox" or " checked" in tag):
            found[at["name"]] = unescape(at.get("value", ""))
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        found[name] = unescape(value)
    for name, inner in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', page):
        chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'<option value="([^"]*)"', inner)
        found[name] = unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in found.items() if name != "csrf_token"}


def test_from_an_empty_page_to_a_published_version_and_the_next(make: Factory) -> None:
    browser = make.browser(make.person(Role.MANAGER, everywhere=True))
    answer = send(browser, "/questionnaires/new", {"code": "Results", "level": "1"})
    assert answer.status_code == 422
    assert send(browser, "/questionnaires/new", {"code": "workshop", "level": "1"}).headers["Location"] == EDIT

    def press(do: str, **changes: str) -> Any:
        data = {**fields_of(browser.get(EDIT).get_data(as_text=True)), **changes, "do": do}
        return send(browser, EDIT, data)

    press("add-scale")
    press("add-single", **{"1-text_zh": "有用吗？", "1-text_en": "Useful?", "1-stem": "relevance"})
    page = browser.get(EDIT).get_data(as_text=True)
    assert "Question 2, Question in Chinese: This is needed in both languages." in unescape(page)
    assert "At least two choices are needed." in page
    refused = press("publish", reason="First")
    assert refused.status_code == 422
    assert "places are not right yet" in refused.get_data(as_text=True)
    assert 'value="First"' in refused.get_data(as_text=True)
    mended = {
        "title_zh": "工坊反馈", "title_en": "Workshop feedback", "anonymous": "1", "2-text_zh": "讲课长短", "2-text_en": "Length",
        "2-stem": "organisation", "2-options": "short | 太短 | Too short\nright | 正好 | Just right\nlong | 太长 | Too long",
    }  # fmt: skip
    assert press("up-2", **mended).headers["Location"].endswith("#item-1")
    assert "Length" in browser.get("/questionnaires/workshop/preview").get_data(as_text=True)
    assert press("publish").status_code == 422  # a reason is needed
    assert press("publish", reason="First").status_code == 302
    first = list_versions(get_questionnaire("workshop").id)[0]
    assert [item["key"] for item in first.items] == ["q2", "q1"]
    assert [point["value"] for point in first.items[1]["points"]] == [1, 2, 3, 4, 5]
    before = list(first.items)
    db.session.rollback()
    assert press("publish", reason="Nothing new").status_code == 302  # nothing changed, so nothing is published
    assert press("publish", reason="Shorter", **{"2-text_en": "Was it useful?"}).status_code == 302
    versions = list_versions(get_questionnaire("workshop").id)
    assert [(v.number, v.reason) for v in versions] == [(1, "First"), (2, "Shorter")]
    assert versions[0].items == before
    db.session.rollback()
    assert press("remove-1").status_code == 302
    assert "Draft" in browser.get("/questionnaires").get_data(as_text=True)
    send(browser, "/questionnaires/workshop/drop")
    page = browser.get("/questionnaires/workshop").get_data(as_text=True)
    assert "Version 2" in page
    assert "There is a draft" not in page


def test_only_those_who_evaluate_write(make: Factory) -> None:
    ship()
    auditor = make.browser(make.person(Role.AUDITOR, everywhere=True))
    assert auditor.get("/questionnaires/reaction").status_code == 200
    assert auditor.get("/questionnaires/reaction/edit").status_code == 403
    assert make.browser(make.person(Role.LEARNER)).get("/questionnaires").status_code == 403


@pytest.mark.parametrize("kind", ["toml", "yaml"])
def test_a_file_taken_out_comes_back_the_same(make: Factory, kind: str) -> None:
    ship()
    browser = make.browser(make.person(Role.MANAGER, everywhere=True))
    taken = browser.get(f"/questionnaires/behaviour-supervisor/file/{kind}?version=1").get_data()
    assert read_questionnaire(taken)["items"] == next(
        read_questionnaire((as_toml if kind == "yaml" else as_yaml)(q["code"], q["level"], q).encode())["items"]
        for q in shipped_questionnaires()
        if q["code"] == "behaviour-supervisor"
    )
    changed = taken.replace(b"behaviour-supervisor", b"own-form").replace("请只评价".encode(), "请务必只评价".encode())
    answer = send(
        browser,
        "/questionnaires/import",
        {"file": (io.BytesIO(changed), f"x.{kind}")},
        content_type="multipart/form-data",
    )
    assert answer.headers["Location"] == "/questionnaires/own-form/edit"
    row = db.session.query(Questionnaire).filter_by(code="own-form").one()
    assert row.draft is not None
    assert row.draft.intro.zh.startswith("请务必")
    assert row.versions == []
    db.session.rollback()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "code"),
        (b"code = 1\nlevel = 1", "code"),
        (b"code = 'x'\nlevel = 'one'", "level"),
        (b"code = 'x'\nlevel = 1\ntitle = 'x'\n[[items]]\nkey = 2", "items[1].key"),
        (b"code: x\nlevel: 1\nitems: [{key: a, kind: scale, points: 5, colour: red}]", "items[1].colour"),
        (b"code: &a x\nlevel: *a", ""),
        (b"\xff\xfe\x00", ""),
        (b"[" * 5000, ""),
    ],
)
def test_a_file_of_another_kind_names_the_place(content: bytes, place: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_questionnaire(content)
    assert place in [refusal.values.get("place", "") for refusal in broken.value.refusals]


def test_the_commands(make: Factory, fixed_clock: Any) -> None:
    assert "8 questionnaires added" in CliRunner().invoke(load_questionnaires, []).output
    assert "0 questionnaires added" in CliRunner().invoke(load_questionnaires, []).output
    ask(make.person(), opens_on=clock.today() + timedelta(days=1))
    assert "told of: 0, reminded of: 0" in CliRunner().invoke(remind_people, []).output
    fixed_clock.forward(days=1)
    assert "told of: 1, reminded of: 0" in CliRunner().invoke(remind_people, []).output
    fixed_clock.forward(days=5)
    assert "told of: 0, reminded of: 1" in CliRunner().invoke(remind_people, []).output
    assert "told of: 0, reminded of: 0" in CliRunner().invoke(remind_people, []).output


def test_results_by_page_chart_and_file(make: Factory, fixed_clock: Any) -> None:
    ship()
    people = [make.person() for _ in range(6)]
    for place, person in enumerate(people):
        reply(ask(person, "behaviour-learner", about=person), place % 3, f"case {place}")
    browser = make.browser(make.person(Role.HR, everywhere=True))
    listed = browser.get("/questionnaires/results").get_data(as_text=True)
    path = unescape(re.search(r'href="(/questionnaires/results/behaviour-learner\?[^"]+)"', listed)[1])  # type: ignore[index]
    page = browser.get(path).get_data(as_text=True)
    assert "6 of 6 answered" in page
    assert "case 3" in page
    chart = browser.get(path.replace("behaviour-learner", "behaviour-learner/chart.svg"))
    assert chart.mimetype == "image/svg+xml"
    where, _mark, query = path.partition("?")
    table = send(browser, f"{where}/export?{query}", {"format": "csv"}).get_data().decode("utf-8-sig")
    assert table.startswith("Question,What it measures")
    assert "Student's t interval" in table
    assert 'Response rate,,,"Share, per cent",100.0,' in table
    book = send(browser, f"{where}/export?{query}", {"format": "xlsx"})
    assert book.get_data()[:2] == b"PK"
    asked = browser.get(f"{where}/asked?{query}").get_data(as_text=True)
    assert "Tester 1" in asked  # named: who answered is seen
    assert browser.get("/questionnaires/results/reaction").status_code == 404
    assert browser.get("/questionnaires/results/nothing").status_code == 404
