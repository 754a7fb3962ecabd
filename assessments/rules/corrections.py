"""An answer to a wording, read as an answer to the wording that corrects it.

Numbers, texts, pairs, orders and places in a picture can be marked by the corrected item; of options the key is chosen
anew instead, and what was written freely is read again by people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.rules.bodies import Body
from assessments.rules.items import Words
from assessments.rules.placed import middle

KINDS = ("numeric", "short", "matching", "ordering", "hot_spot")


@dataclass(frozen=True)
class Wording:
    """What of a wording says how it is marked. `figure`: the picture's file."""

    kind: str
    options: tuple[Words, ...]
    body: Body
    figure: int | None = None

    @classmethod
    def of(cls, kind: str, options: Sequence[Mapping[str, str]], body: Body, figure: int | None) -> Wording:
        """From what the bank keeps."""
        return cls(kind, tuple(Words(one.get("zh", ""), one.get("en", "")) for one in options), body, figure)

    @property
    def asked(self) -> list[Words]:
        """What is matched."""
        return [left for left, _right in self.body.pairs]


def is_comparable(old: Wording, new: Wording) -> bool:
    """Do both ask for the same, so that an answer to one is an answer to the other?"""
    if old.kind != new.kind or old.kind not in KINDS:
        return False
    if old.kind == "matching":
        return set(old.asked) == set(new.asked) and set(old.body.choices) == set(new.body.choices)
    if old.kind == "ordering":
        return len(old.options) == len(new.options) and set(old.options) == set(new.options)
    return old.kind != "hot_spot" or (old.figure == new.figure and old.body.aspect == new.body.aspect)


def translated(old: Wording, new: Wording, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as it would have been given to the corrected wording; both are comparable."""
    told = dict(answer)
    if old.kind == "matching" and (matches := answer.get("matches")):
        places = [old.asked.index(left) for left in new.asked]
        given = [matches[place] if place < len(matches) else None for place in places]
        told["matches"] = [None if one is None else new.body.choices.index(old.body.choices[one]) for one in given]
    elif old.kind == "ordering" and (ranks := answer.get("ranks")):
        told["ranks"] = [ranks[old.options.index(option)] for option in new.options]
    elif old.kind == "hot_spot" and (area := answer.get("area")) is not None:
        told |= {"area": None, "point": list(middle(old.body.spots[area]))}
    return told
