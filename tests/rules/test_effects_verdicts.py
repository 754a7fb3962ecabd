"""What is said of a panel, and when nothing is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lms.evaluation.cli.wording import REASONS, sentence
from lms.evaluation.rules.effects.cells import cells_of
from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.influence import from_pairs
from lms.evaluation.rules.effects.layout import lay_out
from lms.evaluation.rules.effects.panel import NEVER, Floats, Integers, Panel, panel_of
from lms.evaluation.rules.effects.report import EffectReport
from lms.evaluation.rules.effects.settings import Control, EffectSettings, Thresholds
from lms.evaluation.rules.effects.study import study_of
from tests.panels import MONTHS, drawn, staged

QUICK = EffectSettings(draws=200)


def codes(report: EffectReport) -> list[str]:
    return [one.code for one in report.reasons]


def with_outcome(panel: Panel, outcome: Floats) -> Panel:
    return replace(panel, outcome=outcome)


def after(panel: Panel) -> Integers:
    """Periods since the treated were, below 0 before; 0 throughout for the others."""
    since = panel.periods - panel.treated_at[:, None]
    return np.where(panel.treated_at[:, None] == NEVER, 0, since)


def test_an_effect_is_shown() -> None:
    report = estimate(staged(effect=2.0), QUICK)
    assert (report.verdict, codes(report)) == ("effect", [])
    assert report.simple is not None
    assert report.simple.low < 2.0 < report.simple.high
    assert report.simple.se == pytest.approx(report.simple.se_plain * np.sqrt(60 / 56))
    assert report.df == 56
    assert report.breakdown is not None
    assert report.drift is not None
    assert report.breakdown > report.drift.limit
    assert report.before["treated"] == pytest.approx(50, abs=2)
    assert report.as_json()["settings"]["thresholds"]["composition"] == 0.10


def test_none_is_inconclusive_and_says_what_could_have_been_seen() -> None:
    report = estimate(staged(effect=0.0), QUICK)
    assert (report.verdict, codes(report)) == ("inconclusive", ["interval_holds_zero"])
    assert report.simple is not None
    assert report.smallest_effect == pytest.approx((2.0032 + 0.8487) * report.simple.se, rel=1e-3)


def test_a_small_effect_is_not_robust() -> None:
    """The interval is clear of 0, but a drift that cannot be ruled out would explain it."""
    report = estimate(staged(effect=0.9, seed=3), QUICK)
    assert (report.verdict, codes(report)) == ("not robust", ["drift_could_explain"])


def test_a_drift_before_shows_the_picture_and_no_figure() -> None:
    panel = staged(effect=0.0)
    report = estimate(with_outcome(panel, panel.outcome + 0.3 * after(panel)), QUICK)
    assert (report.verdict, codes(report)) == ("refused", ["drift"])
    written = report.as_json()
    assert written["events"]
    assert written["simple"] is None
    assert written["drift"]["per_period"] == pytest.approx(0.3, abs=0.1)
    assert report.as_json(raw=True)["simple"]["att"] > 1


def test_knowing_beforehand_shows_just_before() -> None:
    panel = staged(effect=2.0)
    early = with_outcome(panel, panel.outcome + 2.0 * (after(panel) == -1))
    assert "anticipation" in codes(estimate(early, QUICK))
    allowed = estimate(early, replace(QUICK, anticipation=1))
    assert "anticipation" not in codes(allowed)
    assert allowed.simple is not None
    assert allowed.simple.low < 2.0 < allowed.simple.high


@pytest.mark.parametrize(
    ("panel", "settings", "expected"),
    [
        (staged(starts=(NEVER,)), QUICK, ["nobody_treated"]),
        (staged(starts=(1, NEVER)), QUICK, ["nobody_treated"]),  # always treated: no before
        (staged(starts=(12,)), QUICK, ["no_comparison"]),
        (staged(starts=(10, 14)), replace(QUICK, control="never"), ["no_comparison"]),
        (staged(units=7, starts=(10, 13, NEVER)), replace(QUICK, thresholds=Thresholds(df=5)), ["too_few_assigned"]),
        (staged(units=9, starts=(12,) * 8 + (NEVER,)), QUICK, ["small_comparison"]),
        (staged(units=9, starts=(NEVER,) * 8 + (12,)), QUICK, ["small_cohort"]),
        (staged(starts=(3, NEVER)), QUICK, ["too_few_pre"]),
        (staged(starts=(10, NEVER)), replace(QUICK, seasonal=True), ["too_few_pre_seasonal"]),
        (staged(starts=(23, NEVER)), QUICK, ["too_few_post"]),
        (staged(), replace(QUICK, definition_changed=True), ["definition_changed"]),
        (staged(), replace(QUICK, shared_work=0.3), ["shared_work"]),
        (with_outcome(staged(), np.ones((60, MONTHS))), QUICK, ["constant_outcome"]),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_refusals(panel: Panel, settings: EffectSettings, expected: list[str]) -> None:
    report = estimate(panel, settings)
    assert (report.verdict, codes(report)) == ("refused", expected)
    written = report.as_json()
    assert written["simple"] is None
    assert written["events"] == written["cells"] == []
    assert all("%(" not in sentence(one, str) for one in report.reasons)


def test_people_who_come_and_go_change_the_composition() -> None:
    panel = staged()
    gone = panel.outcome.copy()
    gone[:9, 20:] = np.nan
    assert codes(estimate(with_outcome(panel, gone), QUICK)) == ["composition"]
    short = panel.outcome.copy()
    short[:9, 5:8] = np.nan  # months without work are no change of composition
    report = estimate(with_outcome(panel, short), QUICK)
    assert report.verdict != "refused"
    assert report.missing["entries"] == 27
    fewer = {(cell.group, cell.time): cell.treated + cell.compared for cell in report.cells}
    assert min(fewer.values()) < max(fewer.values())


def test_a_single_unit_may_be_left_out() -> None:
    panel = staged(units=61, starts=(10, 14, NEVER))
    lone = panel.treated_at.copy()
    lone[0] = 12
    alone = replace(panel, treated_at=lone)
    assert codes(estimate(alone, QUICK)) == ["small_cohort"]
    report = estimate(alone, replace(QUICK, drop_small_cohorts=True))
    assert report.verdict != "refused"
    assert report.left_out["small_cohorts"] == 1


def test_the_last_cohort_is_the_comparison_where_nobody_is_left() -> None:
    report = estimate(staged(starts=(8, 12, 16), effect=2.0), QUICK)
    assert [one.code for one in report.warnings] == ["last_cohort_compared"]
    assert report.left_out["periods"] == 9
    assert report.simple is not None
    assert report.simple.low < 2.0 < report.simple.high


def test_few_units_by_lot_are_tested_by_the_lot() -> None:
    panel = staged(units=12, effect=3.0)
    drawn = estimate(panel, replace(QUICK, randomised=True))
    assert drawn.permutation is not None
    assert drawn.permutation.p < 0.05
    assert estimate(panel, replace(QUICK, randomised=True)) == drawn
    assert [one.code for one in estimate(panel, QUICK).warnings] == ["few_assigned"]
    # two of four by lot: six orders, so that no result can be rarer than one in six
    tiny = estimate(
        staged(units=4, starts=(10, NEVER), effect=9.0), replace(QUICK, randomised=True, thresholds=Thresholds(df=2))
    )
    assert tiny.permutation is not None
    assert tiny.permutation.smallest_p == pytest.approx(1 / 6)
    assert (tiny.verdict, codes(tiny)) == ("inconclusive", ["permutation"])


def test_the_lot_is_drawn_again_only_within_strata() -> None:
    """Two regions of six whose KPI grows apart: drawn across them, chance seems to give much; within them it does not."""
    region, treated_at = np.arange(12) % 2, np.where(np.arange(12) % 4 < 2, 10, NEVER)  # half of each region
    panel = replace(staged(units=12, starts=(NEVER,), effect=0.0), treated_at=treated_at)
    slope = region[:, None] * np.maximum(panel.periods - 9, 0)
    apart = with_outcome(panel, panel.outcome + slope + np.where(after(panel) > 0, 2.0, 0.0))
    asked = replace(QUICK, randomised=True)
    across, within = (estimate(one, asked).permutation for one in (apart, replace(apart, stratum=region)))
    assert across is not None
    assert within is not None
    assert within.p < 0.05 < across.p
    assert estimate(replace(apart, stratum=np.zeros(12, dtype=np.int64)), asked).permutation == across
    # what was assigned as a whole cannot lie in two strata: then there is nothing to draw again
    pairs = np.repeat(np.arange(6), 2)
    waves = np.array([10, 10, 10, NEVER, NEVER, NEVER])[pairs]
    assert estimate(replace(apart, treated_at=waves, cluster=pairs, stratum=region), asked).permutation is None


def test_clusters_that_were_not_assigned_are_told_of() -> None:
    panel = replace(staged(units=80), cluster=np.arange(80) // 4)
    assert "mixed_clusters" in [one.code for one in estimate(panel, QUICK).warnings]


def test_a_refusal_keeps_its_figures_to_itself_in_warnings_too() -> None:
    panel = staged(units=200, effect=0.0)
    rising = with_outcome(panel, panel.outcome + np.where(panel.treated_at[:, None] == NEVER, 0.0, 0.3 * panel.periods))
    report = estimate(rising, QUICK)
    assert (report.verdict, "drift" in codes(report)) == ("refused", True)
    told = [{one["code"] for one in report.as_json(raw=raw)["warnings"]} for raw in (False, True)]
    assert [("imputation_differs" in codes) for codes in told] == [False, True]


def test_every_reason_has_its_words() -> None:
    assert all(words.endswith((".", "included.")) for words in REASONS.values())


def test_growing_effects_mislead_two_way_fixed_effects() -> None:
    """Why they are shown for comparison only."""
    panel = staged(units=300, starts=(4, 8, 12, 16, 20, NEVER), effect=0.0)
    grown = with_outcome(
        panel,
        panel.outcome + 0.5 * np.where(after(panel) >= 0, after(panel) + 1, 0) * (panel.treated_at[:, None] != NEVER),
    )
    report = estimate(grown, QUICK)
    truth = np.mean([0.5 * (e + 1) for start in (4, 8, 12, 16, 20) for e in range(MONTHS - start + 1)])
    assert report.simple is not None
    assert report.twfe is not None
    assert report.twfe.att is not None
    assert report.simple.low < truth < report.simple.high
    assert report.twfe.att < 0.8 * truth


def test_whether_the_panel_is_given_with_one_base_or_the_other_the_drift_is_the_same() -> None:
    varying, universal = (estimate(staged(), replace(QUICK, base=base)) for base in ("varying", "universal"))
    assert varying.drift == universal.drift
    assert varying.simple is not None
    assert universal.simple is not None
    assert vars(varying.simple) == pytest.approx(vars(universal.simple))
    reference = next(one for one in universal.events if one.event == -1)
    assert (reference.att, reference.se, reference.low) == (0.0, None, None)


@pytest.mark.parametrize(("cluster", "weight"), [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("control", ["never", "notyet"])
def test_the_fast_way_and_the_way_by_unit_agree(cluster: bool, weight: bool, control: Control) -> None:
    study = study_of(drawn(9).panel(cluster=cluster, weight=weight), QUICK)
    layout = lay_out(study.cohorts, study.periods, control, "varying", 1)
    fast, slow = cells_of(study, layout), from_pairs(study, layout)
    assert fast.att == pytest.approx(slow.att, abs=1e-12)
    assert fast.omega == pytest.approx(slow.omega, abs=1e-12)
    assert fast.treated.tolist() == slow.treated.tolist()
    assert fast.compared.tolist() == slow.compared.tolist()


def test_the_order_and_the_names_of_units_do_not_matter() -> None:
    long = drawn(4, missing=0.05)
    mixed = np.random.default_rng(1).permutation(len(long.unit))
    other = panel_of(
        [f"T{one}" for one in long.unit[mixed]],
        long.time[mixed],
        np.where(long.group == 0, NEVER, long.group)[mixed],
        long.outcome[mixed] + 1000,  # nor does the level
    )
    one, two = estimate(long.panel(), QUICK), estimate(other, QUICK)
    assert one.simple is not None
    assert two.simple is not None
    assert vars(one.simple) == pytest.approx(vars(two.simple))
    assert one.verdict == two.verdict


def test_the_json_has_its_names() -> None:
    written = estimate(staged(effect=2.0), QUICK).as_json()
    assert {
        "verdict",
        "reasons",
        "n",
        "units",
        "clusters",
        "drift",
        "breakdown",
        "smallest_effect",
        "method",
        "settings",
    } <= set(written)
    assert {"att", "se", "se_plain", "low", "high"} == set(written["simple"])
    assert {"group", "time", "att", "se", "treated", "compared"} == set(written["cells"][0])
    for name, members in (("group", "groups"), ("calendar", "times"), ("dynamic", "events")):
        assert set(written["simple"]) < set(written[name])
        assert members in written[name]
    assert {"event", "att", "se", "low", "high", "band_low", "band_high"} < set(written["events"][0])
    assert written["imputation"]["att"] == pytest.approx(written["simple"]["att"], abs=0.5)
    assert written["twfe"]["att"] is not None
