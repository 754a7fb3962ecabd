"""What requirements can be about, by kind: code and title of everything there is."""

from __future__ import annotations

from sqlalchemy import select

from assessments.models import Exam, PracticalTask, Rubric
from certificates.requirement_questions import programmes
from certificates.rules.requirement_kinds import Kind
from courses.models import Course
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.kpis.queries.definitions import list_kpis


def choices_for(kind: str) -> list[tuple[str, Bilingual]]:
    """Code and title of what a requirement of this kind can name, by code; of versions, as the newest is called."""
    if kind == Kind.PROGRAMME:
        return [(one.code, one.title) for one in programmes()]
    if kind == Kind.KPI:
        return [(kpi.code, kpi.versions[-1].name) for kpi in list_kpis()]
    tables = {
        Kind.EXAM: (Exam.code, Exam.title, Exam.id),
        Kind.PRACTICAL_EXAM: (Rubric.code, Rubric.title, Rubric.number),
        Kind.PRACTICALS: (PracticalTask.code, PracticalTask.title, PracticalTask.number),
        Kind.COURSE: (Course.code, Course.title, Course.id),
    }
    table = next((some for of, some in tables.items() if of == kind), None)
    if table is None:
        return []
    query = select(table[0], table[1]).order_by(table[0], table[2])
    if kind == Kind.COURSE:
        query = query.where(Course.retired_on.is_(None))
    return list({row[0]: row[1] for row in db.session.execute(query)}.items())
