"""Calling: each message signed as Standard Webhooks says, tried again at growing distances."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime
from http.client import HTTPException
from typing import IO, Any

import structlog
from sqlalchemy import func, or_, select

from certificates.keys.wrapping import WrongSecret
from lms.api.webhooks.actions import secret_of
from lms.api.webhooks.models import Webhook, WebhookCall
from lms.api.webhooks.rules import wait_after
from lms.core import clock
from lms.core.db import db, rollback, transaction
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person

log = structlog.get_logger(__name__)
SECONDS = 10
A_ROUND = 100


class _Stay(urllib.request.HTTPRedirectHandler):
    """An address that sends elsewhere is not followed: the person who added it vouched for that one only."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


def send_calls(*, at: datetime) -> int:
    """Send what is due, oldest first; each is closed in a transaction of its own. Returns how many were taken."""
    due = (
        select(WebhookCall.id)
        .where(WebhookCall.sent_at.is_(None), WebhookCall.given_up_at.is_(None), WebhookCall.not_before <= at)
        .order_by(WebhookCall.id)
        .limit(A_ROUND)
    )
    ids = list(db.session.scalars(due))
    rollback()
    down: set[int] = set()  # an address that does not answer keeps the others waiting once a round, not a hundred times
    return sum(_send(call_id, down) for call_id in ids)


def _send(call_id: int, down: set[int]) -> bool:
    call = db.session.get_one(WebhookCall, call_id)
    webhook = db.session.get_one(Webhook, call.webhook_id)
    if webhook.id in down:
        rollback()
        return False
    url, body, message_id, webhook_id = webhook.url, call.body, call.message_id, webhook.id
    try:
        secret = secret_of(webhook)
    except WrongSecret:
        rollback()
        answer, taken = "the secret cannot be read", False
    else:
        rollback()  # nothing is held open while another machine thinks
        answer, taken = _post(url, body, message_id, secret)
    with transaction() as session:
        call = session.get_one(WebhookCall, call_id)
        call.attempts += 1
        call.answer = answer[:300]
        if taken:
            call.sent_at = clock.now()
            return True
        down.add(webhook_id)
        wait = wait_after(call.attempts)
        if wait is None:
            call.given_up_at = clock.now()
            _tell(webhook_id, call)
        else:
            call.not_before = clock.now() + wait
    log.warning("webhook not taken", call=call_id, answer=answer)
    return False


def _tell(webhook_id: int, call: WebhookCall) -> None:
    """Tell whoever added the address that a call was given up, once until something is taken again."""
    webhook = db.session.get_one(Webhook, webhook_id)
    of_it = WebhookCall.webhook_id == webhook_id
    taken = select(func.max(WebhookCall.sent_at)).where(of_it).scalar_subquery()
    before = select(WebhookCall.id).where(
        of_it, WebhookCall.id != call.id, WebhookCall.sent_at.is_(None), WebhookCall.given_up_at.is_not(None),
        or_(taken.is_(None), WebhookCall.given_up_at > taken),
    )  # fmt: skip
    if webhook.made_by is None or db.session.scalar(before.limit(1)) is not None:
        return
    notify(
        recipient_of(get_person(webhook.made_by)), "webhook.given_up", at=clock.now(), name=webhook.name,
        link=path_to("api.webhook", webhook_id=webhook_id), answer=call.answer or "",
    )  # fmt: skip


def _post(url: str, body: str, message_id: str, secret: str) -> tuple[str, bool]:
    """What the other side answered, and whether it took the message (2xx)."""
    from standardwebhooks.webhooks import Webhook as Signer

    moment = clock.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Shifu-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signer(secret).sign(message_id, moment, body),
    }
    request = urllib.request.Request(url, body.encode(), headers, method="POST")
    try:
        with _OPENER.open(request, timeout=SECONDS) as response:
            return f"{response.status}", 200 <= response.status < 300
    except urllib.error.HTTPError as error:
        with error:
            return f"{error.code}", False
    except (OSError, HTTPException, ValueError) as failure:
        return f"{type(failure).__name__}: {failure}", False
