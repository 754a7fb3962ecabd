"""Tables of webhooks: who is called, what they were told, and what they are still to be told."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class Webhook(Base):
    """An address that is called when somebody's eligibility changes. `wrapped` is the secret with which calls are signed,
    encrypted as signing keys are."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(500))
    wrapped: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class WebhookCall(Base):
    """One message to one address, tried until it is taken or given up. `message_id` stays the same however often it is
    sent, so that whoever is called can tell a repetition."""

    __tablename__ = "webhook_call"
    __table_args__ = (Index("ix_webhook_call_due", "sent_at", "given_up_at", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(300))


class EligibilityTold(Base):
    """What is known outside of a person and a kind of work: the last answer that was told."""

    __tablename__ = "eligibility_told"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    eligible: Mapped[bool]
    until: Mapped[date | None]
    told_at: Mapped[datetime]


class EligibilityDoubt(Base):
    """That something happened to a person's certificates, so that their answers are to be looked at again."""

    __tablename__ = "eligibility_doubt"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime]


class EligibilityRound(Base):
    """A day on which everybody was looked at: certificates begin and end by date, without anybody doing anything."""

    __tablename__ = "eligibility_round"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
