"""Panels: figures of sums as the KPI rules have them, windows, groups without small numbers, questions that were kept."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from lms.evaluation.groups import without_few
from lms.evaluation.panels import span_of, values_of
from lms.evaluation.rules.effects.estimate import estimate
from lms.evaluation.rules.effects.panel import NEVER, Calendar, Panel, month_number
from lms.evaluation.rules.effects.settings import EffectSettings
from lms.evaluation.rules.questions import LEAST_PEOPLE, Question
from lms.kpis.rules.sums import Sums, value_of

SUMS = [Sums(), Sums(10, 7, 10, 7, 1.5, 0.4), Sums(4, 8, 4, 20, 5.0, 7.0), Sums(3, 0, 0, 0, 0, 0)]


@pytest.mark.parametrize("kind", ["share", "mean", "median", "nps", "count", "rate"])
def test_figures_of_a_panel_are_those_of_the_kpi_rules(kind: str) -> None:
    columns = [np.array([getattr(one, name) for one in SUMS], dtype=float) for name in ("n", "total", "base", "logs")]
    expected = [value_of(kind, one) for one in SUMS]
    found = [None if np.isnan(value) else value for value in values_of(kind, *columns).tolist()]
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("first", "many", "begins"),
    [(date(2020, 1, 1), 24, date(2024, 4, 1)), (date(2025, 6, 1), 24, date(2025, 6, 1)), (None, 12, date(2025, 4, 1))],
)
def test_windows_end_with_the_newest_month_and_begin_with_the_figures(
    first: date | None, many: int, begins: date
) -> None:
    assert span_of(first, date(2026, 3, 1), many).first == begins


def test_a_question_survives_being_kept() -> None:
    asked = Question(months=36, assigned="unit", seasonal=True)
    assert Question.of(asked.as_json() | {"gone": 1}) == asked


def test_nothing_that_rests_on_few_people_is_kept() -> None:
    months = np.arange(month_number(2025, 1), month_number(2025, 1) + 18, dtype=np.int64)
    starts = np.array([NEVER] * 20 + [int(months[8])] * 12 + [int(months[11])] * 3, dtype=np.int64)
    outcome = 80 + np.random.default_rng(3).normal(0, 1, (35, 18)) + 5 * (months >= starts[:, None])
    panel = Panel(np.arange(35), months, starts, outcome, calendar=Calendar("month"))
    report = estimate(panel, EffectSettings())
    kept = without_few(report)
    assert {cell["group"] for cell in report.as_json()["cells"]} == {"2025-09", "2025-12"}
    assert {cell["group"] for cell in kept["cells"]} == {"2025-09"}
    assert min(cell["treated"] for cell in kept["cells"]) >= LEAST_PEOPLE
    assert kept["hidden_cells"] == 17
    assert [one["group"] for one in kept["group"]["groups"]] == ["2025-09"]
    events = {one["event"] for one in kept["events"]}
    assert min(events) == -10 + 3  # earlier than that only the three are seen
    assert kept["imputation"]["cells"] == []
