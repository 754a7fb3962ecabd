"""Input that nobody sends by mistake: it is refused with a page, and nothing is half-done."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from assessments.formats import read_items
from assessments.formats.pictures import picture_type
from assessments.models import Item
from certificates.export import REGISTER
from courses.assets import measure
from lms.core.access import Role
from lms.core.db import db
from lms.core.tables.reading import UnreadableTable, read_table
from lms.core.tables.writing import comma_separated, workbook
from lms.people.models import Person, RosterImport
from tests.browsing import send, token_of
from tests.factories import Factory

pytestmark = pytest.mark.long

HUGE = 2**70


@pytest.fixture
def everything(make: Factory) -> FlaskClient:
    """Somebody who may open every page."""
    return make.browser(make.person(*Role, everywhere=True))


def _get_routes(app: Flask) -> list[Any]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static")
    ]


@pytest.mark.every_case
@pytest.mark.parametrize("turn", range(2))
def test_a_number_that_no_row_has_is_an_address_that_does_not_exist(
    app: Flask, everything: FlaskClient, turn: int
) -> None:
    """Each address is given two of the numbers, and over the addresses all of them."""
    numbers = (HUGE, 2**31, 2**63, 10**400)
    for count, rule in enumerate(_get_routes(app)):
        if not any(type(c).__name__ == "RowId" for c in rule._converters.values()):
            continue
        number = numbers[(count + turn) % 4]
        values = {name: number if type(c).__name__ == "RowId" else "x" for name, c in rule._converters.items()}
        path = rule.rule
        for name, value in values.items():
            path = path.replace(f"<int:{name}>", str(value)).replace(f"<{name}>", str(value))
        assert everything.get(path).status_code == 404, path


IN_AN_ADDRESS = (
    str(HUGE),
    "'\"><script>alert(1)",
    "%ED%A0%80",
    "-" + str(HUGE),
    "²",
    "%00",
    "9" * 5000,
    "１２",
    "%F0%9F",
)
IN_A_FORM = ("\ud800", str(HUGE), "a\0b", "=1+1", "²", "x" * 3000)
"""Each name is given another of these in each request, and over the pages all of them: several at once find the same faults
in less time."""


@pytest.mark.parametrize("turn", range(2))
def test_no_query_value_crashes_a_page(app: Flask, everything: FlaskClient, turn: int) -> None:
    names = ("page", "before", "unit", "intake", "cohort", "level", "scheme", "year", "topic", "difficulty", "post",
             "action", "subject", "q", "words", "kind", "code", "next", "from", "until", "status", "product", "v", "pool")  # fmt: skip
    for number, rule in enumerate(_get_routes(app)):
        if "<" not in rule.rule:
            first = number + 5 * turn
            query = "&".join(f"{name}={IN_AN_ADDRESS[(first + place) % 9]}" for place, name in enumerate(names))
            answer = everything.get(f"{rule.rule}?{query}")
            assert answer.status_code < 500, rule.rule
            assert b"<script>alert" not in answer.data


@pytest.mark.parametrize("turn", range(2))
def test_no_form_value_crashes_a_page(app: Flask, make: Factory, turn: int) -> None:
    browser = make.browser(make.person(*Role, everywhere=True))
    token = token_of(browser)
    for number, rule in enumerate(app.url_map.iter_rules()):
        if "POST" not in (rule.methods or ()) or rule.endpoint in (
            "people.sign_out",
            "people.sign_in",
            "people.change_password",
        ):
            continue
        path = rule.rule
        for name in rule._converters:
            path = path.replace(f"<int:{name}>", "1").replace(f"<{name}>", "x")
        names = ("person", "ids", "unit", "role", "parent", "code", "unit-code", "unit-zh", "unit-en", "unit-parent", "post-code",
                 "post-zh", "post-en", "post-family", "username", "password", "language", "next", "title_zh", "title_en", "days",
                 "reason", "kind", "chosen", "sequence", "place", "cases", "learned", "ideas", "day", "text", "form_token", "cohort",
                 "zh", "en", "what", "which", "pool", "version_id", "unit_id", "starts_on", "last_day", "q", "intake")  # fmt: skip
        data = {
            name: IN_A_FORM[(number + place + 3 * turn) % 6].encode("utf-8", "surrogatepass")
            for place, name in enumerate(names)
        }
        answer = browser.post(path, data={**data, "csrf_token": token})
        assert answer.status_code < 500, f"{path}: {answer.status_code}"


@pytest.mark.one_database
def test_a_text_of_five_megabytes_is_too_large(everything: FlaskClient) -> None:
    token = token_of(everything)
    for path in ("/people/organisation/units", "/authoring/add-course"):
        answer = everything.post(path, data={"cases": "字" * 2_000_000, "csrf_token": token})
        assert answer.status_code == 413, path
        assert "too large" in answer.get_data(as_text=True)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\t/evil.example",
     "\t//evil.example", "/%09/evil.example", "http:evil.example", "///evil.example", "/\n/evil.example"],
)  # fmt: skip
def test_next_never_leads_to_another_host(make: Factory, client: FlaskClient, target: str) -> None:
    browser = make.browser(make.person(Role.LEARNER))
    signed_in = browser.get("/sign-in", query_string={"next": target})
    chosen = send(browser, "/language", {"language": "en", "next": target})
    for answer in (signed_in, chosen):
        assert answer.status_code == 302
        location = answer.headers["Location"]
        assert location.startswith("/")
        assert not location.replace("\t", "").replace("\n", "").startswith(("//", "/\\")), location


# ---- tables


def _xlsx(**parts: bytes) -> bytes:
    """A workbook of one row, with parts replaced."""
    book, out = Workbook(), io.BytesIO()
    book.active.append(["工号", "姓名"])
    book.active.append(["E1", "张三"])
    book.save(out)
    made = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.replace("/", "_").replace(".", "_"), old.read(name)))
    return made.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
)
READS_A_FILE = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "made",  # by the test itself: a bomb takes a second to pack
    [
        pytest.param(lambda: _xlsx(xl_worksheets_sheet1_xml=LAUGHS), id="a billion laughs"),
        pytest.param(lambda: _xlsx(xl_worksheets_sheet1_xml=READS_A_FILE), id="a file of ours"),
        pytest.param(lambda: _xlsx(xl_worksheets_sheet1_xml=b" " * (220 * 1024 * 1024)), id="a bomb"),
        pytest.param(lambda: b"PK\x03\x04" + b"\0" * 500, id="no package"),
        pytest.param(lambda: "工号,姓名\n1,张三".encode("utf-16")[:-1], id="half a character"),
        pytest.param(lambda: "a,b\n1,x\0y".encode("utf-16"), id="NUL in UTF-16"),
        pytest.param(lambda: b"\xff\xfe\x00\xd8", id="lone surrogate"),
        pytest.param(lambda: b"a,b\n" + b'"' + b"x" * 300_000, id="an endless cell"),
    ],
)
def test_a_hostile_table_is_refused_with_words(everything: FlaskClient, made: Callable[[], bytes]) -> None:
    content = made()
    with pytest.raises(UnreadableTable):
        read_table(content, "roster.xlsx")
    data = {"file": (io.BytesIO(content), "../../etc/passwd\\..\\x.xlsx"), "csrf_token": token_of(everything)}
    answer = everything.post("/people/roster", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_no_cell_that_is_taken_away_is_a_formula() -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")', "\t=1", "http://evil.example"]
    book = load_workbook(io.BytesIO(workbook("T", texts, [texts])))
    for row in book.active.iter_rows():
        for cell, text in zip(row, texts, strict=True):
            assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    (row,) = csv.reader(io.StringIO(comma_separated([[*texts, 5, -5, None]]).decode("utf-8-sig"), newline=""))
    assert row == [*(f"'{text}" for text in texts[:-1]), texts[-1], "5", "-5", ""]


def test_rejected_rows_come_back_as_text(everything: FlaskClient, make: Factory) -> None:
    content = '工号,姓名,部门\n=HYPERLINK("http://evil.example"),@x,=cmd\n'.encode()
    data = {"file": (io.BytesIO(content), "=cmd.csv"), "csrf_token": token_of(everything)}
    check = everything.post("/people/roster", data=data, content_type="multipart/form-data").location
    answer = everything.get(f"{check}/rejects")
    assert answer.status_code == 200
    cells = [cell for row in load_workbook(io.BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert REGISTER.endswith(".xlsx")


# ---- the bank

BOMB = b"topic: &a [x, x, x, x, x, x, x, x, x, x]\nitems: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(BOMB, "bomb.yaml", id="aliases"),
        pytest.param(b"items: " + b"[" * 5000, "deep.yaml", id="deep YAML"),
        pytest.param(b"[" * 200_000, "deep.json", id="deep JSON"),
        pytest.param(b'{"a":' * 100_000, "deep.json", id="deep objects"),
        pytest.param(b"topic: !!python/object/apply:os.system [echo]\nitems: []\n", "code.yaml", id="code"),
        pytest.param(b'topic: {code: "a\\0b", zh: x, en: y}\nitems: [{key: "k\\0", options: [], correct: []}]', "nul.yaml", id="NUL"),
        pytest.param(b'topic: {code: "\\ud800"}\nitems: [{key: "\\ud800", options: [a, b], correct: [0], stem: "\\ud800"}]', "s.yaml", id="surrogate"),
        pytest.param(json.dumps([{"id": "\ud800", "question": "\ud800", "answers": ["a", "b"], "correct": 0}]).encode(), "s.json", id="JSON surrogate"),
        pytest.param(b"\xff\xfe\x00\xd8", "x.yaml", id="no UTF-8"),
        pytest.param(b"{" + b"9" * 6000 + b"}", "n.json", id="endless number"),
    ],
)  # fmt: skip
def test_a_hostile_bank_file_is_a_fault_in_words(everything: FlaskClient, content: bytes, name: str) -> None:
    reading = read_items(content, name)
    assert len(reading.drafts) <= 1
    data = {"files": [(io.BytesIO(content), name)], "pool": "", "csrf_token": token_of(everything)}
    check = everything.post("/bank/import", data=data, content_type="multipart/form-data")
    assert check.status_code in (302, 422)
    if check.status_code == 302:
        assert everything.get(check.location).status_code == 200
        assert send(everything, check.location).status_code in (302, 422)
    assert db.session.scalar(select(func.count()).select_from(Item)) == 0


SCRIPTS = [
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:alert(1)'><text>x</text></a></svg>",
    b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
    b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://evil.example/x.png'/></svg>",
    b"<html><script>alert(1)</script></html>",
    b"GIF89a/*<script>alert(1)</script>*/=1;",
]


@pytest.mark.one_database
@pytest.mark.parametrize("content", SCRIPTS)
def test_a_picture_that_is_a_program_is_none(content: bytes) -> None:
    assert picture_type(content) is None
    assert _course_takes(content, "x.svg") is False
    assert _course_takes(content, "x.png") is False


def _course_takes(content: bytes, name: str) -> bool:
    from lms.core.errors import RuleBroken

    try:
        measure(name, content)
    except (RuleBroken, ValueError):
        return False
    return True


def test_nobody_was_added_on_the_way(make: Factory) -> None:
    make.person(Role.LEARNER)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_the_longest_cell_of_a_table_does_not_hang_on_what_was_read_before() -> None:
    csv.field_size_limit(1_000_000)  # as reading work orders leaves it
    with pytest.raises(UnreadableTable):
        read_table(b"a,b\n" + b'"' + b"x" * 300_000, "roster.csv")
