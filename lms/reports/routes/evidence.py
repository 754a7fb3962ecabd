"""What stands behind an entry of somebody's archive, where no other page shows it to this reader."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from lms.core.access import signed_in
from lms.reports import wording
from lms.reports.queries import evidence
from lms.reports.queries.archive import check_visible, get_person_facts
from lms.reports.routes import blueprint


@blueprint.get("/people/<int:person_id>/archive/exams/<int:attempt_id>")
@signed_in
def exam(person_id: int, attempt_id: int) -> str:
    """An attempt in figures: points by topic. Neither questions nor answers: those are for whoever sat it."""
    check_visible(current_user, person_id)
    record = evidence.get_exam(person_id, attempt_id)
    return render_template(
        "reports/exam.html",
        person=get_person_facts(person_id),
        exam=record,
        topics=evidence.list_topics(record.id),
        words=wording,
    )


@blueprint.get("/people/<int:person_id>/archive/courses/<int:completion_id>")
@signed_in
def course(person_id: int, completion_id: int) -> str:
    """A course that was completed: its lessons, each with the day on which it was marked done."""
    check_visible(current_user, person_id)
    record, version_id = evidence.get_course(person_id, completion_id)
    return render_template(
        "reports/course.html",
        person=get_person_facts(person_id),
        course=record,
        lessons=evidence.list_lessons(person_id, version_id),
        words=wording,
    )
