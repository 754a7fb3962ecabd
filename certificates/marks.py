"""What certificates say in the course of a figure: tiers awarded, and courses completed that teach an ability."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from certificates.labels import LEVELS
from certificates.queries.marks import AWARD
from lms.core import clock
from lms.core.access import Permission
from lms.kpis.marks import Mark


def mark_of(row: Any, label: str, href: str) -> Mark:
    """A row of marks as a mark: on its day, or in the midst of its days."""
    first = row.first_day or clock.local_date(row.first_at)
    last = row.last_day or clock.local_date(row.last_at)
    return Mark(first + (last - first) / 2, label, href, row.people, first != last, row.kind)


def person_mark(row: Any) -> Mark:
    """What one person was awarded or completed."""
    if row.kind == AWARD:
        label = _("Awarded: %(scheme)s, %(tier)s", scheme=row.title, tier=row.tier)
        return mark_of(row, label, url_for("certificates.show", certificate_id=row.number))
    return mark_of(row, _("Completed: %(course)s", course=row.title), _course(row.code))


def unit_mark(row: Any, unit_paths: Collection[str] | None) -> Mark:
    """What people of a unit were awarded or completed in a month."""
    many = row.people
    if row.kind == AWARD:
        tier = LEVELS.get(row.number, row.number)
        label = ngettext("%(num)s person awarded %(tier)s", "%(num)s people awarded %(tier)s", many, tier=tier)
        return mark_of(row, label, _register(unit_paths, row.number))
    label = ngettext(
        "%(num)s person completed %(course)s", "%(num)s people completed %(course)s", many, course=row.title
    )
    return mark_of(row, label, _course(row.code))


def _register(unit_paths: Collection[str] | None, level: int) -> str:
    if Permission.SEE_CERTIFICATES not in current_user.permissions:
        return ""
    units = [path.strip("/").rpartition("/")[2] for path in unit_paths or ()]
    return url_for("certificates.index", level=level, unit=units[0] if len(units) == 1 else None)


def _course(code: str) -> str:
    return url_for("courses.course", code=code) if Permission.SEE_COURSES in current_user.permissions else ""
