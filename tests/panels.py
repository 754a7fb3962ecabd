"""Panels for tests: drawn with a seed, or published ones where they lie beside the project."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from lms.evaluation.rules.effects.panel import NEVER, Floats, Integers, Panel, panel_of

DATA = Path(__file__).parents[2] / "shared" / "data" / "evaluation"
MONTHS = 24
published = pytest.mark.skipif(not DATA.is_dir(), reason="the published data are not here (../shared/data/evaluation)")


@dataclass(frozen=True, eq=False)
class Long:
    """A long form, one entry per unit and period."""

    unit: Integers
    time: Integers
    group: Integers  # 0 for never
    outcome: Floats
    cluster: Integers
    weight: Floats

    def panel(self, *, cluster: bool = False, weight: bool = False) -> Panel:
        """As the rules take it."""
        return panel_of(
            self.unit,
            self.time,
            np.where(self.group == 0, NEVER, self.group),
            self.outcome,
            cluster=self.cluster if cluster else None,
            weight=self.weight if weight else None,
        )


def drawn(seed: int, *, units: int = 150, periods: int = 10, missing: float = 0.0, effect: float = 0.5) -> Long:
    """Cohorts 4, 6, 8 and never, with unit effects, a trend, and entries missing at random."""
    rng = np.random.default_rng(seed)
    group = rng.choice([0, 4, 6, 8], units)
    cluster = rng.integers(0, 30, units)
    weight = rng.integers(1, 6, units).astype(np.float64)
    unit, time = np.repeat(np.arange(units), periods), np.tile(np.arange(1, periods + 1), units)
    noise = rng.normal(size=units)[unit] + rng.normal(size=units * periods)
    outcome = 0.1 * time + np.where((group[unit] > 0) & (time >= group[unit]), effect, 0.0) + noise
    keep = rng.random(units * periods) >= missing
    return Long(unit[keep], time[keep], group[unit][keep], outcome[keep], cluster[unit][keep], weight[unit][keep])


def staged(
    seed: int = 1, *, units: int = 60, starts: tuple[int, ...] = (10, 13, 16, NEVER), effect: float = 1.0, months: int = MONTHS
) -> Panel:  # fmt: skip
    """Units in waves drawn by lot, each with a level of its own and noise that lasts."""
    rng = np.random.default_rng(seed)
    treated_at = np.array(starts)[rng.permutation(np.arange(units) % len(starts))]
    noise = rng.normal(size=(units, months))
    for t in range(1, months):
        noise[:, t] = 0.4 * noise[:, t - 1] + 0.9 * noise[:, t]
    periods = np.arange(1, months + 1)
    outcome = 50 + 3 * rng.normal(size=(units, 1)) + noise + np.where(periods >= treated_at[:, None], effect, 0.0)
    return Panel(np.arange(units), periods, treated_at, outcome)


def table(name: str) -> list[dict[str, str]]:
    """A published table."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mpdta() -> Panel:
    """Teen employment and minimum wages: 500 counties, 2003–2007."""
    rows = table("did_mpdta.csv")
    first = np.array([int(row["first.treat"]) for row in rows])
    return panel_of(
        [int(row["countyreal"]) for row in rows],
        [int(row["year"]) for row in rows],
        np.where(first == 0, NEVER, first),
        [float(row["lemp"]) for row in rows],
    )
