"""The questionnaires that wait for whoever reads: two minutes each, with the day by which they are wanted."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from assessments.queries.invitations import Pending
from lms.core.i18n import short_day
from lms.core.phrases import say as _
from lms.home.agenda import Home, Section, Thing

_SHOWN = 3


def fill(home: Home, waiting: Sequence[Pending]) -> None:
    """Add those that wait, the one due first on top; nothing where none waits."""
    things = tuple(_thing(one) for one in waiting[:_SHOWN])
    home.add(
        Section(_("Your answer is wanted"), things, _("All questionnaires"), url_for("assessments.questionnaires_mine"))
    )


def _thing(one: Pending) -> Thing:
    about = _("%(context)s, about %(name)s", context=one.context, name=one.about) if one.about else str(one.context)
    note = f"{about} · {_('about %(minutes)s min', minutes=one.minutes)}"
    href = url_for("assessments.questionnaire_answer", invitation_id=one.invitation_id)
    day = short_day(one.due_on)
    tag = _("was due on %(day)s", day=day) if one.late else _("by %(day)s", day=day)
    return Thing(one.title, note, href, tag, "due" if one.late else "plain", icon="clipboard-list")
