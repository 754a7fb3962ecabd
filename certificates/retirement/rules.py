"""Whether a tier may be retired or taken up again. A ladder loses its tiers from the top, and gets them back from below:
each one asks for the tier below it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from certificates.rules.status import LEAST_REASON
from lms.core.rules import Refusal


def against_retiring(
    *, level: int, days: Mapping[int, date | None], from_day: date, today: date, reason: str
) -> tuple[Refusal, ...]:
    """Why a tier may not be retired from a day on; every reason at once. `days`: from when each level of the scheme is
    retired, None where it is not."""
    refusals = []
    if days[level] is not None:
        refusals.append(Refusal("retired_already"))
    if from_day < today:
        refusals.append(Refusal("retired_in_the_past"))
    above = [
        higher for higher, day in sorted(days.items()) if higher > level and (day is None or day > from_day)
    ]  # fmt: skip
    if above:
        refusals.append(Refusal("retired_below_others", {"level": above[0]}))
    return (*refusals, *_without_reason(reason))


def against_taking_up(*, level: int, days: Mapping[int, date | None], reason: str) -> tuple[Refusal, ...]:
    """Why a tier may not be taken up again; every reason at once."""
    refusals = []
    if days[level] is None:
        refusals.append(Refusal("not_retired"))
    below = [lower for lower, day in sorted(days.items()) if lower < level and day is not None]
    if below:
        refusals.append(Refusal("taken_up_above_others", {"level": below[0]}))
    return (*refusals, *_without_reason(reason))


def _without_reason(reason: str) -> tuple[Refusal, ...]:
    if len(reason.strip()) < LEAST_REASON:
        return (Refusal("decision_without_reason", {"least": LEAST_REASON}),)
    return ()
