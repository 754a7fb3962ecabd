"""The audit trail as an auditor reads, narrows and takes it out."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import event, select

from lms.core import audit, clock, files, jobs
from lms.core.access import Role
from lms.core.audit import AuditLine
from lms.core.db import db, transaction
from lms.core.jobs import Job
from lms.people.models import Person
from lms.people.routes.audit import PER_PAGE
from tests.browsing import send
from tests.factories import Factory

PAGE = "/administration/audit"


@pytest.fixture
def reader(make: Factory) -> FlaskClient:
    return make.browser(make.person(Role.AUDITOR, everywhere=True))


@pytest.fixture
def li(make: Factory) -> Person:
    return make.person(employee_no="L-77", name_zh="李雷", name_latin="Li Lei")


@pytest.fixture
def han(make: Factory) -> Person:
    return make.person(employee_no="H-88", name_zh="韩梅梅", name_latin="Han Meimei")


def note(action: str, kind: str, subject: object, actor: Any = None, **detail: Any) -> None:
    with transaction():
        audit.record(action, kind, subject, actor=actor or audit.System(), at=clock.now(), **detail)


def page(client: FlaskClient, query: str = "", **kwargs: Any) -> str:
    answer = client.get(f"{PAGE}?{query}", **kwargs)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def body(text: str) -> str:
    """The lines alone, without the filter's list of actions."""
    return text.partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_line_reads_in_words_with_names_and_codes(reader: FlaskClient, li: Person, han: Person) -> None:
    note("certificate.awarded", "certificate", 12, li, person=han.id, number="SF-1", expires_on="2028-03-01")
    english = body(page(reader))
    for words in (
        "Certificate awarded",
        "certificate.awarded",
        "Certificate 12",
        "certificate:12",
        "1 Mar 2028",
        "Valid up to and including",
    ):
        assert words in english, words
    assert f'<a href="/people/{li.id}">Li Lei</a>' in english
    assert f'<a href="/people/{han.id}">Han Meimei</a>' in english


def test_chinese_readers_get_chinese(make: Factory, li: Person) -> None:
    reader = make.browser(make.person(Role.AUDITOR, everywhere=True))
    note("role.assigned", "person", li.id, role="mentor", unit=None)
    shown = body(page(reader, headers={"Accept-Language": "zh-CN"}))
    for words in ("授予角色", "role.assigned", "李雷", "导师", "系统自动"):
        assert words in shown, words


def test_codes_without_words_and_long_details_are_all_there(reader: FlaskClient) -> None:
    keys = {f"key{n}": f"value {n} " + "x" * 50 for n in range(9)}
    note("old.action", "oldkind", 5, **keys, nested={"a": ["b", {"c": True}]}, hostile="<script>alert(1)</script>")
    shown = body(page(reader))
    for words in ("old.action", "oldkind:5", *keys, *keys.values(), "a: b; c: yes"):
        assert words in shown, words
    assert "<script>" not in shown
    assert "<details" in shown


@pytest.fixture
def some(reader: FlaskClient, li: Person, han: Person, fixed_clock: Any) -> None:
    note("course.added", "course", 1, li, code="C-1")  # 1, on the first day
    fixed_clock.forward(days=1)
    note("role.assigned", "person", han.id, li, role="mentor")  # 2
    note("certificate.awarded", "certificate", 7, person=han.id)  # 3
    fixed_clock.forward(days=1)
    note("mentor.appointed", "pairing", 3, han, mentee=li.id, mentor=han.id)  # 4
    note("certificate.withdraw", "certificate", 7, li, person=han.id, reason="=1+1")  # 5


def found(client: FlaskClient, query: str) -> list[int]:
    shown = body(page(client, query))
    return [n for n in range(1, 6) if f"Line {n}<" in shown]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("who=lei", [1, 2, 5]),
        ("who=h-88", [4]),
        ("who=Shifu", [3]),
        ("who=system", [3]),
        ("person=梅梅", [2, 3, 4, 5]),
        ("person=L-77", [4]),
        ("action=certificate.awarded", [3]),
        ("action=certificate", [3, 5]),
        ("record=certificate:7", [3, 5]),
        ("record=course", [1]),
        ("who=li+lei&person=han&action=certificate.withdraw", [5]),
        ("who=han&action=certificate.withdraw", []),
        ("who=%25", []),
    ],
)
def test_filters_narrow_and_combine(some: None, reader: FlaskClient, query: str, expected: list[int]) -> None:
    assert found(reader, query) == expected


def test_days_are_those_of_the_organisation_and_count_whole(some: None, reader: FlaskClient) -> None:
    last = clock.today().isoformat()
    first = clock.local_date(clock.now()).replace(day=clock.today().day - 2).isoformat()
    assert found(reader, f"from={last}") == [4, 5]
    assert found(reader, f"until={first}") == [1]
    assert found(reader, f"from={first}&until={last}&action=course.added") == [1]


def test_what_is_no_day_is_said_with_the_place(reader: FlaskClient) -> None:
    answer = reader.get(f"{PAGE}?from=yesterday&until=2026-02-30&who=li")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“yesterday” in “From day” is not a day" in text
    assert "“2026-02-30” in “Until day” is not a day" in text
    assert 'value="li"' in text
    assert reader.get(f"{PAGE}?from=9999-12-31").status_code == 422
    assert reader.get(f"{PAGE}?from=2026-03-02&until=2026-03-01").status_code == 422


def test_an_empty_page_says_what_to_change(some: None, reader: FlaskClient) -> None:
    text = page(reader, "who=nobody")
    assert "No line fits" in text
    assert "Choose a longer time" in text
    assert "Export these lines" not in text


def test_pages_keep_the_filter_and_take_few_statements(app: Flask, reader: FlaskClient, li: Person) -> None:
    with transaction():
        for n in range(PER_PAGE + 1):
            audit.record("course.added", "course", n, actor=li, at=clock.now(), person=li.id)
    statements: list[str] = []

    def count(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
        text = page(reader, "who=li&action=course.added&person=li")
        event.remove(db.engine, "before_cursor_execute", count)
    assert 'rel="next"' in text
    assert "who=li" in text.partition('rel="next"')[2][:200]
    assert 0 < len(statements) <= 12
    second = page(reader, "who=li&action=course.added&page=2")
    assert body(second).count("<tr>") == 1


def test_the_export_holds_the_lines_as_text_and_is_on_record(app: Flask, some: None, make: Factory, li: Person) -> None:
    person = make.person(Role.AUDITOR, everywhere=True)
    answer = send(make.browser(person), f"{PAGE}/export", {"action": "certificate.withdraw", "who": "li"})
    assert answer.status_code == 302
    assert "/jobs/" in answer.headers["Location"]
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "audit.export_asked")).one()
    assert (line.actor_id, line.detail["count"], line.detail["until_line"]) == (person.id, 1, 5)
    assert line.detail["filter"] == {"action": "certificate.withdraw", "who": "li"}
    db.session.rollback()
    jobs.run(int(line.subject_id))
    result = db.session.get_one(Job, int(line.subject_id)).result
    assert result is not None
    _row, content = files.read(result["file_id"])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 2
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["Line"], told["Who"], told["What"], told["Subject"]) == (
        5,
        "Li Lei",
        "Certificate withdrawn",
        "Certificate 7",
    )
    assert "Reason: =1+1" in str(told["Details"])
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert audit.verify()[1] == []


def test_nothing_to_export_leads_back_with_the_filter(some: None, reader: FlaskClient) -> None:
    answer = send(reader, f"{PAGE}/export", {"who": "nobody"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"{PAGE}?who=nobody")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_the_export_is_for_those_of_the_whole_organisation(make: Factory, some: None, role: Role) -> None:
    assert send(make.browser(make.person(role)), f"{PAGE}/export").status_code == 403
    assert send(make.browser(make.person(Role.HR, everywhere=True)), f"{PAGE}/export").status_code == 403
