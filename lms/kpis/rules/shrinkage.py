"""Drawing small samples towards their team (empirical Bayes), so that three lucky orders do not top a list.

Shares follow a beta-binomial model whose two parameters are found by moments (J. C. Kleinman, JASA 68, 1973, 46–54, with
the sizes as weights); means a normal one with Morris's correction (C. N. Morris, JASA 78, 1983, 47–55), which for equal
sizes is the James–Stein estimator. Fewer than four members say too little about a team: nothing is drawn then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_MEMBERS = 4


@dataclass(frozen=True)
class Team:
    """What a team says of its members: its centre, and how many of a member's orders the team's word is worth.
    None: its members do not differ more than chance makes them, so each is the team's centre."""

    centre: float
    worth: float | None

    def draw(self, value: float, n: float) -> float:
        """A member's value from `n` orders, drawn towards the team."""
        if self.worth is None:
            return self.centre
        return (n * value + self.worth * self.centre) / (n + self.worth)


def share_team(members: Sequence[tuple[float, int]]) -> Team | None:
    """The team of members given as (successes, n)."""
    counted = [(successes, n) for successes, n in members if n > 0]
    if len(counted) < LEAST_MEMBERS:
        return None
    size = sum(n for _, n in counted)
    centre = sum(successes for successes, _ in counted) / size
    chance = centre * (1 - centre)
    if chance <= 0:
        return Team(centre, None)
    among = sum(n * (successes / n - centre) ** 2 for successes, n in counted)
    extra = len(counted) - 1
    room = size - sum(n * n for _, n in counted) / size - extra
    likeness = (among - chance * extra) / (chance * room) if room > 0 else 0.0
    if likeness <= 0:
        return Team(centre, None)
    return Team(centre, 1 / min(likeness, 1.0) - 1)


def mean_team(members: Sequence[tuple[int, float, float]]) -> Team | None:
    """The team of members given as (n, total, squares)."""
    counted = [(n, total, squares) for n, total, squares in members if n > 0]
    size = sum(n for n, _, _ in counted)
    if len(counted) < LEAST_MEMBERS or size <= len(counted):
        return None
    centre = sum(total for _, total, _ in counted) / size
    own = sum(max(0.0, squares - total * total / n) for n, total, squares in counted) / (size - len(counted))
    among = sum(n * (total / n - centre) ** 2 for n, total, _ in counted)
    extra = len(counted) - 1
    between = (among - extra * own) / (size - sum(n * n for n, _, _ in counted) / size)
    if own <= 0:
        return Team(centre, 0.0) if between > 0 else Team(centre, None)
    if between <= 0:
        return Team(centre, None)
    return Team(centre, _morris(own / between, size / len(counted), len(counted)))


def _morris(worth: float, usual: float, members: int) -> float:
    """The worth at which a member of usual size is drawn by (k − 3)/(k − 1) of the plain share worth / (n + worth)."""
    drawn = worth / (usual + worth) * (members - 3) / (members - 1)
    return usual * drawn / (1 - drawn)
