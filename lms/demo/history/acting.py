"""Doing the deeds of the last days through the actions themselves, so that notices, letters and gates follow by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from assessments.actions.answers import record_answers
from assessments.actions.attempts import finish_attempt, start_attempt
from assessments.actions.practical_exams import hold_practical_exam
from assessments.actions.practicals import sign_off
from assessments.rules.practicals import Judgement
from courses.actions.learning import complete_lesson, keep_place
from lms.core.db import db
from lms.demo.history.album import Album
from lms.demo.history.deeds import Deed
from lms.demo.history.facts import Facts
from lms.mentoring.actions.log import reply_to_entry, write_entry
from lms.mentoring.actions.ratings import rate_mentee
from lms.mentoring.queries.log import find_entry
from lms.onboarding.actions.decisions import extend_stage, propose_other_post
from lms.onboarding.models import Enrolment
from lms.people.models import Person


@dataclass
class Acting:
    """Performs one deed after the other, each at its own moment."""

    people: dict[int, Person]
    album: Album
    facts: Facts

    def perform(self, deed: Deed) -> None:
        """Do it as the person who did it."""
        getattr(self, f"_{deed.kind}")(deed, self.people[deed.learner], deed.values)

    def _lesson(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        keep_place(lesson_id=values["lesson"].id, place=1000, actor=person, at=deed.at)
        complete_lesson(lesson_id=values["lesson"].id, actor=person, at=deed.at)

    def _visit(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        keep_place(lesson_id=values["lesson"].id, place=values["place"], actor=person, at=deed.at)

    def _exam(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        number = start_attempt(
            code=values["code"], person_id=person.id, actor=person, at=values["start"], paper=values["paper"]
        )
        answers = {position: {"chosen": chosen} for position, chosen in values["answers"].items()}
        record_answers(attempt_id=number, answers=answers, at=deed.at)
        finish_attempt(attempt_id=number, actor=person, at=deed.at)

    def _sign_off(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        photos = [self.album.any()] if values["photo"] else []
        judgement = Judgement(
            mode=values["mode"], passed=values["passed"], results=values["results"], comment=values["comment"],
            work_order=values["work_order"], photos=len(photos), performed_on=values["day"],
        )  # fmt: skip
        sign_off(
            learner=person, task=values["task"], judgement=judgement, photos=photos, form_token=self.facts.token(),
            actor=values["signer"], at=deed.at,
        )  # fmt: skip

    def _entry(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        write_entry(person=person, actor=person, at=deed.at, **values)

    def _reply(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        entry = find_entry(person.id, values["day"])
        if entry is not None:
            reply_to_entry(entry=entry, text=values["text"], actor=values["mentor"], at=deed.at)

    def _rating(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        rate_mentee(
            mentee=person, ratings=values["ratings"], comment=values["comment"], actor=values["mentor"], at=deed.at
        )

    def _practical_exam(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        hold_practical_exam(
            learner=person, rubric=values["rubric"], ratings=values["ratings"], comment=values["comment"],
            held_on=values["day"], form_token=self.facts.token(), actor=values["assessor"], at=deed.at,
        )  # fmt: skip

    def _extend(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        extend_stage(
            enrolment_id=_enrolment(person), days=values["days"], reason=values["reason"],
            actor=values["supervisor"], at=deed.at,
        )  # fmt: skip

    def _other_post(self, deed: Deed, person: Person, values: dict[str, Any]) -> None:
        propose_other_post(
            enrolment_id=_enrolment(person), reason=values["reason"], actor=values["supervisor"], at=deed.at
        )


def _enrolment(person: Person) -> int:
    query = select(Enrolment.id).where(Enrolment.person_id == person.id).order_by(Enrolment.id.desc()).limit(1)
    return db.session.execute(query).scalar_one()
