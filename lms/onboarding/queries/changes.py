"""Reads of what changed in running programmes."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.onboarding.change_models import Pause
from lms.onboarding.models import Cohort, ProgrammeVersion
from lms.onboarding.queries.intakes import reaches
from lms.people.models import Unit
from lms.people.session import User

OPEN_FOR = timedelta(days=60)
"""How long after its start an intake is offered to whoever comes from another programme."""


def list_open_intakes(user: User, today: date) -> list[Cohort]:
    """Intakes in the reader's units that start later or began not long ago, the next first."""
    units = select(Unit.id).where(reaches(user, Permission.MANAGE_INTAKES))
    query = (
        select(Cohort)
        .where(Cohort.unit_id.in_(units), Cohort.starts_on >= today - OPEN_FOR)
        .options(joinedload(Cohort.version).joinedload(ProgrammeVersion.programme))
        .order_by(Cohort.starts_on.desc(), Cohort.id)
    )
    return list(db.session.scalars(query))


def get_pause(enrolment_id: int, pause_id: int) -> Pause:
    """A pause of this enrolment. Raises NotFound."""
    found = db.session.get(Pause, pause_id)
    if found is None or found.enrolment_id != enrolment_id:
        raise NotFound
    return found
