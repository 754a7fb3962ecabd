"""What the levels together say about a training, and what follows: expand, adjust, retire, or cannot tell yet.

Each level gives a signal. The levels that weigh for the kind of training decide; a proposal always names its reasons, and a
person signs the verdict. The bounds are judgement; they are shown beside the proposal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

FLOOR = 5
"""Means of fewer answers are not shown, to nobody."""
RATE_BOUND = 0.5
"""Where fewer answer, those who did may differ from the others: said beside every figure."""


@dataclass(frozen=True)
class Bounds:
    """From where on a level speaks well: positions on a scale from 0 (its worst point) to 1 (its best); of a gain, the share that
    must be left weeks later."""

    reaction: float = 0.6
    behaviour: float = 0.5
    kept: float = 0.5


BOUNDS = Bounds()


class Signal(StrEnum):
    """What one level says."""

    GOOD = "good"
    MIXED = "mixed"
    WEAK = "weak"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What is to be done with a training."""

    EXPAND = "expand"
    ADJUST = "adjust"
    RETIRE = "retire"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Finding:
    """One level of one training: its signal, why, since when, on how many."""

    level: int
    signal: Signal
    reason: str
    n: int = 0
    on: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    flag: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As a signed verdict keeps it."""
        return {
            "level": self.level, "signal": str(self.signal), "reason": self.reason, "n": self.n,
            "on": self.on.isoformat() if self.on else None, "values": dict(self.values), "flag": self.flag,
        }  # fmt: skip


def read_finding(data: Mapping[str, Any]) -> Finding:
    """A finding as a signed verdict kept it."""
    day = date.fromisoformat(data["on"]) if data["on"] else None
    return Finding(
        data["level"], Signal(data["signal"]), data["reason"], data["n"], day, data["values"], data.get("flag")
    )


@dataclass(frozen=True)
class Proposal:
    """A verdict with its reasons: codes with the levels they are about."""

    verdict: Verdict
    reasons: tuple[tuple[str, tuple[int, ...]], ...]


def against(low: float | None, high: float | None, bound: float) -> Signal:
    """Where an interval lies: wholly at or above the bound, wholly below it, or across."""
    if low is None or high is None:
        return Signal.UNKNOWN
    if low >= bound:
        return Signal.GOOD
    return Signal.WEAK if high < bound else Signal.MIXED


def together(signals: Collection[Signal]) -> Signal:
    """Several measures of one level: good where all are, weak where any is."""
    known = [signal for signal in signals if signal != Signal.UNKNOWN]
    if not known:
        return Signal.UNKNOWN
    if Signal.WEAK in known:
        return Signal.WEAK
    return Signal.GOOD if all(signal == Signal.GOOD for signal in known) else Signal.MIXED


def effect_signal(verdict: str, att: float | None, direction: str) -> Signal:
    """What an estimate says: only an effect that is shown and points the right way is good."""
    if verdict == "refused" or att is None:
        return Signal.UNKNOWN
    if verdict != "effect" or direction == "none":
        return Signal.MIXED
    return Signal.GOOD if (att > 0) == (direction == "up") else Signal.WEAK


def return_signal(conservative: float | None, optimistic: float | None) -> Signal:
    """What a return says by its ROI in per cent: it pays even on the careful line, or not even on the hopeful one."""
    return against(conservative, optimistic, 0.0)


def gaps_of(findings: Sequence[Finding]) -> tuple[int, ...]:
    """Levels that claim something while the chain below is broken: results or a return without evidence of behaviour."""
    known = {one.level for one in findings if one.signal != Signal.UNKNOWN}
    if 3 in known:
        return ()
    return tuple(level for level in (4, 5) if level in known)


def propose(findings: Sequence[Finding], planned: Collection[int], weighs: Collection[int]) -> Proposal:
    """The verdict that the levels suggest."""
    signals = {one.level: one.signal for one in findings if one.level in planned}
    deciding = sorted(level for level in weighs if level in planned)
    by: dict[Signal, tuple[int, ...]] = {
        signal: tuple(level for level in deciding if signals.get(level, Signal.UNKNOWN) == signal) for signal in Signal
    }
    weak_anywhere = tuple(sorted(level for level, signal in signals.items() if signal == Signal.WEAK))
    gaps = gaps_of(findings)
    top = [level for level in (4, 5) if signals.get(level) == Signal.WEAK]
    known = [level for level in deciding if level not in by[Signal.UNKNOWN]]
    if top or (len(known) >= 2 and len(by[Signal.WEAK]) == len(deciding)):
        return Proposal(Verdict.RETIRE, (("weak", tuple(top) or by[Signal.WEAK]),))
    if weak_anywhere:
        return Proposal(Verdict.ADJUST, (("weak", weak_anywhere),))
    if gaps:
        return Proposal(Verdict.CANNOT_TELL, (("gap", gaps),))
    reasons = []
    if not deciding or by[Signal.UNKNOWN]:
        reasons.append(("unknown", by[Signal.UNKNOWN]))
    if by[Signal.MIXED]:
        reasons.append(("mixed", by[Signal.MIXED]))
    if reasons:
        return Proposal(Verdict.CANNOT_TELL, tuple(reasons))
    return Proposal(Verdict.EXPAND, (("good", by[Signal.GOOD]),))
