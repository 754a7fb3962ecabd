"""Who may be whose mentor, who may sign and examine, what a rating comes to, when an entry may be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lms.mentoring.rules import (
    Span,
    Traits,
    against_entry,
    against_examining,
    against_pairing,
    against_sign_off,
    overloaded,
    pairing_warnings,
    percent_of,
    region_of,
    suits,
    unrated,
)

DAY = date(2026, 3, 2)
GOOD = {
    "mentor_id": 1, "mentee_id": 2, "kind": "technical", "current": (), "mentor_has_role": True, "mentor_here": True,
    "mentee_here": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"mentor_id": 2}, ["mentors_self"]),
        ({"mentor_has_role": False}, ["not_a_mentor"]),
        ({"mentor_here": False, "mentee_here": False}, ["mentor_left", "mentee_left"]),
        ({"current": (Span(1, "culture", DAY),)}, ["is_other_mentor"]),
        ({"current": (Span(1, "technical", DAY), Span(3, "culture", DAY))}, []),
    ],
)
def test_pairing(change: dict[str, Any], found: list[str]) -> None:
    assert [refusal.code for refusal in against_pairing(**{**GOOD, **change})] == found


@pytest.mark.parametrize(
    ("mentees", "kind", "supervises", "found"),
    [
        (3, "technical", False, []),
        (4, "technical", False, ["mentor_full"]),
        (0, "culture", True, ["culture_mentor_supervises"]),
        (0, "technical", True, []),
        (9, "culture", True, ["mentor_full", "culture_mentor_supervises"]),
    ],
)
def test_warnings(mentees: int, kind: str, supervises: bool, found: list[str]) -> None:
    assert [r.code for r in pairing_warnings(mentees=mentees, kind=kind, supervises_unit=supervises)] == found


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], ["not_the_mentor"]),
        ([Span(1, "technical", DAY)], []),
        ([Span(1, "technical", date(2026, 3, 3))], ["pairing_ended"]),
        ([Span(1, "technical", date(2026, 1, 1), DAY)], ["pairing_ended"]),
        ([Span(1, "technical", date(2026, 1, 1), date(2026, 3, 3))], []),
        ([Span(1, "culture", DAY)], ["culture_mentor_signs"]),
        ([Span(2, "technical", DAY)], ["not_the_mentor"]),
        ([Span(1, "technical", date(2026, 1, 1), date(2026, 2, 1)), Span(1, "technical", DAY)], []),
    ],
)
def test_only_the_technical_mentor_of_the_day_signs(spans: list[Span], found: list[str]) -> None:
    assert [refusal.code for refusal in against_sign_off(spans, 1, DAY)] == found


def test_nobody_examines_whom_they_mentor_or_have_mentored() -> None:
    ended = [Span(1, "culture", date(2026, 1, 1), date(2026, 2, 1))]
    assert [refusal.code for refusal in against_examining(ended, 1)] == ["examines_own_mentee"]
    assert against_examining(ended, 3) == ()


def _ratings(*levels: int) -> dict[str, int]:
    return dict(zip(("skill", "diligence", "communication", "safety", "learning"), levels, strict=True))


@pytest.mark.parametrize(
    ("levels", "percent"),
    [((1, 1, 1, 1, 1), 0.0), ((5, 5, 5, 5, 5), 100.0), ((3, 3, 3, 3, 3), 50.0), ((4, 4, 5, 4, 4), 80.0), ((1, 1, 1, 1, 2), 5.0)],
)  # fmt: skip
def test_percent_is_the_mean_on_a_hundred(levels: tuple[int, ...], percent: float) -> None:
    assert percent_of(_ratings(*levels)) == percent


@pytest.mark.parametrize(("level", "missing"), [(0, ("skill",)), (6, ("skill",)), (1, ()), (5, ())])
def test_levels_go_from_one_to_five(level: int, missing: tuple[str, ...]) -> None:
    assert unrated(_ratings(level, 3, 3, 3, 3)) == missing


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"day": date(2026, 3, 1)}, ["entry_not_today"]),
        ({"day": date(2026, 3, 3)}, ["entry_not_today"]),
        ({"answered": True}, ["entry_answered"]),
        ({"cases": " ", "learned": ""}, ["cases_missing", "learned_missing"]),
    ],
)
def test_entries(change: dict[str, Any], found: list[str]) -> None:
    entry = {"day": DAY, "today": DAY, "cases": "A pump.", "learned": "Vent it.", "answered": False}
    assert [refusal.code for refusal in against_entry(**{**entry, **change})] == found


HERE = Traits("field", "home", 6, "1/2")


@pytest.mark.parametrize(
    ("kind", "mentor", "is_warned_of", "certified", "expected"),
    [
        ("technical", HERE, False, None, True),
        ("technical", HERE, False, True, True),
        ("technical", HERE, False, False, False),
        ("technical", HERE, True, True, False),
        ("technical", replace(HERE, product_line=None), False, None, True),
        ("technical", replace(HERE, product_line="industrial"), False, None, False),
        ("technical", replace(HERE, family="agent"), False, None, False),
        ("technical", replace(HERE, unit_id=7), False, None, True),
        ("technical", replace(HERE, unit_id=7, region="1/3"), False, None, False),
        ("culture", replace(HERE, family="agent", product_line="industrial"), False, False, True),
        ("culture", replace(HERE, unit_id=7, region=""), False, None, False),
    ],
)
def test_who_suits(kind: str, mentor: Traits, is_warned_of: bool, certified: bool | None, expected: bool) -> None:
    assert suits(kind, mentor, HERE, is_warned_of=is_warned_of, certified=certified) is expected


def test_a_region_is_the_unit_below_the_root() -> None:
    assert [region_of(path) for path in ("/1/", "/1/2/", "/1/2/6/")] == ["", "1/2", "1/2"]


@pytest.mark.parametrize(
    ("standing", "wanted", "expected"),
    [
        ([], [(1, n, "technical") for n in range(10, 14)], {}),
        ([], [(3, n, "technical") for n in range(10, 12)], {3: (0, 2)}),  # who said: one at most
        ([], [(4, n, "technical") for n in range(10, 16)], {}),  # who said: up to six
        ([], [(1, n, "technical") for n in range(10, 15)], {1: (0, 5)}),
        ([(1, n, "technical") for n in (10, 11, 12)], [(1, n, "technical") for n in (13, 14, 15)], {1: (3, 6)}),
        ([(1, n, "technical") for n in range(10, 15)], [(1, 14, "technical")], {}),  # full before, and no more now
        ([(1, n, "technical") for n in range(10, 14)], [(2, 10, "technical"), (1, 14, "technical")], {}),  # one leaves
        ([(1, n, "technical") for n in range(10, 14)], [(1, 13, "culture")], {}),  # the same mentee
    ],
)
def test_who_would_go_past_the_limit(standing: list[Any], wanted: list[Any], expected: dict[int, Any]) -> None:
    assert overloaded(standing, wanted, {3: 1, 4: 6}) == expected
