"""Which months a KPI that looks ahead can speak of.

"No further order within 30 days" is known of a month only when 30 days have passed since its last day; before that its
figure moves with every order that comes in, always to the same side, so it is compared with nothing.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from lms.kpis.rules.expression_tree import Call
from lms.kpis.rules.expressions import Expression, parse
from lms.kpis.rules.periods import Span, shift, span_until

LOOKS_AHEAD, FALLS_BACK = "days_to_next", "coalesce"


def looks_ahead(expression: Expression) -> bool:
    """Does its value wait for orders still to come? Not where another value stands first in a coalesce: whether the
    orders have that one is not known from readings."""
    return _waits(expression.root)


def _waits(node: Any) -> bool:
    if isinstance(node, Call) and node.name in (LOOKS_AHEAD, FALLS_BACK):
        return node.name == LOOKS_AHEAD
    if isinstance(node, tuple):
        return any(_waits(part) for part in node)
    return is_dataclass(node) and any(_waits(getattr(node, part.name)) for part in fields(node))


@lru_cache(maxsize=256)
def window_of(numerator: str, days: int | None) -> int:
    """For how many days after its month a definition's figure waits; 0 for one that does not look ahead."""
    return days if days and LOOKS_AHEAD in numerator and looks_ahead(parse(numerator)) else 0


def is_ripe(month: date, window: int, today: date) -> bool:
    """Has the window of the month's last day passed? Without a window every month is ripe, the running one too."""
    return not window or shift(month, 1) + timedelta(days=window) <= today


def ripe_span(span: Span, window: int, today: date) -> Span:
    """As many months that end with the newest ripe one."""
    last = span.last
    while not is_ripe(last, window, today):
        last = shift(last, -1)
    return span if last == span.last else span_until(last, len(span.months))


def ripe_day(window: int, today: date) -> date:
    """The newest day whose window has passed."""
    return today - timedelta(days=window + 1)
