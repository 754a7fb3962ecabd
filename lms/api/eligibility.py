"""Eligibility as programs read it: the same shape in an answer and in a call to a webhook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from certificates.eligibility.queries import Work
from certificates.eligibility.rules import Eligibility, Reason
from certificates.eligibility.words import reason_words
from certificates.models import Certificate
from lms.core.db import db


def numbers_of(answers: Iterable[Eligibility]) -> dict[int, str]:
    """The numbers of the certificates on which some answers rest, by id."""
    ids = {reason.held.certificate_id for answer in answers for reason in answer.reasons if reason.held}
    if not ids:
        return {}
    query = select(Certificate.id, Certificate.number).where(Certificate.id.in_(ids))
    return {row.id: row.number for row in db.session.execute(query)}


def answer_of(employee_no: str, job: str, found: Eligibility, work: Work, numbers: Mapping[int, str]) -> dict[str, Any]:
    """One answer. `until` is the last day on which a yes holds as things are now."""
    return {
        "person": employee_no,
        "job": job,
        "eligible": found.eligible,
        "until": found.until.isoformat() if found.until else None,
        "reasons": [_reason(reason, work, numbers) for reason in found.reasons],
    }


def _reason(reason: Reason, work: Work, numbers: Mapping[int, str]) -> dict[str, Any]:
    held, grant = reason.held, reason.grant
    return {
        "code": str(reason.why),
        "detail": reason_words(reason, work),
        "scheme": grant.scheme if grant else None,
        "tier_needed": grant.level if grant else None,
        "tier_held": held.level if held else None,
        "certificate": numbers.get(held.certificate_id) if held else None,
        "until": held.until.isoformat() if held else None,
    }
