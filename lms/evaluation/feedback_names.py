"""What the parts of answers are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from courses.models import Course, CourseVersion
from lms.core.db import db
from lms.core.i18n import text
from lms.evaluation.queries.feedback import OTHERS, Feedback
from lms.evaluation.queries.finishes import COURSE, PROGRAMME
from lms.evaluation.rules.feedback import Part, month_of
from lms.evaluation.sessions import sessions_of
from lms.onboarding.models import Cohort, Programme, ProgrammeVersion
from lms.people.queries.people import list_people

MOST_NAMED = 3


def names_of(part: Part, found: Feedback) -> list[str]:
    """A name for each slice, in their order; of many small parts together the first few and how many more."""
    keys = {key for one in found.slices for key in one.keys}
    known = _READERS[part](keys)
    return [_joined(part, [known.get(key, str(key)) for key in one.keys]) for one in found.slices]


def _joined(part: Part, names: list[str]) -> str:
    if part is Part.MONTH and len(names) > 1:
        return _("%(first)s to %(last)s", first=names[0], last=names[-1])
    if len(names) <= MOST_NAMED:
        return _(", ").join(names)
    return _("%(names)s and %(count)s more", names=_(", ").join(names[:MOST_NAMED]), count=len(names) - MOST_NAMED)


def _trainings(keys: Iterable[Any]) -> dict[Any, str]:
    codes = {kind: {code for its, code in keys if its == kind} for kind in (COURSE, PROGRAMME)}
    found: dict[Any, str] = {}
    for kind, model in ((COURSE, Course), (PROGRAMME, Programme)):
        rows = (
            db.session.execute(select(model.code, model.title).where(model.code.in_(codes[kind])))
            if codes[kind]
            else ()
        )
        found |= {(kind, code): text(title) for code, title in rows}
    return found


def _versions(keys: Iterable[Any]) -> dict[Any, str]:
    ids = {kind: {number for its, number in keys if its == kind} for kind in (COURSE, PROGRAMME)}
    found: dict[Any, str] = {}
    if ids[COURSE]:
        query = select(CourseVersion.id, Course.title, CourseVersion.number).join(
            Course, Course.id == CourseVersion.course_id
        )
        rows = db.session.execute(query.where(CourseVersion.id.in_(ids[COURSE])))
        found |= {(COURSE, key): _versioned(title, number) for key, title, number in rows}
    if ids[PROGRAMME]:
        whole = select(ProgrammeVersion.id, Programme.title, ProgrammeVersion.number)
        whole = whole.join(Programme, Programme.id == ProgrammeVersion.programme_id)
        rows = db.session.execute(whole.where(ProgrammeVersion.id.in_(ids[PROGRAMME])))
        found |= {(PROGRAMME, key): _versioned(title, number) for key, title, number in rows}
    return found


def _versioned(title: Any, number: int) -> str:
    return _("%(title)s, version %(number)s", title=text(title), number=number)


def _intakes(keys: Iterable[Any]) -> dict[Any, str]:
    codes = [key for key in keys if key != OTHERS]
    found = {code: text(title) for code, title in db.session.execute(select(Cohort.code, Cohort.title).where(Cohort.code.in_(codes)))}  # fmt: skip
    return {**found, OTHERS: _("Nobody's intake, or too small to be told apart")}


def _sessions(keys: Iterable[Any]) -> dict[Any, str]:
    known = sessions_of(None).names
    return {**{key: text(known[key]) for key in keys if key in known}, OTHERS: _("No session on record")}


def _trainers(keys: Iterable[Any]) -> dict[Any, str]:
    found = {person.id: text(person.name) for person in list_people([key for key in keys if key is not None])}
    return {**found, None: _("No trainer on record")}


def _months(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: "{}-{:02}".format(*month_of(key)) for key in keys}


_READERS = {
    Part.TRAINING: _trainings,
    Part.VERSION: _versions,
    Part.INTAKE: _intakes,
    Part.SESSION: _sessions,
    Part.TRAINER: _trainers,
    Part.MONTH: _months,
}
