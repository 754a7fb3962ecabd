"""A long list, page by page, where the list is in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list, as the pager of the interface kit wants it."""

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


def page_of(items: Sequence[Item], page: int, per_page: int) -> Page[Item]:
    """A page of the items; one beyond the end is the last."""
    pages = max(1, -(-len(items) // per_page))
    page = min(max(page, 1), pages)
    return Page(items[(page - 1) * per_page : page * per_page], page, pages, len(items))
