"""The form of an item has room for whatever a file brought."""

from __future__ import annotations

import pytest

from assessments.forms.items import READ_ROWS, ROWS, read_draft, rows_of


@pytest.mark.parametrize(
    ("names", "sort", "rows"),
    [
        ([], "option", 8),
        (["option-7-zh"], "option", 8),
        (["option-8-zh"], "option", 9),
        (["answer-11"], "answer", 12),
        (["answer-11-share"], "answer", 12),
        (["spot-999-numbers"], "spot", READ_ROWS),
        (["option-9999-zh", "optional-20", "answer-x"], "option", 8),
    ],
)
def test_rows(names: list[str], sort: str, rows: int) -> None:
    found = rows_of(dict.fromkeys(names, ""))
    assert found[sort] == rows
    assert {name: count for name, count in found.items() if name != sort} == {
        name: count for name, count in ROWS.items() if name != sort
    }


def test_nothing_of_a_long_item_is_lost() -> None:
    values = {f"answer-{row}": f"word {row}" for row in range(12)}
    draft, faults = read_draft("short", "t", {**values, "stem-en": "Which?"}, "", ())
    assert faults == []
    assert [one.text for one in draft.answers] == list(values.values())
    pairs = {f"pair-{row}-{side}-en": f"{side} {row}" for row in range(11) for side in ("left", "right")}
    assert len(read_draft("matching", "t", pairs, "", ())[0].pairs) == 11
