"""What can be wrong with a file of work orders as a whole, and with a row of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class SourceFault(Exception):
    """The file cannot be read as the profile says. `code` has words in the labels; `values` fill them in."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}")
        self.code, self.values = code, values


@dataclass(frozen=True)
class RowFault:
    """Why a row is not loaded: its line in the file, the order, the heading, what stood there, and the reason's code."""

    line: int
    order_no: str
    column: str
    value: str
    code: str
    other: str = ""
