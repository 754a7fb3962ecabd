"""The pages of mentoring; one module a subject, all on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("mentoring", "lms.mentoring", template_folder="templates")

from lms.mentoring.routes import (  # noqa: E402, F401  the views register themselves
    criteria,
    follow_ups,
    library,
    log,
    mentees,
    mentors,
    pairings,
    ratings,
    results,
    rounds,
    talks,
    weights,
)
