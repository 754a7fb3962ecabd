"""GIFT is read as its reference grammar reads it, and a broken block is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assessments.formats.gift_syntax import Entry, GiftFault, entries

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "bank-gift-format-corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared data with the GIFT corpus is not here")
def test_the_corpus_is_read_as_its_reference_reads_it() -> None:
    files = sorted(CORPUS.glob("*.gift"))
    assert len(files) > 50
    for file in files:
        read = [entry.data if isinstance(entry, Entry) else entry.code for entry in entries(file.read_text("utf-8"))]
        assert read == json.loads(file.with_suffix(".json").read_text("utf-8")), file.name


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("Sound?{T}\n\nNot closed {=a ~b\n\nSound again?{F}", 3, "gift_not_closed"),
        ("First line\nstray } brace", 2, "gift_stray_brace"),
        ("Two {=a ~b} and {=c ~d}", 1, "gift_second_brace"),
        ("// a remark\nHow many? {#many}", 2, "gift_not_a_number"),
        ("How many? {#=1:x}", 1, "gift_not_a_number"),
        ("How many? {#6..4}", 1, "gift_range_reversed"),
    ],
)
def test_a_broken_block_is_named_and_the_others_are_read(text: str, line: int, code: str) -> None:
    faults = [entry for entry in entries(text) if isinstance(entry, GiftFault)]
    assert [(fault.line, fault.code) for fault in faults] == [(line, code)]
    whole = [entry for entry in entries(text) if isinstance(entry, Entry)]
    assert len(whole) == (2 if "Sound" in text else 0)


def test_an_ordering_question_may_say_its_settings_first() -> None:
    (entry,) = entries("Order: {>4 EXACT ABS\none\ntwo\nthree\n}")
    assert isinstance(entry, Entry)
    assert [choice["text"] for choice in entry.data["choices"]] == ["one", "two", "three"]
