"""Levels of abilities, told from dated facts: tables of cases."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta

import pytest

from lms.core.terms import months_later
from lms.skills.actions import FAMILIES, SHIPPED
from lms.skills.rules import MOST_OF, Asked, Evidence, Requirements, level_of_mean, level_on

TODAY = date(2026, 6, 15)
E = Evidence


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "level", "because"),
    [
        ([], 0, "nothing shown"),
        ([E("exam", ago(10), 1)], 1, "one exam"),
        ([E("exam", ago(10), 1), E("task", ago(5), 3)], 3, "the highest counts"),
        ([E("exam", ago(900), 1)], 0, "older than 24 months"),
        ([E("exam", months_later(TODAY, -24), 1)], 0, "24 months to the day are over"),
        ([E("exam", months_later(TODAY, -24) + timedelta(days=1), 1)], 1, "a day less is not"),
        ([E("task", ago(-1), 3)], 0, "the day lies ahead"),
        ([E("certificate", ago(2000), 3, until=TODAY)], 2, "valid to the last day; at most 2"),
        ([E("certificate", ago(2000), 3, until=ago(1))], 0, "expired yesterday"),
        ([E("certificate", ago(20), 3)], 0, "a certificate without an end counts for nothing"),
        ([E("questions", ago(3), 1, n=2)], 0, "two questions are too few"),
        ([E("questions", ago(3), 1, n=3)], 1, "three are enough"),
        ([E("observation", ago(3), 4, n=4)], 0, "four orders are too few"),
        ([E("observation", ago(3), 3, n=5, high=4.6)], 3, "five are enough"),
        ([E("observation", ago(3), 2, n=9, high=3.2), E("task", ago(5), 3)], 2, "seen to do worse than signed for"),
        ([E("observation", ago(3), 2, n=9, high=3.6), E("task", ago(5), 3)], 3, "the limit allows what was signed"),
        ([E("observation", ago(3), 2, n=4, high=3.2), E("task", ago(5), 3)], 3, "too few orders hold nobody back"),
        ([E("observation", ago(500), 2, n=9, high=3.2), E("task", ago(5), 3)], 3, "an old observation neither"),
        ([E("ratings", ago(3), 4, n=3)], 3, "ratings alone: at most 3"),
        ([E("ratings", ago(3), 4, n=2)], 0, "two raters are nobody's business"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_level(facts: list[Evidence], level: int, because: str) -> None:
    assert level_on(facts, TODAY).level == level, because


def test_evidence_is_shown_with_what_carries_the_level_first() -> None:
    old, task, exam = E("exam", ago(900), 2), E("task", ago(5), 3), E("exam", ago(10), 1)
    seen = E("observation", ago(2), 2, n=8, high=3.1)
    assert level_on([old, exam, task], TODAY).by == (task, exam)
    shown = level_on([task, seen], TODAY)
    assert (shown.level, shown.capped) == (2, seen)


@pytest.mark.parametrize(("mean", "level"), [(1, 1), (2.49, 1), (2.5, 2), (3.49, 2), (3.5, 3), (4.49, 3), (4.5, 4), (5, 4)])  # fmt: skip
def test_level_of_a_mean(mean: float, level: int) -> None:
    assert level_of_mean(mean) == level


ROWS = [
    Asked(1, None, "field", 0, 1, date(2000, 1, 1)),
    Asked(1, None, "field", 2, 3, date(2000, 1, 1)),
    Asked(1, 7, None, 0, 2, date(2026, 1, 1)),
    Asked(1, None, "field", 0, 2, date(2026, 7, 1)),  # ahead
    Asked(1, None, "agent", 0, 1, date(2026, 1, 1)),
    Asked(1, None, "agent", 0, 0, date(2026, 1, 1)),  # said later for the same day
]


@pytest.mark.parametrize(
    ("post", "family", "tier", "day", "level"),
    [
        (5, "field", 0, TODAY, 1),
        (5, "field", 1, TODAY, 1),  # takes that of the tier below
        (5, "field", 2, TODAY, 3),
        (5, "field", 4, TODAY, 3),
        (7, "field", 2, TODAY, 2),  # the post says for itself
        (7, "field", 2, date(2025, 6, 1), 3),  # not yet
        (5, "field", 0, date(2026, 7, 1), 2),
        (5, "agent", 0, TODAY, 0),
        (5, "parts", 3, TODAY, 0),
    ],
)
def test_required_level(post: int, family: str, tier: int, day: date, level: int) -> None:
    assert Requirements(ROWS, day).level(1, post, family, tier) == level


def test_shipped_levels_fit_the_shipped_abilities() -> None:
    abilities = {one["code"] for one in tomllib.loads(SHIPPED.read_text("utf-8"))["ability"]}
    levels = tomllib.loads((SHIPPED.parent / "levels.toml").read_text("utf-8"))
    assert set(levels) == abilities
    for families in levels.values():
        for family, by_tier in families.items():
            assert family in FAMILIES
            assert len(by_tier) == 5
            assert by_tier == sorted(by_tier)
            assert set(by_tier) <= set(range(5))


def test_shipped_measures_name_what_ships_and_show_no_more_than_each_kind_can() -> None:
    content = SHIPPED.parents[2] / "demo" / "content"
    known = {
        "exam": content / "exams.yaml", "task": content / "practicals.yaml", "rubric": content / "rubrics.yaml",
    }  # fmt: skip
    abilities = {one["code"] for one in tomllib.loads(SHIPPED.read_text("utf-8"))["ability"]}
    measures = tomllib.loads((SHIPPED.parent / "measures.toml").read_text("utf-8"))
    assert set(measures) == set(known)
    shown = set()
    for kind, by_code in measures.items():
        codes = set(re.findall(r"^- code: (\S+)$", known[kind].read_text("utf-8"), re.MULTILINE))
        assert set(by_code) == codes, kind
        for levels in by_code.values():
            assert set(levels) <= abilities
            assert all(1 <= level <= MOST_OF[kind] for level in levels.values())
            shown |= set(levels)
    assert len(shown) >= 15
