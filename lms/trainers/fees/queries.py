"""Reads of fees: the rules, the months, what was taught, statements, credits and the fund."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, literal_column, or_, select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User
from lms.trainers.fees.models import FeeDecision, FeeExtra, FeeLine, FeeRules, FeeRun, FundEntry, TrainerCredit
from lms.trainers.fees.rules import Rules, next_month, read_rules

APPROVED, RETURNED = "approved", "returned"
_UNPAID = FeeLine.hundredths == literal_column("0")


def list_rules() -> list[FeeRules]:
    """Every set of rules, the newest first."""
    return list(db.session.scalars(select(FeeRules).order_by(FeeRules.from_day.desc(), FeeRules.id.desc())))


def as_rules(rows: Collection[FeeRules]) -> list[Rules]:
    """Rows as the rules read them."""
    return [read_rules(row.id, row.from_day, row.currency, row.content) for row in rows]


def closed_months() -> set[date]:
    """The months that were approved; nothing in them changes."""
    return set(db.session.scalars(select(FeeDecision.month).where(FeeDecision.kind == APPROVED)))


def find_run(month: date) -> FeeRun | None:
    """The last run of a month."""
    query = select(FeeRun).where(FeeRun.month == month).order_by(FeeRun.number.desc()).limit(1)
    return db.session.scalar(query.options(joinedload(FeeRun.decision)))


@dataclass(frozen=True)
class MonthLine:
    """A month in the list: its last run, and what it comes to by currency."""

    month: date
    run: FeeRun | None
    totals: dict[str, Decimal]
    trainers: int


def list_months(first: date, last: date) -> list[MonthLine]:
    """Months in a row, the newest first, each with its last run."""
    newest = select(func.max(FeeRun.id)).where(FeeRun.month.between(first, last)).group_by(FeeRun.month)
    runs = {
        run.month: run
        for run in db.session.scalars(select(FeeRun).where(FeeRun.id.in_(newest)).options(joinedload(FeeRun.decision)))
    }
    sums: dict[int, dict[str, Decimal]] = defaultdict(dict)
    heads: dict[int, int] = {}
    query = (
        select(FeeLine.run_id, FeeLine.currency, func.sum(FeeLine.hundredths))
        .where(FeeLine.run_id.in_([run.id for run in runs.values()]), FeeLine.hundredths != 0)
        .group_by(FeeLine.run_id, FeeLine.currency)
    )
    for run_id, currency, hundredths in db.session.execute(query):
        sums[run_id][currency] = Decimal(int(hundredths)) / 100
    counted = select(FeeLine.run_id, func.count(func.distinct(FeeLine.person_id))).where(FeeLine.run_id.in_([run.id for run in runs.values()]))  # fmt: skip
    heads = dict(db.session.execute(counted.group_by(FeeLine.run_id)).all())
    months, month = [], first
    while month <= last:
        months.append(month)
        month = next_month(month)
    found = []
    for month in reversed(months):
        run = runs.get(month)
        found.append(MonthLine(month, run, sums.get(run.id, {}) if run else {}, heads.get(run.id, 0) if run else 0))
    return found


@dataclass(frozen=True)
class TrainerSum:
    """One trainer in a run: hours, lines without a fee, and what it comes to by currency."""

    person: Person
    minutes: int
    preparation: Decimal
    unpaid: int
    amounts: dict[str, Decimal]


def sums_of(run: FeeRun, user: User) -> list[TrainerSum]:
    """Each trainer of a run whom the reader may see, by name."""
    prepared = FeeLine.basis["prepared"].as_string().label("prepared")
    parts = (
        select(FeeLine.person_id, FeeLine.currency, FeeLine.kind, FeeLine.minutes, prepared, FeeLine.hundredths, _UNPAID.label("unpaid"))
        .join(Person, Person.id == FeeLine.person_id)
        .where(FeeLine.run_id == run.id, _seen(user))
        .subquery()
    )  # fmt: skip
    alike = (parts.c.person_id, parts.c.currency, parts.c.kind, parts.c.prepared, parts.c.unpaid)
    query = select(*alike, func.sum(parts.c.minutes), func.sum(parts.c.hundredths), func.count()).group_by(*alike)
    rows = db.session.execute(query).all()
    ids = {row[0] for row in rows}
    people = db.session.scalars(
        select(Person).where(Person.id.in_(ids)).options(joinedload(Person.unit)).order_by(Person.name_latin, Person.id)
    )
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_person[row[0]].append(row)
    found = []
    for person in people:
        own = by_person[person.id]
        amounts: dict[str, Decimal] = defaultdict(Decimal)
        for _id, currency, _kind, _prepared, unpaid, _minutes, hundredths, _n in own:
            if not unpaid:
                amounts[currency] += Decimal(int(hundredths)) / 100
        taught = [row for row in own if row.kind == "taught" and not row.unpaid]
        preparing = sum((Decimal(row.prepared or 0) * row[7] for row in taught), Decimal(0))
        unpaid_lines = sum(row[7] for row in own if row.unpaid)
        found.append(TrainerSum(person, sum(row[5] for row in taught), preparing, unpaid_lines, dict(amounts)))
    return found


def _seen(user: User) -> Any:
    """Whose statements the reader may see: those in the units where fees are kept or approved, and the own one."""
    return or_(Person.id == user.id, within_reach(user, Permission.SEE_FEES))


def get_payee(user: User, person_id: int) -> Person:
    """A trainer whose statement the reader may see. Raises NotFound."""
    query = select(Person).where(Person.id == person_id, _seen(user)).options(joinedload(Person.unit))
    person = db.session.scalar(query)
    if person is None:
        raise NotFound
    return person


def lines_of(run_id: int, person_id: int | None = None, *, kind: str | None = None) -> list[FeeLine]:
    """The lines of a run, of one trainer or of all, of one kind or of every one, by day."""
    query = select(FeeLine).where(FeeLine.run_id == run_id)
    if person_id is not None:
        query = query.where(FeeLine.person_id == person_id)
    if kind is not None:
        query = query.where(FeeLine.kind == kind)
    return list(db.session.scalars(query.order_by(FeeLine.person_id, FeeLine.day, FeeLine.id)))


def statements_of(person_id: int) -> list[tuple[FeeRun, dict[str, Decimal]]]:
    """The closed months of a trainer with what was paid, the newest first."""
    query = (
        select(FeeRun, FeeLine.currency, func.sum(FeeLine.hundredths))
        .join(FeeDecision, (FeeDecision.run_id == FeeRun.id) & (FeeDecision.kind == APPROVED))
        .join(FeeLine, FeeLine.run_id == FeeRun.id)
        .where(FeeLine.person_id == person_id)
        .group_by(FeeRun.id, FeeLine.currency)
        .order_by(FeeRun.month.desc())
    )
    found: dict[int, tuple[FeeRun, dict[str, Decimal]]] = {}
    for run, currency, hundredths in db.session.execute(query):
        found.setdefault(run.id, (run, {}))[1][currency] = Decimal(int(hundredths)) / 100
    return list(found.values())


def paid_by_day(day_ids: Collection[int]) -> dict[tuple[int, int, str], int]:
    """What closed months paid for days of sessions: hundredths by day of session, trainer and currency."""
    query = (
        select(FeeLine.session_day_id, FeeLine.person_id, FeeLine.currency, func.sum(FeeLine.hundredths))
        .join(FeeDecision, (FeeDecision.run_id == FeeLine.run_id) & (FeeDecision.kind == APPROVED))
        .where(FeeLine.session_day_id.in_(list(day_ids)))
        .group_by(FeeLine.session_day_id, FeeLine.person_id, FeeLine.currency)
    )
    rows = db.session.execute(query) if day_ids else ()
    return {(row[0] or 0, row[1], row[2]): int(row[3]) for row in rows}


def paid_for_sessions(numbers: Collection[str]) -> dict[tuple[int, str], int]:
    """What closed months paid for sessions: hundredths by trainer and number."""
    query = (
        select(FeeLine.person_id, FeeLine.session_number, func.sum(FeeLine.hundredths))
        .join(FeeDecision, (FeeDecision.run_id == FeeLine.run_id) & (FeeDecision.kind == APPROVED))
        .where(FeeLine.session_number.in_(list(numbers)))
        .group_by(FeeLine.person_id, FeeLine.session_number)
    )
    rows = db.session.execute(query) if numbers else ()
    return {(row[0], row[1]): int(row[2]) for row in rows}


def extras_of(month: date) -> list[FeeExtra]:
    """What was entered by hand for a month."""
    return list(db.session.scalars(select(FeeExtra).where(FeeExtra.month == month).order_by(FeeExtra.id)))


def credits_by_kind(person_id: int) -> dict[str, Decimal]:
    """Somebody's points towards promotion, by what they are for."""
    query = select(TrainerCredit.kind, func.sum(TrainerCredit.points)).where(TrainerCredit.person_id == person_id)
    return {kind: Decimal(points) for kind, points in db.session.execute(query.group_by(TrainerCredit.kind))}


def fund_balances() -> dict[str, Decimal]:
    """What is in the fund, by currency."""
    query = select(FundEntry.currency, func.sum(FundEntry.hundredths)).group_by(FundEntry.currency)
    return {currency: Decimal(int(total)) / 100 for currency, total in db.session.execute(query)}


def fund_balance(currency: str) -> int:
    """What is in the fund in one currency, in hundredths."""
    total = db.session.scalar(select(func.sum(FundEntry.hundredths)).where(FundEntry.currency == currency))
    return int(total or 0)


def lowest_balance(currency: str, since: date) -> int:
    """The least that is in the fund at the end of a day from `since` on, in hundredths: so much can be taken out on that day."""
    query = select(FundEntry.day, func.sum(FundEntry.hundredths)).where(FundEntry.currency == currency)
    balance, lowest = 0, None
    for day, moved in db.session.execute(query.group_by(FundEntry.day).order_by(FundEntry.day)):
        if day > since:
            lowest = balance if lowest is None else min(lowest, balance)
        balance += int(moved)
    return balance if lowest is None else min(lowest, balance)


def select_fund_entries() -> Any:
    """The entries of the fund, the newest first."""
    return select(FundEntry).order_by(FundEntry.day.desc(), FundEntry.id.desc())


def balances_after(entries: Sequence[FundEntry]) -> dict[int, Decimal]:
    """The balance of its currency after each of some entries, in the order of their days."""
    if not entries:
        return {}
    running = func.sum(FundEntry.hundredths).over(
        partition_by=FundEntry.currency, order_by=(FundEntry.day, FundEntry.id)
    )
    all_ = select(FundEntry.id, running.label("after")).subquery()
    rows = db.session.execute(select(all_.c.id, all_.c.after).where(all_.c.id.in_([one.id for one in entries])))
    return {number: Decimal(int(after)) / 100 for number, after in rows}


def year_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year + 1, 1, 1) - timedelta(days=1)
