"""The mixed model of ratings against published figures, closed forms, a model written out in full, and simulated truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import optimize

from lms.core.tables.columns import FileFault
from lms.trainers.ratings.files import read_ratings
from lms.trainers.ratings.judging import Rating, Remark, Verdict, Why, judge
from lms.trainers.ratings.mixed import Factor, Model, fit

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "evaluation-training-effects" / "insteval_dept1_2_3.csv"
# Davies and Goldsmith (1972), yields of dyestuff by batch; fitted by REML in Bates et al., "lme4: Mixed-effects modeling with R".
YIELDS = {
    "A": (1545, 1440, 1440, 1520, 1580), "B": (1540, 1555, 1490, 1560, 1495), "C": (1595, 1550, 1605, 1510, 1560),
    "D": (1445, 1440, 1595, 1465, 1545), "E": (1595, 1630, 1515, 1635, 1625), "F": (1520, 1455, 1450, 1480, 1445),
}  # fmt: skip


def test_published_figures_of_one_factor() -> None:
    report = judge([Rating(f"{batch}{n}", batch, y) for batch, some in YIELDS.items() for n, y in enumerate(some)])
    assert report.mean == pytest.approx(1527.5)
    assert report.mean_error == pytest.approx(19.383, abs=1e-2)
    assert report.trainer_spread == pytest.approx(42.00, abs=1e-2)
    assert report.chance_spread == pytest.approx(49.51, abs=1e-2)
    assert report.deviance == pytest.approx(319.6543, abs=1e-3)
    assert report.remarks == (Remark.LEARNERS_ONCE,)
    weight = 42.00**2 / (42.00**2 + 49.51**2 / 5)
    for one in report.trainers:
        assert one.adjusted_mean == pytest.approx(1527.5 + weight * (one.raw_mean - 1527.5), abs=0.02)
        assert one.weight == pytest.approx(weight, abs=1e-3)


def test_balanced_two_way_design_gives_the_spreads_of_the_analysis_of_variance() -> None:
    rng = np.random.default_rng(3)
    y = 3.5 + rng.normal(size=(20, 1)) * 0.6 + rng.normal(size=(1, 8)) * 0.5 + rng.normal(size=(20, 8)) * 0.7
    report = judge([Rating(i, j, float(y[i, j])) for i in range(20) for j in range(8)])
    rows, columns = y.mean(axis=1), y.mean(axis=0)
    left = y - rows[:, None] - columns[None, :] + y.mean()
    chance = float((left**2).sum()) / (19 * 7)
    learner = (8 * float(rows.var(ddof=1)) - chance) / 8
    trainer = (20 * float(columns.var(ddof=1)) - chance) / 20
    assert (report.chance_spread or 0) ** 2 == pytest.approx(chance, rel=1e-4)
    assert (report.learner_spread or 0) ** 2 == pytest.approx(learner, rel=1e-4)
    assert (report.trainer_spread or 0) ** 2 == pytest.approx(trainer, rel=1e-4)
    weight = trainer / (trainer + chance / 20)
    for one in report.trainers:
        assert one.adjusted_mean == pytest.approx(y.mean() + weight * (columns[one.trainer] - y.mean()), abs=1e-4)


def test_holes_and_repeats_against_the_model_written_out_in_full() -> None:
    rng = np.random.default_rng(1)
    n, learners, trainers = 60, 15, 6
    s, d = rng.integers(0, learners, n), rng.integers(0, trainers, n)
    y = 3 + rng.normal(size=learners)[s] * 0.7 + rng.normal(size=trainers)[d] * 0.5 + rng.normal(size=n) * 0.6
    by_learner, by_trainer, ones = np.eye(learners)[s], np.eye(trainers)[d], np.ones((n, 1))

    def parts(p: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        spread = p[0] ** 2 * by_learner @ by_learner.T + p[1] ** 2 * by_trainer @ by_trainer.T + p[2] ** 2 * np.eye(n)
        inverse = np.linalg.inv(spread)
        within = ones.T @ inverse @ ones
        return inverse, within, np.linalg.solve(within, ones.T @ inverse @ y)

    def deviance(p: np.ndarray) -> float:
        inverse, within, mean = parts(p)
        left = y - ones @ mean
        logs = -np.linalg.slogdet(inverse)[1] + np.linalg.slogdet(within)[1]
        return float(logs + left @ inverse @ left + (n - 1) * np.log(2 * np.pi))

    full = optimize.minimize(deviance, [0.5, 0.5, 0.5], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-10})
    inverse, within, mean = parts(full.x)
    found = fit(Model(y, [Factor("learner", s, learners), Factor("trainer", d, trainers)], "trainer"))
    assert found.deviance == pytest.approx(full.fun, abs=1e-6)
    assert [found.spreads["learner"], found.spreads["trainer"], found.chance] == pytest.approx(
        list(abs(full.x)), abs=1e-4
    )
    assert found.mean == pytest.approx(mean[0], abs=1e-5)
    share = full.x[1] ** 2 * by_trainer.T @ inverse
    assert found.effects == pytest.approx(share @ (y - ones @ mean), abs=1e-5)
    beside = share @ ones - 1
    errors = full.x[1] ** 2 * (np.eye(trainers) - share @ by_trainer) + beside @ np.linalg.inv(within) @ beside.T
    model = Model(y, [Factor("learner", s, learners), Factor("trainer", d, trainers)], "trainer")
    at_truth = model.solve([full.x[0] / full.x[2], full.x[1] / full.x[2]])
    assert at_truth.variances == pytest.approx(np.diag(errors), rel=1e-6)
    assert bool((found.variances >= at_truth.variances - 1e-9).all())  # the spread itself is not known either
    turned = Model(
        y, [Factor("trainer", s, learners), Factor("learner", d, trainers)], "trainer"
    )  # eliminated this time
    other = fit(turned)
    assert other.deviance == pytest.approx(full.fun, abs=1e-6)
    share = full.x[0] ** 2 * by_learner.T @ inverse
    assert other.effects == pytest.approx(share @ (y - ones @ mean), abs=1e-4)


def test_intervals_cover_the_truth() -> None:
    rng = np.random.default_rng(7)
    inside = total = 0
    for _ in range(5):
        learner, trainer = np.repeat(np.arange(40), 3), rng.integers(0, 12, 120)
        truth = rng.normal(size=12) * 0.4
        y = 3.5 + rng.normal(size=40)[learner] * 0.5 + truth[trainer] + rng.normal(size=120) * 0.7
        report = judge([Rating(int(a), int(b), float(c)) for a, b, c in zip(learner, trainer, y, strict=True)])
        for one in report.trainers:
            assert one.low is not None
            assert one.high is not None
            inside += one.low <= 3.5 + truth[one.trainer] <= one.high
            total += 1
    assert inside / total >= 0.9


def test_a_strict_class_is_not_held_against_its_trainer() -> None:
    """Two trainers do the same; one had the strict learners, whom a third trainer met as well."""
    rows = [Rating(f"kind{n}", "A", 4.5 + 0.1 * (n % 3)) for n in range(12)]
    rows += [Rating(f"strict{n}", "B", 3.0 + 0.1 * (n % 3)) for n in range(12)]
    rows += [Rating(f"kind{n}", "C", 4.5 + 0.1 * ((n + 1) % 3)) for n in range(12)]
    rows += [Rating(f"strict{n}", "C", 3.0 + 0.1 * ((n + 1) % 3)) for n in range(12)]
    report = judge(rows)
    adjusted = {one.trainer: one.adjusted_mean or 0 for one in report.trainers}
    raw = {one.trainer: one.raw_mean for one in report.trainers}
    assert raw["A"] - raw["B"] == pytest.approx(1.5)
    assert abs(adjusted["A"] - adjusted["B"]) < 0.2


@pytest.mark.parametrize(
    ("rows", "remark", "why"),
    [
        ([Rating(n, "A", 4) for n in range(9)], Remark.LEARNERS_ONCE, Why.ALONE),
        ([Rating(n, t, 4) for n in range(6) for t in "AB"], Remark.EQUAL, Why.ALIKE),
        ([Rating(n, t, 3 + n % 2) for n in range(2) for t in "AB"], None, Why.FEW),
        ([Rating(n, t, 3 + n % 3, "one") for n in range(6) for t in "ABC"], Remark.ONE_GROUP, None),
        ([Rating(f"{t}{n}", t, 3 + n % 3, t) for n in range(6) for t in "ABC"], Remark.GROUPS_ARE_TRAINERS, None),
        ([Rating(f"{t}{n % 3}", t, 3 + n % 2) for n in range(6) for t in "ABC"], Remark.NOT_CONNECTED, None),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_said(rows: list[Rating], remark: Remark | None, why: Why | None) -> None:
    report = judge(rows)
    assert remark is None or remark in report.remarks
    for one in report.trainers:
        assert one.verdict is Verdict.CANNOT_TELL
        assert why is None or one.why is why


def test_real_ratings() -> None:
    if not REAL.exists():
        pytest.skip("the published ratings are not on this machine")
    ratings, empty, columns = read_ratings(REAL, {})  # its headings are known
    assert columns == {"learner": "s", "trainer": "d", "rating": "y", "group": "dept"}
    assert read_ratings(REAL, {"learner": "s", "trainer": "d", "rating": "Y", "group": "dept"}).ratings == ratings
    report = judge(ratings)
    assert (report.n, report.learners, len(report.trainers), empty) == (11203, 2565, 168, 0)
    assert report.raw_mean == pytest.approx(3.25029, abs=1e-5)
    assert sum(one.n for one in report.trainers) == 11203
    few = min(report.trainers, key=lambda one: one.n)
    assert abs((few.adjusted_mean or 0) - (report.mean or 0)) < abs(few.raw_mean - (report.mean or 0))  # drawn
    widths = sorted((one.n, (one.high or 0) - (one.low or 0)) for one in report.trainers)
    assert widths[0][1] > 2 * widths[-1][1]
    assert {one.verdict for one in report.trainers} == set(Verdict)
    model = (report.mean, report.learner_spread, report.trainer_spread, report.chance_spread, report.deviance)
    # Worked out a second way: Henderson's equations in full, minimised by Nelder and Mead.
    assert model == pytest.approx((3.237944, 0.319987, 0.518735, 1.178150, 36486.200892), abs=1e-5)
    assert judge(ratings) == report


def test_faults_are_said_by_line(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("TRAINER, Learner ,Rating\nA,x,4\n,x,5\nA,y,good\nB,y,\nB,,3\n", "utf-8")
    with pytest.raises(FileFault, match=r"line 3: nothing stands under “trainer”; line 4: “good” is no number; line 6"):
        read_ratings(file, {})
    file.write_text("讲师;学员;评分;班级\n王;甲;4,5;一\n王;乙;3;一\n", "gb18030")
    found, empty, _ = read_ratings(file, {})
    assert (found[0], empty) == (Rating("甲", "王", 4.5, "一"), 0)
    file.write_text("teacher,trainer,learner,rating\n1,2,3,4\n", "utf-8")
    with pytest.raises(FileFault, match="more than one column"):
        read_ratings(file, {})
    with pytest.raises(FileFault, match="no column “points”"):
        read_ratings(file, {"trainer": "trainer", "rating": "points"})
    file.write_text("s,d,score\n1,2,3\n", "utf-8")
    with pytest.raises(
        FileFault, match=r"no column “learner”, “trainer”\. It has: s, d, score\. .*--learner … --trainer …"
    ):
        read_ratings(file, {})
