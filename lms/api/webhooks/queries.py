"""Reads of webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from lms.api.webhooks.models import Webhook, WebhookCall
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person


@dataclass(frozen=True)
class Line:
    """A webhook in the list: who added it, how many calls were taken, wait, were given up, and when the last was taken."""

    webhook: Webhook
    made_by: Bilingual | None
    taken: int
    waiting: int
    given_up: int
    last_taken_at: datetime | None


def list_webhooks() -> list[Line]:
    """All, those still called first."""

    def counted(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    taken, gone = WebhookCall.sent_at.is_not(None), WebhookCall.given_up_at.is_not(None)
    counts = (
        select(
            WebhookCall.webhook_id, counted(taken).label("taken"), counted(~taken & ~gone).label("waiting"),
            counted(~taken & gone).label("given_up"), func.max(WebhookCall.sent_at).label("last"),
        )
        .group_by(WebhookCall.webhook_id)
        .subquery()
    )  # fmt: skip
    query = (
        select(Webhook, Person, counts.c.taken, counts.c.waiting, counts.c.given_up, counts.c.last)
        .outerjoin(counts, counts.c.webhook_id == Webhook.id)
        .outerjoin(Person, Person.id == Webhook.made_by)
        .order_by(Webhook.ended_at.is_not(None), Webhook.id)
    )
    return [
        Line(row.Webhook, row.Person.name if row.Person else None, row.taken or 0, row.waiting or 0, row.given_up or 0, row.last)
        for row in db.session.execute(query)
    ]  # fmt: skip


def get_webhook(webhook_id: int) -> Webhook:
    """One. Raises NotFound."""
    row = db.session.get(Webhook, webhook_id)
    if row is None:
        raise NotFound
    return row


def list_calls(webhook_id: int, most: int) -> Sequence[WebhookCall]:
    """The newest calls to an address."""
    query = select(WebhookCall).where(WebhookCall.webhook_id == webhook_id).order_by(WebhookCall.id.desc()).limit(most)
    return db.session.scalars(query).all()
