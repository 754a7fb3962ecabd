"""What several assessors' ratings of one call come to, and who sees which of them."""

from __future__ import annotations

import pytest

from assessments.rules.simulations import Seat, Stage, seen_by, verdict


def seats(*figures: float | str | None) -> list[Seat]:
    """First assessors 1, 2, …; a figure written as text is the one who settles, with ! the must that failed."""
    found = []
    for number, figure in enumerate(figures, 1):
        text = str(figure)
        percent = None if figure is None or text in ("?", "!?") else float(text.strip("s!"))
        found.append(Seat(number, "s" in text or text == "?", percent, ("safety",) if "!" in text else ()))
    return found


@pytest.mark.parametrize(
    ("figures", "stage", "percent", "passed", "settled"),
    [
        ((None, None), Stage.RATING, None, None, False),
        ((80.0, None), Stage.RATING, None, None, False),
        ((80.0, 65.0), Stage.DONE, 72.5, True, False),  # exactly what is allowed
        ((80.0, 64.9), Stage.THIRD_WANTED, None, None, False),
        ((66.7, 66.6), Stage.DONE, 66.7, True, False),  # half up
        ((64.9, 65.0), Stage.DONE, 65.0, True, False),
        ((60.0, 66.0), Stage.DONE, 63.0, False, False),
        (("80!", "78!"), Stage.DONE, 79.0, False, False),  # both say that the must failed
        (("80!", 78.0), Stage.THIRD_WANTED, None, None, False),
        ((90.0, 50.0, "?"), Stage.SETTLING, None, None, False),
        ((90.0, 50.0, "70s"), Stage.DONE, 70.0, True, True),
        ((90.0, 50.0, "95s"), Stage.DONE, 90.0, True, True),
        (("80!", 78.0, "79s"), Stage.DONE, 79.0, True, True),  # one of three
        (("80!", 78.0, "79s!"), Stage.DONE, 79.0, False, True),  # two of three
        ((70.0, 72.0, 74.0), Stage.DONE, 72.0, True, False),
    ],
)
def test_the_result(
    figures: tuple[float | str | None, ...], stage: Stage, percent: float | None, passed: bool | None, settled: bool
) -> None:
    found = verdict(seats(*figures), pass_mark=65, settle_above=15)
    assert (found.stage, found.percent, found.passed, found.settled) == (stage, percent, passed, settled)


@pytest.mark.parametrize(
    ("viewer", "figures", "stage", "seen"),
    [
        (1, (80.0, None), Stage.RATING, {1}),
        (2, (80.0, None), Stage.RATING, {2}),
        (9, (80.0, None), Stage.RATING, set()),
        (1, (80.0, 50.0), Stage.THIRD_WANTED, {1, 2}),
        (1, (80.0, 50.0, "?"), Stage.SETTLING, {1, 2}),
        (3, (80.0, 50.0, "?"), Stage.SETTLING, {3}),  # whoever settles rates alone too
        (3, (80.0, 50.0, "60s"), Stage.DONE, {1, 2, 3}),
    ],
)
def test_nobody_sees_the_others_before_all_are_in(
    viewer: int, figures: tuple[float | str | None, ...], stage: Stage, seen: set[int]
) -> None:
    assert seen_by(viewer, seats(*figures), stage) == seen
