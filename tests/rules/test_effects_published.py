"""Estimates against results that others published, to their last digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lms.evaluation.rules.effects.cells import cells_of
from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.layout import lay_out
from lms.evaluation.rules.effects.report import EffectReport
from lms.evaluation.rules.effects.settings import Control, EffectSettings
from lms.evaluation.rules.effects.study import study_of
from lms.evaluation.rules.effects.two_way import residuals
from tests.panels import mpdta, published, table

pytestmark = published
SCENARIO: dict[str, str] = {"never": "mpdta_nev_dr", "notyet": "mpdta_nyt_dr"}
WAYS = [
    ("never", "moments"),
    ("never", "by unit"),
    ("notyet", "moments"),
    ("notyet", "by unit"),
    ("never", "covariate"),
]


@pytest.fixture(scope="module", params=WAYS, ids="-".join)
def estimated(request: pytest.FixtureRequest) -> tuple[str, EffectReport]:
    """Both comparisons, by the fast way for balanced panels and by the way for panels with gaps; and with the logarithm of
    the population as covariate."""
    control: Control
    control, way = request.param
    if way == "covariate":
        people = {int(row["countyreal"]): float(row["lpop"]) for row in table("did_mpdta.csv")}
        panel = mpdta()
        known = np.array([[people[int(unit)]] for unit in panel.units])
        return "mpdta_nev_reg_cov", estimate(replace(panel, covariates=known), EffectSettings(control=control))
    with pytest.MonkeyPatch.context() as patch:
        if way == "by unit":  # so that the panel does not count as balanced
            patch.setattr("lms.evaluation.rules.effects.cells.is_balanced", lambda study: False)
        return SCENARIO[control], estimate(mpdta(), EffectSettings(control=control))


def test_every_cell_as_r_has_it(estimated: tuple[str, EffectReport]) -> None:
    scenario, report = estimated
    expected = {
        (int(row["group"]), int(row["t"])): (float(row["att"]), float(row["se"]))
        for row in table("did_mpdta_attgt_R.csv")
        if row["scenario"] == scenario
    }
    assert {(cell.group, cell.time) for cell in report.cells} == set(expected)
    for cell in report.cells:
        assert (cell.att, cell.se) == pytest.approx(expected[int(cell.group), int(cell.time)], abs=1e-9)


def test_every_aggregate_as_r_has_it(estimated: tuple[str, EffectReport]) -> None:
    scenario, report = estimated
    rows = [row for row in table("did_mpdta_aggte_R.csv") if row["scenario"] == scenario]
    families = {"group": report.group, "dynamic": report.dynamic, "calendar": report.calendar}
    seen = 0
    for row in rows:
        overall = float(row["overall_att"]), float(row["overall_se"])
        if row["type"] == "simple":
            assert report.simple is not None
            assert (report.simple.att, report.simple.se_plain) == pytest.approx(overall, abs=1e-9)
            continue
        family = families[row["type"]]
        assert family is not None
        assert (family.att, family.se_plain) == pytest.approx(overall, abs=1e-9)
        member = next(one for one in family.members if one.key == int(float(row["egt"])))
        expected = float(row["att_egt"]), float(row["se_egt"])
        assert (member.att, member.se_plain) == pytest.approx(expected, abs=1e-9)
        seen += 1
    assert seen == len(rows) - 1


def test_the_band_has_the_quantile_of_the_multiplier_bootstrap(estimated: tuple[str, EffectReport]) -> None:
    scenario, report = estimated
    known = {"mpdta_nev_dr": 2.67, "mpdta_nyt_dr": 2.66}
    if scenario in known:
        assert report.critical["band_plain"] == pytest.approx(known[scenario], abs=0.02)


def test_imputation_is_the_second_opinion(estimated: tuple[str, EffectReport]) -> None:
    imputation = estimated[1].imputation
    assert imputation is not None
    assert imputation.att == pytest.approx(-0.0477099182784, abs=1e-6)
    assert imputation.se_plain == pytest.approx(0.013222488650016436, abs=1e-9)
    events = [one["att"] for one in imputation.events]
    assert events == pytest.approx([-0.031067, -0.052235, -0.136078, -0.104707], abs=1e-6)
    cells = [one["att"] for one in imputation.cells if one["group"] == 2004]
    assert cells == pytest.approx([-0.0193723636759, -0.0783190990621, -0.1360781144403, -0.1047074715769], abs=1e-9)


def test_yearly_figures_with_little_before_and_after_are_refused() -> None:
    report = estimate(mpdta())
    assert report.verdict == "refused"
    assert [one.code for one in report.reasons] == ["too_few_pre", "too_few_post"]
    written = report.as_json()
    assert written["simple"] is None
    assert written["cells"] == []
    assert written["events"] == []
    assert report.as_json(raw=True)["simple"]["att"] == pytest.approx(-0.0397636256230437, abs=1e-9)


def test_least_squares_with_firm_and_year_effects() -> None:
    """Wooldridge, Introductory Econometrics, table 14.1: job-training grants and the scrap rate."""
    rows = table("jtrain_fe_sample.csv")
    wide = {
        name: np.array([float(row[name]) for row in rows]).reshape(54, 3) for name in ("lscrap", "grant", "grant_1")
    }
    used, weight = np.ones((54, 3), dtype=bool), np.ones(54)
    outcome, *given = (residuals(one, used, weight).ravel() for one in wide.values())
    x = np.stack(given, axis=1)
    slopes = np.linalg.solve(x.T @ x, x.T @ outcome)
    left = outcome - x @ slopes
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * (left @ left) / 104)
    assert slopes == pytest.approx([-0.25231487381479034, -0.4215895085292152], abs=1e-9)
    assert errors == pytest.approx([0.15062899435450142, 0.21019996441849453], abs=1e-9)


@pytest.mark.parametrize(("control", "wald"), [("never", 7.791236627200348), ("notyet", 7.790927718827373)])
def test_the_joint_covariance_gives_r_s_pre_test(control: Control, wald: float) -> None:
    """Which is not used for verdicts: it rejects far too often in small panels."""
    settings = EffectSettings(control=control)
    study = study_of(mpdta(), settings)
    cells = cells_of(study, lay_out(study.cohorts, study.periods, control, "varying", 0))
    before = np.flatnonzero(cells.layout.event < 0)
    att = cells.att[before]
    assert len(before) == 5
    assert att @ np.linalg.solve(cells.omega[np.ix_(before, before)], att) == pytest.approx(wald, abs=1e-8)
