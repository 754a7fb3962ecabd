"""When a tier may be retired or taken up again, as tables of cases."""

from __future__ import annotations

from datetime import date

import pytest

from certificates.retirement.rules import against_retiring, against_taking_up

TODAY, LATER = date(2026, 3, 2), date(2026, 6, 1)
WHY = "Merged with the line below"


@pytest.mark.parametrize(
    ("level", "days", "from_day", "reason", "codes"),
    [
        (4, {3: None, 4: None}, TODAY, WHY, []),
        (4, {3: None, 4: None}, LATER, WHY, []),
        (3, {3: None, 4: TODAY}, TODAY, WHY, []),
        (3, {3: None, 4: LATER}, LATER, WHY, []),
        (3, {3: None, 4: LATER}, TODAY, WHY, ["retired_below_others"]),
        (3, {3: None, 4: None}, TODAY, WHY, ["retired_below_others"]),
        (4, {3: None, 4: TODAY}, TODAY, WHY, ["retired_already"]),
        (4, {4: None}, date(2026, 3, 1), " so ", ["retired_in_the_past", "decision_without_reason"]),
    ],
)
def test_retiring(level: int, days: dict[int, date | None], from_day: date, reason: str, codes: list[str]) -> None:
    found = against_retiring(level=level, days=days, from_day=from_day, today=TODAY, reason=reason)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("level", "days", "reason", "codes"),
    [
        (4, {3: None, 4: TODAY}, WHY, []),
        (4, {3: None, 4: LATER}, WHY, []),
        (3, {3: TODAY, 4: TODAY}, WHY, []),
        (4, {3: TODAY, 4: TODAY}, WHY, ["taken_up_above_others"]),
        (4, {3: None, 4: None}, "", ["not_retired", "decision_without_reason"]),
    ],
)
def test_taking_up(level: int, days: dict[int, date | None], reason: str, codes: list[str]) -> None:
    assert [one.code for one in against_taking_up(level=level, days=days, reason=reason)] == codes
