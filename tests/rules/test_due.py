"""What is called for when results and return fall due."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms.evaluation.rules.due import Call, call_for

FIRST = date(2026, 1, 15)
KNOWN: dict[str, Any] = {"has_kpi": True, "estimate": None, "approved": False, "has_result": False}


@pytest.mark.parametrize(
    ("levels", "today", "known", "call"),
    [
        ((1, 2), date(2027, 1, 1), {}, None),
        ((1, 2, 3, 4), date(2026, 4, 14), {}, None),
        ((1, 2, 3, 4), date(2026, 4, 15), {}, Call.ESTIMATE),
        ((1, 2, 3, 4), date(2026, 4, 15), {"has_kpi": False}, Call.DECLARE),
        ((1, 2, 3, 4), date(2026, 4, 15), {"estimate": "effect"}, Call.APPROVE),
        ((1, 2, 3, 4), date(2026, 4, 15), {"estimate": "inconclusive"}, Call.APPROVE),
        ((1, 2, 3, 4), date(2026, 4, 15), {"estimate": "refused"}, None),
        ((1, 2, 3, 4), date(2027, 4, 15), {"estimate": "effect", "approved": True}, None),
        ((1, 2, 3, 4, 5), date(2026, 7, 14), {"estimate": "effect", "approved": True}, None),
        ((1, 2, 3, 4, 5), date(2026, 7, 15), {"estimate": "effect", "approved": True}, Call.RETURN),
        ((1, 2, 3, 4, 5), date(2026, 7, 15), {"estimate": "effect", "approved": True, "has_result": True}, None),
        ((1, 2, 3, 4, 5), date(2026, 7, 15), {"estimate": "refused"}, None),
    ],
)
def test_the_next_step(levels: tuple[int, ...], today: date, known: dict[str, Any], call: Call | None) -> None:
    assert call_for(levels, FIRST, today, **{**KNOWN, **known}) == call


def test_nothing_falls_due_before_anybody_finished() -> None:
    assert call_for((1, 2, 3, 4, 5), None, date(2030, 1, 1), **KNOWN) is None
