"""Whom onboarding tells what: the learner, the mentors, and whoever signs decisions for the unit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from flask_babel import force_locale

from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, describe
from lms.core.i18n import LOCALES
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring.queries.pairings import mentors_of
from lms.people.models import Person, Unit
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders, list_people


def tell_learner(person: Person, kind: str, *, at: datetime, link: str | None = None, **values: Any) -> None:
    """Tell a learner about their own programme."""
    notify(recipient_of(person), kind, link=link or path_to("onboarding.programme"), at=at, **values)


def tell_mentors(row: Any, kind: str, *, at: datetime, **values: Any) -> None:
    """Tell the mentors of an enrolment's learner."""
    pairs = mentors_of([row.person_id], clock.local_date(at)).get(row.person_id, [])
    link = path_to("onboarding.person", enrolment_id=row.id)
    for mentor in list_people({pair.mentor_id for pair in pairs}):
        notify(recipient_of(mentor), kind, link=link, at=at, name=name_of(row), **values)


def tell_deciders(row: Any, kind: str, *, link: str, at: datetime, besides: int | None = None, **values: Any) -> None:
    """Tell the supervisors of the learner's unit, or the training managers where no supervisor covers it; not the learner
    nor whoever is `besides`."""
    unit = db.session.get_one(Unit, row.unit_id)
    today = clock.local_date(at)
    holders = list_holders(Role.SUPERVISOR, unit, today) or list_holders(Role.MANAGER, unit, today)
    for person in holders:
        if person.id not in (row.person_id, besides):
            notify(recipient_of(person), kind, link=link, at=at, name=name_of(row), **values)


def tell_responsible(
    row: Any, kind: str, *, link: str, at: datetime, besides: Collection[int] = (), **values: Any
) -> None:
    """Tell the supervisors, training managers and HR of the learner's unit, each once, but not the learner nor `besides`."""
    unit, today = db.session.get_one(Unit, row.unit_id), clock.local_date(at)
    holders = {
        person.id: person
        for role in (Role.SUPERVISOR, Role.MANAGER, Role.HR)
        for person in list_holders(role, unit, today)
    }
    for person_id, person in holders.items():
        if person_id != row.person_id and person_id not in besides:
            notify(recipient_of(person), kind, link=link, at=at, name=name_of(row), **values)


def tell_hr(row: Any, kind: str, *, link: str, at: datetime, **values: Any) -> None:
    """Tell HR of the learner's unit."""
    unit = db.session.get_one(Unit, row.unit_id)
    for person in list_holders(Role.HR, unit, clock.local_date(at)):
        notify(recipient_of(person), kind, link=link, at=at, name=name_of(row), **values)


def in_both_languages(refusals: tuple[Refusal, ...]) -> Bilingual:
    """Reasons as sentences, for readers of either language."""
    said = {}
    for short, locale in LOCALES.items():
        with force_locale(locale):
            said[short] = " ".join(describe(refusals))
    return Bilingual.of(said)


def name_of(row: Any) -> Bilingual:
    """The learner's name as readers of each language expect it."""
    return Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)


def day_in_words(day: date) -> Bilingual:
    """A date as readers of each language write it."""
    return Bilingual(f"{day.month}月{day.day}日", format_date(day, "d MMMM", locale="en"))
