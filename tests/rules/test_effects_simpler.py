"""Two groups, and one series with a date."""

from __future__ import annotations

import numpy as np
import pytest

from lms.evaluation.rules.effects.comparison import compare
from lms.evaluation.rules.effects.interruption import SeriesReport, SeriesSettings, interrupted
from lms.evaluation.rules.effects.panel import Floats
from lms.evaluation.rules.effects.series import design_of, fit_series, newey_west
from tests.panels import published, table


def test_welch_on_student_s_sleep() -> None:
    """R's documentation of t.test: extra hours of sleep, group 1 less group 2."""
    drug = [
        [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
        [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
    ]
    report = compare(np.array(drug).ravel(), np.repeat([True, False], 10))
    assert report.difference is not None
    assert report.difference.att == pytest.approx(-1.58)
    assert report.difference.df == pytest.approx(17.776, abs=1e-3)
    assert report.difference.p == pytest.approx(0.07939, abs=1e-5)
    assert (report.difference.low, report.difference.high) == pytest.approx((-3.3654832, 0.2054832), abs=1e-6)
    assert report.verdict == "inconclusive"


@published
def test_grants_and_scrap_in_1988() -> None:
    rows = [row for row in table("../evaluation-training-effects/jtrain.csv") if row["year"] == "1988"]
    outcome, before = (np.array([float(row[name] or "nan") for row in rows]) for name in ("clscrap", "lscrap_1"))
    treated = np.array([row["grant"] == "1" for row in rows])
    report = compare(outcome, treated)
    assert report.difference is not None
    assert report.compared is not None
    assert (report.n, report.left_out) == (54, 103)
    assert report.difference.att == pytest.approx(-0.317058, abs=1e-6)
    assert report.compared.mean == pytest.approx(-0.057436, abs=1e-6)
    adjusted = compare(outcome, treated, {"lscrap_1": before}).adjusted
    assert adjusted is not None
    assert adjusted.se < report.difference.se  # where a firm started says much about where it goes


def test_adjusting_recovers_what_an_unlucky_draw_hides() -> None:
    covered = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        before = rng.normal(size=400)
        treated = rng.random(400) < 1 / (1 + np.exp(-before))  # the better ones came more often
        outcome = 2 * before + 0.5 * treated + 0.3 * rng.normal(size=400)
        report = compare(outcome, treated, {"before": before})
        assert report.difference is not None
        assert report.adjusted is not None
        assert report.difference.low > 0.6
        covered += report.adjusted.low < 0.5 < report.adjusted.high
    assert covered >= 53  # of 57 expected


def test_without_covariates_hc2_is_welch() -> None:
    """An identity that holds exactly, by way of a covariate that is the same for everybody."""
    rng = np.random.default_rng(2)
    outcome, treated = rng.normal(size=60), np.arange(60) < 20
    plain, same = compare(outcome, treated), compare(outcome, treated, {"same": np.ones(60)})
    assert plain.difference is not None
    assert same.adjusted is not None
    assert same.adjusted.se == pytest.approx(plain.difference.se, rel=1e-12)


@pytest.mark.parametrize(
    ("outcome", "treated", "code"),
    [
        ([1.0, 2.0, 3.0, 4.0], [1, 1, 0, 0], "too_few_per_group"),
        ([2.0] * 20, [1, 0] * 10, "constant_outcome"),
        ([1.0, 2.0, np.nan, np.nan], [1, 1, 0, 0], "too_few_per_group"),
    ],
)
def test_comparisons_that_are_refused(outcome: list[float], treated: list[int], code: str) -> None:
    report = compare(np.array(outcome), np.array(treated, dtype=bool))
    assert report.verdict == "refused"
    assert code in {one.code for one in report.reasons}
    assert report.as_json()["difference"] is None


def sicily(**more: object) -> SeriesReport:
    rows = table("its_sicily.csv")
    time = np.array([int(row["time"]) for row in rows])
    cases, people = (np.array([float(row[name]) for row in rows]) for name in ("aces", "stdpop"))
    return interrupted(time, cases, 37, offset=people, settings=SeriesSettings(family="quasipoisson", **more))  # type: ignore[arg-type]


@published
def test_the_smoking_ban_in_sicily() -> None:
    """Lopez Bernal et al. (2017): acute coronary events."""
    report = sicily()
    assert report.model is not None
    level = report.model.level
    assert level.att == pytest.approx(-0.11162844256305904, abs=1e-9)
    assert level.se_plain == pytest.approx(0.017224778073906103, abs=1e-8)
    assert level.ratio == pytest.approx(0.8943765080144382, abs=1e-9)
    assert level.ratio_plain == pytest.approx((0.8646863947323116, 0.9250860693092496), abs=1e-8)
    assert report.model.aic == pytest.approx(708.0325865301293, abs=1e-6)
    assert report.model.dispersion == pytest.approx(3.559, abs=1e-3)
    assert level.se == pytest.approx(level.se_plain * np.sqrt(report.model.dispersion))
    assert (report.verdict, report.evidence) == ("effect", "weaker")
    assert report.other is not None
    assert report.other.slope is not None
    assert sicily(slope=True).model == report.other


@published
def test_a_season_asks_for_more_months_before() -> None:
    assert sicily(harmonics=2).verdict == "effect"
    assert [one.code for one in sicily(harmonics=2, seasonal_pre=48).reasons] == ["too_few_points_before"]


def made(level: float, *, rho: float = 0.0, seed: int = 4, points: int = 48) -> Floats:
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=points)
    for place in range(1, points):
        noise[place] += rho * noise[place - 1]
    return 50 + 0.1 * np.arange(points) + np.where(np.arange(points) >= 30, level, 0.0) + noise


@pytest.mark.parametrize(("level", "verdict"), [(8.0, "effect"), (0.0, "inconclusive")])
def test_a_continuous_series(level: float, verdict: str) -> None:
    report = interrupted(np.arange(48), made(level), 30)
    assert report.model is not None
    assert report.verdict == verdict
    assert report.model.level.low < level < report.model.level.high
    assert report.model.without[29] == report.model.expected[29]
    assert report.model.expected[40] - report.model.without[40] == pytest.approx(report.model.level.att)


def test_neighbours_that_go_together_are_told_of() -> None:
    codes = {one.code for one in interrupted(np.arange(48), made(0.0, rho=0.9), 30).warnings}
    assert codes == {"weaker_evidence", "autocorrelation"}


def test_newey_west_as_a_double_sum() -> None:
    y, x = made(3.0, rho=0.5), design_of(np.arange(48.0), 30, slope=False, harmonics=1, period=12)
    fit = fit_series(y, x, None, family="gaussian", slope=False, level=0.95)
    assert fit is not None
    scores = x * (y - x @ np.linalg.lstsq(x, y, rcond=None)[0])[:, None]
    far = np.abs(np.subtract.outer(np.arange(48), np.arange(48)))
    middle = scores.T @ np.clip(1 - far / 4, 0, None) @ scores  # 3 lags at 48 points
    bread = np.linalg.inv(x.T @ x)
    assert fit.level.se == pytest.approx(np.sqrt((bread @ middle @ bread)[2, 2] * 48 / 43), rel=1e-10)


INVESTMENT = [
    (637.7, 97.4, 0.7277, 3.55), (691.1, 113.5, 0.7436, 4.04), (756, 125.7, 0.7676, 4.5), (799.6, 122.8, 0.7906, 4.19),
    (873.4, 133.3, 0.8254, 5.16), (944, 149.3, 0.8679, 5.87), (992.7, 144.2, 0.9145, 5.95), (1077.6, 166.4, 0.9601, 4.88),
    (1185.9, 195, 1, 4.5), (1326.4, 229.8, 1.0575, 6.44), (1434.2, 228.7, 1.1508, 7.83), (1549.2, 206.1, 1.2579, 6.25),
    (1718, 257.9, 1.3234, 5.5), (1918.3, 324.1, 1.4005, 5.46), (2163.9, 386.6, 1.5042, 7.46), (2417.8, 423, 1.6342, 10.28),
    (2631.7, 401.9, 1.7842, 11.77), (2954.1, 474.9, 1.9514, 13.42), (3073, 414.5, 2.0688, 11.02),
]  # fmt: skip
"""GNP, investment, price level and interest of the United States, 1964 to 1982 (W. Greene, Econometric Analysis, 2nd edition,
table 15.1)."""


def test_newey_west_as_published() -> None:
    # A. Zeileis, J. Stat. Soft. 11 (2004) 10: coeftest(fm, vcov = NeweyWest(fm, lag = 4, prewhite = FALSE))
    gnp, invested, price, interest = np.array(INVESTMENT).T
    risen = 100 * np.diff(np.concatenate([[0.7167], price])) / np.concatenate([[0.7167], price[:-1]])
    x = np.column_stack([np.ones(19), gnp / price, interest - risen])
    y = invested / price
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    bread = np.linalg.inv(x.T @ x)
    errors = np.sqrt(np.diag(bread @ newey_west(x * (y - x @ slopes)[:, None], lags=4) @ bread))
    assert slopes == pytest.approx([-12.533601, 0.169136, -1.001438], abs=5e-7)
    assert errors == pytest.approx([18.958298, 0.016751, 3.342375], abs=5e-7)


@pytest.mark.parametrize(
    ("points", "start", "codes"),
    [
        (15, 9, ["too_few_points_before"]),
        (48, 45, ["too_few_points_after"]),
        (8, 5, ["too_few_points_before", "too_few_points_after"]),
        (20, 30, ["too_few_points_after"]),
    ],
)
def test_series_that_are_refused(points: int, start: int, codes: list[str]) -> None:
    report = interrupted(np.arange(points), made(0.0)[:points], start)
    assert (report.verdict, [one.code for one in report.reasons]) == ("refused", codes)
    assert report.as_json()["level"] is None


def test_a_placebo_date_that_finds_as_much() -> None:
    outcome = made(6.0)
    outcome[15:] += 6.0  # something else had happened before
    report = interrupted(np.arange(48), outcome, 30)
    assert report.verdict in ("not robust", "inconclusive")
    assert report.placebo is not None
    assert report.placebo["p"] < 0.05
