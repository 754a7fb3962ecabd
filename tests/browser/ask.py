"""Somebody of the walk is asked about a course, inside the site's application."""

from __future__ import annotations

from datetime import timedelta

from assessments.actions.invitations import invite
from assessments.actions.questionnaires import ship_questionnaires
from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from lms.people.models import Account

ACTOR = System("seed")


def ask(username: str, code: str) -> int:
    """Invite, and give the number of the invitation."""
    with transaction() as session:
        ship_questionnaires(actor=ACTOR, at=clock.now())
        person = session.query(Account).filter_by(username=username).one().person
        today = clock.today()
        asked = invite(
            questionnaire_code=code, respondent=person, context=("course_version", 1), opens_on=today,
            due_on=today + timedelta(days=7), actor=ACTOR, at=clock.now(),
        )  # fmt: skip
        return asked.id
