"""E-mail, through an outbox that is written in the same transaction as what it tells about and emptied by the worker."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import structlog
from flask import current_app
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.core import clock
from lms.core.config import Settings
from lms.core.db import Base, db, transaction

log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 6


class Letter(Base):
    """One e-mail in the outbox. In demo mode, or with no SMTP server set, it stays here to be looked at."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    given_up_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))


def after_quiet_hours(moment: datetime, *, zone: ZoneInfo, quiet_from: int, quiet_until: int) -> datetime:
    """The first moment from `moment` on that is not in the quiet hours (local hours; they may span midnight)."""
    local = moment.astimezone(zone)
    spans_midnight = quiet_from > quiet_until
    quiet = (
        (local.hour >= quiet_from or local.hour < quiet_until)
        if spans_midnight
        else quiet_from <= local.hour < quiet_until
    )
    if not quiet:
        return moment
    end = local.replace(hour=quiet_until, minute=0, second=0, microsecond=0)
    if end <= local:
        end = (local + timedelta(days=1)).replace(hour=quiet_until, minute=0, second=0, microsecond=0)
    return end.astimezone(moment.tzinfo)


def post(
    *,
    recipient_id: int | None,
    address: str,
    language: str,
    subject: str,
    body: str,
    at: datetime,
    urgent: bool = False,
) -> None:
    """Put a letter in the outbox. Urgent ones (a sign-in link) do not wait for the end of the quiet hours."""
    settings: Settings = current_app.extensions["settings"]
    not_before = (
        at
        if urgent
        else after_quiet_hours(at, zone=settings.zone, quiet_from=settings.quiet_from, quiet_until=settings.quiet_until)
    )
    db.session.add(
        Letter(
            recipient_id=recipient_id,
            address=address,
            language=language,
            subject=subject,
            body=body,
            written_at=at,
            not_before=not_before,
        )
    )


def send_due() -> int:
    """Send what is due. Each letter is closed in its own transaction; a failure waits longer each time. Returns how many went out."""
    settings: Settings = current_app.extensions["settings"]
    if settings.smtp_url is None:
        return 0
    at = clock.now()
    due = (
        select(Letter.id)
        .where(Letter.sent_at.is_(None), Letter.given_up_at.is_(None), Letter.not_before <= at)
        .order_by(Letter.id)
        .limit(200)
    )
    ids = list(db.session.scalars(due))
    db.session.rollback()
    sent = 0
    for letter_id in ids:
        sent += _send(letter_id, settings)
    return sent


def _send(letter_id: int, settings: Settings) -> int:
    letter = db.session.get(Letter, letter_id)
    assert letter is not None
    assert settings.smtp_url is not None
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.address, letter.subject
    message["Date"], message["Message-ID"] = (
        formatdate(letter.written_at.timestamp()),
        make_msgid(f"letter{letter.id}", "shifu"),
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    db.session.rollback()
    try:
        _deliver(settings.smtp_url, message)
        error = None
    except (OSError, smtplib.SMTPException) as failure:
        error = f"{type(failure).__name__}: {failure}"[:300]
        log.warning("mail not sent", letter=letter_id, error=error)
    with transaction() as session:
        letter = session.get_one(Letter, letter_id)
        letter.attempts += 1
        letter.error = error
        if error is None:
            letter.sent_at = clock.now()
        elif letter.attempts >= MOST_ATTEMPTS:
            letter.given_up_at = clock.now()
        else:
            letter.not_before = clock.now() + timedelta(minutes=2**letter.attempts)
    return int(error is None)


def _deliver(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(
        parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25), timeout=20
    ) as server:
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
