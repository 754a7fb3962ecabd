"""Reads of sessions. What higher packages call stands here."""

from courses.sessions.queries.lines import Line, get_session, list_sessions
from courses.sessions.queries.people import Participant, participants, seats_left, trainers_of
from courses.sessions.queries.times import Day, days_of

__all__ = [
    "Day",
    "Line",
    "Participant",
    "days_of",
    "get_session",
    "list_sessions",
    "participants",
    "seats_left",
    "trainers_of",
]
