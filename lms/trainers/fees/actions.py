"""Setting rules, preparing a month, approving it. What is closed is never touched again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from courses.sessions.saying import month_words
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.currencies import is_currency
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import list_people
from lms.trainers.fees.events import MoneySpent, Spent
from lms.trainers.fees.extras import counting, holds_extras
from lms.trainers.fees.fund import fill_fund
from lms.trainers.fees.models import FeeDecision, FeeLine, FeeRules, FeeRun, TrainerCredit
from lms.trainers.fees.points import credits_of_lines
from lms.trainers.fees.queries import (
    APPROVED,
    RETURNED,
    as_rules,
    closed_months,
    extras_of,
    find_run,
    lines_of,
    list_rules,
    paid_by_day,
    paid_for_sessions,
)
from lms.trainers.fees.rules import WHOLE, Rules, faults_of, fee_of, month_of, next_month, rounded
from lms.trainers.fees.teaching import TaughtDay, taught_between

LOOK_BACK = timedelta(days=366)
"""So far back closed days are looked at again for corrections."""


def set_rules(*, from_day: date, currency: str, content: dict[str, Any], reason: str, actor: Actor, at: datetime) -> FeeRules:  # fmt: skip
    """Rules that hold from a day on; days of closed months keep theirs. Raises RuleBroken."""
    refusals = [Refusal(f"fee_{code}") for code in faults_of(content)]
    closed = closed_months()
    if closed and from_day < next_month(max(closed)):
        refusals.append(Refusal("fee_day_closed", {"day": next_month(max(closed))}))
    if not is_currency(currency):
        refusals.append(Refusal("fee_currency"))
    if not reason.strip():
        refusals.append(Refusal("reason_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    row = FeeRules(from_day=from_day, currency=currency, content=content, reason=reason.strip(), set_by=actor.id, set_at=at)  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("fee_rules.set", "fee_rules", row.id, actor=actor, at=at, from_day=from_day.isoformat(), reason=row.reason)  # fmt: skip
    return row


def prepare_month(*, month: date, note: str, actor: Actor, at: datetime) -> FeeRun:
    """Work out what everybody is paid for a month that is over, with corrections of closed ones. Raises RuleBroken."""
    assert actor.id is not None
    closed, last = closed_months(), find_run(month)
    if month in closed:
        raise RuleBroken(Refusal("fee_month_closed"))
    if clock.local_date(at) < next_month(month):
        raise RuleBroken(Refusal("fee_month_runs"))
    if last is not None and last.decision is None and last.prepared_by != actor.id:
        raise RuleBroken(Refusal("fee_waits"))
    run = FeeRun(
        month=month, number=last.number + 1 if last else 1, note=note.strip(), prepared_by=actor.id, prepared_at=at
    )
    db.session.add(run)
    db.session.flush()
    rows = month_lines(month, closed, at)
    for row in rows:
        row["run_id"] = run.id
    if rows:
        db.session.execute(FeeLine.__table__.insert(), rows)  # type: ignore[attr-defined]
    audit.record("fee_run.prepared", "fee_run", run.id, actor=actor, at=at, month=month.isoformat()[:7], lines=len(rows))  # fmt: skip
    return run


def month_lines(month: date, closed: set[date], at: datetime) -> list[dict[str, Any]]:
    """The lines of a month as rows: what was taught in it, what closed months owe or are owed, and what was entered by hand."""
    versions = as_rules(list_rules())
    end = next_month(month) - timedelta(days=1)
    earliest = min((one for one in closed if one < month and one >= month_of(month - LOOK_BACK)), default=month)
    own, before = [], []
    for one in taught_between(earliest, end, at):
        at_home = month_of(one.taught.day)
        if at_home == month:
            own.append(one)
        elif at_home in closed:
            before.append(one)
    rows = [_row("taught", one, versions) for one in own]
    rows += _corrections(before, versions, earliest, month)
    for extra in counting(extras_of(month)):
        rows.append(
            _bare("extra", extra.person_id, month, extra.currency) | {"hundredths": extra.hundredths, "reason": extra.reason}
        )  # fmt: skip
    return rows


def _bare(kind: str, person_id: int, day: date, currency: str) -> dict[str, Any]:
    return {
        "kind": kind, "person_id": person_id, "day": day, "session_day_id": None, "session_number": "", "course_code": "",
        "title": Bilingual(), "role": "", "grade": 0, "minutes": 0, "preparation_minutes": 0, "rules_id": None,
        "rate_hundredths": None, "hundredths": 0, "currency": currency, "why": [], "basis": {}, "reason": "",
    }  # fmt: skip


def _row(kind: str, one: TaughtDay, versions: Sequence[Rules]) -> dict[str, Any]:
    fee, taught = fee_of(one.taught, versions), one.taught
    return _bare(kind, one.person_id, taught.day, fee.currency) | {
        "session_day_id": one.day_id, "session_number": one.number, "course_code": one.course_code, "title": one.title,
        "role": taught.role, "grade": taught.grade, "minutes": taught.minutes, "preparation_minutes": int(rounded(fee.prepared, WHOLE)),
        "rules_id": fee.rules_id, "rate_hundredths": None if fee.rate is None else int(fee.rate * 100),
        "hundredths": int(fee.amount * 100), "why": [str(code) for code in fee.why],
        "basis": dict(fee.basis) | {"first": "yes" if taught.first else "no"},
    }  # fmt: skip


def _corrections(
    before: Sequence[TaughtDay], versions: Sequence[Rules], first: date, month: date
) -> list[dict[str, Any]]:
    """For each day of a closed month on which more or less is due today than was paid: the difference. Days that were paid and
    are on no plan any more are taken back whole."""
    known = {(one.day_id, one.person_id): _row("correction", one, versions) for one in before}
    paid = _paid_since(first, month, {day for day, _person in known})
    rows = []
    for (day, person), row in known.items():
        now, earlier = row["hundredths"], paid.get((day, person, row["currency"]), 0)
        if now != earlier:
            rows.append(row | {"hundredths": now - earlier, "basis": row["basis"] | {"paid": str(Decimal(earlier) / 100), "due": str(Decimal(now) / 100)}})  # fmt: skip
    gone = {key: total for key, total in paid.items() if (key[0], key[1]) not in known and total}
    if gone:
        kept = {(line.session_day_id, line.person_id): line for line in _lines_on({day for day, _p, _c in gone})}
        for (day, person, currency), total in gone.items():
            line = kept[day, person]
            rows.append(
                _bare("correction", person, line.day, currency)
                | {
                    "session_day_id": day, "session_number": line.session_number, "course_code": line.course_code,
                    "title": line.title, "role": line.role, "grade": line.grade, "hundredths": -total, "why": ["not_taught"],
                    "minutes": line.minutes, "rules_id": line.rules_id,
                    "basis": {"paid": str(Decimal(total) / 100), "due": "0.00", "first": line.basis.get("first", "no")},
                }
            )  # fmt: skip
    return rows


def _paid_since(first: date, month: date, day_ids: set[int]) -> dict[tuple[int, int, str], int]:
    """What closed months paid for days from a day on."""
    lines = select(FeeLine.session_day_id).where(
        FeeLine.day >= first, FeeLine.day < month, FeeLine.session_day_id.is_not(None), FeeLine.hundredths != 0
    )
    return paid_by_day(day_ids | set(db.session.scalars(lines)))


def _lines_on(day_ids: set[int]) -> list[FeeLine]:
    return list(db.session.scalars(select(FeeLine).where(FeeLine.session_day_id.in_(day_ids)).order_by(FeeLine.id)))


def approve_month(*, run: FeeRun, reason: str, actor: Actor, at: datetime) -> FeeDecision:
    """Close a month for good: credits are given, the fund is filled, everybody is told. Raises RuleBroken."""
    lines = lines_of(run.id)
    if not holds_extras(lines, extras_of(run.month)):
        raise RuleBroken(Refusal("fee_extras_newer"))
    _give_credits(run, lines, at)  # while earlier months are all that is closed
    decision = _decide(run, APPROVED, reason, actor, at)
    fill_fund(run=run, lines=lines, versions=as_rules(list_rules()), actor=actor, at=at)
    by_course: dict[tuple[str, str], int] = defaultdict(int)
    totals: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        by_course[line.course_code, line.currency] += line.hundredths
        totals[line.person_id][line.currency] += line.hundredths
    end = next_month(run.month) - timedelta(days=1)
    month = run.month.isoformat()[:7]
    spent = tuple(
        Spent(f"fees:{month}:{code or 'extra'}:{currency}", "trainers", total, currency, run.month, end, code or None,
              "trainer-fees", f"{month}", f"fees {month}/{run.number}")
        for (code, currency), total in sorted(by_course.items()) if total
    )  # fmt: skip
    if spent:
        events.publish(MoneySpent(spent, at))
    for person in list_people(totals):
        amounts = ", ".join(f"{Decimal(total) / 100:,.2f} {currency}" for currency, total in sorted(totals[person.id].items()) if total)  # fmt: skip
        notify(recipient_of(person), "fee_statement", link=path_to("trainers.fee_statement", month=month, person_id=person.id), at=at, month=month_words(run.month), amount=amounts or "0.00")  # fmt: skip
    return decision


def return_month(*, run: FeeRun, reason: str, actor: Actor, at: datetime) -> FeeDecision:
    """Send a prepared month back with what is to be mended. Raises RuleBroken."""
    if not reason.strip():
        raise RuleBroken(Refusal("reason_missing"))
    decision = _decide(run, RETURNED, reason, actor, at)
    for person in list_people([run.prepared_by]):
        notify(recipient_of(person), "fee_returned", link=path_to("trainers.fee_month", month=run.month.isoformat()[:7]), at=at, month=month_words(run.month), reason=reason.strip())  # fmt: skip
    return decision


def _decide(run: FeeRun, kind: str, reason: str, actor: Actor, at: datetime) -> FeeDecision:
    assert actor.id is not None
    newest = find_run(run.month)
    if run.decision is not None or newest is None or newest.id != run.id:
        raise RuleBroken(Refusal("fee_decided"))
    if actor.id == run.prepared_by:
        raise RuleBroken(Refusal("fee_four_eyes"))
    decision = FeeDecision(
        run_id=run.id, month=run.month, prepared_by=run.prepared_by, kind=kind, reason=reason.strip(), decided_by=actor.id,
        decided_at=at,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    verb = "fee_run.approved" if kind == APPROVED else "fee_run.returned"
    audit.record(verb, "fee_run", run.id, actor=actor, at=at, month=run.month.isoformat()[:7], reason=decision.reason)  # fmt: skip
    return decision


def _give_credits(run: FeeRun, lines: Sequence[FeeLine], at: datetime) -> None:
    """Points for what was taught and is paid, by the rules of the day; a correction gives them late, or takes them back."""
    by_id = {one.id: one for one in as_rules(list_rules())}
    found = credits_of_lines(
        lines, paid_for_sessions({line.session_number for line in lines if line.session_number}), by_id
    )
    for (person_id, rules_id, kind), points in sorted(found.items()):
        db.session.add(
            TrainerCredit(
                person_id=person_id, day=next_month(run.month) - timedelta(days=1), kind=kind, points=points,
                origin=f"fees:{run.month.isoformat()[:7]}:{person_id}:{rules_id}:{kind}", run_id=run.id, given_at=at,
            )
        )  # fmt: skip
    db.session.flush()
