"""Evaluation plans and verdicts as tables."""

from __future__ import annotations

from datetime import date

import pytest

from lms.evaluation.rules.instruments import Instrument, Misfit, misfits
from lms.evaluation.rules.planning import (
    DEFAULT_ROUNDS,
    PLANNED,
    WEIGHS,
    Ask,
    Depth,
    Round,
    behaviour,
    depth_of,
    faults_of,
    finish_window,
    read_rounds,
    window_of,
)
from lms.evaluation.rules.verdicts import (
    Finding,
    Signal,
    Verdict,
    against,
    effect_signal,
    gaps_of,
    propose,
    return_signal,
    together,
)

G, M, W, U = Signal.GOOD, Signal.MIXED, Signal.WEAK, Signal.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "category", "depth", "weighs"),
    [
        ("course", "safety", Depth.SKILLS, (1, 2)),
        ("course", "product", Depth.SKILLS, (1, 2)),
        ("course", "management", Depth.CONDUCT, (3, 4)),
        ("course", "communication", Depth.CONDUCT, (3, 4)),
        ("course", "crisis", Depth.CONDUCT, (3, 4)),
        ("programme", None, Depth.WHOLE, (1, 2, 3, 4, 5)),
    ],
)
def test_depth_by_kind(kind: str, category: str | None, depth: Depth, weighs: tuple[int, ...]) -> None:
    assert depth_of(kind, category) == depth
    assert WEIGHS[depth] == weighs
    assert set(weighs) <= set(PLANNED[depth])
    assert faults_of(PLANNED[depth], DEFAULT_ROUNDS[depth]) == []
    rounds = DEFAULT_ROUNDS[depth]
    assert read_rounds([one.as_dict() for one in rounds]) == rounds


def test_behaviour_is_looked_at_after_30_60_and_90_days() -> None:
    assert [one.days for one in DEFAULT_ROUNDS[Depth.WHOLE] if one.level == 3] == [30, 60, 90]
    assert [one.key for one in DEFAULT_ROUNDS[Depth.SKILLS]] == [(1, 0)]


@pytest.mark.parametrize(
    ("level", "first", "span"),
    [
        (3, date(2026, 1, 31), None),
        (4, date(2026, 1, 31), (date(2026, 4, 30), date(2026, 7, 31))),
        (5, date(2026, 8, 31), (date(2027, 2, 28), date(2027, 8, 31))),
    ],
)
def test_when_results_and_returns_are_due(level: int, first: date, span: tuple[date, date] | None) -> None:
    assert window_of(level, first) == span


def test_months_and_windows_of_rounds() -> None:
    today = date(2026, 5, 1)
    assert finish_window(Round(1, 0, 14, ()), today) == (date(2026, 4, 17), today)
    assert finish_window(behaviour(30), today) == (date(2026, 3, 18), date(2026, 4, 1))


REACTION = Round(1, 0, 14, (Ask("reaction", "learner"),))


@pytest.mark.parametrize(
    ("levels", "rounds", "codes"),
    [
        ((), (), ["plan_without_levels"]),
        ((1, 3), (REACTION,), ["plan_level_unasked"]),
        ((2,), (REACTION,), ["plan_round_unplanned"]),
        ((1,), (REACTION, REACTION), ["plan_round_twice"]),
        ((1,), (Round(1, 401, 14, REACTION.asks),), ["plan_days_wrong"]),
        ((1,), (Round(1, 0, 0, REACTION.asks),), ["plan_days_wrong"]),
        ((1,), (Round(1, 0, 14, ()),), ["plan_nobody_asked"]),
        ((1, 5), (REACTION,), ["plan_return_without_results"]),
        ((1, 4), (REACTION,), ["plan_results_without_behaviour"]),
        ((1, 2), (REACTION,), []),
    ],
)
def test_faults_of_plans(levels: tuple[int, ...], rounds: tuple[Round, ...], codes: list[str]) -> None:
    assert [fault.code for fault in faults_of(levels, rounds)] == codes


@pytest.mark.parametrize(
    ("low", "high", "signal"),
    [(0.6, 0.8, G), (0.59, 0.8, M), (0.3, 0.59, W), (0.3, 0.6, M), (None, None, U)],
)
def test_an_interval_against_a_bound(low: float | None, high: float | None, signal: Signal) -> None:
    assert against(low, high, 0.6) == signal


@pytest.mark.parametrize(
    ("signals", "signal"), [([G, G], G), ([G, M], M), ([G, W, M], W), ([U, U], U), ([U, G], G), ([], U)]
)
def test_several_measures(signals: list[Signal], signal: Signal) -> None:
    assert together(signals) == signal


@pytest.mark.parametrize(
    ("verdict", "att", "direction", "signal"),
    [
        ("effect", 4.1, "up", G),
        ("effect", -4.1, "up", W),
        ("effect", -0.3, "down", G),
        ("effect", 4.1, "none", M),
        ("inconclusive", 4.1, "up", M),
        ("not robust", 4.1, "up", M),
        ("refused", None, "up", U),
    ],
)
def test_what_an_estimate_says(verdict: str, att: float | None, direction: str, signal: Signal) -> None:
    assert effect_signal(verdict, att, direction) == signal


@pytest.mark.parametrize(
    ("low", "high", "signal"), [(5.0, 300.0, G), (-100.0, 300.0, M), (-90.0, -10.0, W), (None, None, U)]
)
def test_what_a_return_says(low: float | None, high: float | None, signal: Signal) -> None:
    assert return_signal(low, high) == signal


@pytest.mark.parametrize(
    ("depth", "signals", "verdict", "reasons"),
    [
        (Depth.SKILLS, (G, G, U, U, U), Verdict.EXPAND, [("good", (1, 2))]),
        (Depth.SKILLS, (G, U, U, U, U), Verdict.CANNOT_TELL, [("unknown", (2,))]),
        (Depth.SKILLS, (G, M, U, U, U), Verdict.CANNOT_TELL, [("mixed", (2,))]),
        (Depth.SKILLS, (W, G, U, U, U), Verdict.ADJUST, [("weak", (1,))]),
        (Depth.SKILLS, (W, W, U, U, U), Verdict.RETIRE, [("weak", (1, 2))]),
        # A good feeling does not decide about management training.
        (Depth.CONDUCT, (G, G, U, U, U), Verdict.CANNOT_TELL, [("unknown", (3, 4))]),
        (Depth.CONDUCT, (G, U, G, G, U), Verdict.EXPAND, [("good", (3, 4))]),
        (Depth.CONDUCT, (W, U, G, G, U), Verdict.ADJUST, [("weak", (1,))]),
        (Depth.CONDUCT, (G, U, W, U, U), Verdict.ADJUST, [("weak", (3,))]),
        (Depth.CONDUCT, (G, U, G, W, U), Verdict.RETIRE, [("weak", (4,))]),
        # Results without evidence of behaviour do not hold, however good they look.
        (Depth.CONDUCT, (G, G, U, G, U), Verdict.CANNOT_TELL, [("gap", (4,))]),
        (Depth.WHOLE, (G, G, G, G, G), Verdict.EXPAND, [("good", (1, 2, 3, 4, 5))]),
        (Depth.WHOLE, (G, M, G, G, U), Verdict.CANNOT_TELL, [("unknown", (5,)), ("mixed", (2,))]),
        (Depth.WHOLE, (G, G, G, M, W), Verdict.RETIRE, [("weak", (5,))]),
    ],
)
def test_proposals(
    depth: Depth, signals: tuple[Signal, ...], verdict: Verdict, reasons: list[tuple[str, tuple[int, ...]]]
) -> None:
    findings = [Finding(level, signal, "x") for level, signal in enumerate(signals, 1)]
    found = propose(findings, PLANNED[depth], WEIGHS[depth])
    assert (found.verdict, list(found.reasons)) == (verdict, reasons)


def test_a_level_that_is_not_planned_decides_nothing_but_a_gap_is_seen() -> None:
    findings = [Finding(1, G, "x"), Finding(2, G, "x"), Finding(3, U, "x"), Finding(4, G, "x"), Finding(5, U, "x")]
    assert gaps_of(findings) == (4,)
    assert propose(findings, PLANNED[Depth.SKILLS], WEIGHS[Depth.SKILLS]).verdict == Verdict.CANNOT_TELL


SEEN = frozenset({"behaviour", "behaviour:basis"})
KNOWN = [
    Instrument("reaction", 1, frozenset({"satisfaction"})),
    Instrument("behaviour-learner", 3, frozenset({"behaviour"})),
    Instrument("behaviour-supervisor", 3, SEEN),
    Instrument("behaviour-observer", 3, SEEN),
    Instrument("feedback-360-named", 3, frozenset({"behaviour"})),
    Instrument("ours", 3, frozenset({"behaviour"})),
    Instrument("ours-seen", 3, SEEN),
]


@pytest.mark.parametrize(
    ("level", "role", "code", "fits"),
    [
        (1, "learner", "reaction", True),
        (1, "supervisor", "reaction", False),
        (3, "learner", "reaction", False),
        (1, "learner", "feedback-360-named", False),
        (3, "supervisor", "feedback-360-named", False),
        (3, "learner", "behaviour-learner", True),
        (3, "supervisor", "behaviour-learner", False),
        (3, "supervisor", "behaviour-supervisor", True),
        (3, "observer", "behaviour-supervisor", False),
        (3, "observer", "behaviour-observer", True),
        (1, "learner", "behaviour-learner", False),
        (3, "learner", "ours", True),
        (3, "supervisor", "ours", True),
        (3, "learner", "ours-seen", False),
        (3, "observer", "ours-seen", True),
        (3, "learner", "not-published", True),
    ],
)
def test_only_what_fits_level_and_role_is_asked(level: int, role: str, code: str, fits: bool) -> None:
    rounds = [Round(level, 0, 14, (Ask(code, role),))]
    assert misfits(rounds, KNOWN) == ([] if fits else [Misfit(0, level, role, code)])


def test_the_default_rounds_fit() -> None:
    assert [misfits(rounds, KNOWN) for rounds in DEFAULT_ROUNDS.values()] == [[], [], []]
