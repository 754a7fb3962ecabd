"""What is written into a file for another system comes back whole, and another system sees what is said."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from assessments.formats import read_items, recognise
from assessments.formats.particulars import OURS
from assessments.formats.tables_writing import template
from assessments.formats.writing import write_items
from assessments.rules.items import Place, Words, item_faults
from tests.items_of_every_kind import EVERY_KIND, FIGURES, POOL

EN = Words


@pytest.mark.parametrize("form", ["moodle", "gift", "qti", "xlsx"])
def test_every_kind_goes_out_and_comes_back_the_same(form: str) -> None:
    assert not [fault for draft in EVERY_KIND for fault in item_faults(draft)]
    export = write_items(EVERY_KIND, FIGURES, form, POOL)
    reading = read_items(export.content, f"items.{export.ending}")
    assert (reading.faults, reading.left, reading.warnings, reading.pool) == ((), (), (), POOL)
    back = {draft.key: replace(draft, place=Place("")) for draft in reading.drafts}
    assert list(export.left) == (["x1"] if form == "gift" else [])
    for draft in EVERY_KIND:
        if draft.key not in export.left:
            assert back[draft.key] == draft
    assert reading.figures == FIGURES
    assert write_items(EVERY_KIND, FIGURES, form, POOL).content == export.content or form == "xlsx"


MISSED = {
    "moodle": {"m1": ("fractions",), "t2": ("options",), "n2": ("answers",), "h1": ("answers",), "x1": ("spots",)},
    "gift": {
        "m1": ("fractions",), "s3 with a space": ("figure",), "t2": ("options",), "n1": ("answers",), "n2": ("answers",),
        "h1": ("answers",), "o1": ("partial",), "e1": ("model_answer",),
    },
    "qti": {"n1": ("answers",), "n2": ("answers",), "o1": ("partial",), "x1": ("spots",)},
    "xlsx": {"n1": ("answers",), "h1": ("answers",), "s3 with a space": ("stem",), "e1": ("model_answer",)},
}  # fmt: skip


@pytest.mark.parametrize("form", MISSED)
def test_another_system_sees_all_but_what_is_said(form: str) -> None:
    """Without what goes along beside it, each item is still the question that it was, but for the fields named."""
    assert write_items(EVERY_KIND, FIGURES, form, POOL).missed == MISSED[form]
    for draft in EVERY_KIND:
        if form == "gift" and draft.kind == "hot_spot":
            continue
        content = write_items([draft], FIGURES, form, POOL).content
        stripped = _without_particulars(content, form)
        back = read_items(stripped, "items").drafts[0]
        differing = {
            name
            for name in vars(draft)
            if name not in ("place", "key", "figures") and getattr(back, name) != getattr(draft, name)
        }
        assert differing - OURS == set(MISSED[form].get(draft.key, ())), draft.key


def _without_particulars(content: bytes, form: str) -> bytes:
    if content[:2] != b"PK" or form == "xlsx":
        if form != "xlsx":
            lines = content.decode().splitlines()
            return "\n".join(line for line in lines if not line.startswith(("// shifu ", "<shifu>"))).encode()
        return _table_without_extra(content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            inside = old.read(name)
            if name == "imsmanifest.xml":
                start, end = inside.index(b"<metadata><shifu"), inside.index(b"</shifu></metadata>") + 19
                inside = inside[:start] + inside[end:]
            elif name.endswith(".gift"):
                inside = _without_particulars(inside, form)
            new.writestr(name, inside)
    return buffer.getvalue()


def _table_without_extra(content: bytes) -> bytes:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        folder = {name: package.read(name) for name in package.namelist()} if "items.xlsx" in package.namelist() else {}
    book = load_workbook(io.BytesIO(folder.get("items.xlsx", content)))
    sheet = book.worksheets[0]
    sheet.cell(2, sheet.max_column).value = None
    buffer = io.BytesIO()
    book.save(buffer)
    if not folder:
        return buffer.getvalue()
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as package:
        for name, inside in {**folder, "items.xlsx": buffer.getvalue()}.items():
            package.writestr(name, inside)
    return outer.getvalue()


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"<quiz></quiz>", "moodle"), (b"<?xml version='1.0'?>\n<!-- c -->\n<quiz>", "moodle"), (b"<assessmentItem/>", "qti"),
        (b"Q?\nA. x\nB. y\nANSWER: A\n", "aiken"), (b"Q? {=a ~b}", "gift"), (b"[markdown] A list\n- one, two\n", "gift"),
        (b"key,topic,stem_en\n1,a,{x}\n", "csv"),
        (b'[{"id": 1}]', "json"), (b"topic: {code: a}\nitems: []\n", "shifu"), (template("zh"), "xlsx"),
    ],
)  # fmt: skip
def test_the_format_is_seen_from_the_content(content: bytes, form: str) -> None:
    assert recognise(content) == form


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_holds_a_sound_example_of_every_kind_and_explains_itself(language: str) -> None:
    from openpyxl import load_workbook

    reading = read_items(template(language), "items.xlsx")
    assert not reading.faults
    assert not [fault for draft in reading.drafts for fault in item_faults(draft)]
    assert [draft.kind for draft in reading.drafts] == [
        "single",
        "multiple",
        "true_false",
        "numeric",
        "short",
        "matching",
        "ordering",
        "essay",
    ]
    guide = load_workbook(io.BytesIO(template(language))).worksheets[1]
    assert guide.max_row > 20
    assert guide.cell(2, 1).value == ("编号" if language == "zh" else "key")


def test_cells_that_cannot_be_understood_are_named() -> None:
    head = "key,topic,kind,stem_en,answers,pairs_en,spots,shares,points\n"
    for cells, field in (
        ("1,t,numeric,q,five,,,,", "answers"), ("1,t,matching,q,,a=b,,,", "pairs_en"), ("1,t,hot_spot,q,,,right square 1 2,,", "spots"),
        ("1,t,essay,q,,,,half,", "shares"), ("1,t,essay,q,,,,,many", "points"),
    ):  # fmt: skip
        (fault,) = read_items((head + cells + "\n").encode(), "t.csv").faults
        assert (fault.field, fault.code, fault.place.line) == (field, "wrong_cell", 2)


def test_particulars_that_were_changed_are_refused_by_line() -> None:
    for said in (
        "{",
        "[]",
        '{"points": "many"}',
        '{"spots": [{"shape": 1}]}',
        '{"unknown": 1}',
        json.dumps({"options": "x"}),
    ):
        (fault,) = read_items(f"// shifu {said}\nQ? {{}}".encode(), "a.gift").faults
        assert (fault.code, fault.place.line) == ("wrong_particulars", 2)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("q.gift", "::q:: How many legs? {#4:-1}"),
        ("q.gift", "::q:: How many legs? {#=%100%4:-1 #well}"),
        (
            "q.xml",
            (
                "<quiz><question type='numerical'><name><text>q</text></name><questiontext format='html'><text>How many legs?"
                "</text></questiontext><answer fraction='100'><text>4</text><tolerance>-1</tolerance></answer></question></quiz>"
            ),
        ),
    ],
)
def test_a_negative_tolerance_is_told_and_not_turned_round(name: str, content: str) -> None:
    (draft,) = read_items(content.encode(), name).drafts
    assert "tolerance_wrong" in {fault.code for fault in item_faults(draft)}


@pytest.mark.parametrize(("tolerance", "told"), [(b"5 5", False), (b"-5 5", True), (b"5 -5", True), (b"-5", True)])
def test_a_negative_tolerance_of_another_system_is_told(tolerance: bytes, told: bool) -> None:
    number = [draft for draft in EVERY_KIND if draft.key == "n1"]
    buffer = io.BytesIO()
    whole = _without_particulars(write_items(number, FIGURES, "qti", POOL).content, "qti")
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            inside = old.read(name)
            assert name == "imsmanifest.xml" or b'tolerance="5 5"' in inside
            new.writestr(name, inside.replace(b'tolerance="5 5"', b'tolerance="' + tolerance + b'"'))
    (draft,) = read_items(buffer.getvalue(), "q.zip").drafts
    assert ("tolerance_wrong" in {fault.code for fault in item_faults(draft)}) is told
