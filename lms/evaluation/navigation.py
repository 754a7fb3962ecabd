"""Menu entries of training evaluation."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from courses.models import Course
from lms.core.access import Permission
from lms.core.links import Link
from lms.core.navigation import NavEntry
from lms.evaluation.plan_labels import VERDICT_NAMES
from lms.evaluation.queries.finishes import COURSE
from lms.evaluation.queries.plans import find_author_note, list_planned

NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry(_l("Evaluation"), "evaluation.board", "target", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.board"),
    NavEntry(
        _l("Evaluation"), "evaluation.board", "target", _l("Impact"), Permission.MANAGE_COURSES, section="evaluation.board",
        hidden_for=frozenset({Permission.SEE_EVALUATIONS}),
    ),
)  # fmt: skip
RETURNS = (
    NavEntry(_l("Returns"), "evaluation.roi_cases", "target", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.roi"),
    NavEntry(_l("Costs of training"), "evaluation.costs", "files", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.cost"),
)  # fmt: skip
EFFECTS = (
    NavEntry(_l("Effects of training"), "evaluation.effects", "trending-up", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.effect"),
    NavEntry(_l("Roll-outs"), "evaluation.roll_outs", "calendar-event", _l("Impact"), Permission.SEE_EVALUATIONS, section="evaluation.roll"),
)  # fmt: skip


def trainer_links(person_id: int) -> list[Link]:
    """On a trainer's page: what their courses came to, level by level, and where it cannot be told."""
    own = person_id == current_user.id and Permission.MANAGE_COURSES in current_user.permissions
    if not own and Permission.SEE_EVALUATIONS not in current_user.permissions:
        return []
    href = url_for("evaluation.trainer_record", person_id=person_id)
    if not list_planned(owner_id=person_id):
        return []
    return [Link(_("Record as a trainer"), _("What their courses came to, level by level"), href, "target")]


def course_links(course: Course) -> list[Link]:
    """On the page where a course is written: the way to what is known of it, and what the last verdict asks of its authors until
    a new version is out."""
    planned = list_planned(subject=(COURSE, course.code))
    if not planned:
        return []
    if Permission.SEE_EVALUATIONS not in current_user.permissions and course.owner_id != current_user.id:
        return []
    href = url_for("evaluation.subject", kind=COURSE, code=course.code)
    asked = find_author_note(course.code)
    if asked is not None:
        label = _("Verdict of the evaluation: %(verdict)s", verdict=VERDICT_NAMES[asked.verdict])
        return [Link(label, asked.note, href, "alert-triangle")]
    return [Link(_("Evaluation"), _("What is known of this course, level by level"), href, "target")]
