"""The mentor's word on going on from a stage."""

from __future__ import annotations

from datetime import datetime

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.mentoring.queries.pairings import mentors_of
from lms.onboarding.actions.progress import reevaluate
from lms.onboarding.change_models import StageAgreement
from lms.onboarding.queries.enrolments import get_row
from lms.onboarding.queries.journeys import CURRENT, journeys
from lms.onboarding.rules.gate import AGREEMENT
from lms.onboarding.telling import tell_learner
from lms.people.queries.people import get_person


def give_word(*, enrolment_id: int, agrees: bool, comment: str, actor: Actor, at: datetime) -> StageAgreement:
    """Agree that the learner goes on from the stage under way, or say what is missing. Raises RuleBroken."""
    row = get_row(enrolment_id)
    today = clock.local_date(at)
    journey = journeys([row], today, CURRENT)[0]
    stage = journey.current
    faults = []
    if not any(pair.mentor_id == actor.id for pair in mentors_of([row.person_id], today).get(row.person_id, ())):
        faults.append(Refusal("agreement_for_mentors"))
    if stage is None or not any(content.kind == AGREEMENT for content in stage.row.contents):
        faults.append(Refusal("no_agreement_asked"))
    if not agrees and len(comment.strip()) < 4:
        faults.append(Refusal("agreement_needs_words"))
    if faults:
        raise RuleBroken(*faults)
    assert stage is not None
    assert actor.id is not None
    word = StageAgreement(
        enrolment_id=enrolment_id, stage_id=stage.row.id, agrees=agrees, comment=comment.strip(), mentor_id=actor.id,
        given_at=at,
    )  # fmt: skip
    db.session.add(word)
    db.session.flush()
    audit.record(
        "stage.agreed" if agrees else "stage.not_agreed", "enrolment", enrolment_id, actor=actor, at=at,
        person=row.person_id, stage=stage.row.code, reason=word.comment,
    )  # fmt: skip
    if not agrees:
        person = get_person(row.person_id)
        tell_learner(person, "onboarding.not_agreed", at=at, stage=stage.row.title, comment=word.comment)
    reevaluate(person_id=row.person_id, at=at)
    return word
