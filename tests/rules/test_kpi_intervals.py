"""Intervals and shrinkage against published values, tables and simulated truth."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import pytest

from lms.kpis.rules import intervals
from lms.kpis.rules.figures import figure_of, interval_of, team_of
from lms.kpis.rules.quantiles import beta_cdf, gamma_cdf, gamma_quantile, t, z
from lms.kpis.rules.shrinkage import mean_team, share_team
from lms.kpis.rules.sums import Sums


@pytest.mark.parametrize(
    ("degrees", "quantile"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (5, 2.5706), (10, 2.2281), (30, 2.0423), (120, 1.9799), (1e7, 1.95996)],
)
def test_students_t(degrees: float, quantile: float) -> None:
    assert t(0.95, degrees) == pytest.approx(quantile, abs=5e-5)


def test_other_quantiles() -> None:
    assert z(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert beta_cdf(0.5, 2, 3) == pytest.approx(0.6875)  # a polynomial
    assert beta_cdf(0.2, 3, 2) == pytest.approx(4 * 0.2**3 - 3 * 0.2**4)
    assert gamma_cdf(2.0, 1.0) == pytest.approx(1 - math.exp(-2))
    assert gamma_cdf(9.0, 3.0) == pytest.approx(1 - math.exp(-9) * (1 + 9 + 40.5))
    assert gamma_quantile(0.95, 5.0) == pytest.approx(18.3070 / 2, abs=1e-4)  # half of chi-squared with 10 degrees


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 1, 0.0, 0.7935),
        (1, 1, 0.2065, 1.0),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson(successes: int, n: int, low: float, high: float) -> None:
    assert intervals.wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        (0, 0.0, 3.689),
        (1, 0.0253, 5.572),
        (3, 0.6187, 8.767),
        (10, 4.795, 18.390),
        (50, 37.11, 65.92),
        (100, 81.36, 121.63),
    ],
)
def test_garwood(events: int, low: float, high: float) -> None:
    assert intervals.garwood(events) == pytest.approx((low, high), rel=1e-3)


@pytest.mark.parametrize(
    ("n", "ranks"),
    [
        # exact ranks for at least 95 %, as tables of the sign test's interval give them
        (1, None), (5, None), (6, (1, 6)), (8, (1, 8)), (9, (2, 8)), (10, (2, 9)), (15, (4, 12)), (20, (6, 15)),
        (25, (8, 18)), (50, (18, 33)), (100, (40, 61)),
    ],
)  # fmt: skip
def test_median_ranks(n: int, ranks: tuple[int, int] | None) -> None:
    assert intervals.median_ranks(n) == ranks


def test_ranks_of_many_agree_with_those_of_fewer() -> None:
    exact, close = intervals.median_ranks(1000), intervals.median_ranks(1001)
    assert exact is not None
    assert close is not None
    assert abs(exact[0] - close[0]) <= 1
    assert abs(exact[1] - close[1]) <= 2
    assert intervals.median_interval([5.0, 1.0, 4.0, 2.0, 3.0, 6.0]) == (1.0, 6.0)


def test_mean_of_students_own_sleep() -> None:
    """Student (1908): extra sleep of ten patients; the paired difference is 1.58 hours, 0.70 to 2.46."""
    values = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    limits = intervals.t_mean(10, sum(values), sum(v * v for v in values))
    assert limits == pytest.approx((0.7001, 2.4599), abs=5e-5)


def test_net_promoter_score() -> None:
    low, high = intervals.nps(100, 30, 70)  # 50 promoters, 20 detractors
    assert (low + high) / 2 == pytest.approx(30 / 103)
    assert low == pytest.approx(30 / 103 - 1.959964 * math.sqrt((71.5 / 103 - (30 / 103) ** 2) / 103), abs=1e-6)
    assert intervals.nps(1, 1, 1)[1] == 1.0
    assert intervals.nps(1, 1, 1)[0] < 0


def test_ratio_of_sums() -> None:
    """With every denominator 1 it is the mean and its t interval."""
    values = [3.0, 5.0, 1.0, 4.0, 2.0]
    total, squares = sum(values), sum(v * v for v in values)
    as_ratio = intervals.ratio(5, total, 5.0, squares, total, 5.0)
    assert as_ratio == pytest.approx(intervals.t_mean(5, total, squares))
    assert intervals.ratio(5, 0.0, 50.0, 0.0, 0.0, 500.0) == pytest.approx((0.0, 3.689 / 50), rel=1e-3)
    assert intervals.ratio(5, 3.0, 0.0, 3.0, 0.0, 0.0) is None
    assert intervals.ratio(1, 3.0, 2.0, 9.0, 6.0, 4.0) is None


def lognormal(random: Random) -> float:
    return random.lognormvariate(1, 1)


def exponential(random: Random) -> float:
    return random.expovariate(1 / 5)


def two_peaked(random: Random) -> float:
    return random.expovariate(10) if random.random() < 0.4 else random.lognormvariate(4, 1.2)


@pytest.mark.parametrize(
    ("draw", "truth"),
    [(lognormal, math.exp(1.5)), (exponential, 5.0), (two_peaked, 0.04 + 0.6 * math.exp(4 + 0.72))],
)
@pytest.mark.parametrize("n", [100, 400])
def test_the_interval_of_a_mean_time_keeps_its_promise(draw: Callable[[Random], float], truth: float, n: int) -> None:
    random, held, rounds = Random(7), 0, 400
    for _ in range(rounds):
        values = [draw(random) for _ in range(n)]
        limits = intervals.time_mean(n, sum(values), sum(v * v for v in values))
        assert limits is not None
        held += limits[0] <= truth <= limits[1]
    assert held / rounds >= 0.88


def test_medians_from_logarithms() -> None:
    random = Random(3)
    held = 0
    for _ in range(300):
        values = sorted(random.lognormvariate(3, 0.8) for _ in range(61))
        logs = [math.log1p(value) for value in values]
        limits = intervals.log_median(61, sum(logs), sum(v * v for v in logs), values[30])
        assert limits is not None
        held += limits[0] <= math.exp(3) <= limits[1]
    assert held / 300 >= 0.92


@pytest.mark.parametrize(
    ("kind", "sums"),
    [(kind, Sums(n, total, base, total, 0.0, 0.0, total)) for kind in ("share", "mean", "median", "nps", "count", "rate")
     for n, total, base in ((0, 0.0, 0.0), (1, 0.0, 1.0), (1, 1.0, 1.0), (7, 7.0, 7.0), (7, 0.0, 7.0), (3, 2.0, 0.0))],
)  # fmt: skip
def test_no_sums_break_a_figure(kind: str, sums: Sums) -> None:
    for unit in ("hours", "percent"):
        figure = figure_of(kind, unit, sums, 5)
        if sums.n == 0:
            assert figure.value is None
        if figure.value is None:
            assert (figure.low, figure.high, figure.enough) == (None, None, False)
            continue
        assert figure.enough is (sums.n >= 5)
        limits = interval_of(kind, unit, sums)
        if limits is not None:
            assert limits[0] <= figure.value <= limits[1]
            assert all(map(math.isfinite, limits))


BASEBALL = {  # B. Efron, Large-Scale Inference (2010), table 1.1: average of 45 at bats, and its James–Stein estimate
    "Clemente": (0.400, 0.294), "F Robinson": (0.378, 0.289), "F Howard": (0.356, 0.285), "Johnstone": (0.333, 0.280),
    "Berry": (0.311, 0.275), "Spencer": (0.311, 0.275), "Kessinger": (0.289, 0.270), "L Alvarado": (0.267, 0.266),
    "Santo": (0.244, 0.261), "Swoboda": (0.244, 0.261), "Unser": (0.222, 0.256), "Williams": (0.222, 0.256),
    "Scott": (0.222, 0.256), "Petrocelli": (0.222, 0.256), "E Rodriguez": (0.222, 0.256), "Campaneris": (0.200, 0.252),
    "Munson": (0.178, 0.247), "Alvis": (0.156, 0.242),
}  # fmt: skip


def test_james_and_stein_on_baseball() -> None:
    """Efron takes one variance for all, that of the grand average; sums whose spread is just that give his estimates."""
    centre = sum(average for average, _ in BASEBALL.values()) / 18
    own = centre * (1 - centre) * 44 / 45 * 45 / 44
    team = mean_team([(45, 45 * a, 45 * a * a + 44 * own) for a, _ in BASEBALL.values()])
    assert team is not None
    for average, estimate in BASEBALL.values():
        assert team.draw(average, 45) == pytest.approx(estimate, abs=0.0011)


def test_shares_by_moments_find_the_truth() -> None:
    random = Random(11)
    members = []
    for _ in range(2000):
        n, share = random.randrange(5, 60), random.betavariate(16, 4)
        members.append((float(sum(random.random() < share for _ in range(n))), n))
    team = share_team(members)
    assert team is not None
    assert team.centre == pytest.approx(0.8, abs=0.01)
    assert team.worth == pytest.approx(20, rel=0.2)


def test_teams_that_say_nothing() -> None:
    assert share_team([(1, 2), (3, 4), (5, 6)]) is None  # three members
    alike = share_team([(5.0, 10)] * 6)
    assert alike is not None
    assert alike.worth is None
    assert alike.draw(0.9, 3) == 0.5
    perfect = share_team([(10.0, 10)] * 6)
    assert perfect is not None
    assert perfect.draw(1.0, 3) == 1.0
    assert mean_team([(1, 2.0, 4.0)] * 6) is None  # one order each: nothing tells chance from difference
    assert team_of("count", [Sums(5, 5.0, 5.0)] * 9) is None
