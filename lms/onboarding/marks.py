"""Training in the course of a figure: who was put on duty, and what the packages below know, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from certificates.marks import mark_of, person_mark, unit_mark
from lms.core.access import Permission
from lms.kpis.marks import Mark
from lms.onboarding.queries.enrolments import in_scope
from lms.onboarding.queries.marks import DUTY, list_person_marks, list_unit_marks
from lms.people.queries.scope import visible


def training_marks(
    unit_paths: Collection[str] | None, person_ids: Collection[int], first: date, last: date
) -> list[Mark]:
    """Outcomes on duty, tiers awarded, courses completed: each by itself where people are named, else counted by month."""
    if person_ids:
        seen = visible(current_user, Permission.SEE_CERTIFICATES)
        rows = list_person_marks(person_ids, in_scope(current_user), seen, first, last)
        return [_person_on_duty(row) if row.kind == DUTY else person_mark(row) for row in rows]
    rows = list_unit_marks(unit_paths, first, last)
    return [_people_on_duty(row) if row.kind == DUTY else unit_mark(row, unit_paths) for row in rows]


def _person_on_duty(row: Any) -> Mark:
    href = url_for("onboarding.person", enrolment_id=row.number)
    return mark_of(row, _("On duty: %(programme)s", programme=row.title), href)


def _people_on_duty(row: Any) -> Mark:
    label = ngettext(
        "%(num)s person on duty: %(programme)s", "%(num)s people on duty: %(programme)s", row.people, programme=row.title
    )  # fmt: skip
    return mark_of(row, label, url_for("onboarding.intakes") if current_user.can("see_people") else "")
