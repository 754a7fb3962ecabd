"""Answers kept for a while: what tens of thousands of people add up to takes a second to add up.

An answer is a list of sums of groups, kept on disk under a hash of what was asked and of whose figures the reader may see.
It is as good as new until orders, matches, definitions or working time change (each leaves a line on the audit trail, so that
one look along the end of it says), and at most an hour, since training records change by themselves. A page never waits for a
new one: it shows the one before, with its date, for a day, or says that none is there yet. Small scopes are always asked.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from lms.core import clock
from lms.core.audit import AuditHead, AuditLine
from lms.core.db import db
from lms.kpis.rules.sums import Sums
from lms.people.models import Person
from lms.performance.queries.links import Group
from lms.performance.rules.clustered import Crowd, Paired

FROM_PEOPLE, FOR, MOST_KEPT = 2_000, timedelta(hours=1), 500
AT_MOST = timedelta(days=1)
"""Older than that, an answer is shown no more, though a newer one is not there yet."""
MATTERS = ("orders.loaded", "technician.matched")
KPI = "kpi."
"""Actions that begin so matter too: definitions, the calendar, readings computed anew."""


class NotWorkedOut(Exception):
    """The answer is not there yet, and it would take long to work it out."""


@dataclass
class Keeper:
    """Keeps what is asked about one scope: the people and the words that say who they are. `oldest` is when the oldest
    answer that was given from there was worked out; None when all were asked now. One that `waits` works nothing out for
    many people: it gives what was kept before (`stale`: newer figures are due), or raises NotWorkedOut."""

    people: ColumnElement[bool]
    scope: tuple[Any, ...]
    waits: bool = False
    oldest: datetime | None = None
    stale: bool = False
    _large: bool | None = None

    def groups(self, asked: tuple[Any, ...], ask: Callable[[], tuple[list[Group], int]]) -> tuple[list[Group], int]:
        """Groups, and how many more there are."""
        found = self._kept(asked, lambda: _plain(ask()))
        return [_group(one) for one in found[0]], int(found[1])

    def months(self, asked: tuple[Any, ...], ask: Callable[[], list[Group]]) -> list[Group]:
        """Groups by month."""
        return [_group(one) for one in self._kept(asked, lambda: _plain(ask()))]

    def paired(self, asked: tuple[Any, ...], ask: Callable[[], Paired | None]) -> Paired | None:
        """The same people before and after."""
        found = self._kept(asked, lambda: _plain(ask()))
        if found is None:
            return None
        before, after = _crowd(found["before"]), _crowd(found["after"])
        return Paired(before, after, found["xx"], found["xy"], found["yx"], found["yy"])

    def _kept(self, asked: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        if not self._is_large():
            return ask()
        said = json.dumps([*self.scope, *asked], default=str)
        path = _folder() / f"{hashlib.sha256(said.encode()).hexdigest()[:40]}.json"
        at = clock.now()
        old = _read(path)
        made = datetime.fromisoformat(old["at"]) if old is not None else None
        if old is not None and made is not None and ((true := _still_true(old, made, at)) or self.waits):
            if not true and not timedelta() <= at - made < AT_MOST:
                raise NotWorkedOut
            self.oldest, self.stale = min(made, self.oldest or made), self.stale or not true
            return old["answer"]
        if self.waits:
            raise NotWorkedOut
        seq = int(db.session.scalar(select(AuditHead.seq)) or 0)  # before asking: what comes later makes it old
        answer = ask()
        _write(path, {"at": at.isoformat(), "seq": seq, "answer": answer})
        return answer

    def _is_large(self) -> bool:
        if self._large is None:
            many = db.session.scalar(select(func.count()).select_from(Person).where(self.people)) or 0
            self._large = many >= FROM_PEOPLE
        return self._large


def _still_true(old: dict[str, Any], made: datetime, at: datetime) -> bool:
    if not timedelta() <= at - made < FOR:
        return False
    matters = AuditLine.action.in_(MATTERS) | AuditLine.action.startswith(KPI, autoescape=True)
    return db.session.scalar(select(AuditLine.seq).where(AuditLine.seq > old["seq"], matters).limit(1)) is None


def _plain(answer: Any) -> Any:
    """As JSON holds it."""
    if isinstance(answer, Group | Paired):
        return asdict(answer)
    return [_plain(one) for one in answer] if isinstance(answer, list | tuple) else answer


def _group(found: dict[str, Any]) -> Group:
    return Group(found["key"], _crowd(found["crowd"]))


def _crowd(found: dict[str, Any]) -> Crowd:
    return Crowd(**{**found, "sums": Sums(**found["sums"])})


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].jobs_path.parent / "answers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, content: dict[str, Any]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(json.dumps(content), "utf-8")
    temporary.replace(path)
    kept = sorted(path.parent.glob("*.json"), key=lambda old: old.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
