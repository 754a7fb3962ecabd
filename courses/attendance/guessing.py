"""Slowing down whoever guesses codes and addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select

from courses.attendance.models import WrongGuess
from lms.core.db import Moment, own_transaction, read_apart

WINDOW = timedelta(minutes=10)
MOST = {"code": 12, "calendar": 30}
_G = WrongGuess.__table__.c
_MISSES = select(func.count()).where(
    _G.place == bindparam("place"), _G.who == bindparam("who"), _G.at > bindparam("since", type_=Moment)
)


def is_throttled(place: str, who: str, at: datetime) -> bool:
    """Did this person, or this address, guess wrong too often of late?"""
    return bool(read_apart(_MISSES, place=place, who=who[:60], since=at - WINDOW)[0][0] >= MOST[place])


def note_guess(place: str, who: str, at: datetime) -> None:
    """Remember a wrong guess, whatever becomes of the request; old ones are forgotten."""
    with own_transaction() as connection:
        connection.execute(insert(WrongGuess).values(place=place, who=who[:60], at=at))
        connection.execute(delete(WrongGuess).where(WrongGuess.at < at - WINDOW))
