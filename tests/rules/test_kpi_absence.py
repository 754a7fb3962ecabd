"""Which definitions can count an order where columns are not recorded."""

from __future__ import annotations

import pytest

from lms.kpis.definitions import shipped
from lms.kpis.rules.absence import can_count, has_next
from lms.kpis.rules.aggregation import together
from lms.kpis.rules.measures import Measure, measure


def made(numerator: str, denominator: str = "true", kind: str = "share") -> Measure:
    return measure(name="k", kind=kind, numerator=numerator, denominator=denominator, window=30)


@pytest.mark.parametrize(
    ("one", "held", "expected"),
    [
        (made("escalated"), (), False),
        (made("escalated"), ("escalated",), True),
        (made("escalated"), None, True),
        (made("true"), (), True),
        (made("opened_at is not null"), (), True),
        (made("not escalated"), (), False),
        (made("complaint or grave_complaint", kind="count"), (), False),
        (made("complaint or grave_complaint", kind="count"), ("complaint",), True),
        (made("coalesce(callback_made, false)", "callback_due"), ("callback_made",), False),
        (made("coalesce(callback_made, false)", "callback_due"), ("callback_due",), True),
        (made("coalesce(first_time_fix, days_to_next(asset, symptom, kind) > window)"), ("asset",), False),
        (made("coalesce(first_time_fix, days_to_next(asset, symptom, kind) > window)"), ("asset", "symptom"), True),
        (made("coalesce(first_time_fix, days_to_next(asset, symptom, kind) > window)"), ("first_time_fix",), True),
        (made("csat", "csat is not null", kind="mean"), (), False),
        (made("csat", "csat is null", kind="mean"), (), False),
        (made("visits", "csat is null", kind="mean"), ("visits",), True),
        (made("working_minutes(opened_at, responded_at)", "responded_at >= opened_at", kind="mean"), (), False),
        (made("1 if escalated else visits", kind="mean"), (), False),
        (made("1 if escalated else 2", kind="mean"), (), True),
        (made("cost", "visits", kind="rate"), ("cost",), False),
        (made("cost", "visits", kind="rate"), ("cost", "visits"), True),
        (made("cost + 1 > 3"), (), False),
        (made("priority in ('P0', 'P1')"), (), False),
        (made("priority in ('P0', 'P1')"), ("priority",), True),
        (made("true", "csat is not null and opened_at is not null"), (), False),
        (made("true", "csat is not null or opened_at is not null"), (), True),
    ],
)
def test_what_can_count(one: Measure, held: tuple[str, ...] | None, expected: bool) -> None:
    assert can_count(one, held) is expected


def test_a_next_order_is_looked_for_only_by_what_is_recorded() -> None:
    assert has_next(("asset", "kind"), ("asset",))
    assert not has_next(("asset", "symptom"), ("asset",))
    assert has_next(("asset", "symptom"), None)
    assert has_next(("kind",), ())
    entries = {
        entry["code"]: entry for entry in shipped() if entry["code"] in ("first_time_fix", "repeat_visits", "csat")
    }
    measures = [
        measure(
            name=code, kind=one["kind"], numerator=one["numerator"], denominator=one["denominator"],
            window=one.get("window_days"),
        )
        for code, one in entries.items()
    ]  # fmt: skip
    assert [one.name for one in measures] == ["first_time_fix", "repeat_visits", "csat"]
    assert together(measures) == [[0, 1], [2]]
    assert together(measures, frozenset({"first_time_fix", "csat"})) == [[0, 2]]
    assert together(measures, frozenset({"asset", "symptom"})) == [[0, 1]]
