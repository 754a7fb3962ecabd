"""One wording over several exams: what adds up exactly, and what is averaged within the exams."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from assessments.rules.quality.drawn import work_out
from assessments.rules.quality.marks import Asked, Mark
from assessments.rules.quality.pooled import counted_once, mean_correlation, pool

ASKED = {item: Asked({"0": True, "1": False, "2": False}) for item in range(5)}


def exam(n: int, ease: float, seed: int) -> tuple[list[tuple[int, float]], dict[str, Any]]:
    """People who sat five items; item 0's marks, and its figures as they are kept."""
    chance = np.random.default_rng(seed)
    skill = chance.normal(ease, 1, n)
    marks: list[Mark] = []
    of_first = []
    for person in range(n):
        for item in range(5):
            right = skill[person] + chance.normal() > 0
            chosen = 0 if right else 1 + int(chance.random() < 0.3)
            marks.append(Mark(person, item, float(right), 1.0, (str(chosen),), ()))
            if item == 0:
                of_first.append((chosen, float(right)))
    return of_first, work_out(marks, ASKED, 60)[1][0]


@pytest.fixture(scope="module")
def exams() -> list[tuple[list[tuple[int, float]], dict[str, Any]]]:
    return [exam(n, ease, seed) for seed, (n, ease) in enumerate(((80, 0.8), (45, -0.6), (12, 0.0)))]


def test_counts_shares_and_spread_are_those_of_all_answers(exams: Any) -> None:
    answers = [one for some, _figures in exams for one in some]
    marks = np.array([mark for _chosen, mark in answers])
    found = pool([figures for _some, figures in exams])
    assert (found["n"], found["exams"], found["omitted"]) == (137, 3, 0)
    assert found["facility"] == pytest.approx(marks.mean(), abs=1e-12)
    assert found["sd"] == pytest.approx(marks.std(ddof=1), abs=1e-12)
    for option in found["options"]:
        assert option["share"] == pytest.approx(np.mean([str(c) == option["key"] for c, _m in answers]), abs=1e-12)


def test_the_discrimination_is_the_mean_within_exams(exams: Any) -> None:
    each = [figures for _some, figures in exams]
    found = pool(each)
    weights = [figures["n"] - 3 for figures in each]
    expected = sum(w * math.atanh(f["discrimination"]) for w, f in zip(weights, each, strict=True)) / sum(weights)
    assert found["discrimination"] == pytest.approx(math.tanh(expected), abs=1e-12)
    assert found["discrimination_low"] < found["discrimination"] < found["discrimination_high"]
    half = math.atanh(found["discrimination_high"]) - expected
    assert half == pytest.approx(1.959963984540054 / math.sqrt(sum(weights)), abs=1e-9)


def test_whoever_sat_two_exams_counts_once() -> None:
    """The second exam holds twenty who met the wording before: they are in its own figures, and not in the sum."""
    people = {"old": [Mark(n, 0, float(n % 2), 1.0, ("0",), (), True) for n in range(20)], "new": [Mark(n, 0, float(n % 4 == 0), 1.0, ("1",)) for n in range(20, 60)]}  # fmt: skip
    rest = [Mark(n, 1, float(n % 3 == 0), 1.0, ("0",)) for n in range(60)]
    _test, items = work_out([*people["old"], *people["new"], *rest], ASKED, 60)
    assert (items[0]["n"], items[0]["once"]["n"]) == (60, 40)
    assert items[0]["once"]["facility"] == pytest.approx(0.25)
    assert [option["share"] for option in items[0]["once"]["options"]] == [0, 1, 0]
    assert "once" not in items[1]
    everybody, _rest = (work_out([*people["old"], *rest[:20]], ASKED, 60)[1][number] for number in (0, 1))
    assert everybody["once"] is None
    found = pool(counted_once([items[0], everybody, items[1]]))
    assert (found["n"], found["exams"]) == (100, 2)


def test_one_exam_alone_is_itself(exams: Any) -> None:
    figures = exams[0][1]
    found = pool([figures])
    for name in ("n", "facility", "discrimination", "flags"):
        assert found[name] == pytest.approx(figures[name]) if name != "flags" else found[name] == figures[name]


@pytest.mark.parametrize(
    ("given", "value"),
    [([], None), ([(3, 0.5)], None), ([(40, None)], None), ([(40, 0.4), (10, None)], 0.4), ([(20, 0.5), (20, -0.5)], 0.0), ([(20, 1.0)], 0.999999)],
)  # fmt: skip
def test_what_is_not_defined_does_not_count(given: list[tuple[int, float | None]], value: float | None) -> None:
    found = mean_correlation(given)
    assert (found.value if found else None) == (None if value is None else pytest.approx(value, abs=1e-9))


def test_too_few_in_each_exam_may_be_enough_together() -> None:
    few = [exam(20, 2.6, seed)[1] for seed in (5, 6)]
    assert [one["flags"] for one in few] == [["too_few"], ["too_few"]]
    assert "too_few" not in pool(few)["flags"]
    assert "too_easy" in pool(few)["flags"]
