"""Item analysis, agreement and pass marks: published figures to nine digits, and the edges."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from assessments.quality.responses import read_responses
from assessments.rules.quality import agreement, standard
from assessments.rules.quality.agreement import agreement_weights, kappa, kappa_se_by_chance
from assessments.rules.quality.flags import Option, flags_of
from assessments.rules.quality.intraclass import intraclass
from assessments.rules.quality.items import ItemFigures, Marks, analyse

SHARED = Path(__file__).parents[3] / "shared" / "data"
here = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data with published figures is not here")
exactly = {"rel": 0, "abs": 1e-9}
LSAT6 = {
    "facility": [0.924, 0.709, 0.553, 0.763, 0.870],
    "sd": [0.2651307117146074, 0.45445079549443584, 0.4974318430081034, 0.4254550646214145, 0.33647171235218754],
    "point_biserial": [0.3620104371617623, 0.566772095384457, 0.6184397535673728, 0.5344183262439254, 0.4353664278876055],
    "point_biserial_corrected": [0.11283268892234197, 0.15317812011652976, 0.17277894329108853, 0.14442809524709438, 0.12159640254709614],
    "alpha_if_dropped": [0.27535621079823436, 0.23758390464668203, 0.21679946294328203, 0.24593271043357073, 0.26629441120825126],
    "efficiency": [0.18481722073621206, 0.20002666577780733, 0.21889954368914054, 0.1772019642670568, 0.18774771248226262],
    "effective_weight": [0.13883093944226643, 0.22742770121403744, 0.2485485240135892, 0.21367967668143926, 0.17151315864866817],
}  # fmt: skip
LSAT6_TEST = {
    "mean": 3.819, "sd": 1.035041211889802, "sem": 0.8690666123933061, "skewness": -0.6910108761420091,
    "kurtosis": 0.07817854639380321, "alpha": 0.29499719221594417, "kr21": 0.19644116874828865,
}  # fmt: skip


@here
def test_the_law_school_test_of_bock_and_lieberman() -> None:
    answered = read_responses(SHARED / "itemresponses" / "lsat6_scored.csv")
    items, test = analyse(answered.marks, {})
    for name, expected in LSAT6.items():
        assert [getattr(item, name) for item in items] == pytest.approx(expected, **exactly), name
    for name, value in LSAT6_TEST.items():
        assert getattr(test, name) == pytest.approx(value, **exactly), name


@here
def test_partial_marks_and_a_negative_alpha_as_moodle_has_them() -> None:
    rows = list(csv.DictReader((SHARED / "evaluation" / "moodle_results00.csv").open()))
    expected = list(csv.DictReader((SHARED / "evaluation" / "moodle_results00_expected.csv").open()))
    names = [name for name in rows[0] if name.endswith(".mark")]
    marks = np.array([[float(row[name]) for name in names] for row in rows])
    items, test = analyse(Marks(names, marks, np.ones(len(names)), [0] * len(names)), {})
    for item, line in zip(items, expected, strict=True):
        assert item.facility == pytest.approx(float(line["facility"]), abs=1e-9)
        assert item.sd == pytest.approx(float(line["sd"]), abs=1e-9)
        for value, column in (
            (item.effective_weight, "effectiveweight"),
            (item.discrimination, "discriminationindex"),
            (item.efficiency, "discriminativeefficiency"),
        ):
            if line[column]:
                assert value is not None
                assert 100 * value == pytest.approx(float(line[column]), abs=1e-8), (item.item, column)
    assert test.alpha is not None
    assert 100 * test.alpha == pytest.approx(-87.2230935542, abs=1e-9)
    assert 100 * (test.error_ratio or 0) == pytest.approx(136.8294900795, abs=1e-9)
    assert test.skewness == pytest.approx(-0.092502502, abs=1e-9)
    assert test.kurtosis == pytest.approx(-0.7073968557, abs=1e-9)


@here
@pytest.mark.parametrize("name", ["lsat7", "hci", "sat12", "cttdata"])
def test_real_tests_agree_with_their_answer_keys(name: str) -> None:
    folder = SHARED / "itemresponses"
    known = json.loads((folder / f"{name}_stats.json").read_text("utf-8"))
    key = folder / f"{name}_key.csv"
    answered = read_responses(
        folder / (f"{name}_responses.csv" if key.exists() else f"{name}_scored.csv"),
        key if key.exists() else None,
        omitted_as="8" if name == "sat12" else None,
    )
    items, test = analyse(answered.marks, answered.options)
    assert test.alpha == pytest.approx(known["cronbach_alpha_equals_kr20"], abs=1e-6)
    for item, line in zip(items, known["items"], strict=True):
        assert item.facility == pytest.approx(line["p"], abs=1e-6)
        assert item.point_biserial == pytest.approx(line["r_item_total"], abs=1e-6)
        assert item.discrimination == pytest.approx(line["r_item_rest"], abs=1e-6)
        assert item.alpha_if_dropped == pytest.approx(line["alpha_if_deleted"], abs=1e-6)
    if name == "sat12":
        flagged = [item.item for item in items if "likely_miskeyed" in item.flags]
        assert "Item32" in flagged, "documented as keyed wrongly: the answer 3 beats the key 5"


def figures(**changed: object) -> ItemFigures:
    usual = {
        "item": "A", "n": 30, "omitted": 0, "max_mark": 1.0, "facility": 0.6, "sd": 0.5, "discrimination": 0.3, "efficiency": 0.4,
        "effective_weight": 0.1, "point_biserial": 0.4, "point_biserial_corrected": 0.3, "alpha_if_dropped": 0.7,
    }  # fmt: skip
    return ItemFigures(**{**usual, **changed})  # type: ignore[arg-type]


KEY, OTHER = Option("A", 0.6, 10.0, True), Option("B", 0.3, 8.0, False)


@pytest.mark.parametrize(
    ("item", "flags"),
    [
        (figures(), ()),
        (figures(n=29, facility=0.99), ("too_few",)),
        (figures(facility=0.9), ()),
        (figures(facility=0.91), ("too_easy",)),
        (figures(facility=0.2), ()),
        (figures(facility=0.19), ("too_hard",)),
        (figures(point_biserial_corrected=0.2), ()),
        (figures(point_biserial_corrected=0.19), ("weak",)),
        (figures(point_biserial_corrected=-0.01), ("weak", "likely_miskeyed")),
        (figures(point_biserial_corrected=None), ("no_spread",)),
        (figures(options=(KEY, OTHER)), ()),
        (figures(options=(KEY, OTHER, Option("C", 0.04, 12.0, False))), ("distractor_nobody_takes",)),
        (figures(options=(KEY, Option("B", 0.05, 10.5, False))), ("option_beats_key",)),
        (
            figures(point_biserial_corrected=0.05, options=(KEY, Option("B", 0.3, 10.5, False))),
            ("weak", "option_beats_key", "likely_miskeyed"),
        ),
    ],
)
def test_flags(item: ItemFigures, flags: tuple[str, ...]) -> None:
    assert flags_of(item) == flags


def test_what_is_not_defined_says_why() -> None:
    marks = np.array([[1.0, 0, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0]])
    items, test = analyse(Marks(["a", "b", "c"], marks, np.ones(3), [0, 0, 0]), {})
    assert items[0].discrimination is None
    assert items[0].undefined["efficiency"] == "no_spread"
    assert items[1].discrimination == pytest.approx(0.0)
    assert test.alpha == pytest.approx(0.0)
    one, whole = analyse(Marks(["b"], marks[:, 1:2], np.ones(1), [0]), {})
    assert whole.alpha is None
    assert whole.undefined["alpha"] == "one_item"
    assert one[0].undefined["discrimination"] == "rest_has_no_spread"


# ---- agreement


@pytest.mark.parametrize(
    ("table", "weights", "value", "se", "by_chance"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], None, 0.49152542372881347, 0.05100181557607786, 0.051978936356595444),
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], [[6, 5, 3], [5, 6, 0], [3, 0, 6]], 0.34782608695652206, 0.07550401525482296, None),
        ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], None, 0.4285714285714286, 0.053711004869167356, 0.05551245493635843),
        ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], [[1, 0, 0.4444], [0, 1, 0.6667], [0.4444, 0.6667, 1]], 0.5070699648667978, 0.056993884703257634, 0.06533588456726372),
    ],
)  # fmt: skip
def test_kappa_as_published(
    table: list[list[int]], weights: list[list[float]] | None, value: float, se: float, by_chance: float | None
) -> None:
    counts = np.array(table, dtype=float)
    weight = None if weights is None else np.array(weights) / np.max(weights)
    found = kappa(counts, weight)
    assert (found.value, found.se) == pytest.approx((value, se), abs=1e-9)
    if by_chance is not None:
        assert kappa_se_by_chance(counts, weight) == pytest.approx(by_chance, abs=1e-9)


def test_weights_are_linear_and_quadratic() -> None:
    assert agreement_weights(3, 1).tolist() == [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]
    assert agreement_weights(3, 2).tolist() == [[1, 0.75, 0], [0.75, 1, 0.75], [0, 0.75, 1]]


def test_four_observers_of_krippendorff() -> None:
    """Krippendorff (2011), Computing Krippendorff's alpha-reliability: twelve units, four observers, values missing."""
    seen = [
        "123321412...",
        "12332241 25.3".replace(" ", ""),
        ".333234225 1.".replace(" ", ""),
        "123324412511"[:10] + "1.",
    ]
    seen = ["1233214 12...", "1233224 125.3", ".333234 2251.", "1233244 1251."]
    counts = np.zeros((12, 5))
    for line in (one.replace(" ", "") for one in seen):
        for unit, value in enumerate(line):
            if value != ".":
                counts[unit, int(value) - 1] += 1
    for kind, expected in (("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)):
        assert agreement.krippendorff([1, 2, 3, 4, 5], counts, kind).value == pytest.approx(expected, abs=5e-4), kind
    assert agreement.gwet_ac1(counts).value == pytest.approx(0.77544, abs=5e-6)
    assert agreement.fleiss(counts).value == pytest.approx(0.76117, abs=5e-6)


def test_kappa_collapses_where_nearly_all_pass_and_ac1_does_not() -> None:
    table = np.array([[118, 5], [2, 0]], dtype=float)
    counts = np.array([[2, 0]] * 118 + [[1, 1]] * 7, dtype=float)
    assert (kappa(table).value or 0) < 0
    assert (agreement.raw_agreement(counts) or 0) == pytest.approx(118 / 125)
    assert (agreement.gwet_ac1(counts).value or 0) > 0.9
    assert kappa(np.array([[9.0]])).reason == "one_category"


@here
def test_shrout_and_fleiss() -> None:
    rows = list(csv.reader((SHARED / "evaluation" / "icc_shrout_fleiss_1979.csv").open()))[1:]
    found = intraclass(np.array(rows, dtype=float))
    expected = {
        "1,1": (0.16574176840547544, -0.13293232487475098, 0.7225600623281211),
        "2,1": (0.28976377952755905, 0.01878651337471202, 0.761084369648953),
        "3,1": (0.714840714840715, 0.3424647650339255, 0.9458582599553597),
    }
    for form, figures_ in expected.items():
        assert (found[form].value, found[form].low, found[form].high) == pytest.approx(figures_, abs=1e-9)
    means = [found[form].value for form in ("1,k", "2,k", "3,k")]
    assert means == pytest.approx([0.44279713367926865, 0.6200505475989891, 0.9093155423770695], abs=1e-9)


# ---- pass marks


def test_angoff() -> None:
    cut = standard.angoff([[0.5, 0.7, 0.9], [0.5, 0.5, 0.5], [0.2, 0.3, 0.4]])
    assert cut.cut == pytest.approx(1.5)
    assert cut.judge_sums == pytest.approx((1.2, 1.5, 1.8))
    assert cut.se == pytest.approx(0.3 / 3**0.5)
    assert cut.trimmed == pytest.approx(1.5)
    assert cut.pass_mark == 2
    assert cut.flags == ("few_judges",)
    assert standard.angoff([[0.5], [0.5]]).pass_mark == 1, "a whole cut is its own pass mark"


def test_the_error_is_largest_in_the_middle_and_decisions_far_from_the_cut_are_sure() -> None:
    assert standard.error_near(0, 10) == 0
    assert standard.error_near(5, 10) > standard.error_near(8, 10)
    far = standard.consistency([19, 20, 20, 18, 19], 20, 8, 0.8)
    near = standard.consistency([11, 13, 12, 10, 14], 20, 12, 0.8)
    assert far.agreement > 0.99 > near.agreement > 0.5
