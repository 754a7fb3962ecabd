"""When a panel of judges may go on, and when a pass mark may be decided from what it said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import floor

from lms.core.rules import Refusal

MOST_ROUNDS = 5
LEAST_JUDGES = 2
BASES = ("mean", "median", "trimmed", "other", "unchanged")


@dataclass(frozen=True)
class Round:
    """One round: is it closed, and what each judge has rated in it (judge → position → per cent)."""

    number: int
    closed: bool
    rated: Mapping[int, Mapping[int, int]]

    def done(self, positions: Collection[int]) -> list[int]:
        """Who has rated every item."""
        wanted = set(positions)
        return [judge for judge, given in self.rated.items() if wanted <= set(given)]


def panel_refusals(judges: Collection[int], borderline: str) -> tuple[Refusal, ...]:
    """Why a panel cannot begin."""
    refusals = []
    if len(set(judges)) < LEAST_JUDGES:
        refusals.append(Refusal("cut_no_judges"))
    if not borderline.strip():
        refusals.append(Refusal("cut_no_borderline"))
    return tuple(refusals)


def joining_refusals(new: Collection[int], *, decided: bool) -> tuple[Refusal, ...]:
    """Why nobody can be added to the judges."""
    if decided:
        return (Refusal("cut_decided"),)
    return () if new else (Refusal("cut_judges_there"),)


def read_percents(given: Mapping[int, str]) -> tuple[dict[int, int], tuple[Refusal, ...]]:
    """What a judge entered by position, nothing left out meaning not yet; and what is no whole number from 0 to 100."""
    read, refusals = {}, []
    for position, text in sorted(given.items()):
        cell = text.strip().removesuffix("%").removesuffix("％").strip()
        if not cell:
            continue
        if cell.isdecimal() and len(cell) <= 3 and int(cell) <= 100:
            read[position] = int(cell)
        else:
            refusals.append(Refusal("cut_percent_outside", {"position": position}))
    return read, tuple(refusals)


def closing_refusals(last: Round, judges: int, positions: Collection[int], *, even_so: bool) -> tuple[Refusal, ...]:
    """Why a round may not be closed: somebody is missing, unless it is closed without them (two at least must be done)."""
    if last.closed:
        return (Refusal("cut_round_closed"),)
    done = len(last.done(positions))
    if done < LEAST_JUDGES:
        return (Refusal("cut_too_few_judges"),)
    if done < judges and not even_so:
        return (Refusal("cut_not_all_rated", {"missing": judges - done, "judges": judges}),)
    return ()


def opening_refusals(last: Round, decided: bool) -> tuple[Refusal, ...]:
    """Why no further round may begin."""
    if decided:
        return (Refusal("cut_decided"),)
    if not last.closed:
        return (Refusal("cut_round_open"),)
    return (Refusal("cut_rounds_over", {"most": MOST_ROUNDS}),) if last.number >= MOST_ROUNDS else ()


def adopted(percent: float) -> float:
    """The pass mark that a figure of the judges becomes: to hundredths, never above it. 20 of 30 points are 66.66…; 66.67 would
    ask for the 21st."""
    return floor(percent * 100 + 1e-6) / 100


def deciding_refusals(
    last: Round, *, decided: bool, basis: str, pass_mark: float | None, reason: str, signed: bool
) -> tuple[Refusal, ...]:
    """Why a pass mark may not be decided."""
    if decided:
        return (Refusal("cut_decided"),)
    if not last.closed:
        return (Refusal("cut_round_open"),)
    refusals = []
    if basis not in BASES or pass_mark is None:
        refusals.append(Refusal("cut_other_needs_mark"))
    elif not 1 <= pass_mark <= 100:
        refusals.append(Refusal("cut_mark_outside"))
    if not reason.strip():
        refusals.append(Refusal("reason_needed"))
    if not signed:
        refusals.append(Refusal("cut_signature_needed"))
    return tuple(refusals)
