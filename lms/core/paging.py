"""Long lists, page by page, as the pager of the interface kit wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select, func, select

from lms.core.db import db

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list; `total` counts the whole list."""

    items: Sequence[Item]
    page: int
    pages: int
    total: int

    @property
    def has_prev(self) -> bool:
        """Is there a page before?"""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Is there a page after?"""
        return self.page < self.pages


def wanted_page() -> int:
    """Which page the address asks for; the first where it says nothing that can be read."""
    return request.args.get("page", 1, type=int)


def page_of(items: Sequence[Item], page: int, per_page: int) -> Page[Item]:
    """A page of a list that is in memory; one beyond the end is the last."""
    page, pages = _within(page, per_page, len(items))
    return Page(items[(page - 1) * per_page : page * per_page], page, pages, len(items))


def page_of_rows(
    query: Select[Any], page: int, per_page: int, *, entities: bool = False, counted: Select[Any] | None = None
) -> Page[Any]:
    """A page of what a statement finds, which must order its rows wholly; one beyond the end is the last.

    `entities` gives the objects of a statement that selects one model. `counted` counts the same rows where that takes
    less than to count the statement's own. A first page that is not full says itself how long the list is.
    """

    def part(number: int) -> Sequence[Any]:
        rows = query.limit(per_page).offset((number - 1) * per_page)
        return db.session.scalars(rows).all() if entities else db.session.execute(rows).all()

    first = part(1) if page <= 1 else None
    if first is not None and len(first) < per_page:
        return Page(first, 1, 1, len(first))
    if counted is None:
        counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    page, pages = _within(page, per_page, total)
    return Page(part(page) if first is None else first, page, pages, total)


def _within(page: int, per_page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // per_page))
    return min(max(page, 1), pages), pages
