"""Who is offered as a mentor first: those who suit, then the others, under headings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from certificates.models import Certificate, Scheme, Tier
from certificates.queries.standing import stands
from lms.core.db import db
from lms.mentoring.queries.pairings import CandidateMentor
from lms.mentoring.rules import Kind, Traits, region_of, suits
from lms.people.models import Person


def traits_of(person: Person) -> Traits:
    """Where and on what a person works."""
    return Traits(person.post.family, person.product_line, person.unit_id, region_of(person.unit.path))


def list_certified(families: Collection[str], level: int, today: date) -> dict[str, set[int]]:
    """Who holds a valid certificate of each job family of at least a level."""
    query = (
        select(Scheme.family, Certificate.person_id)
        .select_from(Certificate)
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(Scheme.family.in_(families), Tier.level >= level)
        .where(stands(today))
    )
    found: dict[str, set[int]] = {family: set() for family in families}
    for family, person_id in db.session.execute(query):
        found[family].add(person_id)
    return found


def grouped(
    candidates: Sequence[CandidateMentor],
    mentee: Person,
    kind: str,
    *,
    certified: Collection[int] | None = None,
    keep: int | None = None,
) -> dict[str, list[CandidateMentor]]:
    """The candidates under headings, those who suit first, those against whom something speaks last. A technical mentor comes
    from the mentee's job family; `keep` stays in the list in any case, since that one is chosen. `certified` are those who
    hold the tier, where it is known."""
    traits = traits_of(mentee)
    first: list[CandidateMentor] = []
    others: list[CandidateMentor] = []
    for c in candidates:
        if c.person_id == mentee.id:
            continue
        if kind == Kind.TECHNICAL and c.traits.family != traits.family and c.person_id != keep:
            continue
        holds = None if certified is None else c.person_id in certified
        suitable = suits(kind, c.traits, traits, is_warned_of=bool(c.warnings), certified=holds)
        (first if suitable else others).append(c)
    return {_("Suitable"): first, _("Others"): sorted(others, key=lambda c: bool(c.warnings))}


def grouped_by_fit(candidates: Sequence[CandidateMentor], mentee: Person) -> dict[str, list[CandidateMentor]]:
    """The candidates for either part under headings: those who suit as technical mentor, others of the job family, the
    rest."""
    technical = grouped(candidates, mentee, Kind.TECHNICAL)
    listed = {c.person_id for some in technical.values() for c in some}
    suitable, others = technical.values()
    return {
        _("Suitable as technical mentor"): suitable,
        _("Same job family"): others,
        _("Other job families, as culture mentor"): [c for c in candidates if c.person_id not in listed],
    }
