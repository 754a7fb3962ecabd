"""Pages of sessions: lists and calendars, one session, planning, people, stand-ins, rooms."""

from __future__ import annotations

from flask import Blueprint

from courses.sessions.labels import (
    CHOICES,
    KIND_NAMES,
    LANGUAGE_NAMES,
    PART_NAMES,
    REASONS,
    ROLE_NAMES,
    STANDING_NAMES,
    STANDING_TONES,
    STATE_NAMES,
    STATE_TONES,
)
from courses.sessions.saying import clock_words, day_words, first_day, when, zone_words
from lms.people.labels import PRODUCT_NAMES

blueprint = Blueprint("sessions", "courses.sessions", template_folder="templates")

WORDS = {
    "kind_names": KIND_NAMES,
    "language_names_of_sessions": LANGUAGE_NAMES,
    "part_names": PART_NAMES,
    "reasons": REASONS,
    "role_names_of_trainers": ROLE_NAMES,
    "standing_names": STANDING_NAMES,
    "standing_tones": STANDING_TONES,
    "state_names": STATE_NAMES,
    "state_tones": STATE_TONES,
    "choices": CHOICES,
    "product_names": PRODUCT_NAMES,
    "clock_words": clock_words,
    "day_words": day_words,
    "first_day": first_day,
    "when": when,
    "zone_words": zone_words,
}
"""The words for codes and times that the templates use."""

from courses.sessions.routes import (  # noqa: E402, F401  the views register themselves
    approvals,
    calendars,
    cancelling,
    copying,
    lists,
    materials,
    people,
    planning,
    rooms,
    show,
    stand_ins,
)
