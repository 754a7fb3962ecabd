"""What happens to service KPIs, told upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

CLOSED_MONTHS = "closed months"
"""The question `(months) -> Collection[date]`: those of the months whose figures somebody took down for good, whether
there were any or not."""


@dataclass(frozen=True)
class ReadingsChanged:
    """The readings of some months are new. Published inside the transaction that wrote them."""

    months: tuple[date, ...]
    at: datetime
