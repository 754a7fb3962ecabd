"""The language of commands: that of the terminal."""

from __future__ import annotations

from collections.abc import Mapping


def of_terminal(environment: Mapping[str, str]) -> str:
    """Chinese where the terminal's messages are, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
