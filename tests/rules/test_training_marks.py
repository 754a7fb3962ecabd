"""Which marks stay where there are too many to show."""

from __future__ import annotations

from datetime import date

from lms.kpis.marks import MOST_SHOWN, Mark, chosen


def mark(day: int, label: str, people: int = 1, kind: str = "tier") -> Mark:
    return Mark(date(2026, 3, day), label, "", people, kind=kind)


def test_few_marks_stay_in_their_order_of_time() -> None:
    assert [one.label for one in chosen([mark(9, "b"), mark(2, "a"), mark(5, "c", kind="course")])] == ["a", "c", "b"]
    assert chosen([]) == []


def test_no_kind_hides_another_and_the_heaviest_stay() -> None:
    courses = [mark(day, f"course {day}", 100 + day, "course") for day in range(1, 21)]
    tiers = [mark(3, "tier", 2), mark(4, "small tier", 1)]
    kept = chosen([*courses, *tiers])
    assert len(kept) == MOST_SHOWN
    assert {"tier", "small tier"} <= {one.label for one in kept}
    assert {one.label for one in kept if one.people > 2} == {f"course {day}" for day in range(15, 21)}


def test_of_equal_marks_the_newest_stay() -> None:
    kept = chosen([mark(day, f"course {day}") for day in range(1, 13)], most=3)
    assert [one.day.day for one in kept] == [10, 11, 12]
