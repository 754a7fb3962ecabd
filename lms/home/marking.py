"""The home page's part for those who keep questions and mark answers: what waits for a review, for marks, for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.queries.appeals import DECIDERS, count_open
from assessments.queries.essay_marks import list_waiting
from assessments.queries.reviews import count_reviews
from lms.core import clock
from lms.core.access import Permission
from lms.home.agenda import Home, Section, Thing
from lms.people.session import User


def fill(home: Home, user: User, today: date) -> None:
    """Add what waits for this reader; nothing where nothing does."""
    things = [*_marks(user, today), *_appeals(user), *_items(user)]
    home.add(Section(_("Questions and marks"), tuple(things)))


def asked(home: Home, user: User, to_review: Sequence[tuple[int, str]]) -> None:
    """Add the questions that somebody asked this reader to review; whoever keeps the bank has them among all that wait."""
    if not to_review or user.can(Permission.MANAGE_BANK):
        return
    things = [
        Thing(key, _("You were asked to review it."), url_for("assessments.asked_review", version_id=version_id), _("Review"),
              "due", icon="database")
        for version_id, key in to_review
    ]  # fmt: skip
    home.add(Section(_("Questions to review"), tuple(things)))


def _marks(user: User, today: date) -> list[Thing]:
    waiting = list_waiting(user) if user.can(Permission.ASSESS) else []
    if not waiting:
        return []
    title = ngettext("%(num)s answer to mark", "%(num)s answers to mark", len(waiting))
    days = max(0, (today - clock.local_date(waiting[0].since)).days)
    note = ngettext("The longest has waited %(num)s day", "The longest has waited %(num)s days", days)
    return [
        Thing(
            title, note, url_for("assessments.marking"), _("Mark them"), "bad" if days > 7 else "due", icon="writing"
        ),
    ]


def _appeals(user: User) -> list[Thing]:
    count = count_open(user) if any(user.can(permission) for permission in DECIDERS) else 0
    if not count:
        return []
    title = ngettext("%(num)s appeal against a mark to decide", "%(num)s appeals against marks to decide", count)
    return [Thing(title, "", url_for("assessments.appeals"), _("Decide"), "due", icon="file-text")]


def _items(user: User) -> list[Thing]:
    if not user.can(Permission.MANAGE_BANK):
        return []
    found = count_reviews(user.id)
    told = (
        ("draft", found.to_review, ngettext("%(num)s question to review", "%(num)s questions to review", found.to_review), _("Review")),
        ("reviewed", found.approved, ngettext("%(num)s approved question to put into exams", "%(num)s approved questions to put into exams", found.approved), _("Put into exams")),
        ("returned", found.returned, ngettext("%(num)s question of yours was returned", "%(num)s questions of yours were returned", found.returned), _("Mend it")),
    )  # fmt: skip
    return [
        Thing(title, "", url_for("assessments.bank", state=state), tag, "due", icon="database")
        for state, count, title, tag in told
        if count
    ]
