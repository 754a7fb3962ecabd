"""A mentor's pairing in the walk's company, and what somebody else signs meanwhile; inside the site's application."""

from __future__ import annotations

from sqlalchemy import select

from assessments.actions.practicals import sign_off
from assessments.queries.practicals import get_task
from assessments.rules.practicals import Judgement
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.mentoring.actions.pairings import appoint_mentor
from lms.people.models import Account, Person

TASK = "replace-control-board"


def person(username: str) -> Person:
    """By the name with which they sign in."""
    return db.session.scalars(select(Person).join(Account).where(Account.username == username)).one()


def pair() -> None:
    """The mentor becomes the technical mentor of the outsider."""
    with transaction():
        appoint_mentor(
            mentee=person("outsider"), mentor=person("mentor"), kind="technical", actor=System(), at=clock.now()
        )


def meanwhile() -> None:
    """The same task is returned elsewhere."""
    learner, signer, task = person("outsider"), person("mentor"), get_task(TASK)
    judgement = Judgement("observe", False, {}, "先说步骤，再动手。", "", 0, clock.today())
    with transaction():
        sign_off(
            learner=learner, task=task, judgement=judgement, form_token="at-the-desk-1", actor=signer, at=clock.now()
        )
