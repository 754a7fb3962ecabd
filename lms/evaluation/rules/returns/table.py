"""Taking a case's keys out of plain data (TOML or JSON), each with its place, and keeping what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lms.evaluation.rules.returns.inputs import Input, Shape, effect_limits
from lms.evaluation.rules.returns.naming import LANGUAGES, in_language
from lms.evaluation.rules.returns.places import Path, Places, path_text

MOST = Decimal(10) ** 15
MOST_PLACES = 1000
LONGEST = 2000


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a case: where, which sort, and the values for its sentence."""

    path: Path
    code: str
    line: int | None
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The path as people write it."""
        return path_text(self.path)


class CaseFaults(Exception):
    """A case that cannot be computed, with everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class Table:
    """One table of the case. What is asked for is taken; `close` then finds what nobody asked for."""

    def __init__(
        self, content: Mapping[str, Any], path: Path, places: Places, faults: list[Fault], language: str = "en"
    ) -> None:
        self.content, self.path, self.places, self.faults, self.language = content, path, places, faults, language
        self.taken: set[str] = set()

    @property
    def line(self) -> int | None:
        """Where the table begins."""
        return self.places.line(self.path)

    def line_of(self, key: str) -> int | None:
        """Where a key stands."""
        return self.places.line((*self.path, key))

    def has(self, key: str) -> bool:
        """Is it there?"""
        return key in self.content

    def fault(self, code: str, key: str | None = None, **values: Any) -> None:
        """Keep what is wrong."""
        path = self.path if key is None else (*self.path, key)
        self.faults.append(Fault(path, code, self.places.line(path), {"key": key or "", **values}))

    def text(self, key: str, default: str | None = None) -> str:
        """Words; of a text of two languages the one in the reader's, or the other where that is not written."""
        self.taken.add(key)
        value = self.content.get(key)
        if value is None:
            if default is None:
                self.fault("missing", key)
            return default or ""
        if isinstance(value, Mapping):
            if not value or not LANGUAGES.issuperset(value) or any(self._is_no_text(one) for one in value.values()):
                self.fault("no_text", key, most=LONGEST)
                return ""
            value = in_language(value, self.language)
        if self._is_no_text(value):
            self.fault("no_text", key, most=LONGEST)
            return ""
        if not value.strip() and default is None:
            self.fault("missing", key)
        return value.strip()

    @staticmethod
    def _is_no_text(value: Any) -> bool:
        return not isinstance(value, str) or len(value) > LONGEST

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One word of a list."""
        value = self.text(key, default)
        if value and value not in known:
            self.fault("unknown_word", key, word=value, known=", ".join(known))
        return value if value in known else next(iter(known))

    def number(
        self, key: str, default: Decimal | None = None, *, least: Decimal | None = None, most: Decimal = MOST,
        above: bool = False, optional: bool = False,
    ) -> Decimal | None:  # fmt: skip
        """A number within its bounds; None where it is optional and absent, or wrong."""
        self.taken.add(key)
        value = self.content.get(key)
        if value is None:
            if default is None and not optional:
                self.fault("missing", key)
            return default
        number = as_number(value)
        if number is None:
            self.fault("no_number", key)
            return None
        if not -MOST <= number <= MOST:  # abs() would overflow
            self.fault("too_big", key)
            return None
        if number > most or (least is not None and number < least):
            if most < MOST and least is not None:
                self.fault("out_of_bounds", key, least=least, most=most)
            else:
                self.fault("too_small", key, least=least)
            return None
        if above and number == least:
            self.fault("not_above", key, least=least)
            return None
        return number

    def percent(self, key: str, default: Decimal | None = None, *, optional: bool = False) -> Decimal | None:
        """From 0 to 100."""
        return self.number(key, default, least=Decimal(0), most=Decimal(100), optional=optional)

    def day(self, key: str) -> date | None:
        """A date, as TOML writes it or as text."""
        self.taken.add(key)
        value = self.content.get(key)
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault("no_day", key)
            return None

    def table(self, key: str) -> Table | None:
        """A table within, if there is one."""
        self.taken.add(key)
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.fault("no_table", key)
            return None
        return Table(value, (*self.path, key), self.places, self.faults, self.language)

    def tables(self, key: str) -> Iterator[Table]:
        """A list of tables."""
        self.taken.add(key)
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.fault("no_list", key)
            return
        for place, one in enumerate(value):
            yield Table(one, (*self.path, key, place), self.places, self.faults, self.language)

    def uncertain(self, key: str, path_key: str = "", *, least: Decimal | None = None) -> Input | None:
        """The number at `key` with low, high, sd and shape beside it: a triangle, or a normal distribution."""
        value = self.number(key, least=least)
        shape = self.choice("shape", ("triangular", "normal"), "triangular")
        low, high = self.number("low", optional=True, least=least), self.number("high", optional=True, least=least)
        sd = self.number("sd", optional=True, least=Decimal(0))
        name = path_text((*self.path, path_key or key))
        if value is None:
            return None
        line = self.line_of(key)
        if sd is not None:
            low, high = effect_limits(value, sd, None)
            return Input(name, value, "normal", low, high, line=line)
        if low is None and high is None:
            return Input(name, value, line=line)
        return Input(name, value, self._shape(shape), *self.ordered(value, low, high), line=line)

    @staticmethod
    def _shape(word: str) -> Shape:
        return "normal" if word == "normal" else "triangular"

    def ordered(self, value: Decimal, low: Decimal | None, high: Decimal | None) -> tuple[Decimal, Decimal]:
        """Both limits, around the value."""
        if low is None or high is None:
            self.fault("one_limit", "low" if low is None else "high")
            return value, value
        if not low <= value <= high:
            self.fault("limits", "low", low=low, value=value, high=high)
            return value, value
        return low, high

    def close(self) -> None:
        """Whatever was never asked for is a slip of the pen, and a slip here changes the result."""
        for key in self.content:
            if key not in self.taken:
                self.fault("unknown_key", key, known=", ".join(sorted(self.taken)))


def as_number(value: Any) -> Decimal | None:
    """A finite number of TOML, JSON or a form; never a truth value, nor one of more than a thousand places, which nobody can write
    out."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and int(number.as_tuple().exponent) >= -MOST_PLACES else None
