"""What the pairing of a round rests on, read from the records: mentees, mentors, weights."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission, Role
from lms.core.db import db
from lms.core.errors import NotFound
from lms.mentoring.appointments.queries import facts_of, list_appointed
from lms.mentoring.appointments.rules import Status
from lms.mentoring.matching.rules import (
    ANY_SHIFT,
    LIMITS,
    Candidate,
    Mentee,
    Mentor,
    Task,
    Wishes,
    broken_limits,
    scored,
)
from lms.mentoring.models import PairingRound, PairingWeights
from lms.mentoring.queries.pairings import MentorOf, mentors_of
from lms.mentoring.queries.rhythm import rhythms_of
from lms.mentoring.results.queries import results_of
from lms.people.models import Person
from lms.people.queries.people import list_holders
from lms.people.queries.scope import within_reach
from lms.people.session import User
from lms.skills.models import Ability, RequiredLevel

UNKNOWN = 0.5
"""What nothing is known about stands in the middle: neither for nor against."""
ONE_MORE = "capacity"
Limits = dict[tuple[str, str], dict[str, int]]


def current_weights() -> PairingWeights | None:
    """The version that holds for new rounds; None as long as nobody has set one."""
    return db.session.scalar(select(PairingWeights).order_by(PairingWeights.id.desc()).limit(1))


def list_weights(limit: int = 20) -> list[PairingWeights]:
    """All versions, the last first."""
    return list(db.session.scalars(select(PairingWeights).order_by(PairingWeights.id.desc()).limit(limit)))


def wishes_of(row: PairingWeights | None) -> Wishes:
    """A version for the rules; the usual where there is none."""
    usual = Wishes()
    if row is None:
        return usual
    on = row.limits.get
    return Wishes(
        on("same_city", True),
        on("product_line", True),
        on("own_supervisor", True),
        {**usual.weights, **row.weights},
        row.balance,
    )


def get_round(user: User, round_id: int) -> PairingRound:
    """A round of which the reader may manage everybody. Raises NotFound."""
    row = db.session.get(PairingRound, round_id)
    if row is None:
        raise NotFound
    ids = {int(mentee) for mentee, _kind in row.wanted}
    inside = select(Person.id).where(Person.id.in_(ids), within_reach(user, Permission.MANAGE_INTAKES))
    if set(db.session.scalars(inside)) != ids:
        raise NotFound
    return row


def list_rounds(user: User, limit: int = 30) -> list[PairingRound]:
    """Rounds of the reader's people, the last first."""
    query = select(PairingRound).where(PairingRound.discarded_at.is_(None)).order_by(PairingRound.id.desc()).limit(200)
    found = list(db.session.scalars(query))
    ids = {int(mentee) for row in found for mentee, _kind in row.wanted}
    inside = set(
        db.session.scalars(select(Person.id).where(Person.id.in_(ids), within_reach(user, Permission.MANAGE_INTAKES)))
    )
    return [row for row in found if {int(mentee) for mentee, _kind in row.wanted} <= inside][:limit]


@dataclass(frozen=True)
class World:
    """Everything a round is solved from. People go by their id as text, as in files."""

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    wanted: tuple[tuple[str, str], ...]
    wishes: Wishes
    loosened: frozenset[tuple[str, str, str]]
    """(limit, mentee, part) that do not hold; without a part for both."""
    more: int
    """Places added to everybody's capacity."""
    pins: tuple[tuple[str, str, str], ...]
    people: Mapping[int, Person] = field(default_factory=dict)
    """Mentees and mentors as they stand in the records."""

    def wishes_for(self, mentee: str, kind: str, also: Collection[str] = ()) -> Wishes:
        """The limits as they hold for one mentee and one part."""
        free = {limit for limit, who, part in self.loosened if who == mentee and part in (kind, "")} | set(also)
        return replace(
            self.wishes,
            same_city=self.wishes.same_city and "same_city" not in free,
            product_line=self.wishes.product_line and "product_line" not in free,
            own_supervisor=self.wishes.own_supervisor and "own_supervisor" not in free,
        )

    def task(self, also: Mapping[tuple[str, str], str] | None = None, more: int = 0) -> tuple[Task, Limits]:
        """The task; `also` loosens a limit for some mentees and parts, `more` adds places, to see what it would bring."""
        candidates: list[Candidate] = []
        limits: Limits = {}
        mentees = {one.code: one for one in self.mentees}
        for code, kind in self.wanted:
            wishes = self.wishes_for(code, kind, [also[code, kind]] if also and (code, kind) in also else ())
            alone: dict[str, int] = {}
            for mentor in self.mentors:
                broken = broken_limits(mentees[code], mentor, kind, wishes)
                if not broken:
                    candidates.append(scored(mentees[code], mentor, kind, wishes))
                elif len(broken) == 1:
                    alone[broken[0]] = alone.get(broken[0], 0) + 1
            limits[code, kind] = {name: alone[name] for name in LIMITS if name in alone}
        added = self.more + more
        capacity = {one.code: one.capacity + added for one in self.mentors}
        load = {one.code: one.load for one in self.mentors}
        return Task(self.wanted, candidates, capacity, balance=self.wishes.balance, load=load, pins=self.pins), limits


def read_world(row: PairingRound, today: date) -> World:
    """The facts of today for a round, in a fixed number of statements."""
    ids = {int(mentee) for mentee, _kind in row.wanted}
    people = _people(ids)
    here = {person.id for person in people if person.left_on is None or person.left_on >= today}
    wanted = tuple((str(mentee), str(kind)) for mentee, kind in row.wanted if int(mentee) in here)
    weights = db.session.get_one(PairingWeights, row.weights_id)
    standing, asked = mentors_of(ids, today), {(int(m), k) for m, k in wanted}
    bans = {(str(mentee), str(mentor)) for mentee, mentor, *_reason in row.bans} | _other_part(standing, asked)
    loosened = frozenset(
        (name, who, part[0] if part else "")
        for name, who, *part in (text.split(":") for text in row.loosened if text != ONE_MORE)
    )
    more = sum(text == ONE_MORE for text in row.loosened)
    rhythms = rhythms_of(ids, today)
    skills = _asked_abilities(people, today)
    supervisors = {
        unit.id: frozenset(str(p.id) for p in list_holders(Role.SUPERVISOR, unit, today))
        for unit in {p.unit for p in people}
    }
    mentees = tuple(
        Mentee(
            str(p.id), p.unit.city.zh, p.product_line or "", frozenset({p.language}), rhythms[p.id].shift if p.id in rhythms else "",
            skills.get(p.id, frozenset()), family=p.post.family, supervisors=supervisors[p.unit_id],
        )
        for p in sorted(people, key=lambda p: p.id)
    )  # fmt: skip
    wishes = replace(wishes_of(weights), bans=frozenset(bans))
    pins = tuple(
        (str(mentee), str(mentor), str(kind)) for mentee, mentor, kind, *_reason in row.pins if int(mentee) in here
    )
    mentors, appointed = _mentors(standing, asked, today)
    known = {person.id: person for person in (*people, *appointed)}
    return World(mentees, tuple(mentors), wanted, wishes, loosened, more, pins, known)


def _people(ids: Collection[int]) -> Sequence[Person]:
    query = select(Person).where(Person.id.in_(ids)).options(joinedload(Person.unit), joinedload(Person.post))
    return list(db.session.scalars(query))


def _other_part(
    standing: Mapping[int, Sequence[MentorOf]], wanted: Collection[tuple[int, str]]
) -> set[tuple[str, str]]:
    """Whoever stays a mentee's mentor of the one kind cannot be the other."""
    return {
        (str(mentee), str(one.mentor_id))
        for mentee, some in standing.items()
        for one in some
        if (mentee, one.kind) not in wanted
    }


def _asked_abilities(people: Sequence[Person], today: date) -> dict[int, frozenset[str]]:
    """What the post asks of a beginner."""
    r = RequiredLevel
    query = (
        select(Ability.code, r.post_id, r.family)
        .join(Ability, Ability.id == r.ability_id)
        .where(r.tier <= 1, r.level > 0, r.from_day <= today, Ability.retired_at.is_(None))
        .where(or_(r.post_id.in_({p.post_id for p in people}), r.family.in_({p.post.family for p in people})))
    )
    rows = list(db.session.execute(query)) if people else []
    return {
        p.id: frozenset(code for code, post_id, family in rows if post_id == p.post_id or family == p.post.family)
        for p in people
    }


def _mentors(
    standing: Mapping[int, Sequence[MentorOf]], wanted: Collection[tuple[int, str]], today: date
) -> tuple[list[Mentor], list[Person]]:
    """Everybody appointed, for the rules and as people. A pairing that the round is about to replace takes no place."""
    appointed = [one for one in list_appointed(today) if one.status in (Status.ACTIVE, Status.ENDING, Status.RESTING)]
    people = [one.person for one in appointed]
    facts, results = facts_of(people, today), results_of(people, today)
    replaced: dict[int, int] = {}
    for mentee_id, some in standing.items():
        for own_mentor in some:
            if (mentee_id, own_mentor.kind) in wanted:
                replaced[own_mentor.mentor_id] = replaced.get(own_mentor.mentor_id, 0) + 1
    found = []
    for one in appointed:
        own, past = facts[one.person.id], results[one.person.id].passes
        load = max(0, one.mentees - replaced.get(one.person.id, 0))
        rating = UNKNOWN
        if own.communication is not None and own.patience is not None:
            rating = ((own.communication + own.patience) / 2 - 1) / 4
        found.append(
            Mentor(
                str(one.person.id), float(max(0, one.offer.capacity - load)), tuple(sorted(one.kinds)), one.person.unit.city.zh,
                frozenset(one.offer.product_lines), frozenset(one.offer.languages), one.offer.shift or ANY_SHIFT,
                frozenset(one.offer.abilities), rating, past.value / 100 if past.enough and past.value is not None else UNKNOWN,
                load, family=one.person.post.family, rests=one.status is Status.RESTING,
            )
        )  # fmt: skip
    return found, people
