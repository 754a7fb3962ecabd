"""The result as its page shows it: from the record once it is decided, else from today's evidence, in one shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from lms.onboarding.labels import PARTS
from lms.onboarding.lines import Line, line_kept
from lms.onboarding.queries.journeys import Journey
from lms.onboarding.rules.result import exact
from lms.onboarding.snapshots import result_of


@dataclass(frozen=True)
class ShownPart:
    """One part of the figure with its evidence."""

    label: str
    weight: Decimal
    minimum: Decimal
    mark: Decimal | None
    contribution: Decimal | None
    is_refused: bool
    lines: list[Line]

    @property
    def is_below(self) -> bool:
        """Below its own minimum, or failed by its own rubric?"""
        return self.mark is not None and (self.mark < self.minimum or self.is_refused)


@dataclass(frozen=True)
class ShownResult:
    """The whole."""

    figure: Decimal | None
    pass_mark: Decimal
    verdict: str
    parts: list[ShownPart]
    others: list[Line]

    @property
    def missing(self) -> list[ShownPart]:
        """Parts without a mark."""
        return [part for part in self.parts if part.mark is None]

    @property
    def below(self) -> list[ShownPart]:
        """Parts that fail by themselves."""
        return [part for part in self.parts if part.is_below]


def shown_result(journey: Journey, reader_id: int) -> ShownResult | None:
    """The result of a journey; None while its last stage was not reached, or when it ended before."""
    kept: dict[str, Any] | None
    if journey.has_ended:
        kept = journey.row.outcome_result
    else:
        last = journey.stages[-1]
        reached = journey.current is not None and journey.current.row.id == last.row.id
        kept = result_of(journey, journey.result, last.checks) if reached else None
    if not kept or not kept.get("parts"):
        return None
    entries = kept["evidence"]
    parts = [_shown_part(journey, part, entries, reader_id) for part in kept["parts"]]
    others = [line_kept(journey, e, reader_id) for e in entries if e.get("part") is None]
    return ShownResult(_number(kept["figure"]), exact(kept["pass_mark"]), kept["verdict"], parts, others)


def _shown_part(journey: Journey, part: dict[str, Any], entries: list[dict[str, Any]], reader_id: int) -> ShownPart:
    lines = [line_kept(journey, entry, reader_id) for entry in entries if entry.get("part") == part["part"]]
    shown = ShownPart(
        label=str(PARTS.get(part["part"], part["part"])),
        weight=exact(part["weight"]),
        minimum=exact(part["minimum"]),
        mark=_number(part["mark"]),
        contribution=_number(part["contribution"]),
        is_refused=bool(part.get("refused")),
        lines=[],
    )
    tag, tone = (_("Below what is needed"), "bad") if shown.is_below else ("", "plain")
    given = [replace(line, tag=tag, tone=tone) if line.met else line for line in lines]
    return replace(shown, lines=given)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else exact(value)
