"""Checking a certificate that somebody shows: by its code, or by the file itself, which is looked at in memory and never
kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select

from certificates.credentials.identity import did_of
from certificates.credentials.issue import public_url
from certificates.keys.making import Purpose
from certificates.keys.queries import list_public
from certificates.models import MissedCheck
from certificates.rules.numbers import read_code
from certificates.verification.apart import examine_apart
from certificates.verification.examining import Anchors, Examination, Mark, Problem, examine
from certificates.verification.records import Record, differing, facts_of, find_by_paper, find_record
from lms.core.db import db, own_transaction, rollback

WINDOW = timedelta(minutes=10)
MOST_MISSES = 30
LARGEST = 5 * 1024 * 1024


class Verdict(StrEnum):
    """What a file is."""

    GENUINE = "genuine"
    CHANGED = "changed"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class Check:
    """What the register says, and where a file was shown what it is. `record` is None where the file leads to none.
    `differing` names the facts in which the file's own data disagree with the register."""

    record: Record | None
    verdict: Verdict | None = None
    found: Examination | None = None
    differing: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        """May somebody rely on it: the certificate stands, and the file shown is the one issued."""
        return self.record is not None and self.record.counts and self.verdict in (None, Verdict.GENUINE)

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        facts: dict[str, Any] = facts_of(self.record) if self.record else {"status": "unknown"}
        facts["valid"] = self.is_valid
        if self.verdict is not None:
            facts["file"] = str(self.verdict)
            facts["differing"] = list(self.differing)
        if self.found is not None:
            facts["seal"], facts["credential"] = str(self.found.seal), str(self.found.credential)
            facts["sealed_at"], facts["seal_key"] = self.found.sealed_at, self.found.seal_kid
            if self.found.problem:
                facts["problem"] = str(self.found.problem)
        return facts


def check_code(typed: str, day: date) -> Check | None:
    """What the register says of a code; None where it knows none such."""
    code = read_code(typed)
    record = find_record(code, day) if code else None
    return Check(record) if record else None


def check_file(content: bytes, day: date) -> Check:
    """What a PDF, or a credential by itself, is, and what the register says of the certificate that it is or claims to be. A file that is not ours byte
    for byte is examined in a process of its own. Raises Busy where too many are being examined."""
    if len(content) > LARGEST:
        return Check(None, Verdict.NOT_OURS, Examination(problem=Problem.TOO_COSTLY))
    record = find_by_paper(hashlib.sha256(content).hexdigest(), day)
    if record is not None:
        return Check(record, Verdict.GENUINE, examine(content, anchors()))
    ours = anchors()
    rollback()
    found = examine_apart(content, ours)
    record = find_record(found.code, day) if found.code else None
    if content[:1] == b"{" and found.credential is Mark.OURS and record:
        return Check(record, Verdict.GENUINE, found)  # its proof covers what it says, however the text is laid out
    traces = found.seal_kid or found.credential in (Mark.OURS, Mark.BROKEN) or found.facts
    verdict = Verdict.CHANGED if traces and (record or found.seal_kid) else Verdict.NOT_OURS
    return Check(record, verdict, found, differing(found.facts, record) if record else ())


def anchors() -> Anchors:
    """Our public keys, old and new."""
    return Anchors(
        seals=tuple(public for _kid, public, _since in list_public(Purpose.SEAL)),
        keys=tuple(public for _kid, public, _since in list_public(Purpose.CREDENTIAL)),
        did=did_of(public_url()),
    )


def is_throttled(address: str, at: datetime) -> bool:
    """Did this address ask for too many codes that do not exist, or show too many files that are not ours?"""
    misses = select(func.count()).where(MissedCheck.address == address[:60], MissedCheck.at > at - WINDOW)
    return (db.session.scalar(misses) or 0) >= MOST_MISSES


def note_miss(address: str, at: datetime) -> None:
    """Remember that a code did not exist or a file was not ours, whatever becomes of the request; old misses are
    forgotten."""
    with own_transaction() as connection:
        connection.execute(insert(MissedCheck).values(address=address[:60], at=at))
        connection.execute(delete(MissedCheck).where(MissedCheck.at < at - WINDOW))
