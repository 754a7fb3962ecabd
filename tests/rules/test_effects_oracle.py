"""Estimates on drawn panels against diff-diff, an independent implementation."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.settings import Base, Control, EffectSettings
from tests.panels import Long, drawn

if TYPE_CHECKING:
    import pandas as pd

pytestmark = pytest.mark.long

THEIRS = {"never": "never_treated", "notyet": "not_yet_treated"}


def frame(long: Long) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {"u": long.unit, "t": long.time, "g": long.group, "y": long.outcome, "c": long.cluster, "w": long.weight}
    )


def theirs_of(name: str) -> Any:
    """Loaded when it is used: that takes seconds, which every process of a test run would spend."""
    import diff_diff

    return getattr(diff_diff, name)


def fitted(estimator: Any, data: pd.DataFrame, **more: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return estimator.fit(data, "y", "u", "t", "g", **more)


@pytest.mark.parametrize(
    ("control", "base", "anticipation", "clustered", "weighted", "adjusted", "missing"),
    [
        ("never", "varying", 0, False, False, False, 0.0),
        ("notyet", "varying", 0, True, False, False, 0.0),
        ("never", "universal", 0, True, False, False, 0.0),
        ("notyet", "universal", 1, False, False, False, 0.0),
        ("never", "varying", 2, True, False, False, 0.1),
        ("notyet", "varying", 1, True, False, False, 0.1),
        ("notyet", "universal", 0, True, False, False, 0.3),
        ("never", "varying", 0, False, True, False, 0.1),
        ("notyet", "universal", 2, True, True, False, 0.1),
        ("never", "varying", 1, True, True, False, 0.0),
        ("never", "varying", 0, False, False, True, 0.0),
        ("notyet", "universal", 1, True, False, True, 0.0),
        ("notyet", "varying", 0, True, True, True, 0.0),
    ],
)
def test_cells_events_and_the_overall_figure(
    control: Control, base: Base, anticipation: int, clustered: bool, weighted: bool, adjusted: bool, missing: float
) -> None:
    long = drawn(11, missing=missing)
    data, panel = frame(long), long.panel(cluster=clustered, weight=weighted)
    asked: dict[str, Any] = {"control_group": THEIRS[control], "base_period": base, "anticipation": anticipation}
    more: dict[str, Any] = {"aggregate": "all"}
    if weighted:
        more["survey_design"] = theirs_of("SurveyDesign")(weights="w", **({"psu": "c"} if clustered else {}))
    elif clustered:
        asked["cluster"] = "c"
    if adjusted:
        known = np.random.default_rng(2).normal(size=(len(panel.units), 2)) + panel.outcome[:, :1]
        panel = replace(panel, covariates=known, adjusted_for=("x", "z"))
        data[["x", "z"]] = known[data["u"]]
        asked["estimation_method"], more["covariates"] = "reg", ["x", "z"]
    theirs = fitted(theirs_of("CallawaySantAnna")(**asked), data, **more)
    ours = estimate(panel, EffectSettings(control=control, base=base, anticipation=anticipation))
    # theirs carries C/(C−1) in clustered variances; ours is plain until the small-sample correction
    factor = np.sqrt(30 / 29) if clustered else 1.0
    cells = {(int(group), int(time)): one for (group, time), one in theirs.group_time_effects.items()}
    assert {(cell.group, cell.time) for cell in ours.cells} == set(cells)
    for cell in ours.cells:
        other = cells[int(cell.group), int(cell.time)]
        assert cell.att == pytest.approx(other["effect"], abs=1e-9)
        if cell.se is not None:
            assert cell.se * factor == pytest.approx(other["se"], abs=1e-9)
    for event in ours.events:
        other = theirs.event_study_effects[event.event]
        assert event.att == pytest.approx(other["effect"], abs=1e-9)
        if event.se_plain is not None:
            assert event.se_plain * factor == pytest.approx(other["se"], abs=1e-9)
    if not anticipation:  # with it, their overall figure counts the periods of anticipation as treated
        assert ours.simple is not None
        assert ours.simple.att == pytest.approx(theirs.overall_att, abs=1e-9)
        assert ours.simple.se_plain * factor == pytest.approx(theirs.overall_se, abs=1e-9)


@pytest.mark.parametrize(("clustered", "missing"), [(False, 0.0), (True, 0.2)])
def test_imputation(clustered: bool, missing: float) -> None:
    long = drawn(7, missing=missing)
    ours = estimate(long.panel(cluster=clustered)).imputation
    theirs = fitted(theirs_of("ImputationDiD")(cluster="c" if clustered else None), frame(long))
    assert ours is not None
    assert ours.att == pytest.approx(theirs.overall_att, abs=1e-9)
    assert ours.se_plain == pytest.approx(theirs.overall_se, abs=1e-9)
