"""The pages of onboarding."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from lms.onboarding.labels import OUTCOMES, VERDICTS

blueprint = Blueprint("onboarding", __name__, template_folder="../templates")


@blueprint.context_processor
def words() -> dict[str, Any]:
    """The words that templates look up by code."""
    return {"outcomes": OUTCOMES, "verdicts": VERDICTS}


from lms.onboarding.routes import changes, decisions, due_soon, enrolment_rules, intakes, journeys, mentors, templates  # noqa: E402, F401
