"""Pairing a whole intake: propose, pin, ban, loosen, solve again, publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.written import whole
from lms.mentoring.actions.pairings import appoint_mentor
from lms.mentoring.matching.facts import ONE_MORE, World, current_weights, read_world
from lms.mentoring.matching.rules import LOOSENABLE, Matching, Wishes
from lms.mentoring.models import PairingRound, PairingWeights
from lms.people.models import Person, Unit
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders, list_people


def set_weights(
    *, weights: Mapping[str, float], limits: Mapping[str, bool], balance: float, reason: str, actor: Actor, at: datetime
) -> PairingWeights:
    """Make a new version of what the wishes weigh; rounds made before keep theirs."""
    row = PairingWeights(
        weights=dict(weights), limits=dict(limits), balance=balance, reason=reason.strip(), set_by=actor.id, set_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "pairing_weights.set", "pairing_weights", row.id, actor=actor, at=at, weights=row.weights, limits=row.limits,
        balance=balance, reason=row.reason,
    )  # fmt: skip
    return row


def _weights(actor: Actor, at: datetime) -> PairingWeights:
    usual = Wishes()
    return current_weights() or set_weights(
        weights=usual.weights, limits=dict.fromkeys(LOOSENABLE, True), balance=usual.balance, reason="",
        actor=audit.System("system"), at=at,
    )  # fmt: skip


def propose(
    *, title: Bilingual, wanted: Sequence[tuple[int, str]], actor: Actor, at: datetime, cohort_id: int | None = None,
    bans: Sequence[tuple[int, int, Bilingual]] = (),
) -> PairingRound:  # fmt: skip
    """Begin a round for some people and kinds of mentor, and solve it. Raises RuleBroken where nobody is left to pair."""
    if not wanted:
        raise RuleBroken(Refusal("nobody_to_pair"))
    row = PairingRound(
        title=title, cohort_id=cohort_id, wanted=[list(pair) for pair in wanted], weights_id=_weights(actor, at).id,
        loosened=[], pins=[], bans=[[mentee, mentor, why.as_dict()] for mentee, mentor, why in bans], result={}, made_by=actor.id, made_at=at, solved_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    solve_again(row=row, at=at)
    audit.record(
        "pairing_round.made",
        "pairing_round",
        row.id,
        actor=actor,
        at=at,
        title=row.title.as_dict(),
        mentees=len({m for m, _k in wanted}),
    )
    return row


def solve_again(*, row: PairingRound, at: datetime) -> PairingRound:
    """Answer the round anew from the facts of today. Raises RuleBroken."""
    _open(row)
    row.result = solved(read_world(row, clock.local_date(at)))
    row.solved_at = at
    db.session.flush()
    return row


def solved(world: World) -> dict[str, Any]:
    """The optimum as it is kept: pairs with reasons, who is left, and what loosening each limit would bring."""
    from lms.mentoring.matching.solving import solve

    task, limits = world.task()
    found = solve(task, limits)
    scores = {(one.mentee, one.mentor, one.kind): one for one in task.candidates}
    pairs = []
    for pair in found.pairs:
        one = scores.get((pair.candidate.mentee, pair.candidate.mentor, pair.candidate.kind), pair.candidate)
        pairs.append(
            {
                "mentee": int(one.mentee), "mentor": int(one.mentor), "kind": one.kind, "score": round(one.score, 3),
                "wishes": [[r["wish"], r["fulfilled"], r["weight"], r["points"]] for r in one.reasons],
                "rank": pair.rank, "of": pair.out_of, "pinned": pair.pinned,
                "next": [[int(name), round(score, 3), full] for name, score, full in pair.next_best],
            }
        )  # fmt: skip
    left = [
        {"mentee": int(one.mentee), "kind": one.kind, "reason": one.reason, "limits": dict(one.limits)}
        for one in found.unmatched
    ]
    return {"pairs": pairs, "total": round(found.total, 3), "unmatched": left, "advice": _advice(world, found)}


def _advice(world: World, found: Matching) -> list[dict[str, Any]]:
    """For those who are left: how many more each single step would place, and the total then; the cheapest step first.
    Cheapest: places most, then touches the least costly limit."""
    from lms.mentoring.matching.solving import solve

    left = {(one.mentee, one.kind) for one in found.unmatched}
    if not left:
        return []
    advice = []
    for cost, step in enumerate((*LOOSENABLE, ONE_MORE)):
        task, limits = world.task(dict.fromkeys(left, step)) if step != ONE_MORE else world.task(more=1)
        then = solve(task, limits)
        placed = len(then.pairs) - len(found.pairs)
        if placed > 0:
            advice.append({"step": step, "placed": placed, "total": round(then.total, 3), "cost": cost})
    return sorted(advice, key=lambda one: (-one["placed"], one["cost"]))


def _open(row: PairingRound) -> None:
    if row.published_at is not None or row.discarded_at is not None:
        raise RuleBroken(Refusal("round_closed"))


def pin(
    *, row: PairingRound, mentee_id: int, mentor_id: int, kind: str, reason: str, actor: Actor, at: datetime
) -> None:
    """Settle a pair by hand and solve the rest again. Raises RuleBroken."""
    _open(row)
    refusals = []
    if [mentee_id, kind] not in row.wanted:
        refusals.append(Refusal("pair_unknown"))
    if mentee_id == mentor_id:
        refusals.append(Refusal("mentors_self"))
    if any(m == mentee_id and n == mentor_id and k != kind for m, n, k, *_ in row.pins):
        refusals.append(Refusal("is_other_mentor"))
    if not reason.strip():
        refusals.append(Refusal("reason_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    row.pins = [p for p in row.pins if (p[0], p[2]) != (mentee_id, kind)] + [
        [mentee_id, mentor_id, kind, whole(reason, 300)]
    ]
    row.bans = [b for b in row.bans if (b[0], b[1]) != (mentee_id, mentor_id)]
    audit.record(
        "pairing_round.pinned",
        "pairing_round",
        row.id,
        actor=actor,
        at=at,
        mentee=mentee_id,
        mentor=mentor_id,
        kind=kind,
        reason=whole(reason, 300),
    )
    solve_again(row=row, at=at)


def ban(*, row: PairingRound, mentee_id: int, mentor_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Forbid a pair and solve again. Raises RuleBroken."""
    _open(row)
    if not reason.strip():
        raise RuleBroken(Refusal("reason_missing"))
    row.pins = [p for p in row.pins if (p[0], p[1]) != (mentee_id, mentor_id)]
    row.bans = [b for b in row.bans if (b[0], b[1]) != (mentee_id, mentor_id)] + [
        [mentee_id, mentor_id, whole(reason, 300)]
    ]
    audit.record(
        "pairing_round.banned",
        "pairing_round",
        row.id,
        actor=actor,
        at=at,
        mentee=mentee_id,
        mentor=mentor_id,
        reason=whole(reason, 300),
    )
    solve_again(row=row, at=at)


def free(*, row: PairingRound, mentee_id: int, mentor_id: int, actor: Actor, at: datetime) -> None:
    """Take back what was pinned or banned for two people, and solve again."""
    _open(row)
    row.pins = [p for p in row.pins if (p[0], p[1]) != (mentee_id, mentor_id)]
    row.bans = [b for b in row.bans if (b[0], b[1]) != (mentee_id, mentor_id)]
    audit.record("pairing_round.freed", "pairing_round", row.id, actor=actor, at=at, mentee=mentee_id, mentor=mentor_id)
    solve_again(row=row, at=at)


def loosen(*, row: PairingRound, step: str, actor: Actor, at: datetime) -> None:
    """Loosen a limit for those who are left, in the part that they lack, or give everybody one more place; solve again. Raises
    RuleBroken."""
    _open(row)
    left = {(one["mentee"], one["kind"]) for one in row.result.get("unmatched", ())}
    if step not in (*LOOSENABLE, ONE_MORE) or not left:
        raise RuleBroken(Refusal("nothing_to_loosen"))
    added = [ONE_MORE] if step == ONE_MORE else [f"{step}:{mentee}:{kind}" for mentee, kind in sorted(left)]
    row.loosened = [*row.loosened, *(text for text in added if text == ONE_MORE or text not in row.loosened)]
    audit.record("pairing_round.loosened", "pairing_round", row.id, actor=actor, at=at, limit=step)
    solve_again(row=row, at=at)


def tighten(*, row: PairingRound, actor: Actor, at: datetime) -> None:
    """Let all limits hold again, and solve again."""
    _open(row)
    row.loosened = []
    audit.record("pairing_round.tightened", "pairing_round", row.id, actor=actor, at=at)
    solve_again(row=row, at=at)


def discard(*, row: PairingRound, actor: Actor, at: datetime) -> None:
    """Put a draft away; it stays on record."""
    _open(row)
    row.discarded_at = at
    audit.record("pairing_round.discarded", "pairing_round", row.id, actor=actor, at=at)


class FactsMoved(RuleBroken):
    """What the proposal rests on has changed since it was made; it was made again and must be looked at again."""


def publish(*, row: PairingRound, actor: Actor, at: datetime) -> int:
    """Appoint every mentor of the proposal; both of each pair and the supervisors are told. Returns how many pairs.
    Raises FactsMoved, which nothing was appointed by, and RuleBroken."""
    _open(row)
    now = solved(read_world(row, clock.local_date(at)))
    if _essence(now) != _essence(row.result):
        raise FactsMoved(Refusal("facts_moved"))
    people = {p.id: p for p in list_people({p[key] for p in now["pairs"] for key in ("mentee", "mentor")})}
    said = {(m, n, k): reason for m, n, k, reason in row.pins}
    changing = {
        mentee: [p["kind"] for p in now["pairs"] if p["mentee"] == mentee]
        for mentee in {p["mentee"] for p in now["pairs"]}
    }
    for pair in now["pairs"]:
        appoint_mentor(
            mentee=people[pair["mentee"]], mentor=people[pair["mentor"]], kind=pair["kind"], actor=actor, at=at,
            reason=said.get((pair["mentee"], pair["mentor"], pair["kind"]), ""), proposal=row.title,
            changing=changing[pair["mentee"]],
        )  # fmt: skip
    row.published_by, row.published_at = actor.id, at
    audit.record(
        "pairing_round.published",
        "pairing_round",
        row.id,
        actor=actor,
        at=at,
        pairs=len(now["pairs"]),
        unmatched=len(now["unmatched"]),
    )
    _tell_supervisors(row, people, now["pairs"], actor, at)
    return len(now["pairs"])


def _essence(result: Mapping[str, Any]) -> list[tuple[int, str, int]]:
    return sorted((p["mentee"], p["kind"], p["mentor"]) for p in result.get("pairs", ()))


def _tell_supervisors(
    row: PairingRound, people: Mapping[int, Person], pairs: Sequence[Mapping[str, Any]], actor: Actor, at: datetime
) -> None:
    """To those of the mentees with the way to the intake; to those whose mentors alone are concerned, to a mentor of theirs."""
    today = clock.local_date(at)
    mentors = {people[p["mentor"]].unit_id: p["mentor"] for p in reversed(pairs)}
    mentees = {people[p["mentee"]].unit_id: p["mentee"] for p in reversed(pairs)}
    told: dict[int, tuple[Person, str]] = {}
    for unit in db.session.scalars(select(Unit).where(Unit.id.in_(mentors.keys() | mentees.keys()))):
        if unit.id not in mentees:
            link = path_to("mentoring.mentor", person_id=mentors[unit.id])
        elif row.cohort_id is None:
            link = path_to("mentoring.mentee", person_id=mentees[unit.id])
        else:
            link = path_to("onboarding.intake", cohort_id=row.cohort_id)
        for person in list_holders(Role.SUPERVISOR, unit, today):
            if person.id not in told or unit.id in mentees:
                told[person.id] = person, link
    count = len({p["mentee"] for p in pairs})
    for person, link in told.values():
        if person.id != actor.id:
            notify(recipient_of(person), "pairs_published", link=link, at=at, title=row.title, count=count)
