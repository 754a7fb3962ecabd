"""Parts of answers: never fewer than the floor, and none that follows from the others."""

from __future__ import annotations

import pytest

from lms.evaluation.rules.feedback import Part, month_number, month_of, shown_groups


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, []),
        ({"a": 4}, []),
        ({"a": 5}, [("a",)]),
        ({"a": 9, "b": 6}, [("a",), ("b",)]),
        ({"a": 9, "b": 3, "c": 2}, [("a",), ("b", "c")]),
        ({"a": 9, "b": 6, "c": 3}, [("a",), ("c", "b")]),  # three alone would follow from the sum
        ({"a": 5, "b": 0}, [("a",)]),
        ({"a": 2, "b": 2}, []),
    ],
)
def test_small_groups_stand_together(counts: dict[str, int], shown: list[tuple[str, ...]]) -> None:
    found = shown_groups(Part.INTAKE, counts, 5)
    assert found == shown
    assert all(sum(counts[key] for key in group) >= 5 for group in found)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({1: 5, 2: 7}, [(1,), (2,)]),
        ({1: 2, 2: 3, 3: 8}, [(1, 2), (3,)]),
        ({3: 1, 1: 6, 2: 4}, [(1,), (2, 3)]),
        ({1: 6, 2: 4}, [(1, 2)]),  # a rest joins the last
        ({1: 2, 2: 2}, []),
    ],
)
def test_months_follow_one_another(counts: dict[int, int], shown: list[tuple[int, ...]]) -> None:
    assert shown_groups(Part.MONTH, counts, 5) == shown


def test_months_are_counted_through() -> None:
    assert month_of(month_number(2026, 12)) == (2026, 12)
    assert month_number(2027, 1) - month_number(2026, 12) == 1
