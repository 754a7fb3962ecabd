"""From a line of points to a filter of the register: codes and numbers become rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from certificates import questions
from certificates.models import Scheme, Tier
from certificates.queries.register import Filter
from certificates.rules.asking import one_of, read
from certificates.rules.schemes import TIERS
from certificates.rules.status import Status
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Unit

PRODUCT_LINES = ("home", "commercial", "industrial")


def filter_from(line: str) -> Filter:
    """The filter that a line asks for. Raises RuleBroken with everything that is wrong with it, in words."""
    asked, faults = read(line)
    wanted, more = Filter(), list(faults)
    for point, value in asked.texts.items():
        found = _POINTS[point](value)
        if isinstance(found, Refusal):
            more.append(found)
        else:
            wanted = replace(wanted, **found)
    if more:
        raise RuleBroken(*more)
    return replace(
        wanted,
        issued_from=asked.first.get("issued"), issued_until=asked.last.get("issued"),
        expires_from=asked.first.get("expires"), expires_until=asked.last.get("expires"),
    )  # fmt: skip


def _unit(value: str) -> dict[str, Any] | Refusal:
    known = dict(db.session.execute(select(Unit.code, Unit.path)).all())
    return {"unit_path": known[value]} if value in known else one_of("unit", value, known)


def _tier(value: str) -> dict[str, Any] | Refusal:
    if value.isdecimal() and 1 <= int(value) <= TIERS:
        return {"level": int(value)}
    known = dict(db.session.execute(select(Tier.code, Tier.level).distinct()).all())
    if value in known:
        return {"level": known[value]}
    return one_of("tier", value, [*map(str, range(1, TIERS + 1)), *known])


def _scheme(value: str) -> dict[str, Any] | Refusal:
    known = dict(db.session.execute(select(Scheme.code, Scheme.id)).all())
    return {"scheme_id": known[value]} if value in known else one_of("scheme", value, known)


def _product(value: str) -> dict[str, Any] | Refusal:
    return {"product": value} if value in PRODUCT_LINES else one_of("product", value, PRODUCT_LINES)


def _status(value: str) -> dict[str, Any] | Refusal:
    return {"status": Status(value)} if value in set(Status) else one_of("status", value, list(map(str, Status)))


def _cohort(value: str) -> dict[str, Any] | Refusal:
    known = {str(cohort.code): int(cohort.id) for cohort in questions.cohorts()}
    return {"cohort_id": known[value]} if value in known else one_of("cohort", value, known)


_POINTS = {
    "unit": _unit, "tier": _tier, "scheme": _scheme, "product": _product, "status": _status, "cohort": _cohort,
    "number": lambda value: {"number": value}, "words": lambda value: {"words": value},
}  # fmt: skip
