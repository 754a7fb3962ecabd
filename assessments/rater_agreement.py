"""How far the assessors of simulated calls agree. Imported when it is asked for: it calculates with numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.rules.quality.agreement import (
    Coefficient,
    Ratings,
    agreement_weights,
    by_kind,
    gwet_ac1,
    kappa,
    raw_agreement,
    square_table,
)
from assessments.rules.quality.intraclass import intraclass

LEAST = 10
"""Under so many calls rated by two, a coefficient would say more about chance than about the assessors."""
TOO_FEW = Coefficient(None, reason="too_few")


@dataclass(frozen=True)
class Agreement:
    """What two ratings of the same calls have in common. `raw` is the share of the same pass or fail; `criteria` the
    quadratically weighted kappa of each criterion, with the number of calls it rests on."""

    n: int
    raw: float | None
    kappa: Coefficient
    ac1: Coefficient
    single: Coefficient
    mean: Coefficient
    criteria: dict[str, tuple[int, Coefficient]]


def agreement(calls: Sequence[tuple[tuple[float, bool, dict[str, int]], ...]]) -> Agreement:
    """Of calls with two ratings each: percent, passed, points by criterion. The raters differ from call to call, so the
    intraclass correlation is the one-way one."""
    n = len(calls)
    if not n:
        return Agreement(0, None, TOO_FEW, TOO_FEW, TOO_FEW, TOO_FEW, {})
    passed = np.array([[int(one[1]) for one in call] for call in calls])
    counts = np.array([[np.sum(row == value) for value in (0, 1)] for row in passed], dtype=float)
    raw = raw_agreement(counts)
    keys = sorted({key for call in calls for key in call[0][2]})
    criteria = {key: _criterion([call for call in calls if all(key in one[2] for one in call)], key) for key in keys}
    if n < LEAST:
        return Agreement(n, raw, TOO_FEW, TOO_FEW, TOO_FEW, TOO_FEW, criteria)
    nominal = by_kind(Ratings((0, 1), counts, passed), "nominal")
    forms = intraclass(np.array([[one[0] for one in call] for call in calls]))
    return Agreement(n, raw, nominal["cohen_kappa"], gwet_ac1(counts), forms["1,1"], forms["1,k"], criteria)


def _criterion(calls: Sequence[tuple[tuple[float, bool, dict[str, int]], ...]], key: str) -> tuple[int, Coefficient]:
    if len(calls) < LEAST:
        return len(calls), TOO_FEW
    given = np.array([[one[2][key] for one in call] for call in calls])
    size = int(given.max()) + 1
    return len(calls), kappa(square_table(given, size), agreement_weights(size, 2)) if size > 1 else Coefficient(
        None, reason="one_category"
    )
