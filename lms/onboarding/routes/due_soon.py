"""What is late and what will be: one page for mentor, supervisor, manager and HR, each in their scope."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.onboarding.queries.ahead import AheadRow, list_ahead
from lms.onboarding.routes import blueprint
from lms.onboarding.rules.gate import MENTOR, SUPERVISOR
from lms.onboarding.rules.reminding import MANAGER
from lms.onboarding.template_labels import ROLES


@blueprint.get("/onboarding/due")
@requires(Permission.SEE_ARCHIVE, Permission.MENTOR)
def due_soon() -> str:
    """Late, late within the week, blocked; and whose turn each is."""
    rows = list_ahead(current_user, clock.today())
    roles = _roles()
    return render_template(
        "onboarding/due_soon.html", rows=rows, roles=ROLES, my_roles=roles,
        late=[one for one in rows if one.standing.is_late],
        soon=[one for one in rows if one.standing.is_soon],
        other=[one for one in rows if not one.standing.is_late and not one.standing.is_soon],
        mine=[one for one in rows if _is_mine(one, roles)],
    )  # fmt: skip


def _roles() -> set[str]:
    """As whom the reader can act in the units they see, besides as a mentor."""
    found = set()
    if current_user.can("decide_outcomes"):
        found |= {SUPERVISOR}
    if current_user.can("manage_intakes"):
        found |= {MANAGER}
    if current_user.can("mentor"):
        found |= {MENTOR}
    return found


def _is_mine(one: AheadRow, roles: set[str]) -> bool:
    if MENTOR in one.turn and any(mentor.mentor_id == current_user.id for mentor in one.row.mentors):
        return True
    return bool((roles - {MENTOR}) & one.turn)
