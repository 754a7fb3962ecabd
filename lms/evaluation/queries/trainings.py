"""What an effect can be asked of: courses, programmes and certificates that anybody finished, with their titles."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from certificates.models import Certificate, Scheme, Tier
from courses.models import Course, CourseCompletion, CourseVersion
from lms.core.db import db
from lms.core.together import Together
from lms.evaluation.models import RollOut
from lms.onboarding.models import Programme

Training = tuple[str, str, Any]
"""Kind, code, title."""


def list_courses() -> list[Training]:
    """Every course that is in use."""
    query = select(Course.code, Course.title).where(Course.retired_on.is_(None)).order_by(Course.code)
    return [("course", code, title) for code, title in db.session.execute(query)]


_drawn = select(RollOut.subject_code).where(RollOut.subject_kind == "course")
_completed = select(CourseVersion.course_id).join(CourseCompletion, CourseCompletion.version_id == CourseVersion.id)
_FINISHED = Together(
    courses=select(Course.code, Course.title)
    .where(Course.retired_on.is_(None), or_(Course.id.in_(_completed), Course.code.in_(_drawn)))
    .order_by(Course.code),
    programmes=select(Programme.code, Programme.title).order_by(Programme.code),
    tiers=select(Scheme.code, Tier.level, Scheme.title.label("scheme"), Tier.title)
    .join(Tier, Tier.scheme_id == Scheme.id)
    .where(select(Certificate.id).where(Certificate.tier_id == Tier.id).exists())
    .order_by(Scheme.code, Tier.level, Tier.number.desc()),
)


def list_finished() -> list[Training]:
    """Trainings that somebody finished, or that a roll-out was drawn for. One statement."""
    found = _FINISHED.read()
    certificates: dict[str, Training] = {}
    for code, level, scheme, tier in found["tiers"]:
        key = f"{code}:{level}"
        certificates.setdefault(key, ("certificate", key, _("%(scheme)s: %(tier)s", scheme=scheme, tier=tier)))
    return [
        *(("course", code, title) for code, title in found["courses"]),
        *(("programme", code, title) for code, title in found["programmes"]),
        *certificates.values(),
    ]


def titles_of(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Titles by kind and code; of what is gone, its code."""
    known = {(kind, code): title for kind, code, title in list_finished()}
    missing = [code for kind, code in wanted if kind == "course" and (kind, code) not in known]
    if missing:
        rows = db.session.execute(select(Course.code, Course.title).where(Course.code.in_(missing)))
        known |= {("course", code): title for code, title in rows}
    return {key: known.get(key, key[1]) for key in wanted}
