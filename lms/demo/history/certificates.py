"""Certificates of the demo company: those that onboarding earned, and those of people who came long before."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from certificates.actions.award import award_tier
from certificates.actions.decide import decide
from certificates.models import Certificate
from certificates.rules.status import DecisionKind
from lms.core.bilingual import Bilingual
from lms.demo.company import LOADER, Company
from lms.demo.history.learner import Learner
from lms.demo.phrases import Phrases
from lms.demo.staffing import Member
from lms.demo.workdays import some_time, workday_from
from lms.onboarding.actions.progress import RULE
from lms.people.models import Person

_SCHEMES = {"field": "field", "agent": "agent"}
_VALID_MONTHS = {1: 24, 2: 36, 3: 36, 4: 36}
_PAPER = Bilingual("纸质档案（系统启用前）", "Paper record from before this system")
SUSPENDED, REINSTATED, WITHDRAWN = 3, 2, 2
"""How many certificates of existing staff met with a decision; larger companies have one in eighty more of each."""


@dataclass(frozen=True)
class Award:
    """A tier to be awarded at a moment."""

    at: datetime
    person: Person
    scheme: str
    level: int
    evidence: list[dict[str, Any]]
    actor: Any
    is_veteran: bool


def award_all(
    company: Company,
    earned: Sequence[tuple[datetime, Learner, list[dict[str, Any]]]],
    zone: ZoneInfo,
    now: datetime,
    seed: int,
) -> int:
    """Every award in the order of time, so that numbers ascend; then the decisions about some. Returns how many awards."""
    chance = random.Random(f"certificates {seed}")
    awards = [
        Award(at, one.person, "field" if one.track == "technician" else "agent", 1, evidence, RULE, False)
        for at, one, evidence in earned
    ]
    awards += _of_staff(company, zone, now, chance)
    awards.sort(key=lambda award: award.at)
    made: list[tuple[Award, Certificate]] = []
    for award in awards:
        certificate = award_tier(
            person=award.person, scheme_code=award.scheme, level=award.level, evidence=award.evidence,
            actor=award.actor, at=award.at,
        )  # fmt: skip
        made.append((award, certificate))
    _decide_some(company, made, zone, now, chance)
    return len(made)


def _of_staff(company: Company, zone: ZoneInfo, now: datetime, chance: random.Random) -> Iterator[Award]:
    """What existing engineers and agents hold: the tiers that fit their years, renewed or run out."""
    today = now.astimezone(zone).date()
    for member, person in zip(company.plan.members, company.people, strict=True):
        family = {"field-engineer": "field", "senior-field-engineer": "field", "service-agent": "agent", "senior-service-agent": "agent"}.get(member.post)  # fmt: skip
        if member.intake is not None or family is None:
            continue
        for level, day in _tier_days(member, today, chance):
            evidence = [{"kind": "programme", "ref": "", "title": _PAPER.as_dict(), "on": day.isoformat()}]
            yield Award(some_time(day, chance, zone, 10, 16), person, family, level, evidence, LOADER, True)


def _tier_days(member: Member, today: date, chance: random.Random) -> Iterator[tuple[int, date]]:
    """Level and day of the certificates that somebody holds. Mentors' and assessors' are valid; one in ten of the rest is
    about to run out and one in twelve has run out."""
    years = (today - member.hired_on).days / 365
    senior = member.post.startswith("senior")
    top = min(4, 3 + (member.grade == "P6")) if senior else (2 if years > 3.5 and chance.random() < 0.75 else 1)
    lot = chance.random()
    span = _VALID_MONTHS[top] * 30.44
    if member.key is None and not member.is_trusted and lot < 0.08:
        age = span + chance.uniform(15, 150)
    elif member.key is None and lot < 0.18:
        age = span - chance.uniform(4, 29)
    else:
        age = chance.uniform(20, min(span * 0.85, max(30.0, (years - 0.6 * top) * 365)))
    last = member.left_on or today
    newest = workday_from(max(today - timedelta(days=round(age)), member.hired_on + timedelta(days=60)))
    if newest >= last:
        return
    if top > 1:
        before = workday_from(newest - timedelta(days=round(chance.uniform(400, 900))))
        if before > member.hired_on + timedelta(days=60):
            yield top - 1, before
    yield top, newest


def _decide_some(
    company: Company, made: Sequence[tuple[Award, Certificate]], zone: ZoneInfo, now: datetime, chance: random.Random
) -> None:
    hr, today = company.cast["hr"], now.astimezone(zone).date()
    cast = {person.id for person in company.cast.values()}
    old = [
        (award, certificate)
        for award, certificate in made
        if award.is_veteran and award.person.id not in cast and certificate.expires_on > today + timedelta(days=40)
        and (today - certificate.issued_on).days > 60 and award.person.left_on is None
    ]  # fmt: skip
    more = len(company.people) // 400
    wanted = [SUSPENDED + more, REINSTATED + more, WITHDRAWN + more]
    chosen = chance.sample(old, min(len(old), sum(wanted)))
    phrases = Phrases(chance)
    for n, (_, certificate) in enumerate(chosen):
        day = workday_from(today - timedelta(days=chance.randint(12, 45)))
        moment = some_time(day, chance, zone, 10, 16)
        if n < wanted[0] + wanted[1]:
            decide(
                certificate=certificate, kind=DecisionKind.SUSPEND, reason=phrases.say("suspended"), actor=hr, at=moment
            )
            if n >= wanted[0]:
                later = some_time(workday_from(day + timedelta(days=7)), chance, zone, 10, 16)
                decide(
                    certificate=certificate, kind=DecisionKind.REINSTATE, reason=phrases.say("reinstated"), actor=hr,
                    at=min(later, now),
                )  # fmt: skip
        else:
            decide(
                certificate=certificate,
                kind=DecisionKind.WITHDRAW,
                reason=phrases.say("withdrawn"),
                actor=hr,
                at=moment,
            )
