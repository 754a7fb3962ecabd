"""The development fund of trainers: an account. Money comes in with a month's fees or by hand, and goes out for somebody's
development; it is never overdrawn, and nothing is removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.currencies import is_currency
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Person
from lms.trainers.fees.events import MoneySpent, Spent
from lms.trainers.fees.models import FeeLine, FeeRun, FundEntry
from lms.trainers.fees.queries import fund_balance, lowest_balance
from lms.trainers.fees.rules import Rules, next_month, rounded, rules_on

MOST = Decimal(10) ** 9


def enter_in_fund(
    *, day: date, amount: Decimal, currency: str, purpose: str, person: Person | None, actor: Actor, at: datetime
) -> FundEntry:
    """Money in (above nought) or out (below). Raises RuleBroken."""
    refusals = []
    if not amount or abs(amount) > MOST or amount != round(amount, 2):
        refusals.append(Refusal("fee_amount", {"most": f"{MOST:,}"}))
    if not purpose.strip():
        refusals.append(Refusal("fund_purpose"))
    if not is_currency(currency):
        refusals.append(Refusal("fee_currency"))
    if amount < 0 and person is not None and person.id == actor.id:
        refusals.append(Refusal("fee_own"))
    if day > clock.local_date(at):
        refusals.append(Refusal("fund_day"))
    elif amount < 0:
        refusals += _overdrawn(int(-amount * 100), currency, day)
    if refusals:
        raise RuleBroken(*refusals)
    row = FundEntry(
        day=day, hundredths=int(amount * 100), currency=currency, purpose=purpose.strip(), person_id=person.id if person else None,
        entered_by=actor.id, entered_at=at,
    )  # fmt: skip
    return _keep(row, actor, at)


def _overdrawn(out: int, currency: str, day: date) -> list[Refusal]:
    """What stands against taking so much out on a day: the fund holds less, on it or later. Nothing against putting in."""
    now, least = fund_balance(currency), lowest_balance(currency, day)
    if out <= max(least, 0):
        return []
    code, balance = ("fund_overdrawn", now) if least >= now else ("fund_overdrawn_on", least)
    return [Refusal(code, {"balance": f"{Decimal(balance) / 100:,.2f} {currency}", "day": day})]


def take_back(*, entry: FundEntry, actor: Actor, at: datetime) -> FundEntry:
    """Undo an entry by its opposite; both stay. Raises RuleBroken."""
    if entry.reverses_id is not None or db.session.scalar(
        select(FundEntry.id).where(FundEntry.reverses_id == entry.id)
    ):
        raise RuleBroken(Refusal("fund_taken_back"))
    if refusals := _overdrawn(entry.hundredths, entry.currency, entry.day):
        raise RuleBroken(*refusals)
    row = FundEntry(
        day=entry.day, hundredths=-entry.hundredths, currency=entry.currency, purpose=entry.purpose, person_id=entry.person_id,
        reverses_id=entry.id, entered_by=actor.id, entered_at=at,
    )  # fmt: skip
    return _keep(row, actor, at)


def fill_fund(*, run: FeeRun, lines: Sequence[FeeLine], versions: Sequence[Rules], actor: Actor, at: datetime) -> None:
    """The part of an approved month's fees that goes into the fund, by the rules of each day."""
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        rules = rules_on(versions, line.day)
        if rules is not None and line.kind != "extra":
            parts[line.currency] += line.amount * rules.fund_share
    for currency, part in sorted(parts.items()):
        if rounded(part) > 0:
            row = FundEntry(
                day=run.month, hundredths=int(rounded(part) * 100), currency=currency, purpose="", person_id=None,
                origin=f"fees:{run.month.isoformat()[:7]}:{currency}", entered_by=actor.id, entered_at=at,
            )  # fmt: skip
            row.day = next_month(run.month)
            _keep(row, actor, at)


def _keep(row: FundEntry, actor: Actor, at: datetime) -> FundEntry:
    db.session.add(row)
    db.session.flush()
    audit.record("fund.entered", "fund_entry", row.id, actor=actor, at=at, amount=f"{row.amount:f}", currency=row.currency, reason=row.purpose)  # fmt: skip
    is_spent = row.hundredths < 0 if row.reverses_id is None else row.hundredths > 0
    if is_spent:
        spent = Spent(
            f"fund:{row.id}", "trainers", -row.hundredths, row.currency, row.day, row.day, None, "trainer-development",
            row.purpose[:200], f"fund {row.id}",
        )  # fmt: skip
        events.publish(MoneySpent((spent,), at))
    return row
