"""Who a technician's key may stand for: what to look for, and how well somebody fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_DIGITS, LEAST_END = 3, 4


@dataclass(frozen=True)
class Somebody:
    """A person, as far as a key can name them."""

    id: int
    employee_no: str
    names: tuple[str, ...]
    email: str | None = None


def plain(text: str) -> str:
    """A text without case and without white space, dots and dashes."""
    return re.sub(r"[\s._-]+", "", text).casefold()


def digits_of(key: str) -> str:
    """The number in a key, without leading zeros; empty where it is too short to say anything."""
    runs = re.findall(r"\d+", key)
    longest = max(runs, key=len).lstrip("0") if runs else ""
    return longest if len(longest) >= LEAST_DIGITS else ""


def name_in(key: str) -> str:
    """The part of a key that may be a name: without a number beside it or in brackets."""
    return " ".join(re.sub(r"[\d()（）\[\]<>#/\\-]+", " ", key).split())


def fit(key: str, person: Somebody) -> int:
    """How well a person fits a key: 0 not at all, 3 the same number, name or address."""
    whole = plain(key)
    if whole == plain(person.employee_no) or whole in {plain(name) for name in person.names if name}:
        return 3
    if person.email and whole in (plain(person.email), plain(person.email.partition("@")[0])):
        return 3
    name = plain(name_in(key))
    if name and name in {plain(one) for one in person.names if one}:
        return 2
    number = digits_of(key)
    if number and number == digits_of(person.employee_no):
        return 2
    if name and any(_same_words(name_in(key), one) for one in person.names if one):
        return 2
    return 1 if _ends_alike(number, digits_of(person.employee_no)) else 0


def _ends_alike(one: str, other: str) -> bool:
    """Is one number the end of the other, as where a company's own digits stand before it? Three digits end alike by
    chance: “Resolved by 100” is nobody's 10100."""
    short, long = sorted((one, other), key=len)
    return len(short) >= LEAST_END and long.endswith(short)


def _same_words(one: str, other: str) -> bool:
    """The same words in another order: Li Wei, Wei Li."""
    return len(one.split()) > 1 and sorted(one.casefold().split()) == sorted(other.casefold().replace(",", " ").split())


def best(key: str, people: Sequence[Somebody], most: int = 3) -> list[Somebody]:
    """Those who fit best, the best first."""
    found = sorted(((fit(key, person), person) for person in people), key=lambda pair: (-pair[0], pair[1].employee_no))
    return [person for score, person in found if score][:most]
