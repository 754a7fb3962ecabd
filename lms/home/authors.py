"""The home page's part for those who write courses: drafts to publish, reviews that are due, one's courses."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from courses.models import Course, CourseVersion, Lesson, LessonCompletion
from courses.queries.authors import list_shelf
from courses.rules import review_overdue
from lms.core import clock
from lms.core.db import db
from lms.core.i18n import short_day
from lms.home.agenda import Home, Next, Section, Thing
from lms.people.session import User

_SOON = timedelta(days=60)
_LATELY = timedelta(days=30)


def fill(home: Home, user: User, today: date) -> None:
    """Add the courses that need an author, the overdue ones first, then drafts, then reviews that come soon."""
    overdue, drafts, soon, calm = [], [], [], []
    for row in list_shelf():
        if row.retired_on is not None:
            continue
        href = url_for("authoring.course", code=row.code)
        version = _("Version %(number)s", number=row.number) if row.number else _("Not published yet")
        if review_overdue(row.review_on, today):
            overdue.append(Thing(row.title, version, href, _("Review overdue"), "bad", icon="book"))
        elif row.draft and row.draft > (row.number or 0):
            drafts.append(Thing(row.title, version, href, _("Draft to publish"), "due", icon="edit"))
        elif row.review_on and row.review_on <= today + _SOON:
            soon.append(
                Thing(
                    row.title, version, href, _("Review by %(day)s", day=short_day(row.review_on)), "due", icon="book"
                )
            )
        else:
            calm.append(Thing(row.title, version, href, icon="book"))
    waiting = [*overdue, *drafts, *soon]
    if waiting and home.next is None:
        first = waiting[0]
        home.next = Next(first.title, first.href, _("Open the course"), _("Do this now"), first.tag)
    home.add(
        Section(_("Courses"), tuple([*waiting, *calm][:8]), _("All courses"), url_for("authoring.index"),
                _("There is no course yet. Write the first one."))
    )  # fmt: skip
    home.add(_read_lately(user))


def _read_lately(user: User) -> Section:
    """What of the author's own courses was read lately, the most read first."""
    query = (
        select(
            Course.code, Course.title, func.count().label("lessons"),
            func.count(LessonCompletion.person_id.distinct()).label("people"),
        )
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .join(LessonCompletion, LessonCompletion.lesson_id == Lesson.id)
        .where(Course.owner_id == user.id, LessonCompletion.completed_at > clock.now() - _LATELY)
        .group_by(Course.id)
        .order_by(func.count().desc(), Course.id)
        .limit(6)
    )  # fmt: skip
    things = tuple(
        Thing(row.title, ngettext("%(num)s lesson completed", "%(num)s lessons completed", row.lessons),
              url_for("authoring.course", code=row.code), ngettext("%(num)s reader", "%(num)s readers", row.people), icon="book")
        for row in db.session.execute(query)
    )  # fmt: skip
    return Section(_("Read in my courses in the last 30 days"), things)
