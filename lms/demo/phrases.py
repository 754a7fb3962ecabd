"""Sentences that people of the demo company write, chosen by chance and seldom the same twice in a row."""

from __future__ import annotations

import random
import re
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any

from lms.core import plain_yaml

_FILE = Path(__file__).parent / "content" / "phrases.yaml"
_CHINESE = "[\u4e00-\u9fff]"


@cache
def _book() -> dict[str, Any]:
    return plain_yaml.read(_FILE.read_text("utf-8"))


class Phrases:
    """One person's pen."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._last: deque[str] = deque(maxlen=6)

    def say(self, *path: str, **values: object) -> str:
        """A sentence of a kind, its places filled in."""
        choices: Any = _book()
        for name in path:
            choices = choices[name]
        fresh = [text for text in choices if text not in self._last] or choices
        text = self.chance.choice(fresh)
        if text:
            self._last.append(text)
        places = {"machine": self.chance.choice(_book()["machines"]), "place": self.chance.choice(_book()["places"])}
        return spaced(text.format(**places, **values))


def spaced(text: str) -> str:
    """One space between Chinese and a Latin word or figure, none between Chinese and Chinese, whatever was filled in."""
    text = re.sub(rf"(?<={_CHINESE}) +(?={_CHINESE})", "", text)
    return re.sub(rf"(?<={_CHINESE})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?={_CHINESE})", " ", text)
