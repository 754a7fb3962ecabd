"""What an effect can be asked of: courses, programmes and certificates that anybody finished, with their titles."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from certificates.models import Certificate, Scheme, Tier
from courses.models import Course
from courses.queries.completions import list_completed_courses
from lms.core.db import db
from lms.evaluation.models import RollOut
from lms.onboarding.models import Programme

Training = tuple[str, str, Any]
"""Kind, code, title."""


def list_courses() -> list[Training]:
    """Every course that is in use."""
    query = select(Course.code, Course.title).where(Course.retired_on.is_(None)).order_by(Course.code)
    return [("course", code, title) for code, title in db.session.execute(query)]


def list_finished() -> list[Training]:
    """Trainings that somebody finished, or that a roll-out was drawn for."""
    drawn = set(db.session.scalars(select(RollOut.subject_code).where(RollOut.subject_kind == "course")))
    completed = {row.code: row.title for row in list_completed_courses()}
    courses = [one for one in list_courses() if one[1] in completed or one[1] in drawn]
    programmes = select(Programme.code, Programme.title).order_by(Programme.code)
    tiers = (
        select(Scheme.code, Tier.level, Scheme.title, Tier.title)
        .join(Tier, Tier.scheme_id == Scheme.id)
        .where(select(Certificate.id).where(Certificate.tier_id == Tier.id).exists())
        .order_by(Scheme.code, Tier.level, Tier.number.desc())
    )
    certificates: dict[str, Training] = {}
    for code, level, scheme, tier in db.session.execute(tiers):
        key = f"{code}:{level}"
        certificates.setdefault(key, ("certificate", key, _("%(scheme)s: %(tier)s", scheme=scheme, tier=tier)))
    return [
        *courses, *(("programme", code, title) for code, title in db.session.execute(programmes)),
        *certificates.values(),
    ]  # fmt: skip


def titles_of(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Titles by kind and code; of what is gone, its code."""
    known = {(kind, code): title for kind, code, title in list_finished()}
    missing = [code for kind, code in wanted if kind == "course" and (kind, code) not in known]
    if missing:
        rows = db.session.execute(select(Course.code, Course.title).where(Course.code.in_(missing)))
        known |= {("course", code): title for code, title in rows}
    return {key: known.get(key, key[1]) for key in wanted}
