"""How a rule says no."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """One reason why something may not be. `code` names it for programs; a package's labels give the words;
    `values` fill them in."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
