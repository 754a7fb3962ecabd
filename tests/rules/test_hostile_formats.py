"""Files of items that nobody writes by mistake: each is refused with a sentence, quickly, and nothing of it is used."""

from __future__ import annotations

import base64
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from assessments.format_labels import FILE_FAULTS
from assessments.formats import read_items
from assessments.formats.packages import MOST_ENTRIES
from assessments.labels import FAULTS

ESSAY = "<question type='essay'><name><text>{name}</text></name><questiontext format='html'><text>{text}</text>{more}</questiontext></question>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def quiz(text: str = "Why?", name: str = "q", more: str = "") -> str:
    return f"<quiz>{ESSAY.format(name=name, text=text, more=more)}</quiz>"


XML = {
    "billion laughs": (f'<!DOCTYPE quiz [<!ENTITY l0 "ha">{LAUGHS}]>{quiz("&l9;")}', "xml_declares"),
    "a file of the server": (f'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>{quiz("&x;")}', "xml_declares"),
    "an address": (f'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd">{quiz()}', "xml_declares"),
    "a parameter entity": (f'<!DOCTYPE quiz [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>{quiz()}', "xml_declares"),
    "an unknown entity": (quiz("&nothing;"), "broken_xml"),
    "endless depth": ("<quiz>" + "<a>" * 100_000, "xml_too_deep"),
    "cut off": (quiz()[:40], "broken_xml"),
    "another root": ("<html><body/></html>", "not_qti"),
    "a NUL": (quiz("a\0b"), "broken_xml"),
    "an unknown encoding": (f"<?xml version='1.0' encoding='nonsense'?>{quiz()}", "broken_xml"),
    "no picture": (quiz(more="<file name='a.png' encoding='base64'>AAAA</file>"), "figure_not_a_picture"),
    "no base64": (quiz(more="<file name='a.png' encoding='base64'>?!</file>"), "figure_not_a_picture"),
    "a huge picture": (quiz(more=f"<file name='a.png' encoding='base64'>{'A' * 9_000_000}</file>"), "figure_not_a_picture"),
    "a huge text": (quiz("x" * 300_000), "text_too_long"),
    "endless tags in a text": (quiz("&lt;div&gt;" * 30_000), "text_too_long"),
    "old QTI": ("<questestinterop></questestinterop>", "qti_old"),
    "a test alone": ("<assessmentTest xmlns='x' identifier='t'/>", "qti_test_alone"),
    "a number that is none": (quiz().replace("essay", "numerical").replace("</question>", "<answer fraction='100'><text>abc</text></answer></question>"), "xml_not_a_number"),
    "a number without end": (quiz().replace("</question>", "<defaultgrade>1e999x</defaultgrade></question>"), "xml_not_a_number"),
}  # fmt: skip


@pytest.mark.parametrize("name", XML)
def test_hostile_xml_is_refused(name: str) -> None:
    content, code = XML[name]
    reading = read_items(content.encode(), "m.xml")
    assert [fault.code for fault in reading.faults] == [code]
    # What else stands in the file may be sound, but with a fault nothing of it is imported.
    assert not reading.drafts or code == "figure_not_a_picture"
    assert code in FILE_FAULTS or code in FAULTS


def test_a_bomb_in_another_encoding_is_refused_too() -> None:
    content = XML["billion laughs"][0].encode("utf-16")
    assert [fault.code for fault in read_items(content, "m.xml", "moodle").faults] == ["xml_declares"]


def test_a_document_in_a_chinese_encoding_is_read() -> None:
    content = f"<?xml version='1.0' encoding='GB2312'?>{quiz('为什么？')}".encode("gb18030")
    (draft,) = read_items(content, "m.xml").drafts
    assert draft.stem.zh == "为什么？"


def package(*entries: tuple[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda entry: None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            change(entry)
            made.writestr(entry, content)
    return buffer.getvalue()


def as_link(entry: zipfile.ZipInfo) -> None:
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16


def lying() -> bytes:
    """An entry that says it holds one byte and unpacks to a million."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b"a" * 1_000_000) + packed.flush()
    name = b"a.gift"
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(data), 1, len(name), 0)
    local = b"PK\x03\x04" + head + name + data
    central = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


ITEM = b"Q? {=a ~b}"
PACKAGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a path upwards": (lambda: package(("../a.gift", ITEM)), "package_bad_path"),
    "a path upwards inside": (lambda: package(("x/../../a.gift", ITEM)), "package_bad_path"),
    "an absolute path": (lambda: package(("/etc/a.gift", ITEM)), "package_bad_path"),
    "a drive": (lambda: package(("C:/a.gift", ITEM)), "package_bad_path"),
    "backslashes": (lambda: package(("..\\a.gift", ITEM)), "package_bad_path"),
    "a link": (lambda: package(("a.gift", b"/etc/passwd"), change=as_link), "package_link"),
    "one name twice": (lambda: package(("a.gift", ITEM), ("A.gift", ITEM)), "package_twice"),
    "a bomb": (lambda: package(("a.gift", b"\0" * 60_000_000)), "package_bomb"),
    "a steep bomb": (lambda: package(("a.gift", b"\0" * 5_000_000)), "package_bomb"),
    "too many files": (lambda: package(*((f"{n}.gift", b"") for n in range(MOST_ENTRIES + 1))), "package_too_many"),
    "a size that lies": (lambda: lying(), "package_broken"),
    "damaged": (lambda: package(("a.gift", ITEM))[:-30], "package_broken"),
    "nothing in it": (lambda: package(("readme.md", b"x")), "no_items"),
    "a package in a package": (lambda: package(("a.zip", package(("a.gift", ITEM)))), "no_items"),
    "a manifest that names what is not there": (lambda: package(("imsmanifest.xml", b"<manifest><resources><resource type='imsqti_item_xmlv2p1' href='../../etc/passwd'/></resources></manifest>")), "package_lacks"),
    "a bomb in the manifest": (lambda: package(("imsmanifest.xml", XML["billion laughs"][0].encode())), "xml_declares"),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_hostile_packages_are_refused(name: str) -> None:
    make, code = PACKAGES[name]
    reading = read_items(make(), "p.zip")
    assert [fault.code for fault in reading.faults] == [code]
    assert not reading.drafts


def test_a_text_that_imitates_a_page_is_only_text() -> None:
    content = quiz(
        "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick='x()'&gt;Why?&lt;/p&gt;&lt;iframe src='//x'&gt;&lt;/iframe&gt;"
    )
    (draft,) = read_items(content.encode(), "m.xml").drafts
    assert draft.stem.en == "Why?"


def test_broken_bytes_of_every_format_are_answered() -> None:
    packed = base64.b64decode("UEsDBAoAAAAAAA==")
    for form in ("gift", "aiken", "moodle", "qti", "xlsx", "shifu", "json", "csv", "auto"):
        for content in (
            b"",
            b"\xff\xfe\x00",
            b"\0" * 100,
            b"{" * 5000,
            b"<" * 5000,
            b"::" * 5000,
            packed,
            b"\x80" * 50,
        ):
            reading = read_items(content, "x", form)
            assert not reading.drafts, (form, content[:10])
            for fault in reading.faults:
                assert fault.code in FILE_FAULTS or fault.code in FAULTS, fault.code
