"""The scales and questionnaires that come with the software, read from files of data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED_REASON = "随软件提供 · Comes with the software"
_DATA = Path(__file__).with_name("data")


@cache
def _scales() -> dict[str, Any]:
    return tomllib.loads((_DATA / "scales.toml").read_text("utf-8"))


def scale_points() -> dict[str, list[dict[str, Any]]]:
    """The points of each scale by its code."""
    return {code: scale["points"] for code, scale in _scales().items()}


def scale_names() -> dict[str, dict[str, str]]:
    """What each scale is called, in both languages."""
    return {code: scale["name"] for code, scale in _scales().items()}


def shipped_questionnaires() -> list[dict[str, Any]]:
    """Every questionnaire that comes with the software, as files have it."""
    paths = sorted((_DATA / "questionnaires").glob("*.toml"))
    return [tomllib.loads(path.read_text("utf-8")) for path in paths]
