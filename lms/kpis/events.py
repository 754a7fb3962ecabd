"""What happens to service KPIs, told upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ReadingsChanged:
    """The readings of some months are new. Published inside the transaction that wrote them."""

    months: tuple[date, ...]
    at: datetime
