"""Score cards as they come with the software: read from a file of data."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("data") / "scorecards.toml"


def read_scorecards(path: Path = SHIPPED) -> list[dict[str, Any]]:
    """The cards of a file, each as `publish_scorecard` takes it."""
    data = tomllib.loads(path.read_text("utf-8"))
    return [
        {**{key: value for key, value in card.items() if key != "part"}, "parts": card.get("part", [])}
        for card in data.get("card", [])
    ]
