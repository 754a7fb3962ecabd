"""Who falls short, and which abilities that speaks for."""

from __future__ import annotations

import pytest

from lms.kpis.rules.figures import Figure, figure_of
from lms.kpis.rules.shortfalls import PEERS, TARGET, Shortfall, short_of, speaks_for, without
from lms.kpis.rules.sums import COUNT, MEAN, SHARE, Sums


def share(n: int, fixed: int) -> Figure:
    return figure_of(SHARE, "percent", Sums(n, fixed, n, fixed), 10)


@pytest.mark.parametrize(
    ("figure", "target", "peers", "against"),
    [
        (share(200, 120), 85.0, 90.0, TARGET),  # 60 %, all of the interval below
        (share(200, 164), 85.0, 99.0, None),  # 82 %: the interval holds the target, and the target is what counts
        (share(200, 120), None, 90.0, PEERS),
        (share(200, 170), None, 90.0, None),  # 85 % beside 90 %: beyond 95 %, within three standard errors
        (share(200, 160), None, 90.0, PEERS),
        (share(200, 190), None, 60.0, None),  # better than the others
        (share(200, 120), None, None, None),  # nobody to be held against
        (share(9, 1), 85.0, 90.0, None),  # too few
    ],
)
def test_who_falls_short(figure: Figure, target: float | None, peers: float | None, against: str | None) -> None:
    found = short_of("x", SHARE, "up", figure, target, peers)
    assert (found.against if found else None) == against


@pytest.mark.parametrize(
    ("kind", "direction", "value", "peers", "short"),
    [
        (MEAN, "down", 9.0, 5.0, True), (MEAN, "down", 3.0, 5.0, False), (MEAN, "none", 9.0, 5.0, False),
        (COUNT, "down", 9.0, 5.0, False),  # who does more work has more of everything
    ],
)  # fmt: skip
def test_more_may_be_worse(kind: str, direction: str, value: float, peers: float, short: bool) -> None:
    figure = Figure(100, value, value - 0.5, value + 0.5, None, True)
    assert (short_of("x", kind, direction, figure, None, peers) is not None) == short


def test_the_others_are_all_without_oneself() -> None:
    mine, other = Sums(10, 4.0, 10.0, 2.0, 1.0, 1.0), Sums(30, 20.0, 30.0, 5.0, 2.0, 3.0)
    assert without(mine + other, mine) == other


def test_abilities_behind_several_figures_come_first() -> None:
    def short(code: str, distance: float) -> Shortfall:
        return Shortfall(code, share(100, 10), TARGET, 85.0, distance)

    behind = {"csat": [(1, 3), (2, 2)], "first_time_fix": [(3, 3), (2, 2), (4, 1)], "volume": []}
    found = [short("csat", 9), short("first_time_fix", 5), short("volume", 2)]
    assert speaks_for(found, behind) == [(2, ["csat", "first_time_fix"]), (1, ["csat"]), (3, ["first_time_fix"])]
    assert speaks_for(found[2:], behind) == []
