"""Whether a typed number or a short text is the answer that was asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assessments.rules.items import Accepted

MOST_EXPONENT = 300
_SUPERSCRIPT = re.compile("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PLAIN_SUPERSCRIPT = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_SIGNS = str.maketrans({"−": "-", "–": "-", "＋": "+", "'": None, "’": None})
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>\d[\d., ]*|[.,]\d+)"
    r"(?:\s*(?:[eE]|[x×*·⋅]\s*10\s*\^?\s*)(?P<power>[+-]?\d{1,4}))?"
    r"(?P<unit>.*)",
    re.DOTALL,
)
_POWER_OF_TEN = re.compile(r"(?P<sign>[+-]?)10\^(?P<power>[+-]?\d{1,4})(?P<unit>.*)", re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """What a typed text says: the numbers that it may mean (1,234 is two), and the unit."""

    values: tuple[Decimal, ...]
    unit: str


def read_number(text: str) -> Reading | None:
    """The number and the unit of a text, written as people write them; None where it is no number.

    Full-width digits, point or comma, thousands, 1.5e3 and 1.5×10³. One comma before exactly three digits may part
    thousands or decimals; both are taken.
    """
    plain = _SUPERSCRIPT.sub(lambda found: "^" + found[0].translate(_PLAIN_SUPERSCRIPT), text.translate(_SIGNS))
    plain = unicodedata.normalize("NFKC", plain).translate(_SIGNS).strip()
    if bare := _POWER_OF_TEN.fullmatch(plain):
        values: tuple[str, ...] = ("1",)
        found = bare
    else:
        match = _NUMBER.fullmatch(plain)
        if match is None:
            return None
        found = match
        values = _spellings(match["digits"].strip())
    power = int(found["power"] or 0)
    if not values or abs(power) > MOST_EXPONENT:
        return None
    try:
        numbers = tuple(Decimal(f"{found['sign']}{value}e{power}") for value in values)
    except InvalidOperation:
        return None
    return Reading(numbers, unit_of(found["unit"]))


def _spellings(digits: str) -> tuple[str, ...]:
    """Digits with points, commas and spaces, as plain decimals; none where they are set as in no number."""
    digits = re.sub(r"(?<=\d) (?=\d{3}(?:\D|$))", "", digits).rstrip(" ,.") if " " in digits else digits
    if " " in digits:
        return ()
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = max(".", ",", key=digits.rfind)
        thousands = "," if decimal == "." else "."
        whole, _, rest = digits.rpartition(decimal)
        return (f"{whole.replace(thousands, '')}.{rest}",) if _grouped(whole, thousands) and rest.isdigit() else ()
    mark = "," if commas else "."
    if points + commas > 1:
        return (digits.replace(mark, ""),) if _grouped(digits, mark) else ()
    as_decimal = digits.replace(",", ".")
    if commas and _grouped(digits, ","):
        return as_decimal, digits.replace(",", "")
    return (as_decimal,)


def _grouped(text: str, mark: str) -> bool:
    return bool(re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", text))


def unit_of(text: str) -> str:
    """A unit in one spelling: ℃ and °C, m² and m2, kW·h and kWh are the same; mW and MW are not."""
    plain = unicodedata.normalize("NFKC", text).replace("μ", "µ")
    return re.sub(r"[\s^·⋅*.]", "", plain)


def number_share(answers: Sequence[Accepted], text: str) -> tuple[float, Accepted | None]:
    """The best share that a typed number earns, and by which accepted answer.

    The unit may be left out where all accepted answers have the same, since the page then shows it; written, it must
    be right. The edge of the tolerance counts.
    """
    reading = read_number(text)
    if reading is None:
        return 0.0, None
    units = {unit_of(answer.unit) for answer in answers}
    best: tuple[float, Accepted | None] = (0.0, None)
    for answer in answers:
        unit = unit_of(answer.unit)
        if reading.unit != unit and (reading.unit or len(units) > 1):
            continue
        if _within(reading.values, answer) and (best[1] is None or answer.fraction > best[0]):
            best = (answer.fraction, answer)
    return best


def _within(values: Sequence[Decimal], answer: Accepted) -> bool:
    if answer.value is None:
        return False
    wanted, tolerance = Decimal(repr(answer.value)), Decimal(repr(answer.tolerance))
    return any(wanted - tolerance <= value <= wanted + tolerance for value in values)


def shared_unit(answers: Sequence[Accepted]) -> str:
    """The unit that all accepted answers have, for the page to show; empty where there is none or they differ."""
    spelled = {answer.unit.strip() for answer in answers}
    return next(iter(spelled)) if len(spelled) == 1 else ""


def text_share(answers: Sequence[Accepted], text: str) -> tuple[float, Accepted | None]:
    """The best share that a short text earns, and by which accepted answer.

    Spaces around, their number within, full or half width, and a full stop at the end make no difference; capitals
    only where the answer says so.
    """
    best: tuple[float, Accepted | None] = (0.0, None)
    said = _plain(text)
    for answer in answers:
        spellings = {said, said.rstrip("。.").rstrip()} - {""}
        if any(_fits(answer, spelling) for spelling in spellings) and (best[1] is None or answer.fraction > best[0]):
            best = (answer.fraction, answer)
    return best


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _fits(answer: Accepted, said: str) -> bool:
    wanted = _plain(answer.text)
    if not answer.match_case:
        wanted, said = wanted.casefold(), said.casefold()
    pieces = [piece.replace("\\*", "*") for piece in re.split(r"(?<!\\)\*", wanted)]
    return _in_turn(pieces, said)


def _in_turn(pieces: list[str], said: str) -> bool:
    """Do the pieces stand in the text one after the other, the first at its start and the last at its end?"""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return said == first
    if not said.startswith(first) or not said.endswith(last) or len(said) < len(first) + len(last):
        return False
    place, end = len(first), len(said) - len(last)
    for piece in pieces[1:-1]:
        found = said.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return place <= end
