"""What a roll-out will be able to show, from months gone by. Imports numpy: for jobs."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select

from lms.core.db import db
from lms.evaluation.estimating import UNITS
from lms.evaluation.panels import span_of, wide
from lms.evaluation.queries.panels import find_first_month, find_last_month
from lms.evaluation.queries.roll_outs import to_draw
from lms.evaluation.rules.effects.panel import Floats
from lms.evaluation.rules.effects.planning import Plan, SmallestEffect, smallest_effect
from lms.evaluation.rules.effects.settings import EffectSettings
from lms.evaluation.rules.questions import Question
from lms.evaluation.rules.roll_outs import LEAST_IN_WAVE, Draw
from lms.kpis.definitions import look_ahead_days, version_on
from lms.kpis.models import Kpi
from lms.kpis.rules.periods import Span, months_between
from lms.kpis.rules.ripeness import ripe_span

HISTORY, AFTER = 24, 6
"""Months looked back, and months after the last wave that the estimate will have."""
MOST_WAVES = 6


def foresee(draw: Draw, people: list[Any], today: date) -> dict[str, Any]:
    """The smallest effect that the roll-out would show with a chance of 80 %, and the same for other numbers of waves."""
    kpi = db.session.scalar(select(Kpi).where(Kpi.code == draw.kpi_code))
    last, first = (None, None) if kpi is None else (find_last_month(kpi, today.replace(day=1)), find_first_month(kpi))
    if kpi is None or last is None or (version := version_on(kpi, last)) is None:
        return {"smallest": None, "alternatives": [], "history": None, "unit": ""}
    last = ripe_span(Span(last, last), look_ahead_days(version), today).last
    span = span_of(first, last, HISTORY)
    ids = np.array([row.id for row in people], dtype=np.int64)
    condition = to_draw(draw.subject_kind, draw.subject_code, draw.unit_id, draw.families, today)
    outcome, orders, _thin = wide(version, span, ids, condition, Question.least)
    many = len(ids)
    if draw.assigned == "unit":
        places = np.unique(np.array([row.unit_id for row in people]), return_inverse=True)[1]
        outcome, many = _by_unit(outcome, orders, places), int(places.max()) + 1
    seen = outcome[~np.isnan(outcome).all(axis=1)]
    settings = EffectSettings(anticipation=Question.anticipation, randomised=True)
    gap = len(months_between(span.last, draw.month)) - 1

    def showing(waves: int) -> SmallestEffect:
        starts = tuple(len(span.months) - 1 + gap + n * draw.apart + 1 for n in range(waves))
        sizes = tuple(many // waves + (n < many % waves) for n in range(waves))
        return smallest_effect(seen, Plan(starts[-1] + AFTER, starts, sizes), settings)

    others = [n for n in range(2, MOST_WAVES + 1) if many >= LEAST_IN_WAVE * n]
    return {
        "smallest": showing(draw.waves).as_json(),
        "alternatives": [{"waves": n, "effect": showing(n).effect} for n in others],
        "history": {"from": f"{span.first:%Y-%m}", "to": f"{span.last:%Y-%m}", "seen": len(seen), "drawn": many},
        "unit": UNITS.get(version.unit, version.unit),
    }


def _by_unit(outcome: Floats, orders: Floats, places: Any) -> Floats:
    """Units by months, people counted by their orders."""
    many = int(places.max()) + 1
    top, bottom = np.zeros((many, outcome.shape[1])), np.zeros((many, outcome.shape[1]))
    seen = np.where(np.isnan(outcome), 0.0, orders)
    np.add.at(top, places, seen * np.nan_to_num(outcome))
    np.add.at(bottom, places, seen)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(bottom > 0, top / bottom, np.nan))
