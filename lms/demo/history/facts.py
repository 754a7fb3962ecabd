"""Writing deeds of the past in bulk: the same rows and audit lines that the actions leave behind, a thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from assessments.models import (
    Attempt,
    AttemptItem,
    PracticalExam,
    Response,
    SignOff,
)
from assessments.rules.marking import item_score, passes
from courses.models import CourseCompletion, LessonCompletion, LessonVisit
from lms.core import audit
from lms.core.db import Base, db
from lms.demo.history import deeds as kinds
from lms.demo.history.album import Album
from lms.demo.history.deeds import Deed
from lms.demo.history.shelf import LessonFact, Shelf
from lms.mentoring.models import LogEntry, LogReply, MentorRating
from lms.mentoring.rules import percent_of
from lms.people.models import Person


@dataclass
class Facts:
    """Collects rows by table and writes them together."""

    shelf: Shelf
    people: dict[int, Person]
    album: Album
    tokens: int = 0
    finished_lessons: dict[tuple[int, int], int] = field(default_factory=dict)

    def write(self, deeds: Iterable[Deed]) -> None:
        """Write deeds of any kinds and learners."""
        by_kind: dict[str, list[Deed]] = {}
        for deed in sorted(deeds, key=lambda d: d.at):
            by_kind.setdefault(deed.kind, []).append(deed)
        for kind in (kinds.LESSON, kinds.VISIT, kinds.EXAM, kinds.SIGN_OFF, kinds.ENTRY, kinds.REPLY, kinds.RATING, kinds.PRACTICAL_EXAM):  # fmt: skip
            if some := by_kind.get(kind):
                getattr(self, f"_{kind}")(some)

    def _lesson(self, deeds: Sequence[Deed]) -> None:
        visits, completions, courses = [], [], []
        for deed in deeds:
            fact: LessonFact = deed.values["lesson"]
            person = self.people[deed.learner]
            began = deed.at - timedelta(minutes=fact.minutes)
            visits.append(
                {
                    "person_id": person.id,
                    "lesson_id": fact.id,
                    "first_seen_at": began,
                    "last_seen_at": deed.at,
                    "place": 1000,
                }
            )
            completions.append({"person_id": person.id, "lesson_id": fact.id, "completed_at": deed.at})
            audit.record("lesson.opened", "lesson", fact.id, actor=person, at=began)
            audit.record("lesson.completed", "lesson", fact.id, actor=person, at=deed.at, course=fact.course_code)
            key = (person.id, fact.version_id)
            self.finished_lessons[key] = self.finished_lessons.get(key, 0) + 1
            if self.finished_lessons[key] == len(self.shelf.lessons[fact.course_code]):
                courses.append({"person_id": person.id, "version_id": fact.version_id, "completed_at": deed.at})
                audit.record("course.completed", "person", person.id, actor=person, at=deed.at, course=fact.course_code)
        _insert(LessonVisit, visits)
        _insert(LessonCompletion, completions)
        _insert(CourseCompletion, courses)

    def _visit(self, deeds: Sequence[Deed]) -> None:
        rows = []
        for deed in deeds:
            fact: LessonFact = deed.values["lesson"]
            audit.record("lesson.opened", "lesson", fact.id, actor=self.people[deed.learner], at=deed.at)
            rows.append(
                {"person_id": deed.learner, "lesson_id": fact.id, "first_seen_at": deed.at, "last_seen_at": deed.at,
                 "place": deed.values["place"]}
            )  # fmt: skip
        _insert(LessonVisit, rows)

    def _exam(self, deeds: Sequence[Deed]) -> None:
        ids = _insert_for_ids(Attempt, [self._attempt(deed) for deed in deeds])
        items, responses = [], []
        for deed, attempt_id in zip(deeds, ids, strict=True):
            paper, answers, start = deed.values["paper"], deed.values["answers"], deed.values["start"]
            pace = (deed.at - start) / (len(paper.items) + 1)
            for position, (version_id, order) in enumerate(paper.items, start=1):
                score = self._score(version_id, answers[position])
                items.append(
                    {"attempt_id": attempt_id, "position": position, "item_version_id": version_id, "option_order": order,
                     "score": score}
                )  # fmt: skip
                responses.append(
                    {"attempt_id": attempt_id, "position": position, "sequence": 1,
                     "answer": {"chosen": answers[position], "flagged": False}, "saved_at": start + pace * position}
                )  # fmt: skip
            self._note_exam(deed, attempt_id)
        _insert(AttemptItem, items)
        _insert(Response, responses)

    def _attempt(self, deed: Deed) -> dict[str, Any]:
        exam, paper = self.shelf.exams[deed.values["code"]], deed.values["paper"]
        total = sum(self._score(v, deed.values["answers"][n]) for n, (v, _) in enumerate(paper.items, start=1))
        return {
            "exam_id": exam.id, "blueprint_id": paper.blueprint_id, "person_id": deed.learner,
            "started_at": deed.values["start"], "deadline": deed.values["start"] + timedelta(minutes=exam.minutes),
            "finished_at": deed.at, "pass_mark": exam.pass_mark, "score": float(total), "points": len(paper.items),
            "passed": passes(total, len(paper.items), exam.pass_mark),
        }  # fmt: skip

    def _score(self, version_id: int, chosen: list[int]) -> int:
        item = self.shelf.items[version_id]
        return item_score(item.kind, item.correct, chosen)

    def _note_exam(self, deed: Deed, attempt_id: int) -> None:
        row, person = self._attempt(deed), self.people[deed.learner]
        percent = round(100 * row["score"] / row["points"], 1)
        code = deed.values["code"]
        audit.record(
            "exam.started", "attempt", attempt_id, actor=person, at=row["started_at"], exam=code, person=person.id
        )
        audit.record(
            "exam.finished", "attempt", attempt_id, actor=person, at=deed.at, exam=code, person=person.id,
            percent=percent, passed=row["passed"], by="hand-in",
        )  # fmt: skip

    def _sign_off(self, deeds: Sequence[Deed]) -> None:
        rows = [
            {
                "task_id": deed.values["task"].id, "learner_id": deed.learner, "signer_id": deed.values["signer"].id,
                "mode": deed.values["mode"], "passed": deed.values["passed"], "results": deed.values["results"],
                "comment": deed.values["comment"], "work_order": deed.values["work_order"],
                "performed_on": deed.values["day"], "signed_at": deed.at, "form_token": self.token(),
            }
            for deed in deeds
        ]  # fmt: skip
        ids = _insert_for_ids(SignOff, rows)
        for deed, number in zip(deeds, ids, strict=True):
            values = deed.values
            photos = self.album.attach(number, deed) if values["photo"] else 0
            audit.record(
                "practical.signed_off" if values["passed"] else "practical.returned", "sign_off", number,
                actor=values["signer"], at=deed.at, learner=deed.learner, task=values["task"].code,
                version=values["task"].number, mode=values["mode"], results=values["results"], photos=photos,
                work_order=values["work_order"], performed_on=values["day"].isoformat(),
            )  # fmt: skip
        self.album.paste()

    def token(self) -> str:
        """A form's token, each but once."""
        self.tokens += 1
        return f"demo-{self.tokens:06d}"

    def _entry(self, deeds: Sequence[Deed]) -> None:
        rows = [{"person_id": d.learner, "written_at": d.at, **d.values} for d in deeds]
        for deed, number in zip(deeds, _insert_for_ids(LogEntry, rows), strict=True):
            person = self.people[deed.learner]
            audit.record(
                "log.written", "log_entry", number, actor=person, at=deed.at, day=deed.values["day"].isoformat()
            )

    def _reply(self, deeds: Sequence[Deed]) -> None:
        learners = {deed.learner for deed in deeds}
        query = select(LogEntry.person_id, LogEntry.day, LogEntry.id).where(LogEntry.person_id.in_(learners))
        entries = {(person_id, day): number for person_id, day, number in db.session.execute(query)}
        rows = [
            {"entry_id": entries[d.learner, d.values["day"]], "mentor_id": d.values["mentor"].id, "text": d.values["text"],
             "written_at": d.at}
            for d in deeds
        ]  # fmt: skip
        for deed, row, number in zip(deeds, rows, _insert_for_ids(LogReply, rows), strict=True):
            audit.record(
                "log.answered", "log_entry", row["entry_id"], actor=deed.values["mentor"], at=deed.at,
                writer=deed.learner, reply=number,
            )  # fmt: skip

    def _rating(self, deeds: Sequence[Deed]) -> None:
        rows = [
            {"mentee_id": d.learner, "mentor_id": d.values["mentor"].id, "ratings": d.values["ratings"],
             "percent": percent_of(d.values["ratings"]), "comment": d.values["comment"], "rated_at": d.at}
            for d in deeds
        ]  # fmt: skip
        for deed, row, number in zip(deeds, rows, _insert_for_ids(MentorRating, rows), strict=True):
            audit.record(
                "mentee.rated", "mentor_rating", number, actor=deed.values["mentor"], at=deed.at,
                mentee=deed.learner, ratings=row["ratings"], percent=row["percent"],
            )  # fmt: skip

    def _practical_exam(self, deeds: Sequence[Deed]) -> None:
        rows = [
            {
                "rubric_id": d.values["rubric"].id, "learner_id": d.learner, "assessor_id": d.values["assessor"].id,
                "held_on": d.values["day"], "signed_at": d.at, "ratings": d.values["ratings"],
                "percent": d.values["percent"], "passed": d.values["passed"], "comment": d.values["comment"],
                "form_token": self.token(),
            }
            for d in deeds
        ]  # fmt: skip
        for deed, row, number in zip(deeds, rows, _insert_for_ids(PracticalExam, rows), strict=True):
            rubric = deed.values["rubric"]
            audit.record(
                "practical_exam.held", "practical_exam", number, actor=deed.values["assessor"], at=deed.at,
                learner=deed.learner, rubric=rubric.code, version=rubric.number, ratings=row["ratings"],
                percent=row["percent"], passed=row["passed"], held_on=row["held_on"].isoformat(),
            )  # fmt: skip


def moment_sorted(deeds: Iterable[Deed], until: datetime) -> list[Deed]:
    """Deeds up to a moment, in the order in which they were done."""
    return sorted((deed for deed in deeds if deed.at < until), key=lambda deed: deed.at)


def _insert(table: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)


def _insert_for_ids(table: type[Any], rows: list[dict[str, Any]]) -> list[int]:
    return (
        list(db.session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows)) if rows else []
    )
