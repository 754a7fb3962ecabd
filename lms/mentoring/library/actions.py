"""Putting a case forward, editing it, deciding about it, and saying that it helped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.written import whole
from lms.mentoring.library.queries import state
from lms.mentoring.library.rules import TEXTS, State, against
from lms.mentoring.models import CaseDecision, CaseEdition, CaseThanks, LibraryCase, LogEntry
from lms.people.models import Person
from lms.people.notices import recipient_of


def put_forward(
    *,
    author: Person,
    entry: LogEntry | None,
    texts: Mapping[str, str],
    product_line: str | None,
    actor: Actor,
    at: datetime,
) -> LibraryCase:
    """Put a case forward for the library, perhaps out of an entry; an entry becomes one case only. Raises RuleBroken."""
    assert actor.id is not None
    if entry is not None:
        before = db.session.scalar(select(LibraryCase).where(LibraryCase.entry_id == entry.id))
        if before is not None:
            return before
    if refusals := against(texts, "forward"):
        raise RuleBroken(*refusals)
    row = LibraryCase(
        entry_id=entry.id if entry else None, author_id=author.id, family=author.post.family, product_line=product_line or None,
        put_forward_by=actor.id, put_forward_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _edition(row, 1, texts, actor, at)
    audit.record("case.put_forward", "library_case", row.id, actor=actor, at=at, author=author.id, entry=row.entry_id)
    return row


def _edition(row: LibraryCase, number: int, texts: Mapping[str, str], actor: Actor, at: datetime) -> None:
    assert actor.id is not None
    kept = {name: texts.get(name, "").strip() for name in TEXTS}
    row.editions.append(CaseEdition(number=number, edited_by=actor.id, edited_at=at, **kept))
    db.session.flush()


def edit_case(
    *, row: LibraryCase, texts: Mapping[str, str], product_line: str | None, actor: Actor, at: datetime
) -> None:
    """Keep a new wording; unchanged ones make no edition. Raises RuleBroken."""
    step = "publish" if state(row) is State.PUBLISHED else "forward"
    if refusals := against(texts, step):
        raise RuleBroken(*refusals)
    last = row.editions[-1]
    row.product_line = product_line or None
    if any(getattr(last, name) != texts.get(name, "").strip() for name in TEXTS):
        _edition(row, last.number + 1, texts, actor, at)
        audit.record("case.edited", "library_case", row.id, actor=actor, at=at, number=last.number + 1)
    db.session.flush()


def decide(*, row: LibraryCase, kind: str, reason: str, actor: Actor, at: datetime) -> None:
    """Publish, decline or take back. Raises RuleBroken."""
    assert actor.id is not None
    standing = state(row)
    last = row.editions[-1]
    refusals: list[Refusal] = []
    if kind == State.PUBLISHED:
        refusals += against({name: getattr(last, name) for name in TEXTS}, "publish")
        if standing is State.PUBLISHED:
            refusals.append(Refusal("case_is_so_already"))
    elif kind == State.WITHDRAWN and standing is not State.PUBLISHED:
        refusals.append(Refusal("case_not_published"))
    elif kind == State.DECLINED and standing is not State.PROPOSED:
        refusals.append(Refusal("case_decided"))
    if kind != State.PUBLISHED and not reason.strip():
        refusals.append(Refusal("case_reason_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    row.decisions.append(CaseDecision(kind=kind, reason=whole(reason, 500), decided_by=actor.id, decided_at=at))
    db.session.flush()
    if kind == State.PUBLISHED:
        action = "case.published"
    else:
        action = "case.declined" if kind == State.DECLINED else "case.withdrawn"
    audit.record(action, "library_case", row.id, actor=actor, at=at, reason=whole(reason, 500))
    if actor.id != row.author_id:
        link = path_to("mentoring.case", case_id=row.id)
        notify(
            recipient_of(row.author), f"case_{kind}", link=link, at=at, title=last.title, reason=reason.strip()[:200]
        )


def thank(*, row: LibraryCase, actor: Actor, at: datetime) -> None:
    """Say that a published case helped; once a person, and not for one's own. Raises RuleBroken."""
    assert actor.id is not None
    if state(row) is not State.PUBLISHED:
        raise RuleBroken(Refusal("case_not_published"))
    if actor.id == row.author_id:
        raise RuleBroken(Refusal("case_own"))
    if db.session.get(CaseThanks, (row.id, actor.id)) is None:
        db.session.add(CaseThanks(case_id=row.id, person_id=actor.id, at=at))
        db.session.flush()
