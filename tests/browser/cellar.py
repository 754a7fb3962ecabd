"""Adds a mentor's pairing to the walk's company, or what somebody else signs meanwhile: run with the settings of a site.

`python -m tests.browser.cellar pair` appoints, `… meanwhile` lets the mentor return the task at a desk.
"""

from __future__ import annotations

import sys

from sqlalchemy import select

from assessments.actions.practicals import sign_off
from assessments.queries.practicals import get_task
from assessments.rules.practicals import Judgement
from lms.app import create_app
from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from lms.mentoring.actions.pairings import appoint_mentor
from lms.people.models import Account, Person

TASK = "replace-control-board"


def person(username: str) -> Person:
    """By the name with which they sign in."""
    from lms.core.db import db

    return db.session.scalars(select(Person).join(Account).where(Account.username == username)).one()


def pair() -> None:
    """The mentor becomes the technical mentor of the outsider."""
    appoint_mentor(mentee=person("outsider"), mentor=person("mentor"), kind="technical", actor=System(), at=clock.now())


def meanwhile() -> None:
    """The same task is returned elsewhere."""
    learner, signer, task = person("outsider"), person("mentor"), get_task(TASK)
    judgement = Judgement("observe", False, {}, "先说步骤，再动手。", "", 0, clock.today())
    sign_off(learner=learner, task=task, judgement=judgement, form_token="at-the-desk-1", actor=signer, at=clock.now())


if __name__ == "__main__":
    with create_app().app_context(), transaction():
        {"pair": pair, "meanwhile": meanwhile}[sys.argv[1]]()
