"""The cases of a year, or chosen ones, brought together for the page, the report and the workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lms.core import clock
from lms.core.access import Permission
from lms.core.db import db
from lms.evaluation.models import CostEntry, RoiCase, RoiVersion
from lms.evaluation.queries.costs import in_reach
from lms.evaluation.queries.returns import list_cases, returns_of, shown_version
from lms.evaluation.rules.returns.portfolio import Member, Portfolio, add_up, left_out
from lms.onboarding.models import Programme, ProgrammeVersion, Stage, StageContent
from lms.people.session import User


@dataclass(frozen=True)
class Gathered:
    """A portfolio with the cases behind it. `spent` is what the ledgers of the year hold in all, in the same currency; `covered` the
    part of it that belongs to trainings with a case that counts."""

    year: int | None
    portfolio: Portfolio
    cases: dict[int, RoiCase]
    versions: dict[int, RoiVersion]
    spent: Decimal | None = None
    covered: Decimal | None = None


def years(user: User) -> list[int]:
    """The years in which results were kept, the newest first."""
    found = {_year(version) for case in list_cases(user) if (version := shown_version(case)) is not None}
    return sorted(found, reverse=True)


def gather(user: User, *, year: int | None, chosen: Collection[int] | None = None) -> Gathered:
    """The cases within the reader's reach whose newest figures were kept in a year, or those that were chosen."""
    cases: dict[int, RoiCase] = {}
    versions: dict[int, RoiVersion] = {}
    for case in list_cases(user):
        version = shown_version(case)
        if version is None or (year is not None and _year(version) != year) or (chosen and case.id not in chosen):
            continue
        cases[case.id], versions[case.id] = case, version
    returns = {key: returns_of(version) for key, version in versions.items()}
    currencies = Counter(returns[key].case.currency for key in returns)
    currency = currencies.most_common(1)[0][0] if currencies else "CNY"
    parts = _parts_of({case.subject_code for case in cases.values() if case.subject_kind == "programme"})
    counted: set[tuple[str, str, int | None]] = set()
    members = []
    # Newest first, so that of two cases about the same training the later one counts.
    for key, case in cases.items():
        about = (case.subject_kind, case.subject_code, case.unit_id)
        within = about in counted or (case.subject_kind == "course" and case.subject_code in parts)
        reason = left_out(returns[key], versions[key].stage, currency, within=within)
        if not reason:
            counted.add(about)
        members.append(Member(key, returns[key], reason))
    portfolio = add_up(currency, members)
    spent, covered = _spent(user, year, currency, counted) if year is not None else (None, None)
    return Gathered(year, portfolio, cases, versions, spent, covered)


def _year(version: RoiVersion) -> int:
    return clock.local_date(version.made_at).year


def _parts_of(programmes: Collection[str]) -> set[str]:
    """Courses that are learned in programmes."""
    if not programmes:
        return set()
    query = (
        select(StageContent.ref)
        .join(Stage, Stage.id == StageContent.stage_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Stage.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Programme.code.in_(programmes), StageContent.kind == "course")
    )
    return set(db.session.scalars(query))


def _spent(user: User, year: int, currency: str, counted: Collection[tuple[Any, ...]]) -> tuple[Decimal, Decimal]:
    """What the ledgers hold of a year, and how much of it belongs to trainings that count."""
    query = select(CostEntry).where(
        CostEntry.stage == "actual", CostEntry.currency == currency, CostEntry.from_day >= date(year, 1, 1),
        CostEntry.from_day <= date(year, 12, 31), in_reach(user, Permission.SEE_EVALUATIONS, CostEntry.unit_id),
    )  # fmt: skip
    trainings = {(kind, code) for kind, code, _unit in counted}
    spent = covered = Decimal(0)
    for entry in db.session.scalars(query):
        part = entry.amount * entry.share
        spent += part
        covered += part if (entry.subject_kind, entry.subject_code) in trainings else 0
    return spent, covered
