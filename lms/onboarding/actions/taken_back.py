"""What follows when a sign-off is taken back on which a stage was passed: the passage stands, and people are told."""

from __future__ import annotations

from datetime import datetime

from lms.core import audit
from lms.core.audit import System
from lms.core.paths import path_to
from lms.onboarding.models import Enrolment
from lms.onboarding.queries.enrolments import list_rows
from lms.onboarding.queries.shaken import list_shaken
from lms.onboarding.telling import tell_responsible

RULE = System("onboarding rule")


def report_taken_back(*, person_id: int, sign_off_id: int, at: datetime) -> None:
    """Tell who is responsible for the learner of every passage that rested on this sign-off, running or ended."""
    for row in list_rows(Enrolment.person_id == person_id):
        for stage, undone in list_shaken(row.id, person_id):
            back = next((b for b in undone.taken_back if b.sign_off_id == sign_off_id), None)
            if back is None:
                continue
            audit.record(
                "stage.evidence_taken_back", "enrolment", row.id, actor=RULE, at=at,
                person=person_id, stage=stage.code, task=undone.code, sign_off=sign_off_id,
            )  # fmt: skip
            tell_responsible(
                row,
                "onboarding.evidence_taken_back",
                link=f"{path_to('onboarding.person', enrolment_id=row.id)}#stage-{stage.position}",
                besides={back.taker_id},
                at=at,
                mentor=back.taker,
                task=undone.title,
                stage=stage.title,
            )
