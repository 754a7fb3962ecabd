"""Keeping providers: who they are, contracts and prices, scores, courses bought, results, sharing inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.currencies import is_currency
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Person
from lms.trainers.providers.models import (
    Provider,
    ProviderContract,
    ProviderCriteria,
    ProviderPerson,
    ProviderPrice,
    ProviderScore,
)
from lms.trainers.providers.queries import find_criteria, has_attended
from lms.trainers.providers.rules import HIGHEST, LOWEST, criteria_faults

MOST = Decimal(10) ** 9


def add_provider(
    *, code: str, name: str, profile: str, website: str, fields: str, actor: Actor, at: datetime
) -> Provider:
    """One more provider. Raises RuleBroken."""
    refusals = []
    if db.session.scalar(select(Provider.id).where(Provider.code == code)) is not None:
        refusals.append(Refusal("provider_code", {"code": code}))
    refusals += _address_refusals(website)
    if refusals:
        raise RuleBroken(*refusals)
    row = Provider(
        code=code, name=name, profile=profile, website=website, fields=fields, added_by=actor.id, added_at=at
    )
    _add(row)
    audit.record("provider.added", "provider", row.id, actor=actor, at=at, code=code, name=name)  # fmt: skip
    return row


def change_provider(
    *, provider: Provider, name: str, profile: str, website: str, fields: str, actor: Actor, at: datetime
) -> None:
    """Other words about a provider. Raises RuleBroken."""
    if refusals := _address_refusals(website):
        raise RuleBroken(*refusals)
    provider.name, provider.profile, provider.website, provider.fields = name, profile, website, fields
    db.session.flush()
    audit.record("provider.changed", "provider", provider.id, actor=actor, at=at, name=name)


def _address_refusals(website: str) -> list[Refusal]:
    return [Refusal("provider_website")] if website and not website.startswith(("https://", "http://")) else []


def retire_provider(*, provider: Provider, reason: str, actor: Actor, at: datetime) -> None:
    """We work with this one no longer. Raises RuleBroken."""
    if provider.retired_on is not None:
        raise RuleBroken(Refusal("provider_retired"))
    if not reason.strip():
        raise RuleBroken(Refusal("reason_missing"))
    provider.retired_on, provider.retired_reason = clock.local_date(at), reason.strip()
    db.session.flush()
    audit.record("provider.retired", "provider", provider.id, actor=actor, at=at, reason=reason.strip())


def add_person(*, provider: Provider, kind: str, name: str, about: str, phone: str, email: str, actor: Actor, at: datetime) -> ProviderPerson:  # fmt: skip
    """A contact or a trainer of theirs."""
    row = ProviderPerson(provider_id=provider.id, kind=kind, name=name, about=about, phone=phone, email=email, added_by=actor.id, added_at=at)  # fmt: skip
    _add(row)
    audit.record("provider.person_added", "provider_person", row.id, actor=actor, at=at, name=name, kind=kind)  # fmt: skip
    return row


def remove_person(*, person: ProviderPerson, actor: Actor, at: datetime) -> None:
    """Somebody is there no longer; what they did stays on record."""
    if person.removed_at is None:
        person.removed_at = at
        db.session.flush()
        audit.record("provider.person_removed", "provider_person", person.id, actor=actor, at=at, name=person.name)


def add_contract(
    *, provider: Provider, number: str, subject: str, from_day: date, until_day: date, file_id: int | None, keeper: Person,
    actor: Actor, at: datetime,
) -> ProviderContract:  # fmt: skip
    """A contract. Raises RuleBroken."""
    if until_day < from_day:
        raise RuleBroken(Refusal("provider_days"))
    row = ProviderContract(
        provider_id=provider.id, number=number, subject=subject, from_day=from_day, until_day=until_day, file_id=file_id,
        keeper_id=keeper.id, added_by=actor.id, added_at=at,
    )  # fmt: skip
    _add(row)
    audit.record("provider.contract_added", "provider_contract", row.id, actor=actor, at=at, number=number, until=until_day.isoformat())  # fmt: skip
    return row


def add_price(
    *,
    provider: Provider,
    form: str,
    basis: str,
    what: str,
    amount: Decimal,
    currency: str,
    from_day: date,
    actor: Actor,
    at: datetime,
) -> ProviderPrice:
    """What they ask from a day on. Raises RuleBroken."""
    if refusals := money_refusals(amount, currency):
        raise RuleBroken(*refusals)
    row = ProviderPrice(
        provider_id=provider.id, form=form, basis=basis, what=what, hundredths=int(amount * 100), currency=currency,
        from_day=from_day, entered_by=actor.id, entered_at=at,
    )  # fmt: skip
    _add(row)
    audit.record("provider.price_added", "provider_price", row.id, actor=actor, at=at, amount=f"{amount:f}", currency=currency)  # fmt: skip
    return row


def set_criteria(
    *, from_day: date, content: Sequence[Mapping[str, Any]], actor: Actor, at: datetime
) -> ProviderCriteria:
    """By what providers are judged from a day on. Raises RuleBroken."""
    if faults := criteria_faults(content):
        raise RuleBroken(*(Refusal(code) for code in faults))
    row = ProviderCriteria(from_day=from_day, content=[dict(one) for one in content], set_by=actor.id, set_at=at)
    _add(row)
    audit.record("provider.criteria_set", "provider_criteria", row.id, actor=actor, at=at, from_day=from_day.isoformat())  # fmt: skip
    return row


def score_provider(*, provider: Provider, marks: Mapping[str, int], comment: str, actor: Actor, may_always: bool, at: datetime) -> ProviderScore:  # fmt: skip
    """How one person judges, alone; those who keep providers and those who were taught by them may. Raises RuleBroken."""
    assert actor.id is not None
    criteria, refusals = find_criteria(clock.local_date(at)), []
    if criteria is None:
        raise RuleBroken(Refusal("criteria_none"))
    if not may_always and not has_attended(provider.id, actor.id):
        refusals.append(Refusal("score_stranger"))
    codes = {one["code"] for one in criteria.content}
    if set(marks) != codes or not all(LOWEST <= mark <= HIGHEST for mark in marks.values()):
        refusals.append(Refusal("score_open"))
    if refusals:
        raise RuleBroken(*refusals)
    row = ProviderScore(
        provider_id=provider.id, criteria_id=criteria.id, scorer_id=actor.id, marks=dict(marks), comment=comment.strip(),
        scored_on=clock.local_date(at), scored_at=at,
    )  # fmt: skip
    _add(row)
    audit.record("provider.scored", "provider_score", row.id, actor=actor, at=at, provider=provider.code)  # fmt: skip
    return row


def money_refusals(amount: Decimal, currency: str) -> list[Refusal]:
    """What is wrong with an amount of money."""
    found = []
    if not 0 <= amount <= MOST or amount != round(amount, 2):
        found.append(Refusal("provider_amount", {"most": f"{MOST:,}"}))
    if not is_currency(currency):
        found.append(Refusal("fee_currency"))
    return found


def _add(row: Any) -> None:
    db.session.add(row)
    db.session.flush()
