"""What is another on a session: a picture before, a picture after, and the difference in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from courses.sessions.labels import KIND_NAMES, LANGUAGE_NAMES, PART_NAMES
from courses.sessions.models import CourseSession
from courses.sessions.queries.people import trainers_of
from courses.sessions.queries.times import days_of
from courses.sessions.saying import both, joined, nobody, when
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.i18n import moment
from lms.people.labels import PRODUCT_NAMES

Picture = dict[str, Bilingual]


def picture_of(session_id: int) -> Picture:
    """How a session stands, part by part in words."""
    session = db.session.get_one(CourseSession, session_id)
    days = days_of([session_id]).get(session_id, [])
    rooms = list(dict.fromkeys(day.room_name for day in days if day.room_name))
    team = trainers_of([session_id]).get(session_id, [])
    return {
        "days": joined([when(day.span, day.zone) for day in days]),
        "rooms": _named([name for name in rooms if name]),
        "link": _plain(session.link or ""),
        "trainers": _named([one.name for one in team]),
        "title": session.title or Bilingual(),
        "kind": both(lambda: str(KIND_NAMES[session.kind])),
        "language": both(lambda: str(LANGUAGE_NAMES[session.language])),
        "product_line": both(lambda: str(PRODUCT_NAMES.get(session.product_line or "", "–"))),
        "seats": _plain(str(session.seats)),
        "apply_until": both(lambda: moment(session.apply_until) or "–"),
        "needs_approval": both(lambda: _("yes") if session.needs_approval else _("no")),
        "invited_only": both(lambda: _("yes") if session.invited_only else _("no")),
        "note": _plain(session.note),
        "remind_days": _plain(", ".join(str(days) for days in session.remind_days)),
    }


def _plain(text: str) -> Bilingual:
    return Bilingual(text, text)


def _named(names: list[Bilingual]) -> Bilingual:
    if not names:
        return nobody()
    return Bilingual("、".join(one.zh for one in names), ", ".join(one.en for one in names))


def changed_parts(before: Picture, after: Picture) -> dict[str, tuple[Bilingual, Bilingual]]:
    """What is another, with what was and what is."""
    return {name: (was, after[name]) for name, was in before.items() if after[name] != was}


def said_changes(parts: Mapping[str, tuple[Bilingual, Bilingual]]) -> Bilingual:
    """The difference as a sentence: “Time: … instead of …”."""

    def sentence() -> str:
        return "; ".join(
            _("%(part)s: %(now)s instead of %(was)s", part=PART_NAMES[name], now=now or "–", was=was or "–")
            for name, (was, now) in parts.items()
        )

    said = both(sentence)
    return Bilingual(said.zh.replace("; ", "；"), said.en)
