"""Who reacts to what."""

from __future__ import annotations

from flask import Flask

from certificates import erasing as certificate_erasing
from certificates.training import handlers as training_handlers
from courses.attendance import handlers as attendance_handlers
from courses.sessions import handlers as session_handlers
from lms.api import handlers as api_handlers
from lms.core.events import subscribe
from lms.evaluation import handlers as evaluation_handlers
from lms.kpis import alert_jobs
from lms.mentoring import handlers as mentoring_handlers
from lms.onboarding import handlers as onboarding_handlers
from lms.trainers.ratings import asking as rating_asking


def install_events(app: Flask) -> None:
    """Who reacts to what: subscribe(app, Event, handler)."""
    for kind, handler in (
        *certificate_erasing.HANDLERS, *session_handlers.HANDLERS, *attendance_handlers.HANDLERS, *training_handlers.HANDLERS, *mentoring_handlers.HANDLERS, *onboarding_handlers.HANDLERS, *alert_jobs.HANDLERS, *evaluation_handlers.HANDLERS, *rating_asking.HANDLERS,
        *api_handlers.HANDLERS,
    ):  # fmt: skip
        subscribe(app, kind, handler)
