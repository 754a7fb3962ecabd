"""The audit trail: every action leaves a line, and each line is chained to the one before it.

Actions call `record`; the lines are numbered and chained when the transaction commits, so the lock on the chain's head
is held for a moment only. The chain is a keyed hash (HMAC-SHA256), so a line cannot be forged without the key either.
`verify` walks the chain and names the first line that was changed, removed or added.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from flask import current_app, has_request_context, request
from sqlalchemy import JSON, BigInteger, Connection, Index, Integer, String, bindparam, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from lms.core.db import Base, db

GENESIS = "0" * 64
VERIFIED = "audit.verified"
"""The action of a line that says how a check of the whole chain came out."""


class AuditLine(Base):
    """Who did what to which subject, when, from where."""

    __tablename__ = "audit_line"
    __table_args__ = (Index(None, "subject_type", "subject_id"), Index(None, "actor_id", "at"))

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(String(80))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Where the chain ends. One row; who holds its lock may append."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class Actor(Protocol):
    """Whoever acts: a person who is signed in, or `System`."""

    @property
    def id(self) -> int | None: ...

    @property
    def display_name(self) -> str: ...


@dataclass(frozen=True)
class System:
    """The software itself, acting on a schedule, a command or an event."""

    name: str = "system"
    id: None = None

    @property
    def display_name(self) -> str:
        """How the audit trail names it."""
        return self.name


def record(action: str, subject_type: str, subject_id: object, *, actor: Actor, at: datetime, **detail: Any) -> None:
    """Note an action; the line is written with the transaction. `detail` holds plain JSON values, no secrets."""
    lines = db.session().info.setdefault("audit", [])
    lines.append(_line(action, subject_type, subject_id, actor, at, detail))


def record_once(
    connection: Connection, action: str, subject_type: str, subject_id: object, *,
    since: datetime, actor: Actor, at: datetime, **detail: Any,
) -> bool:  # fmt: skip
    """Write a line at once in an `own_transaction()`, unless the same action on the same subject has one after `since`:
    what strangers can cause as often as they like must not flood the trail. Two at once wait for each other."""
    if _stands(connection, action, subject_type, subject_id, since):
        return False  # without the lock, which the flood would otherwise hold
    head = _lock_head(connection)
    if _stands(connection, action, subject_type, subject_id, since):
        return False
    _write(connection, head, [_line(action, subject_type, subject_id, actor, at, detail)])
    return True


def _stands(connection: Connection, action: str, subject_type: str, subject_id: object, since: datetime) -> bool:
    same = (AuditLine.subject_type == subject_type, AuditLine.subject_id == str(subject_id))
    query = select(AuditLine.seq).where(*same, AuditLine.action == action, AuditLine.at > since).limit(1)
    return connection.execute(query).first() is not None


def _line(
    action: str, subject_type: str, subject_id: object, actor: Actor, at: datetime, detail: dict[str, Any]
) -> dict[str, Any]:
    return {
        "at": at.astimezone(UTC),
        "actor_id": actor.id,
        "actor_name": actor.display_name,
        "action": action,
        "subject_type": subject_type,
        "subject_id": str(subject_id),
        "detail": detail,
        "origin": (request.remote_addr or "") if has_request_context() else "command",
    }


def _key() -> bytes:
    secret = current_app.extensions["settings"].secret_key
    return hashlib.sha256(b"audit chain\0" + secret.encode()).digest()


def _digest(key: bytes, previous: str, line: dict[str, Any]) -> str:
    fields = [line["seq"], line["at"].isoformat(timespec="microseconds"), line["actor_id"], line["actor_name"], line["action"],
              line["subject_type"], line["subject_id"], line["detail"], line["origin"]]  # fmt: skip
    text = previous + json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@event.listens_for(Session, "before_commit")
def _append(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint is no commit: the chain is locked and lengthened once, at the end
    lines = session.info.pop("audit", None)
    if not lines:
        return
    session.flush()
    connection = session.connection()
    _write(connection, _lock_head(connection), lines)


# Built once: between the two the chain belongs to nobody else.
_HEAD = select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
_APPEND = insert(AuditLine.__table__)  # type: ignore[arg-type]
_MOVE_HEAD = (
    update(AuditHead.__table__)  # type: ignore[arg-type]
    .where(AuditHead.__table__.c.id == 1)
    .values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
)


def _lock_head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last line; nobody else appends until the transaction ends."""
    head = connection.execute(_HEAD).one_or_none()
    if head is None:
        seq, last = _after_loss(connection)
        connection.execute(insert(AuditHead).values(id=1, seq=seq, hash=last))
        return seq, last
    return head.seq, head.hash


def _after_loss(connection: Connection) -> tuple[int, str]:
    """Where a chain without a head goes on. Nobody can tell how many lines its end lost: one number is left out, so that
    the chain never reads as whole again."""
    last = connection.execute(
        select(AuditLine.seq, AuditLine.hash).order_by(AuditLine.seq.desc()).limit(1)
    ).one_or_none()
    return (last.seq + 1, last.hash) if last else (0, GENESIS)


def _write(connection: Connection, head: tuple[int, str], lines: list[dict[str, Any]]) -> None:
    seq, previous = head
    key = _key()
    for line in lines:
        seq += 1
        line["detail"] = json.loads(json.dumps(line["detail"], ensure_ascii=False, default=str))
        line["seq"], line["previous"] = seq, previous
        line["hash"] = previous = _digest(key, previous, line)
    connection.execute(_APPEND, lines)
    connection.execute(_MOVE_HEAD, {"new_seq": seq, "new_hash": previous})


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:  # what was noted before a savepoint outlives its rollback
        session.info.pop("audit", None)


@dataclass(frozen=True)
class Finding:
    """One place where the chain does not hold: "missing", "changed", "added" or "head"."""

    seq: int
    what: str


def verify() -> tuple[int, list[Finding]]:
    """Walk the whole chain. Returns how many lines were read and what does not hold, in order."""
    findings: list[Finding] = []
    expected, previous, count = 1, GENESIS, 0
    key = _key()
    for line in _lines():
        count += 1
        if line["seq"] != expected:
            findings.append(Finding(expected, "missing"))
        elif line["previous"] != previous or _digest(key, line["previous"], line) != line["hash"]:
            findings.append(Finding(line["seq"], "changed"))
        expected, previous = line["seq"] + 1, line["hash"]
    head = db.session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one_or_none()
    if head and head.seq > expected - 1:
        findings.append(Finding(expected, "missing"))
    elif (head.seq, head.hash) != (expected - 1, previous) if head else count:
        findings.append(Finding(expected - 1, "head"))
    return count, findings


def _lines() -> Iterator[dict[str, Any]]:
    table = AuditLine.__table__
    for row in db.session.execute(select(table).order_by(table.c.seq).execution_options(yield_per=2000)).mappings():
        yield dict(row)
