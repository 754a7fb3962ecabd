"""The part of a panel that an estimate can use: who counts as treated when, and who stays out.

As R's `did` does: units treated from the first period on have no "before" and stay out; units treated only after the
last period count as never treated; where nobody is never treated, the last cohort is the comparison until its turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms.evaluation.rules.effects.panel import NEVER, Calendar, Flags, Floats, Integers, Panel
from lms.evaluation.rules.effects.settings import EffectSettings


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Who is not in the estimate, and why."""

    always_treated: int = 0
    never_seen: int = 0
    without_covariates: int = 0
    small_cohorts: int = 0
    periods: int = 0  # after the last cohort's turn, where that cohort is the comparison


@dataclass(frozen=True, eq=False)
class Study:
    """Units with their cohort; `cohorts` ascends, and NEVER, where there is one, is last."""

    periods: Integers
    cohorts: Integers
    member: Integers  # of each unit, its place in `cohorts`
    outcome: Floats
    weight: Floats  # mean 1
    cluster: Integers | None
    calendar: Calendar
    left_out: LeftOut
    stratum: Integers | None
    covariates: Floats | None  # centred
    adjusted_for: tuple[str, ...]
    last_cohort: int | None  # the cohort that serves as comparison because nobody is never treated

    @property
    def n(self) -> int:
        """Units."""
        return len(self.member)

    @property
    def treated(self) -> Integers:
        """Places in `cohorts` of those that are treated within the window."""
        return np.flatnonzero(self.cohorts != NEVER)

    @property
    def weighted(self) -> bool:
        """Whether units count differently."""
        return bool((self.weight != 1.0).any())

    @property
    def assigned(self) -> Integers:
        """Of each unit, the number of what was assigned: its cluster, or itself."""
        return np.arange(self.n) if self.cluster is None else self.cluster

    def assigned_by_cohort(self) -> Integers:
        """How many clusters (or units) each cohort has."""
        many = self.assigned_count()
        return np.bincount(np.unique(self.member * many + self.assigned) // many, minlength=len(self.cohorts))

    def assigned_count(self) -> int:
        """m: independently assigned units."""
        return self.n if self.cluster is None else int(self.cluster.max(initial=-1)) + 1


def study_of(panel: Panel, settings: EffectSettings) -> Study:
    """Prepare a panel."""
    ahead = settings.anticipation
    periods, outcome, treated_at = panel.periods, panel.outcome, panel.treated_at.copy()
    seen = ~np.isnan(outcome).all(axis=1)
    treated_at[(treated_at != NEVER) & (treated_at > periods[-1] + ahead)] = NEVER
    always = seen & (treated_at <= periods[0] + ahead)
    usable: Flags = seen & ~always
    keep = usable
    if panel.covariates is not None:
        keep = usable & ~np.isnan(panel.covariates).any(axis=1)
    unknown = int(usable.sum() - keep.sum())
    small = np.zeros(len(keep), dtype=bool)
    if settings.drop_small_cohorts:
        assigned = np.arange(len(keep)) if panel.cluster is None else panel.cluster
        for cohort in np.unique(treated_at[keep]):
            own = keep & (treated_at == cohort)
            if cohort != NEVER and len(np.unique(assigned[own])) < settings.thresholds.assigned:
                small |= own
        keep = keep & ~small
    last: int | None = None
    cut = len(periods)
    cohorts = np.unique(treated_at[keep])
    if settings.control == "notyet" and len(cohorts) > 1 and cohorts[-1] != NEVER:
        last = int(cohorts[-1])
        cut = int(np.searchsorted(periods, last - ahead))
        treated_at[treated_at == last] = NEVER
        cohorts[-1] = NEVER
    weight = np.ones(int(keep.sum())) if panel.weight is None else panel.weight[keep]
    if len(weight):
        weight = weight / weight.mean()
    cluster = None
    if panel.cluster is not None:
        cluster = np.unique(panel.cluster[keep], return_inverse=True)[1].astype(np.int64)
    return Study(
        periods=periods[:cut],
        cohorts=cohorts,
        member=np.searchsorted(cohorts, treated_at[keep]).astype(np.int64),
        outcome=outcome[keep][:, :cut],
        weight=weight,
        cluster=cluster,
        calendar=panel.calendar,
        stratum=None if panel.stratum is None else panel.stratum[keep],
        covariates=None if panel.covariates is None else _centred(panel.covariates[keep]),
        adjusted_for=panel.adjusted_for,
        left_out=LeftOut(int(always.sum()), int((~seen).sum()), unknown, int(small.sum()), len(periods) - cut),
        last_cohort=last,
    )


def _centred(covariates: Floats) -> Floats:
    """In standard deviations around the mean: fits do not depend on it, rounding does. What is the same for everybody needs
    no adjusting and is left out."""
    differing = covariates[:, (covariates != covariates[:1]).any(axis=0)]
    return np.asarray((differing - differing.mean(axis=0)) / differing.std(axis=0))
