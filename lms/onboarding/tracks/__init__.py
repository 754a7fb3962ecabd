"""The two tracks that come with the house, as data: read one with `load`, publish it with `actions.programmes`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lms.core import plain_yaml

FOLDER = Path(__file__).parent
TRACKS = ("technician", "agent")


def load(code: str) -> dict[str, Any]:
    """A track's data, in the shape that `publish_programme` takes."""
    if code not in TRACKS:
        raise KeyError(code)
    return read(FOLDER / f"{code}.yaml")


def read(path: Path) -> dict[str, Any]:
    """A programme from a YAML file of one's own."""
    data = plain_yaml.read(path.read_text("utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{path.name}: a programme is a mapping with code, title, stages and so on")
    return data
