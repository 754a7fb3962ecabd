"""What attendance does when a session has ended."""

from __future__ import annotations

from typing import Any

from courses.attendance.actions.settling import session_ended
from courses.events import SessionEnded

HANDLERS: tuple[tuple[Any, Any], ...] = ((SessionEnded, session_ended),)
