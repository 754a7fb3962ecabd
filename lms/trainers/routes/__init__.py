"""The pages of trainers; one module a subject, all on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("trainers", "lms.trainers", template_folder="templates")

from lms.trainers.routes import (  # noqa: E402, F401  the views register themselves
    applications,
    external,
    external_results,
    fee_extras,
    fee_rules,
    fees,
    grades,
    lectures,
    own,
    people,
    profiles,
    provider_scores,
    providers,
    ratings,
    rights,
)
