"""Opening an intake and enrolling people in it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select

from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.onboarding.actions.progress import reevaluate
from lms.onboarding.events import Enrolled
from lms.onboarding.models import Cohort, Enrolment, Outcome, ProgrammeVersion
from lms.onboarding.rules.policy import Policy
from lms.onboarding.telling import day_in_words
from lms.people.models import Person, Unit
from lms.people.notices import recipient_of


def open_intake(
    *, title: Bilingual, version: ProgrammeVersion, unit: Unit, starts_on: date, actor: Actor, at: datetime
) -> Cohort:
    """Open an intake of a programme for a unit; people are enrolled afterwards."""
    cohort = Cohort(
        code=_free_code(f"{version.programme.code}-{starts_on:%Y-%m}"),
        title=title,
        version_id=version.id,
        unit_id=unit.id,
        starts_on=starts_on,
        opened_by=actor.id,
        opened_at=at,
    )
    db.session.add(cohort)
    db.session.flush()
    audit.record(
        "intake.opened", "cohort", cohort.id, actor=actor, at=at,
        code=cohort.code, version=version.id, unit=unit.id, starts_on=starts_on.isoformat(),
    )  # fmt: skip
    return cohort


def enrol(
    *,
    cohort: Cohort,
    people: Collection[Person],
    actor: Actor,
    at: datetime,
    starts_on: date | None = None,
    counts_from: date | None = None,
) -> list[Enrolment]:
    """Enrol people in an intake, all or nobody; `starts_on` later than the intake for who joins it on the way. Raises
    RuleBroken naming each who is in this intake or another programme already, or has left."""
    unique = {person.id: person for person in people}
    if not unique:
        raise RuleBroken(Refusal("nobody_chosen"))
    taken = db.session.execute(
        select(Enrolment.person_id, Enrolment.cohort_id, Cohort.title)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(unique))
        .where((Outcome.id.is_(None)) | (Enrolment.cohort_id == cohort.id))
        .order_by(Enrolment.person_id)
    )
    refusals = [
        Refusal("in_this_intake", {"name": unique[row.person_id].name})
        if row.cohort_id == cohort.id
        else Refusal("enrolled_already", {"name": unique[row.person_id].name, "intake": row.title})
        for row in taken
    ]
    refusals += [Refusal("has_left", {"name": p.name}) for p in unique.values() if p.left_on is not None]
    if refusals:
        raise RuleBroken(*refusals)
    start = starts_on or cohort.starts_on
    look_back = Policy.of(cohort.version.policy).look_back_days
    if counts_from is None and look_back:
        counts_from = start - timedelta(days=look_back)
    enrolments = [
        Enrolment(
            person_id=person_id,
            cohort_id=cohort.id,
            version_id=cohort.version_id,
            starts_on=start,
            counts_from=counts_from,
            enrolled_at=at,
        )
        for person_id in unique
    ]
    db.session.add_all(enrolments)
    db.session.flush()
    for enrolment in enrolments:
        person = unique[enrolment.person_id]
        audit.record(
            "enrolment.made", "enrolment", enrolment.id, actor=actor, at=at, person=person.id, cohort=cohort.code
        )
        notify(
            recipient_of(person),
            "onboarding.enrolled",
            link=path_to("onboarding.programme"),
            at=at,
            intake=cohort.title,
            day=day_in_words(start),
        )
        events.publish(Enrolled(enrolment.id, person.id, at))
        reevaluate(person_id=person.id, at=at)  # who comes back has done some of it before
    return enrolments


def _free_code(wanted: str) -> str:
    taken = set(db.session.scalars(select(Cohort.code).where(Cohort.code.startswith(wanted, autoescape=True))))
    numbered = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)
