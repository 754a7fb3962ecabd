"""Webhooks: added, ended, tried again; and what is to be told through them."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import Select, delete, insert, literal, select

from certificates.eligibility.queries import Work, read_held, read_work
from certificates.eligibility.rules import Eligibility, judge
from certificates.keys.wrapping import WrongSecret, unwrap, wrap
from certificates.models import Certificate, Tier
from lms.api.eligibility import answer_of, numbers_of
from lms.api.webhooks.addresses import address_refusals
from lms.api.webhooks.models import EligibilityDoubt, EligibilityRound, EligibilityTold, Webhook, WebhookCall
from lms.api.webhooks.rules import Answer, changes
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import Moment, db, rollback, transaction
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Person

CHANGED, TRIED = "eligibility.changed", "webhook.tried"
AT_ONCE = 500


def add_webhook(*, name: str, url: str, actor: Actor, at: datetime) -> tuple[Webhook, str]:
    """An address to call from now on. Gives back its row and the secret, which is shown once. Raises RuleBroken."""
    if refusals := address_refusals(url):
        raise RuleBroken(*refusals)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    row = Webhook(name=name, url=url, wrapped="", made_by=actor.id, made_at=at)
    db.session.add(row)
    db.session.flush()
    row.wrapped = wrap(secret.encode(), about=_about(row), secret=current_app.extensions["settings"].key_secret)
    db.session.flush()
    audit.record("webhook.added", "webhook", row.id, actor=actor, at=at, name=name, url=url)
    return row, secret


def end_webhook(*, webhook: Webhook, actor: Actor, at: datetime) -> None:
    """Call the address no more; what was not sent yet is given up. Raises RuleBroken."""
    if webhook.ended_at is not None:
        raise RuleBroken(Refusal("webhook_ended"))
    webhook.ended_at, webhook.ended_by = at, actor.id
    for call in db.session.scalars(_waiting(webhook)):
        call.given_up_at = at
    db.session.flush()
    audit.record("webhook.ended", "webhook", webhook.id, actor=actor, at=at, name=webhook.name)


def try_webhook(*, webhook: Webhook, actor: Actor, at: datetime) -> WebhookCall:
    """Send a message that says nothing, to see whether it comes in. Raises RuleBroken."""
    if webhook.ended_at is not None:
        raise RuleBroken(Refusal("webhook_ended"))
    call = _call(webhook, TRIED, {"name": webhook.name}, at)
    db.session.flush()
    audit.record("webhook.tried", "webhook", webhook.id, actor=actor, at=at, name=webhook.name)
    return call


def send_again(*, webhook: Webhook, actor: Actor, at: datetime) -> int:
    """Try again what was given up, and at once what waits. Raises RuleBroken where there is nothing."""
    if webhook.ended_at is not None:
        raise RuleBroken(Refusal("webhook_ended"))
    unsent = select(WebhookCall).where(WebhookCall.webhook_id == webhook.id, WebhookCall.sent_at.is_(None))
    calls = list(db.session.scalars(unsent))
    if not calls:
        raise RuleBroken(Refusal("webhook_nothing_unsent"))
    for call in calls:
        call.given_up_at, call.not_before, call.attempts = None, at, 0
    db.session.flush()
    audit.record("webhook.sent_again", "webhook", webhook.id, actor=actor, at=at, count=len(calls))
    return len(calls)


def secret_of(webhook: Webhook) -> str:
    """The secret with which calls to an address are signed. Raises WrongSecret."""
    settings = current_app.extensions["settings"]
    try:
        return unwrap(webhook.wrapped, about=_about(webhook), secret=settings.key_secret).decode()
    except WrongSecret:
        if not settings.key_secret_old:
            raise
        return unwrap(webhook.wrapped, about=_about(webhook), secret=settings.key_secret_old).decode()


def doubt(person_id: int, at: datetime) -> None:
    """Note that a person's answers are to be looked at again."""
    db.session.add(EligibilityDoubt(person_id=person_id, since=at))


def doubt_holders(scheme_id: int | None, at: datetime) -> None:
    """The same of everybody who was ever awarded something of a scheme, or of any."""
    holders = select(Certificate.person_id, literal(at, Moment)).distinct()
    if scheme_id is not None:
        holders = holders.join(Tier, Tier.id == Certificate.tier_id).where(Tier.scheme_id == scheme_id)
    db.session.execute(insert(EligibilityDoubt).from_select(["person_id", "since"], holders))


def follow_eligibility(*, at: datetime) -> int:
    """Compare what was told with what is true and write the calls: of those to whom something happened, and once a day of
    everybody. Where nobody is called any more, what was told is forgotten. Returns how many changes were found."""
    today = clock.local_date(at)
    called = db.session.scalar(select(Webhook.id).where(Webhook.ended_at.is_(None)).limit(1)) is not None
    last = db.session.scalar(select(EligibilityRound.day).order_by(EligibilityRound.day.desc()).limit(1))
    doubts = list(db.session.execute(select(EligibilityDoubt.id, EligibilityDoubt.person_id)))
    rollback()
    if not called:
        if last is not None or doubts:
            with transaction() as session:
                for table in (EligibilityTold, EligibilityRound, EligibilityDoubt):
                    session.execute(delete(table))
        return 0
    everybody = last is None or last < today
    people = _everybody() if everybody else sorted({row.person_id for row in doubts})
    found = 0
    for start in range(0, len(people), AT_ONCE):
        with transaction():
            found += _compare(people[start : start + AT_ONCE], quiet=last is None, at=at)
    if everybody or doubts:
        with transaction() as session:
            for start in range(0, len(doubts), AT_ONCE):  # after a mass import there are many
                looked_at = [row.id for row in doubts[start : start + AT_ONCE]]
                session.execute(delete(EligibilityDoubt).where(EligibilityDoubt.id.in_(looked_at)))
            if everybody:
                session.add(EligibilityRound(day=today, at=at))
    return found


def _everybody() -> list[int]:
    told = select(EligibilityTold.person_id)
    query = select(Person.id).where(Person.id.in_(select(Certificate.person_id).union(told)))
    ids = list(db.session.scalars(query.order_by(Person.id)))
    rollback()
    return ids


def _compare(person_ids: Collection[int], *, quiet: bool, at: datetime) -> int:
    """Some people's answers against what was told; `quiet`: only take down what is true, as at the very first."""
    today, work = clock.local_date(at), read_work()
    people = list(db.session.scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.id)))
    held = read_held(person_ids, today)
    rows: dict[int, dict[str, EligibilityTold]] = {}
    for row in db.session.scalars(select(EligibilityTold).where(EligibilityTold.person_id.in_(person_ids))):
        rows.setdefault(row.person_id, {})[row.job] = row
    webhooks = list(db.session.scalars(select(Webhook).where(Webhook.ended_at.is_(None))))
    found: list[tuple[Person, str, Eligibility]] = []
    for person in people:
        now = {
            job: judge(grants, None, held.get(person.id, {}), left_on=person.left_on, day=today)
            for job, grants in work.grants.items()
        }
        known = rows.get(person.id, {})
        told = {job: Answer(row.eligible, row.until) for job, row in known.items()}
        for job in changes(told, {job: Answer(one.eligible, one.until) for job, one in now.items()}):
            one = now.get(job, Eligibility(False, None, ()))  # no tier unlocks it any more
            found.append((person, job, one))
            row = known.get(job) or EligibilityTold(person_id=person.id, job=job)
            row.eligible, row.until, row.told_at = one.eligible, one.until, at
            db.session.add(row)
    if not quiet:
        _write(found, work, webhooks, at)
    db.session.flush()
    return len(found)


def _write(
    found: Sequence[tuple[Person, str, Eligibility]], work: Work, webhooks: Sequence[Webhook], at: datetime
) -> None:
    numbers = numbers_of(one for _person, _job, one in found)
    for person, job, one in found:
        data = {**answer_of(person.employee_no, job, one, work, numbers), "on": clock.local_date(at).isoformat()}
        for webhook in webhooks:
            _call(webhook, CHANGED, data, at)


def _call(webhook: Webhook, kind: str, data: dict[str, object], at: datetime) -> WebhookCall:
    body = json.dumps({"type": kind, "timestamp": at.isoformat(timespec="seconds"), "data": data}, ensure_ascii=False)
    call = WebhookCall(
        webhook_id=webhook.id, message_id=f"msg_{secrets.token_urlsafe(24)}", kind=kind, body=body, written_at=at, not_before=at
    )  # fmt: skip
    db.session.add(call)
    return call


def _waiting(webhook: Webhook) -> Select[WebhookCall]:
    return select(WebhookCall).where(
        WebhookCall.webhook_id == webhook.id, WebhookCall.sent_at.is_(None), WebhookCall.given_up_at.is_(None)
    )


def _about(webhook: Webhook) -> str:
    return f"webhook {webhook.id}"
