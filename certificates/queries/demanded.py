"""Which examinations certification rests on."""

from __future__ import annotations

from sqlalchemy import select

from certificates.models import Tier
from certificates.rules.requirements import Kind, codes_of, leaves
from lms.core.db import db


def certifying_codes() -> dict[Kind, set[str]]:
    """The codes of exams and practical examinations that any tier of any scheme demands, by kind."""
    found: dict[Kind, set[str]] = {Kind.EXAM: set(), Kind.PRACTICAL_EXAM: set()}
    for requirements in db.session.scalars(select(Tier.requirements)):
        for requirement in leaves(requirements):
            if requirement["kind"] in found:
                found[Kind(requirement["kind"])].update(codes_of(requirement))
    return found
