"""Reads of the case library."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.paging import Page, page_of_rows
from lms.mentoring.library.rules import State, state_of
from lms.mentoring.models import CaseDecision, CaseEdition, CaseThanks, LibraryCase
from lms.people.models import Person

_last_edition = (
    select(func.max(CaseEdition.id))
    .where(CaseEdition.case_id == LibraryCase.id)
    .correlate(LibraryCase)
    .scalar_subquery()
)
_standing = (
    select(CaseDecision.kind)
    .where(CaseDecision.case_id == LibraryCase.id)
    .order_by(CaseDecision.id.desc())
    .limit(1)
    .correlate(LibraryCase)
    .scalar_subquery()
)
_thanks = (
    select(func.count())
    .select_from(CaseThanks)
    .where(CaseThanks.case_id == LibraryCase.id)
    .correlate(LibraryCase)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Found:
    """One case in a list."""

    id: int
    title: str
    symptom: str
    author: Bilingual
    product_line: str | None
    state: State
    thanks: int
    at: datetime


def _rows() -> Select[Any]:
    return (
        select(
            LibraryCase.id, LibraryCase.product_line, LibraryCase.put_forward_at, CaseEdition.title, CaseEdition.symptom,
            Person.name_zh, Person.name_latin, _standing.label("state"), _thanks.label("thanks"),
        )
        .join(CaseEdition, CaseEdition.id == _last_edition)
        .join(Person, Person.id == LibraryCase.author_id)
        .order_by(LibraryCase.id.desc())
    )  # fmt: skip


def _found(rows: Any) -> list[Found]:
    return [
        Found(
            row.id, row.title, row.symptom, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh),
            row.product_line, State(row.state) if row.state else State.PROPOSED, row.thanks, row.put_forward_at,
        )
        for row in rows
    ]  # fmt: skip


def page_of_published(words: str, product_line: str, page: int, per_page: int) -> Page[Found]:
    """Published cases in which every word stands somewhere, the newest first."""
    query = _rows().where(_standing == State.PUBLISHED)
    for word in words.split()[:6]:
        columns = (CaseEdition.title, CaseEdition.symptom, CaseEdition.environment, CaseEdition.diagnosis,
                   CaseEdition.solution, CaseEdition.lesson)  # fmt: skip
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if product_line:
        query = query.where(LibraryCase.product_line == product_line)
    rows = page_of_rows(query, page, per_page)
    return Page(_found(rows.items), rows.page, rows.pages, rows.total)


def list_own(person_id: int) -> list[Found]:
    """Somebody's own cases, wherever they stand."""
    return _found(db.session.execute(_rows().where(LibraryCase.author_id == person_id).limit(100)))


def list_proposed() -> list[Found]:
    """What waits for a trainer, the oldest first."""
    query = _rows().where(_standing.is_(None)).order_by(None).order_by(LibraryCase.id)
    return _found(db.session.execute(query.limit(200)))


def list_best(since: datetime, until: datetime, limit: int = 3) -> list[Found]:
    """The published cases that helped most in a time; those nobody thanked for are left out."""
    lately = (
        select(CaseThanks.case_id, func.count().label("many"))
        .where(CaseThanks.at >= since, CaseThanks.at < until)
        .group_by(CaseThanks.case_id)
        .subquery()
    )
    query = _rows().join(lately, lately.c.case_id == LibraryCase.id).where(_standing == State.PUBLISHED)
    return _found(db.session.execute(query.order_by(None).order_by(lately.c.many.desc(), LibraryCase.id).limit(limit)))


def get_case(case_id: int) -> LibraryCase:
    """A case with everything. Raises NotFound. The caller checks who may see it."""
    query = (
        select(LibraryCase)
        .where(LibraryCase.id == case_id)
        .options(
            joinedload(LibraryCase.author), selectinload(LibraryCase.editions), selectinload(LibraryCase.decisions)
        )
    )
    row = db.session.scalar(query)
    if row is None:
        raise NotFound
    return row


def state(row: LibraryCase) -> State:
    """Where a case stands."""
    return state_of([one.kind for one in row.decisions])


def count_thanks(case_id: int) -> int:
    """Whom a case helped."""
    return db.session.scalar(select(func.count()).select_from(CaseThanks).where(CaseThanks.case_id == case_id)) or 0


def has_thanked(case_id: int, person_id: int) -> bool:
    """Did the case help somebody?"""
    return db.session.get(CaseThanks, (case_id, person_id)) is not None


def cases_of_entries(entry_ids: Collection[int]) -> dict[int, int]:
    """Which entries of a log have become cases: entry to case."""
    query = select(LibraryCase.entry_id, LibraryCase.id).where(LibraryCase.entry_id.in_(entry_ids))
    return {entry_id: case_id for entry_id, case_id in db.session.execute(query) if entry_id is not None}
