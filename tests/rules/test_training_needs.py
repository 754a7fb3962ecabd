"""Who decides on a training need, what stands against a decision, and whom a weak figure concerns."""

from __future__ import annotations

import pytest

from lms.plans.rules import OwnFigure, State, is_surely_weak, is_weak, may_decide, refusals_to_decide


@pytest.mark.parametrize(
    ("reach", "path", "may"),
    [
        (None, None, True),
        (None, "/1/4/", True),
        (("/1/",), "/1/4/", True),
        (("/1/4/",), "/1/4/", False),
        (("/1/",), None, False),
        ((), "/1/4/", False),
    ],
)
def test_who_decides(reach: tuple[str, ...] | None, path: str | None, may: bool) -> None:
    assert may_decide(reach, path) is may


@pytest.mark.parametrize(
    ("kind", "reason", "state", "into", "codes"),
    [
        ("accepted", "Yes.", State.OPEN, None, []),
        ("declined", "No.", State.ACCEPTED, None, []),
        ("accepted", "Yes.", State.ACCEPTED, None, ["need_decided"]),
        ("accepted", " ", State.DECLINED, None, ["need_decided", "need_reason_missing"]),
        ("merged", "Same.", State.OPEN, None, ["need_into_what"]),
        ("merged", "Same.", State.OPEN, (1, State.OPEN), ["need_into_what"]),
        ("merged", "Same.", State.OPEN, (2, State.DECLINED), ["need_into_ended"]),
        ("merged", "Same.", State.OPEN, (2, State.ACCEPTED), []),
    ],
)
def test_decisions(kind: str, reason: str, state: State, into: tuple[int, State] | None, codes: list[str]) -> None:
    assert [r.code for r in refusals_to_decide(kind, reason, state, need_id=1, into=into)] == codes


@pytest.mark.parametrize(
    ("value", "low", "high", "enough", "above", "weak", "sure"),
    [
        (70.0, 60.0, 79.0, True, False, True, True),
        (78.0, 70.0, 85.0, True, False, True, False),
        (82.0, 75.0, 88.0, True, False, False, False),
        (70.0, 60.0, 79.0, False, False, False, False),
        (90.0, 84.0, 96.0, True, True, True, True),
        (None, None, None, True, False, False, False),
    ],
)
def test_whose_figure_is_weak(
    value: float | None, low: float | None, high: float | None, enough: bool, above: bool, weak: bool, sure: bool
) -> None:
    own = OwnFigure(1, value, low, high, 50, enough)
    assert (is_weak(own, 80, above=above), is_surely_weak(own, 80, above=above)) == (weak, sure)
