"""How the packages are joined: blueprints, menu, words, and who reacts to what. One visible list each."""

from __future__ import annotations

from flask import Flask

import lms.models  # noqa: F401  every table is known before the first query
from lms.api.problems import problem_page
from lms.core.audit_words import register_audit_words
from lms.core.errors import register_error_writer, register_refusals
from lms.core.labels import register_job_kinds
from lms.core.notices import register_notices
from lms.people import session as people_session
from lms.wiring import jobs  # noqa: F401  jobs register themselves
from lms.wiring.blueprints import BLUEPRINTS
from lms.wiring.events import install_events
from lms.wiring.menu import install_menu
from lms.wiring.questions import install_questions
from lms.wiring.words import LABELS


def install_packages(app: Flask) -> None:
    """Register every package with the application."""
    people_session.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for labels in LABELS:
        register_refusals(getattr(labels, "REFUSALS", {}))
        register_notices(getattr(labels, "NOTICES", {}))
        register_job_kinds(getattr(labels, "JOB_KINDS", {}))
        if hasattr(labels, "AUDIT_WORDS"):
            register_audit_words(labels.AUDIT_WORDS)
    register_error_writer("/api", problem_page)
    install_menu(app)
    install_events(app)
    install_questions(app)
