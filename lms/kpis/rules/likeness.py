"""Which column holds what, where no heading says so by its very name: by words in the heading, by the people and units that
the installation knows, and by the order in which an order's moments follow one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lms.kpis.rules.casting import FALSE, TRUE
from lms.kpis.rules.fields import BY_NAME
from lms.kpis.rules.heading_words import DIFFICULTY, HINTS, NO, NOT_AT_ALL, NOT_HINTS, SATISFACTION, YES

MOST_WORDS = 6
"""So many different words a column of yes and no may hold."""
_NAMED = 0.5
"""The share of a column's values that name somebody or some unit before the column is taken for that."""
_CODE = re.compile(r"[\w./#-]*\d[\w./#-]*")
_LONGEST_WORD = 12
_MARKS = ("/", "-", ".", "年", "月", " ")


@dataclass(frozen=True)
class Known:
    """Values of the file that name somebody or some unit of the installation, folded: by a number (or account, or address)
    and by a name."""

    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


Values = Mapping[int, Sequence[str]]
Fits = Callable[[str, Sequence[str]], bool]


def folded(text: str) -> str:
    """A text without case and spare spaces, as people are looked up by it."""
    return " ".join(text.split()).casefold()


def guess(plain: Sequence[str], values: Values, taken: Mapping[str, int], known: Known, fits: Fits) -> dict[str, int]:
    """More columns for fields that have none yet. `plain`: the headings without case, spaces and marks."""
    found: dict[str, int] = {}

    def free(index: int) -> bool:
        return index not in taken.values() and index not in found.values() and bool(values[index])

    def put(field: str, places: Sequence[int]) -> None:
        if places and field not in taken and field not in found:
            found[field] = places[0]

    put("technician", _technicians(plain, values, known, free))
    put("team", [index for index in values if free(index) and _named(values[index], known.units)])
    for field in HINTS:
        put(
            field,
            [index for index in values if free(index) and _hinted(field, plain[index]) and fits(field, values[index])],
        )
    return found


def _technicians(plain: Sequence[str], values: Values, known: Known, free: Callable[[int], bool]) -> list[int]:
    """The columns that name people: one called after technicians first, numbers before names, many people before few."""
    ranked = []
    for index in values:
        by_number, by_name = (_named(values[index], keys) for keys in (known.numbers, known.names))
        if free(index) and (by_number or by_name):
            hinted = _hinted("technician", plain[index])
            ranked.append((not hinted, not by_number, -len(set(values[index])), index))
    return [rank[-1] for rank in sorted(ranked)]


def _named(texts: Sequence[str], keys: frozenset[str]) -> bool:
    distinct = {folded(text) for text in texts[:500]}
    return bool(keys) and sum(text in keys for text in distinct) >= _NAMED * len(distinct) > 0


def unlike(field: str, heading: str) -> bool:
    """Does a heading that begins like the field's, or holds a word of it, mean something else?"""
    return bool(NOT_HINTS.get(field, NOT_AT_ALL).search(heading))


def _hinted(field: str, heading: str) -> bool:
    return bool(HINTS[field].search(heading)) and not unlike(field, heading)


def earliest(places: Sequence[int], keys: Sequence[Mapping[int, tuple[int, ...]]]) -> int | None:
    """Of columns of moments the one that comes first in nearly every row and is nearly never empty: when an order began.
    `keys`: of each row the moments, to be compared."""
    for place in places:
        begun = [row for row in keys if place in row]
        if len(begun) >= 0.95 * len(keys) > 0 and sum(row[place] <= min(row.values()) for row in begun) >= 0.9 * len(
            begun
        ):
            return place
    return None


def numbering(places: Sequence[int], values: Values, rows: int) -> int | None:
    """The first column that numbers the rows: a code with a digit in each, no two alike."""
    for place in places:
        texts = values[place]
        if (
            len(texts) == rows == len(set(texts))
            and rows > 1
            and all(_CODE.fullmatch(text) and 3 <= len(text) <= 40 for text in texts)
        ):
            return place
    return None


def yes_and_no(field: str, texts: Sequence[str]) -> dict[str, str] | None:
    """What the words of a column mean as yes and no; None where they do not say. Empty: they are the usual ones."""
    words = {text.casefold(): text for text in texts}
    if len(words) > MOST_WORDS:
        return None
    meant: dict[str, str] = {}
    for word in words:
        if word in (*TRUE, *FALSE):
            continue
        if re.search(NO.get(field, NO[""]), word):
            meant[word] = "false"
        elif re.search(YES.get(field, YES[""]), word):
            meant[word] = "true"
        else:
            return None
    return meant


GRADES: Mapping[str, Mapping[str, str]] = {"csat": SATISFACTION, "complexity": DIFFICULTY}
"""Fields of numbers that are often told in words, and what the words mean."""


def graded(field: str, texts: Sequence[str]) -> dict[str, str] | None:
    """A field of numbers told in words, as numbers; None where the column is none of that."""
    known, words = GRADES.get(field, {}), {text.casefold() for text in texts}
    return {word: known[word] for word in sorted(words)} if words and words <= known.keys() else None


def empty_words(values: Values, is_value: Callable[[str], bool]) -> list[str]:
    """Words that stand again and again in columns which otherwise hold numbers or moments, and nowhere else: there they mean
    that nothing is known."""
    found: dict[str, None] = {}
    spoken: set[str] = set()
    for texts in values.values():
        words = [text for text in texts if not is_value(text)]
        if texts and 0 < len(words) <= len(texts) / 2:
            found |= {
                word: None for word in words
                if words.count(word) > 1 and len(set(words)) <= 3 and len(word) <= _LONGEST_WORD and not re.search(r"\d", word)
            }  # fmt: skip
        else:
            spoken.update(words)
    return [word for word in found if word not in spoken]


def still_a_word(word: str, values: Values, headings: Sequence[str], is_value: Callable[[str], bool]) -> bool:
    """Does a word that often means “nothing” say “no” in some column of yes and no, and leave the numbers alone?"""
    said = False
    for index, texts in values.items():
        if word not in texts:
            continue
        others = {text.casefold() for text in texts if text != word}
        if others and sum(map(is_value, others)) >= len(others) / 2 and not others <= {*TRUE, *FALSE}:
            return False
        flag = any(_hinted(field, headings[index]) for field in HINTS if BY_NAME[field].kind == "flag")
        said = said or (others <= {*TRUE, *FALSE} and (bool(others & {*TRUE}) or flag))
    return said
