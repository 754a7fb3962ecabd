"""What a score card must look like, which one counts, and when a month may be closed."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lms.kpis.definitions import shipped
from lms.kpis.rules.sums import Sums
from lms.performance.rules.closing import Closing, State, changed_since, close_refusals, reopen_refusals, state_of
from lms.performance.rules.definitions import AUDIENCES, Use, Version, card_in, faults, version_in
from lms.performance.rules.observing import Measure, observe_kpi
from lms.performance.shipped import read_scorecards

KPIS = {"csat": "up", "errors": "down", "volume": "none"}
PARTS: list[dict[str, Any]] = [
    {"code": "one", "name": "One", "weight": 70, "lines": [
        {"measure": "csat", "weight": 60, "worst": 70, "target": 90, "best": 98},
        {"measure": "errors", "weight": 40, "worst": 6, "target": 2, "best": 0.5},
    ]},
    {"code": "two", "name": "Two", "weight": 30, "lines": [
        {"measure": "growth.rating", "weight": 100, "worst": 50, "target": 80, "best": 95},
    ]},
]  # fmt: skip


def changed(part: int, line: int | None, **values: Any) -> list[dict[str, Any]]:
    parts = deepcopy(PARTS)
    (parts[part] if line is None else parts[part]["lines"][line]).update(values)
    return parts


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        (PARTS, []),
        (changed(0, None, weight=60), ["card_parts_not_whole"]),
        (changed(0, 0, weight=50), ["card_lines_not_whole"]),
        (changed(1, None, lines=[]), ["card_part_empty"]),
        (changed(0, 0, measure="errors", worst=6, target=2, best=1), ["card_measure_twice"]),
        (changed(0, 0, measure="nothing"), ["card_measure_unknown"]),
        (changed(0, 0, measure="volume"), ["card_measure_no_direction"]),
        (changed(0, 0, target=70), ["card_values_order"]),
        (changed(0, 0, worst=98, target=90, best=70), ["card_values_order"]),  # CSAT is better when higher
        (changed(0, 1, worst=1, target=2, best=3), ["card_values_order"]),  # errors are not
        (changed(0, 0, weight=-60), ["card_lines_not_whole", "card_weight_range"]),
    ],
)
def test_what_is_wrong_with_a_card(parts: list[dict[str, Any]], codes: list[str]) -> None:
    assert [fault.code for fault in faults(parts, KPIS)] == codes


def test_the_cards_that_come_with_the_software_can_be_used() -> None:
    kpis = {kpi["code"]: kpi["direction"] for kpi in shipped()}
    cards = read_scorecards()
    for card in cards:
        assert faults(card["parts"], kpis) == (), card["code"]
        assert all(card["name"][language] for language in ("zh", "en"))
        assert all(part["name"]["zh"] and part["name"]["en"] for part in card["parts"])
    assert sorted(audience for card in cards for audience in card["audiences"]) == sorted(AUDIENCES)


def month(number: int) -> date:
    return date(2026, number, 1)


@pytest.mark.parametrize(("at", "number"), [(1, 1), (2, 1), (3, 3), (4, 3), (12, 3)])
def test_of_the_versions_in_force_the_one_made_last_counts(at: int, number: int) -> None:
    versions = [Version(7, 1, month(1)), Version(8, 2, month(4)), Version(9, 3, month(3))]
    found = version_in(versions, month(at))
    assert found is not None
    assert found.number == number
    assert version_in(versions, date(2025, 12, 1)) is None


@pytest.mark.parametrize(("audience", "at", "card"), [("field", 1, 1), ("field", 3, 2), ("agent", 3, None), ("field", 5, 4)])  # fmt: skip
def test_which_card_counts_for_whom(audience: str, at: int, card: int | None) -> None:
    uses = [Use(1, "field", 1, month(1)), Use(2, "field", 2, month(3)), Use(3, "unit", 3, month(1)), Use(4, "field", 3, month(5)), Use(5, "field", 4, month(5))]  # fmt: skip
    assert card_in(uses, audience, month(at)) == card


@pytest.mark.parametrize(
    ("closings", "state"),
    [
        ([], State.OPEN),
        ([Closing(1, False, False)], State.CLOSING),
        ([Closing(1, True, False)], State.CLOSED),
        ([Closing(1, True, True)], State.OPEN),
        ([Closing(1, True, True), Closing(2, True, False)], State.CLOSED),
        ([Closing(2, False, False), Closing(1, True, True)], State.CLOSING),
    ],
)
def test_how_a_month_stands(closings: list[Closing], state: State) -> None:
    assert state_of(closings) is state


@pytest.mark.parametrize(
    ("state", "today", "code"),
    [
        (State.OPEN, date(2026, 3, 1), None), (State.OPEN, date(2026, 2, 28), "month_not_over"),
        (State.CLOSED, date(2026, 3, 1), "month_closed_already"), (State.CLOSING, date(2026, 3, 1), "month_closing"),
    ],
)  # fmt: skip
def test_when_a_month_may_be_closed(state: State, today: date, code: str | None) -> None:
    assert [r.code for r in close_refusals(state, month(2), today)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("state", "reason", "codes"),
    [
        (State.CLOSED, "late orders", []), (State.CLOSED, "   x  ", ["reopening_without_reason"]),
        (State.OPEN, "late orders", ["month_not_closed"]),
    ],
)  # fmt: skip
def test_when_a_month_may_be_opened_again(state: State, reason: str, codes: list[str]) -> None:
    assert [r.code for r in reopen_refusals(state, reason)] == codes


def test_only_what_came_later_changed_a_closed_month() -> None:
    closed = datetime(2026, 3, 2, tzinfo=UTC)
    assert not changed_since(closed, [datetime(2026, 3, 1, tzinfo=UTC)])
    assert changed_since(closed, [datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)])


@pytest.mark.parametrize(
    ("kind", "unit", "least", "sums", "value", "why"),
    [
        ("share", "percent", 10, [(8, 6), (12, 11)], 85, ""),
        ("mean", "points", 10, [(10, 900), (10, 800)], 85, ""),
        ("count", "orders", 1, [(40, 1), (10, 0)], 2, ""),  # per 100 orders
        ("count", "orders", 1, [(9, 1)], 100 / 9, "too_few"),
        ("share", "percent", 30, [(20, 10)], 50, "too_few"),
        ("share", "percent", 10, [], None, "no_data"),
    ],
)
def test_the_figure_of_a_line(
    kind: str, unit: str, least: int, sums: list[tuple[int, float]], value: float | None, why: str
) -> None:
    months = [Sums(n, total, float(n), total * total / n) for n, total in sums]
    observed = observe_kpi(Measure(kind, unit, least), months)
    assert observed.value == (None if value is None else pytest.approx(value))
    assert observed.why == why
    assert observed.n == sum(n for n, _total in sums)
