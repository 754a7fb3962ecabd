"""Crossed random effects by REML: a rating is the common mean, plus how kind the learner is, plus how well the trainer does, plus
(where groups are known) how kind the group is, plus chance.

The same model as lme4's `rating ~ 1 + (1 | learner) + (1 | trainer) + (1 | group)`, after Bates, Mächler, Bolker and Walker (2015):
spreads are sought relative to that of chance, the largest factor is eliminated (its block is diagonal), the rest is dense. Imports
numpy and scipy: for the command and for jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg, optimize, sparse

Array = Any
LOWEST, HIGHEST = 0.0, 1e3
"""Within these limits lie the spreads relative to chance."""
STEPS = 9
"""So many spreads of trainers are weighed for what an interval owes to not knowing the spread."""


@dataclass(frozen=True)
class Factor:
    """Who or what a rating belongs to: for each rating the place of its level, and how many levels there are."""

    name: str
    places: Array
    levels: int

    @property
    def repeats(self) -> bool:
        """Does any level come twice? Otherwise it cannot be told from chance."""
        return self.levels < len(self.places)


@dataclass(frozen=True)
class Solved:
    """The equations solved for given spreads: the mean, and of each level of the factor asked for its effect and the variance of
    mean plus effect, both in units of the ratings."""

    deviance: float
    mean: float
    mean_variance: float
    chance: float
    effects: Array
    variances: Array


@dataclass(frozen=True)
class Fit:
    """The model as it was fitted. `spreads`: standard deviation by factor; `chance` that of a single rating; `variances` those
    of mean plus effect, with what not knowing the trainers' spread adds."""

    spreads: dict[str, float]
    chance: float
    mean: float
    mean_error: float
    deviance: float
    effects: Array
    variances: Array


class Model:
    """Ratings and their factors; `asked` names the factor whose levels are wanted."""

    def __init__(self, ratings: Array, factors: Sequence[Factor], asked: str) -> None:
        self.n = len(ratings)
        self.centre = float(ratings.mean()) if self.n else 0.0
        """Taken off before squares are summed, so that nothing is lost to rounding."""
        y = ratings - self.centre
        order = sorted(factors, key=lambda one: -one.levels)
        self.names = [one.name for one in order]
        self.asked = self.names.index(asked)
        designs = [
            sparse.csr_matrix((np.ones(self.n), (np.arange(self.n), one.places)), shape=(self.n, one.levels))
            for one in order
        ]
        first, rest = designs[0], sparse.hstack(designs[1:], format="csr") if designs[1:] else None
        self.sizes = [one.levels for one in order]
        self.counts = np.asarray(first.sum(axis=0)).ravel()
        self.first_y = first.T @ y
        self.cross = sparse.csr_matrix(first.T @ rest) if rest is not None else sparse.csr_matrix((self.sizes[0], 0))
        self.block = (rest.T @ rest).toarray() if rest is not None else np.zeros((0, 0))
        self.rest_counts = np.asarray(rest.sum(axis=0)).ravel() if rest is not None else np.zeros(0)
        self.rest_y = rest.T @ y if rest is not None else np.zeros(0)
        self.sum_y, self.squares = float(y.sum()), float(y @ y)

    def solve(self, spreads: Sequence[float], *, wanted: bool = True) -> Solved:
        """Henderson's equations for relative spreads, in the order of `names`; the mean is the last unknown."""
        own, others = spreads[0], np.repeat(spreads[1:], self.sizes[1:])
        diagonal = own * own * self.counts + 1.0
        many = len(others)
        beside = (
            sparse.hstack([self.cross.multiply(others), sparse.csr_matrix(self.counts[:, None])], format="csr") * own
        )
        inner = np.empty((many + 1, many + 1))
        inner[:many, :many] = self.block * np.outer(others, others) + np.eye(many)
        inner[:many, many] = inner[many, :many] = others * self.rest_counts
        inner[many, many] = self.n
        scaled = beside.multiply(1.0 / diagonal[:, None]).tocsr()
        inner -= (beside.T @ scaled).toarray()
        right = np.append(others * self.rest_y, self.sum_y) - scaled.T @ (own * self.first_y)
        factor = linalg.cholesky(inner, lower=True, check_finite=False)
        found = linalg.cho_solve((factor, True), right, check_finite=False)
        mine = (own * self.first_y - beside @ found) / diagonal
        left = (
            self.squares
            - float(mine @ (own * self.first_y))
            - float(found @ np.append(others * self.rest_y, self.sum_y))
        )
        left = max(left, 1e-12 * max(self.squares, 1.0))
        chance = left / (self.n - 1)
        logs = float(np.log(diagonal).sum()) + 2.0 * float(np.log(np.diag(factor)).sum())
        deviance = logs + (self.n - 1) * (1.0 + float(np.log(2.0 * np.pi * chance)))
        if not wanted:
            return Solved(deviance, 0.0, 0.0, chance, (), ())
        inverse = linalg.cho_solve((factor, True), np.eye(many + 1), check_finite=False)
        effects, variances = self._levels(spreads, mine, found, inverse, diagonal, scaled)
        return Solved(
            deviance, float(found[-1]) + self.centre, chance * float(inverse[-1, -1]), chance, effects, chance * variances
        )  # fmt: skip

    def _levels(self, spreads: Sequence[float], mine: Array, found: Array, inverse: Array, diagonal: Array, scaled: Any) -> tuple[Array, Array]:  # fmt: skip
        """Effects of the factor asked for, and the variance of mean plus effect before chance is multiplied in."""
        if self.asked == 0:
            own = spreads[0]
            spread = np.asarray(scaled @ inverse)
            with_mean = -spread[:, -1]
            within = 1.0 / diagonal + np.asarray(scaled.multiply(spread).sum(axis=1)).ravel()
            return own * mine, own * own * within + 2.0 * own * with_mean + inverse[-1, -1]
        start = sum(self.sizes[1 : self.asked])
        places = slice(start, start + self.sizes[self.asked])
        own = spreads[self.asked]
        within = np.diag(inverse)[places]
        return own * found[places], own * own * within + 2.0 * own * inverse[places, -1] + inverse[-1, -1]


def fit(model: Model) -> Fit:
    """The spreads by REML, then the effects and what is not known of them. The same ratings give the same figures."""

    def deviance(spreads: Sequence[float]) -> float:
        return model.solve(spreads, wanted=False).deviance

    many = len(model.names)
    limits = [(LOWEST, HIGHEST)] * many
    rough = optimize.minimize(deviance, np.full(many, 0.5), method="L-BFGS-B", bounds=limits).x
    corners = np.vstack([rough, rough + np.diag(np.maximum(0.02 * rough, 1e-3))])
    fine = optimize.minimize(
        deviance, rough, method="Nelder-Mead", bounds=limits,
        options={"initial_simplex": corners, "xatol": 1e-6, "fatol": 1e-9, "maxfev": 60 * many},
    )  # fmt: skip
    spreads = np.where(fine.x < 1e-4, 0.0, fine.x)
    solved = model.solve(spreads.tolist())
    chance = float(np.sqrt(solved.chance))
    named = {name: float(spread) * chance for name, spread in zip(model.names, spreads, strict=True)}
    return Fit(
        named, chance, solved.mean, float(np.sqrt(solved.mean_variance)), solved.deviance, solved.effects,
        _widened(model, spreads, solved),
    )  # fmt: skip


def _widened(model: Model, spreads: Array, solved: Solved) -> Array:
    """The variances of mean plus effect, averaged over the spreads of the factor asked for that the ratings allow, each weighed
    by its likelihood; with few levels the spread itself is uncertain, and at a spread of nought an interval would be a sham."""
    place = model.asked
    farthest = max(2.0 * float(spreads[place]), 0.05)
    while farthest < HIGHEST and _deviance_at(model, spreads, place, farthest) - solved.deviance < 6.0:
        farthest *= 1.6
    nodes, weights = np.polynomial.legendre.leggauss(STEPS)
    total, mean, square = 0.0, 0.0, 0.0
    now = solved.mean + solved.effects
    for node, weight in zip((nodes + 1.0) * farthest / 2.0, weights, strict=True):
        other = spreads.copy()
        other[place] = node
        one = model.solve(other)
        share = weight * np.exp(-(one.deviance - solved.deviance) / 2.0)
        total += share
        mean = mean + share * one.variances
        square = square + share * (one.mean + one.effects - now) ** 2
    return np.maximum(solved.variances, (mean + square) / total)


def _deviance_at(model: Model, spreads: Array, place: int, value: float) -> float:
    other = spreads.copy()
    other[place] = value
    return model.solve(other, wanted=False).deviance
