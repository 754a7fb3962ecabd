"""Somebody of the walk is asked about a course: run as `python -m tests.browser.ask USER CODE` with the site's settings.
Prints the number of the invitation."""

from __future__ import annotations

import sys
from datetime import timedelta

from assessments.actions.invitations import invite
from assessments.actions.questionnaires import ship_questionnaires
from lms.app import create_app
from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from lms.people.models import Account

ACTOR = System("seed")


def main(username: str, code: str) -> int:
    """Invite, and give the number."""
    with create_app().app_context(), transaction() as session:
        ship_questionnaires(actor=ACTOR, at=clock.now())
        person = session.query(Account).filter_by(username=username).one().person
        today = clock.today()
        asked = invite(
            questionnaire_code=code, respondent=person, context=("course_version", 1), opens_on=today,
            due_on=today + timedelta(days=7), actor=ACTOR, at=clock.now(),
        )  # fmt: skip
        return asked.id


if __name__ == "__main__":
    sys.stdout.write(f"{main(*sys.argv[1:3])}\n")
