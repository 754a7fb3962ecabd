"""A scheme whose dates alone are under test, and what SQL says about its certificates on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from certificates.models import Certificate
from certificates.queries.standing import has_status
from certificates.rules.status import Status
from lms.core.db import db, rollback
from tests.certificate_samples import TEXTS, TITLES

RENEWAL = {
    "window_days": 90,
    "anchor": "expiry",
    "grace_days": 30,
    "lapse_days": 200,
    "cycles": [{"from": 1, "requirements": []}],
}


def tiers(renewal: dict[str, Any], higher: dict[str, Any] | None = None, months: int = 24) -> list[dict[str, Any]]:
    """Four tiers that ask for nothing, so that the dates alone are under test."""
    return [
        {
            "code": f"tier-{level}", "title": {"zh": zh, "en": en}, **TEXTS, "requirements": [],
            "validity_months": months, "renewal": renewal if level == 1 or higher is None else higher,
        }
        for level, (zh, en) in enumerate(TITLES, 1)
    ]  # fmt: skip


def by_status(day: date) -> dict[Status, set[str]]:
    """The numbers of the certificates of each status, as SQL says, where there are any."""
    found = {
        status: set(db.session.scalars(select(Certificate.number).where(has_status(status, day)))) for status in Status
    }
    rollback()
    return {status: numbers for status, numbers in found.items() if numbers}
