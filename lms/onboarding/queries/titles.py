"""What the contents of stages are called: courses, exams, tasks and rubrics, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, cast, literal, null, select, union_all

from assessments.models.exams import Exam
from assessments.models.practicals import PracticalTask, Rubric
from courses.attendance.queries.counts import ANY_OF_KIND
from courses.models import Course
from courses.sessions.labels import KIND_NAMES as SESSION_KINDS
from courses.sessions.rules.states import SessionKind
from courses.sessions.saying import both
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.onboarding.rules.gate import ATTENDANCE, COURSE, EXAM, PRACTICAL, PRACTICAL_EXAM, Content


@dataclass(frozen=True)
class Described:
    """A content's title, and for an exam how many attempts and minutes there are."""

    title: Bilingual
    attempts: int | None = None
    minutes: int | None = None


_NONE = cast(null(), Integer)
_TABLES: dict[str, tuple[Any, ...]] = {
    COURSE: (Course, Course.code, literal(0), _NONE, _NONE),
    ATTENDANCE: (Course, Course.code, literal(0), _NONE, _NONE),
    EXAM: (Exam, Exam.code, literal(0), Exam.attempts_allowed, Exam.minutes),
    PRACTICAL: (PracticalTask, PracticalTask.code, PracticalTask.number, _NONE, _NONE),
    PRACTICAL_EXAM: (Rubric, Rubric.code, Rubric.number, _NONE, _NONE),
}
KNOWN_KINDS = frozenset(_TABLES)
"""Kinds whose reference names something that must exist."""


@cache
def naming(kinds: tuple[str, ...]) -> Any:
    """The titles for references of these kinds, each kind's given under its own name; to be read with other things."""
    parts: list[Select[Any]] = []
    for kind in kinds:
        table, code, number, attempts, minutes = _TABLES[kind]
        parts.append(
            select(
                literal(kind).label("kind"), code.label("code"), number.label("number"), table.title.label("title"),
                attempts.label("attempts"), minutes.label("minutes"),
            ).where(among(code, kind))
        )  # fmt: skip
    return union_all(*parts) if len(parts) > 1 else parts[0]


Refs = dict[str, set[str]]
"""The references of each kind."""


def describe(contents: Collection[Content]) -> dict[tuple[str, str], Described]:
    """Kind and reference to what it is called; those that name nothing known are left out."""
    refs = refs_of(contents)
    return described_in(read(naming(tuple(sorted(refs))), **refs).all(), refs) if refs else {}


def refs_of(contents: Collection[Content]) -> Refs:
    """What of some contents has a title on record."""
    refs: Refs = {}
    for content in contents:
        if content.kind in _TABLES:
            refs.setdefault(content.kind, set()).add(content.ref)
    return refs


def described_in(rows: Iterable[Any], refs: Refs) -> dict[tuple[str, str], Described]:
    """The same as `describe` from what `naming` found."""
    own = {
        (ATTENDANCE, ref): Described(title) for ref, title in session_kinds().items() if ref in refs.get(ATTENDANCE, ())
    }
    # The newest version of a task names it.
    return own | {
        (row.kind, row.code): Described(row.title, row.attempts, row.minutes)
        for row in sorted(rows, key=lambda row: row.number)
    }


@cache
def session_kinds() -> Mapping[str, Bilingual]:
    """What stands for sessions of any course that are held in one way: reference to words. They are the same all day, and
    to change languages eight times costs the learner's home a twentieth of its time."""
    return {f"{ANY_OF_KIND}{kind}": _in_both(SESSION_KINDS[kind]) for kind in SessionKind}


def _in_both(words: Any) -> Bilingual:
    return both(lambda: str(words))


def list_choices() -> list[tuple[str, str, Bilingual]]:
    """Kind, reference and title of everything that a stage can hold, by kind and code."""
    found: dict[tuple[str, str], Bilingual] = {}
    for kind, (_table, code, number, _attempts, _minutes) in _TABLES.items():
        for row in db.session.execute(select(code.label("code"), _table.title.label("title")).order_by(code, number)):
            found[kind, row.code] = row.title
    found |= {(ATTENDANCE, ref): title for ref, title in session_kinds().items()}
    return [(kind, code, title) for (kind, code), title in found.items()]
