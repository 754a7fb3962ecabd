"""What is said of effects: a sentence for each verdict, words for each reason that the engine knows, numbers as people write
them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from lms.evaluation import panels, rules
from lms.evaluation.effect_labels import LIMITS, REASONS
from lms.evaluation.effect_wording import (
    difference,
    in_a_sentence,
    limit_texts,
    number,
    reason_text,
    sentences,
    verdict_text,
    verdict_tone,
)
from lms.evaluation.rules.effects.comparison import ComparisonReport
from lms.evaluation.rules.roll_outs import Draw, Running, may_draw, tenure_band
from tests.rules.test_planted_effects import TODAY

ENGINE = Path(rules.__file__).parent / "effects"


@dataclass
class Told:
    verdict: str = "effect"
    method: str = "staggered"
    unit: str = "percentage_points"
    att: float | None = 4.1
    low: float | None = 1.2
    high: float | None = 7.0
    people: int = 84
    compared: int = 213
    report: dict[str, Any] = field(default_factory=dict)


DRIFT = {"events": 6, "per_period": 0.02, "low": -0.3, "high": 0.34, "p": 0.9}
ZERO = {"code": "interval_holds_zero", "values": {"low": -1.2, "high": 3.4}}
COULD = {"code": "drift_could_explain", "values": {"drift": 0.57, "breakdown": 0.22}}


@pytest.mark.parametrize(
    ("told", "first", "rest"),
    [
        (Told(report={"drift": DRIFT}),
         "84 trained people, first-time fix +4.1 points (95 % 1.2 to 7.0) against 213 not yet trained; the two groups moved alike in the 6 months before.", []),
        (Told("inconclusive", att=1.1, low=-1.2, high=3.4, report={"reasons": [ZERO], "smallest_effect": 3.3}),
         "Cannot tell: 84 trained people, first-time fix +1.1 points (95 % −1.2 to 3.4) against 213 not yet trained.",
         ["The interval from −1.2 to 3.4 holds zero", "An effect of about 3.3 points or more"]),
        (Told("not robust", report={"reasons": [COULD]}),
         "Not robust: 84 trained people, first-time fix +4.1 points", ["A steady drift of 0.22 points a month"]),
        (Told("refused", att=None, low=None, high=None, report={"reasons": [{"code": "no_comparison", "values": {"control": "never"}}]}),
         "No figure can be given for first-time fix.", ["There is nobody to compare with.", "Needed: people who were not trained"]),
        (Told(method="series", report={"start": "2026-03"}), "84 trained people, first-time fix +4.1 points (95 % 1.2 to 7.0) from Mar 2026 on", []),
        (Told(method="two_arms"), "84 people drawn by lot to be trained first, first-time fix +4.1 points", []),
    ],
)  # fmt: skip
def test_the_first_sentence_is_one_that_a_manager_reads(app: Flask, told: Told, first: str, rest: list[str]) -> None:
    with app.test_request_context(), force_locale("en"):
        said = sentences(told, "First-time fix", 1)
    assert said[0].startswith(first)
    assert len(said) == 1 + len(rest)
    assert all(sentence.startswith(start) for sentence, start in zip(said[1:], rest, strict=True))


def test_every_reason_of_the_engine_has_words_in_both_languages(app: Flask) -> None:
    sources = [path.read_text("utf-8") for path in ENGINE.glob("*.py")] + [Path(panels.__file__).read_text("utf-8")]
    codes = {code for text in sources for code in re.findall(r'(?:Reason|NoPanel)\(\s*"(\w+)"', text)}
    codes |= {"too_few_pre", "too_few_pre_seasonal", "no_readings"}
    assert codes <= REASONS.keys()
    assert len(codes) > 25
    assert ComparisonReport.__doc__
    for locale in ("en", "zh_Hans_CN"):
        with app.test_request_context(), force_locale(locale):
            for code, words in REASONS.items():
                names = re.findall(r"%\((\w+)\)s", str(words))
                reason = {"code": code, "values": {name: 0.125 if name != "families" else ["field"] for name in names}}
                assert "%(" not in reason_text(reason, "percentage_points", 1)
            limits = [{"code": code, "values": {name: [] if name in ("families", "names") else 1 for name in re.findall(r"%\((\w+)\)s", str(words))}} for code, words in LIMITS.items()]  # fmt: skip
            assert len(limit_texts(limits, "effect")) == len(LIMITS)


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("percentage_points", 4.12, "+4.1 points"), ("percentage_points", -4.12, "−4.1 points"), ("points", 0.04, "0.0 score points"),
        ("minutes", -2, "−2.0 min"), ("orders", 1, "+1.0 order"), ("orders", 1234.5, "+1,234.5 orders"), ("yuan", 3, "¥+3.0"),
        ("percentage_points", None, "–"),
    ],
)  # fmt: skip
def test_differences_carry_their_unit_and_sign(app: Flask, unit: str, value: float | None, text: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert difference(unit, value, 1) == text
    assert number(-0.04, 1) == "0.0"
    assert in_a_sentence("CSAT") == "CSAT"


@pytest.mark.parametrize(
    ("verdict", "att", "direction", "text", "tone"),
    [
        ("effect", 4.0, "up", "Shown: better", "good"), ("effect", -4.0, "up", "Shown: worse", "bad"),
        ("effect", -4.0, "down", "Shown: better", "good"), ("effect", 4.0, "none", "Effect shown", "plain"),
        ("inconclusive", 4.0, "up", "Cannot tell", "plain"), ("not robust", 4.0, "up", "Not robust", "due"),
        ("refused", None, "up", "No figure", "plain"),
    ],
)  # fmt: skip
def test_verdicts_in_two_words(
    app: Flask, verdict: str, att: float | None, direction: str, text: str, tone: str
) -> None:
    with app.test_request_context(), force_locale("en"):
        assert (verdict_text(verdict, att, direction), verdict_tone(verdict, att, direction)) == (text, tone)


@pytest.mark.parametrize(
    ("given", "many", "running", "codes"),
    [
        ({}, 8, None, []),
        ({}, 7, None, ["roll_out_too_few"]),
        ({"first": "2026-11"}, 8, None, ["roll_out_past"]),
        ({"waves": 2}, 8, None, ["roll_out_two_arms"]),
        ({"waves": 2, "apart": 3}, 8, None, []),
        ({}, 8, Running(1, date(2026, 1, 1), 3), ["roll_out_running"]),
    ],
)
def test_when_an_order_may_be_drawn(
    given: dict[str, Any], many: int, running: Running | None, codes: list[str]
) -> None:
    plain: dict[str, Any] = {
        "subject_kind": "course", "subject_code": "a", "kpi_code": "csat", "unit_id": None, "families": ("field",),
        "assigned": "person", "strata": (), "waves": 4, "apart": 2, "first": "2026-12", "seed": 1,
    }  # fmt: skip
    draw = Draw(**plain | given)
    assert [one.code for one in may_draw(draw, many=many, today=TODAY, running=running)] == codes
    assert Draw.of(draw.as_json()) == draw
    assert [tenure_band(years) for years in (0.5, 3, 9)] == ["0-1", "2-4", "5+"]
