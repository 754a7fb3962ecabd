"""What a home page says: one thing to do now, and under it what waits, by role. Plain values; the template only sets them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Thing:
    """One line of a list: what it is, a word about it, where it leads, and a tag with its tone."""

    title: Any
    note: Any = ""
    href: str = ""
    tag: Any = ""
    tone: str = "plain"
    name: Any = None
    icon: str | None = None


@dataclass(frozen=True)
class Next:
    """The one thing to do now: its title, what it belongs to, the button, and how far one is."""

    title: Any
    href: str
    action: Any
    kicker: Any = None
    note: Any = None
    value: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Section:
    """A list under a heading; `more` leads to all of it. `empty` says what to do while there is nothing."""

    title: Any
    things: tuple[Thing, ...] = ()
    more: Any = None
    href: str | None = None
    empty: Any = None


@dataclass
class Home:
    """A whole home page."""

    subtitle: Any = ""
    next: Next | None = None
    stages: tuple[Any, ...] = ()
    notes: tuple[tuple[Any, str, str | None], ...] = ()
    sections: list[Section] = field(default_factory=list)

    def add(self, section: Section | None) -> None:
        """Add a list, unless there is nothing in it and nothing to say about that."""
        if section is not None and (section.things or section.empty):
            self.sections.append(section)
