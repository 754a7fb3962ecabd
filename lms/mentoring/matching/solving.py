"""The optimum, and never a greedy pass: most people placed, then the best total score.

Each mentor becomes as many places as mentees fit; place number k costs `balance` times k more, so that the load is
spread by the optimum itself. A sparse assignment (Jonker and Volgenant, in SciPy) solves that exactly. Where a mentee may
not have the same mentor twice and the solution would, or mentees take different amounts of a mentor, the same task goes
to the mixed-integer solver HiGHS. Equal solutions are told apart by the order of names, so that the answer is always
the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nsmallest

from lms.mentoring.matching.rules import ALTERNATIVES, Candidate, Matching, Pair, Task, Unmatched


def solve(task: Task, limits: Mapping[tuple[str, str], Mapping[str, int]] | None = None) -> Matching:
    """The best pairing. `limits`: for a mentee and kind, how many mentors each hard limit keeps away."""
    pinned = _pinned(task)
    settled = {(one.mentee, one.kind) for one in pinned}
    capacity = dict(task.capacity)
    load = dict(task.load)
    for one in pinned:
        capacity[one.mentor] = capacity.get(one.mentor, 0) - one.use
        load[one.mentor] = load.get(one.mentor, 0) + 1
    taken = {(one.mentee, one.mentor) for one in pinned}
    wanted = [key for key in task.wanted if key not in settled]
    open_candidates = task.candidates
    if pinned:
        open_candidates = [
            one
            for one in task.candidates
            if (one.mentee, one.kind) not in settled and (one.mentee, one.mentor) not in taken
        ]
    if {one.use for one in open_candidates} - {1.0}:
        chosen = _by_integer_programme(wanted, open_candidates, capacity, task, load)
    else:
        chosen = _by_assignment(wanted, open_candidates, capacity, task, load)
        given = [(one.mentee, one.mentor) for one in chosen]
        if len(set(given)) != len(given):
            chosen = _by_integer_programme(wanted, open_candidates, capacity, task, load)
    return _told(task, pinned, chosen, capacity, limits or {})


def _by_assignment(
    wanted: Sequence[tuple[str, str]], candidates: Sequence[Candidate], capacity: Mapping[str, float], task: Task,
    load: Mapping[str, int],
) -> list[Candidate]:  # fmt: skip
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    row_of = {key: number for number, key in enumerate(wanted)}
    used = [one for one in candidates if capacity.get(one.mentor, 0) >= 1 and (one.mentee, one.kind) in row_of]
    if not used:
        return []
    mentees, names, kinds, scores, *_rest = zip(*used, strict=True)  # columns: there may be a million rows
    mentors = sorted(set(names))
    mentor_of = {name: number for number, name in enumerate(mentors)}
    rows = np.array([row_of[key] for key in zip(mentees, kinds, strict=True)])
    at = np.array([mentor_of[name] for name in names])
    costs = np.array(scores, dtype=float) * (1.0 if task.minimise else -1.0)
    asked = np.bincount(at, minlength=len(mentors))
    places = np.array([min(math.floor(capacity[name]), int(asked[at_])) for at_, name in enumerate(mentors)])
    first = np.concatenate([[0], np.cumsum(places)[:-1]])
    spread = places[at]
    edge = np.repeat(np.arange(len(used)), spread)
    slot = np.arange(len(edge)) - np.repeat(np.cumsum(spread) - spread, spread)
    busy = np.array([load.get(name, 0) for name in mentors])
    cost = costs[edge] + task.balance * (busy[at[edge]] + slot)
    # A place of one's own with nobody, dearer than anything that placing one more could cost the others.
    width = float(cost.max() - cost.min()) + 1.0
    nobody = width * (min(len(wanted), int(places.sum())) + 1)
    count = int(places.sum())
    all_rows = np.concatenate([rows[edge], np.arange(len(wanted))])
    all_columns = np.concatenate([first[at[edge]] + slot, count + np.arange(len(wanted))])
    all_costs = np.concatenate([cost - cost.min() + 1.0, np.full(len(wanted), nobody + 1.0)])
    graph = csr_array((all_costs, (all_rows, all_columns)), shape=(len(wanted), count + len(wanted)))
    taken_rows, taken_columns = min_weight_full_bipartite_matching(graph)
    mentor_at = np.repeat(np.arange(len(mentors)), places)
    code = rows * len(mentors) + at
    by_code = np.argsort(code, kind="stable")
    placed = taken_columns < count
    asked_for = taken_rows[placed] * len(mentors) + mentor_at[taken_columns[placed]]
    return [used[number] for number in by_code[np.searchsorted(code, asked_for, sorter=by_code)]]


def _by_integer_programme(
    wanted: Sequence[tuple[str, str]], candidates: Sequence[Candidate], capacity: Mapping[str, float], task: Task,
    load: Mapping[str, int],
) -> list[Candidate]:  # fmt: skip
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    row_of = {key: number for number, key in enumerate(wanted)}
    used = [
        one for one in candidates if (one.mentee, one.kind) in row_of and one.use <= capacity.get(one.mentor, 0) + 1e-9
    ]
    if not used:
        return []
    mentors = sorted({one.mentor for one in used})
    mentor_of = {name: number for number, name in enumerate(mentors)}
    twice = defaultdict(list)
    for number, one in enumerate(used):
        twice[one.mentee, one.mentor].append(number)
    both = [numbers for numbers in twice.values() if len(numbers) > 1]
    columns = np.arange(len(used))
    rows = np.array([row_of[one.mentee, one.kind] for one in used])
    at = np.array([mentor_of[one.mentor] for one in used])
    scores = np.array([one.score for one in used])
    cost = scores if task.minimise else -scores
    cost = cost + task.balance * np.array([load.get(one.mentor, 0) for one in used])
    width = float(np.abs(cost).max()) + 1.0
    nobody = 2 * width * (len(wanted) + 1)
    use = np.array([one.use for one in used])
    constraints = [
        LinearConstraint(csr_array((np.ones(len(used)), (rows, columns)), shape=(len(wanted), len(used))), -np.inf, 1),
        LinearConstraint(
            csr_array((use, (at, columns)), shape=(len(mentors), len(used))),
            -np.inf,
            np.array([float(capacity[name]) for name in mentors]),
        ),
    ]
    if both:
        pair_rows = np.concatenate([np.full(len(numbers), row) for row, numbers in enumerate(both)])
        pair_columns = np.concatenate([np.array(numbers) for numbers in both])
        constraints.append(
            LinearConstraint(
                csr_array((np.ones(len(pair_rows)), (pair_rows, pair_columns)), shape=(len(both), len(used))),
                -np.inf,
                1,
            )
        )
    found = milp(cost - nobody, integrality=np.ones(len(used)), bounds=Bounds(0, 1), constraints=constraints)
    if found.x is None:
        raise RuntimeError(f"the pairing was not solved: {found.message}")
    return [one for one, value in zip(used, found.x, strict=True) if value > 0.5]


def _pinned(task: Task) -> list[Candidate]:
    """What was settled by hand, with its score where the pair has one."""
    pins = {pin: Candidate(*pin, 0.0) for pin in task.pins}
    if pins:
        scored = ((one.mentee, one.mentor, one.kind) for one in task.candidates)
        pins |= {key: one for key, one in zip(scored, task.candidates, strict=True) if key in pins}
    return list(pins.values())


def _told(
    task: Task, pinned: Sequence[Candidate], chosen: Sequence[Candidate], capacity: Mapping[str, float],
    limits: Mapping[tuple[str, str], Mapping[str, int]],
) -> Matching:  # fmt: skip
    free = dict(capacity)
    for one in chosen:
        free[one.mentor] = free.get(one.mentor, 0) - one.use
    sign = 1 if task.minimise else -1
    by_need: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in task.candidates:
        by_need[one.mentee, one.kind].append(one)
    order = {key: number for number, key in enumerate(task.wanted)}
    settled = {(one.mentee, one.kind, one.mentor) for one in pinned}
    pairs = []
    for one in sorted([*pinned, *chosen], key=lambda c: order.get((c.mentee, c.kind), len(order))):
        all_of = by_need[one.mentee, one.kind]
        rank = 1 + sum(sign * other.score < sign * one.score for other in all_of)
        others = nsmallest(
            ALTERNATIVES, (o for o in all_of if o.mentor != one.mentor), key=lambda o: (sign * o.score, o.mentor)
        )
        pairs.append(
            Pair(
                one, rank, len(all_of), (one.mentee, one.kind, one.mentor) in settled,
                tuple((o.mentor, o.score, free.get(o.mentor, 0) < o.use) for o in others),
            )
        )  # fmt: skip
    placed = {(pair.candidate.mentee, pair.candidate.kind) for pair in pairs}
    unmatched = tuple(
        _unmatched(key, bool(by_need[key]), limits.get(key, {})) for key in task.wanted if key not in placed
    )
    return Matching(tuple(pairs), math.fsum(pair.candidate.score for pair in pairs), unmatched)


def _unmatched(key: tuple[str, str], has_candidates: bool, limits: Mapping[str, int]) -> Unmatched:
    if has_candidates:
        return Unmatched(*key, "no_free_place", limits, "capacity")
    loosen = max(sorted(limits), key=lambda name: limits[name], default=None) if limits else None
    return Unmatched(*key, "no_candidate", limits, loosen if loosen and limits[loosen] else None)
