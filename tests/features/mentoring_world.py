"""What addresses of mentoring name, for the small world of one unit."""

from __future__ import annotations

from typing import Any

from lms.core import clock, files
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.mentoring.matching.rounds import propose
from lms.mentoring.models import LogEntry, LogPhoto
from lms.mentoring.talks.actions import keep_talk
from lms.mentoring.talks.rules import PARTS, Step
from lms.people.models import Person
from lms.people.queries.people import get_person
from tests.features.mentoring_scene import picture


def mentoring_values(people: dict[str, Person]) -> dict[str, Any]:
    """A proposal for the learner, a talk with the mentor, a photo in the log."""
    today, at = clock.today(), clock.now()
    with transaction() as session:
        learner, mentor = get_person(people["learner"].id), get_person(people["mentor"].id)
        entry = session.query(LogEntry).filter_by(person_id=learner.id).order_by(LogEntry.id).first()
        assert entry is not None
        stored = files.save(picture().read(), name="log.jpg", content_type="image/jpeg", actor=System(), at=at)
        photo = LogPhoto(entry_id=entry.id, file_id=stored.id, width=64, height=48)
        session.add(photo)
        talk = keep_talk(
            talk=None, mentee=learner, mentor=mentor, held_on=today, texts=dict.fromkeys(PARTS, "As said."),
            steps=[Step("Practise", "mentee", today)], actor=mentor, at=at,
        )  # fmt: skip
        row = propose(title=Bilingual("提议", "Round"), wanted=[(learner.id, "culture")], actor=System(), at=at)
        session.flush()
        return {
            "log_photo_id": photo.id, "talk_id": talk.id, "step_id": talk.steps[0].id, "round_id": row.id,
            "mentee_id": learner.id, "mentor_id": mentor.id, "kind": "culture",
        }  # fmt: skip
