"""The pages of certification; one module a subject, all on one blueprint."""

from typing import Any

from flask import Blueprint

from certificates import labels
from certificates.faces import holder_of
from certificates.requirement_lines import demand_lines, own_lines
from certificates.tier_words import unlocks_said, validity_said

blueprint = Blueprint("certificates", "certificates", template_folder="templates")


@blueprint.context_processor
def words() -> dict[str, Any]:
    """What the templates of this package say by."""
    return {
        "status_names": labels.STATUSES,
        "status_tones": labels.STATUS_TONES,
        "status_icons": labels.STATUS_ICONS,
        "level_names": labels.LEVELS,
        "list_of": labels.list_of,
        "either": labels.either,
        "requirement_lines": own_lines,
        "demand_lines": demand_lines,
        "holder_of": holder_of,
        "validity_said": validity_said,
        "unlocks_said": unlocks_said,
    }


from certificates.routes import (  # noqa: E402, F401  the pages register themselves
    appeals,
    applications,
    deltas,
    designs,
    draft_tiers,
    imports,
    issuer,
    keys,
    matrix,
    own,
    pay,
    register,
    retirement,
    scheme_editor,
    schemes,
    verify,
    ways,
)
