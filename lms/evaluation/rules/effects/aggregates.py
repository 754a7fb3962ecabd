"""Cells gathered into the figures that people read: Callaway & Sant'Anna (2021), section 3.

Each aggregate is a value and its gradient over the cells and the cohort shares; covariance follows from Ω. The gradient
over the shares is the part of the influence function that R's `did` calls wif: (att_k − att)/Σp for the cohort of cell k."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.cells import Cells
from lms.evaluation.rules.effects.panel import Flags, Floats


@dataclass(frozen=True, eq=False)
class Aggregate:
    """A figure with its gradient."""

    att: float
    gradient: Floats

    def se(self, omega: Floats) -> float:
        """Plain standard error."""
        return float(np.sqrt(max(float(self.gradient @ omega @ self.gradient), 0.0)))


@dataclass(frozen=True, eq=False)
class Family:
    """One way of gathering: the figure for each key (cohort place, period place, or event) and the overall one."""

    overall: Aggregate
    keys: tuple[int, ...]
    members: tuple[Aggregate, ...]


def by_share(cells: Cells, keep: Flags) -> Aggregate:
    """Cells weighted by the shares of their cohorts."""
    places = np.flatnonzero(keep)
    groups, values = cells.layout.group[places], cells.att[places]
    p = cells.share[groups]
    total = p.sum()
    att = float(p @ values / total)
    gradient = np.zeros(len(cells) + len(cells.share))
    gradient[places] = p / total
    gradient[len(cells) :] = np.bincount(groups, (values - att) / total, minlength=len(cells.share))
    return Aggregate(att, gradient)


def mean_of(parts: tuple[Aggregate, ...]) -> Aggregate:
    """Their plain mean."""
    return Aggregate(float(np.mean([one.att for one in parts])), np.mean([one.gradient for one in parts], axis=0))


def simple(cells: Cells) -> Aggregate:
    """All treated cells."""
    return by_share(cells, cells.layout.event >= 0)


def dynamic(cells: Cells) -> Family:
    """By periods since treatment; overall is the mean of 0, 1, 2 …"""
    events = tuple(int(e) for e in np.unique(cells.layout.event))
    members = tuple(by_share(cells, cells.layout.event == e) for e in events)
    after = tuple(one for e, one in zip(events, members, strict=True) if e >= 0)
    return Family(mean_of(after), events, members)


def by_group(cells: Cells) -> Family:
    """By cohort, the mean over its treated periods; overall weighs the cohorts by their shares."""
    after = cells.layout.event >= 0
    groups = tuple(int(g) for g in np.unique(cells.layout.group[after]))
    members = []
    for g in groups:
        keep = after & (cells.layout.group == g)
        gradient = np.zeros(len(cells) + len(cells.share))
        gradient[np.flatnonzero(keep)] = 1.0 / keep.sum()
        members.append(Aggregate(float(cells.att[keep].mean()), gradient))
    p = cells.share[list(groups)]
    att = float(p @ np.array([one.att for one in members]) / p.sum())
    overall = np.sum([p[j] / p.sum() * one.gradient for j, one in enumerate(members)], axis=0)
    for j, g in enumerate(groups):
        overall[len(cells) + g] += (members[j].att - att) / p.sum()
    return Family(Aggregate(att, overall), groups, tuple(members))


def by_calendar(cells: Cells) -> Family:
    """By period; overall is the plain mean of the periods."""
    after = cells.layout.event >= 0
    times = tuple(int(t) for t in np.unique(cells.layout.time[after]))
    members = tuple(by_share(cells, after & (cells.layout.time == t)) for t in times)
    return Family(mean_of(members), times, members)
