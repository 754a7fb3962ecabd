"""What is entered by hand in a month of fees, taking it back, and whether a month that was worked out holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.currencies import is_currency
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken
from lms.people.models import Person
from lms.trainers.fees.models import FeeExtra, FeeLine
from lms.trainers.fees.queries import closed_months, extras_of

MOST_BY_HAND = Decimal(10) ** 7


def add_extra(*, month: date, person: Person, amount: Decimal, currency: str, reason: str, actor: Actor, at: datetime) -> FeeExtra:  # fmt: skip
    """Something that no rule gives, in a month that is open: approved with the month. Raises RuleBroken."""
    assert actor.id is not None
    refusals = []
    if month in closed_months():
        refusals.append(Refusal("fee_month_closed"))
    if month > clock.local_date(at):
        refusals.append(Refusal("fee_month_ahead"))
    if not amount or abs(amount) > MOST_BY_HAND or amount != round(amount, 2):
        refusals.append(Refusal("fee_amount", {"most": f"{MOST_BY_HAND:,}"}))
    if not is_currency(currency):
        refusals.append(Refusal("fee_currency"))
    if not reason.strip():
        refusals.append(Refusal("reason_missing"))
    if person.id == actor.id:
        refusals.append(Refusal("fee_own"))
    if refusals:
        raise RuleBroken(*refusals)
    row = FeeExtra(
        month=month, person_id=person.id, hundredths=int(amount * 100), currency=currency, reason=reason.strip(),
        made_by=actor.id, made_at=at,
    )  # fmt: skip
    return _keep(row, actor, at)


def take_extra_back(*, month: date, extra_id: int, reason: str, actor: Actor, at: datetime) -> FeeExtra:
    """Undo what was entered by hand, as long as its month is open, by its opposite: both stay on record, neither counts. Raises
    NotFound and RuleBroken."""
    assert actor.id is not None
    row = db.session.get(FeeExtra, extra_id)
    if row is None or row.month != month:
        raise NotFound
    refusals = []
    if month in closed_months():
        refusals.append(Refusal("fee_month_closed"))
    if row.id not in {one.id for one in counting(extras_of(month))}:
        refusals.append(Refusal("fee_extra_back"))
    if not reason.strip():
        refusals.append(Refusal("reason_missing"))
    if row.person_id == actor.id:
        refusals.append(Refusal("fee_own"))
    if refusals:
        raise RuleBroken(*refusals)
    back = FeeExtra(
        month=month, person_id=row.person_id, hundredths=-row.hundredths, currency=row.currency, reason=reason.strip(),
        reverses_id=row.id, made_by=actor.id, made_at=at,
    )  # fmt: skip
    return _keep(back, actor, at)


def _keep(row: FeeExtra, actor: Actor, at: datetime) -> FeeExtra:
    db.session.add(row)
    db.session.flush()
    amount = f"{Decimal(row.hundredths) / 100:.2f}"
    verb = "fee.extra" if row.reverses_id is None else "fee.extra_back"
    audit.record(verb, "fee_extra", row.id, actor=actor, at=at, person=row.person_id, amount=amount, currency=row.currency, reason=row.reason)  # fmt: skip
    return row


def counting(extras: Sequence[FeeExtra]) -> list[FeeExtra]:
    """Those that count: not taken back, and not themselves a taking back."""
    back = {one.reverses_id for one in extras}
    return [one for one in extras if one.reverses_id is None and one.id not in back]


def holds_extras(lines: Sequence[FeeLine], extras: Sequence[FeeExtra]) -> bool:
    """Does a month as it was worked out hold just what counts by now? Otherwise something was entered or taken back since."""
    worked = Counter((one.person_id, one.hundredths, one.currency, one.reason) for one in lines if one.kind == "extra")
    return worked == Counter((one.person_id, one.hundredths, one.currency, one.reason) for one in counting(extras))
