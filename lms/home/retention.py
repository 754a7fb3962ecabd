"""Tests that wait for whoever reads and decide nothing about them: what is still known weeks after a training."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import url_for

from lms.core.i18n import short_day
from lms.core.phrases import say as _
from lms.evaluation.queries.retention import Waiting
from lms.home.agenda import Home, Section, Thing


def fill(home: Home, waiting: Sequence[Waiting], today: date) -> None:
    """Add those that wait, the one due first on top; nothing where none waits."""
    things = []
    for one in waiting:
        late = one.due_on < today
        tag = _("was due on %(day)s", day=short_day(one.due_on)) if late else _("by %(day)s", day=short_day(one.due_on))
        note = _("Short test, about %(minutes)s minutes; it decides nothing about you", minutes=one.minutes)
        href = url_for("assessments.exam", code=one.exam_code)
        things.append(Thing(one.title, note, href, tag, "due" if late else "plain", icon="writing"))
    home.add(Section(_("What do you still know?"), tuple(things)))
