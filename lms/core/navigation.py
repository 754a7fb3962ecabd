"""The entries of the menu. Packages list theirs in `navigation.py`-style constants; `lms.app` wires them in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, current_app, get_template_attribute, request, url_for
from flask_login import current_user
from markupsafe import Markup

from lms.core.access import Permission
from lms.core.i18n import language

IN_THE_BAR = 5
OF_NO_UNIT = frozenset({
    Permission.SEE_AUDIT, Permission.SEE_JOBS, Permission.ADMINISTER, Permission.KEEP_KEYS, Permission.LOAD_WORK_ORDERS,
    Permission.DESIGN_PAPERS,
})  # fmt: skip
"""What their pages show belongs to no unit, so these stand in the menu only of those who hold them everywhere."""


@dataclass(frozen=True)
class NavEntry:
    """One entry: shown to those who hold `permission` (None: everybody signed in).

    `primary` entries also stand in the phone's bottom bar (five at most are shown); `section` is the blueprint name
    or endpoint prefix under which the entry counts as current.
    """

    label: Any
    endpoint: str
    icon: str
    group: Any = ""
    permission: Permission | None = None
    primary: bool = False
    section: str = ""
    hidden_for: frozenset[Permission] = frozenset()


@dataclass(frozen=True)
class NavItem:
    """An entry as a page shows it."""

    label: str
    href: str
    icon: str
    group: str
    primary: bool
    current: bool


@dataclass(frozen=True)
class _Menu:
    """A menu as it stands beside the page and in the phone's bar."""

    side: Markup
    bar: Markup


_NONE = _Menu(Markup(), Markup())


def add_entries(app: Flask, entries: tuple[NavEntry, ...]) -> None:
    """Append entries to the menu."""
    app.extensions.setdefault("navigation", []).extend(entries)


def navigation_menu() -> Markup:
    """The reader's menu."""
    return _written().side


def navigation_bar() -> Markup:
    """The reader's entries for the phone's bar."""
    return _written().bar


def _written() -> _Menu:
    """The reader's menu. It is the same for all who hold the same permissions, on all pages of one entry, so it is written
    once for them."""
    user: Any = current_user._get_current_object()
    if not user.is_authenticated:
        return _NONE
    held, endpoint = user.permissions, request.endpoint or ""
    if OF_NO_UNIT & held:
        held -= {permission for permission in OF_NO_UNIT & held if not user.reaches_all(permission)}
    made = current_app.extensions.setdefault("menus", {})
    key = (held, endpoint, language(), request.script_root)
    if key not in made:
        items = _items(held, endpoint)
        if items not in made:
            side, bar = (get_template_attribute("layouts/menu.html", part) for part in ("side", "bar"))
            made[items] = _Menu(side(items), bar(items))
        made[key] = made[items]
    return made[key]


def _items(held: frozenset[Permission], endpoint: str) -> tuple[NavItem, ...]:
    items = []
    for entry in current_app.extensions.get("navigation", ()):
        if entry.permission is not None and entry.permission not in held:
            continue
        if entry.hidden_for & held:
            continue
        current = endpoint.startswith(entry.section) if entry.section else endpoint == entry.endpoint
        items.append(
            NavItem(str(entry.label), url_for(entry.endpoint), entry.icon, str(entry.group), entry.primary, current)
        )
    return tuple(_together(_for_the_bar(items)))


def _for_the_bar(items: list[NavItem]) -> list[NavItem]:
    """Five fit into the phone's bar: the first four primary entries and the last, which is one's own page."""
    primary = [item for item in items if item.primary]
    shown = primary if len(primary) <= IN_THE_BAR else [*primary[: IN_THE_BAR - 1], primary[-1]]
    return [item if item in shown else replace(item, primary=False) for item in items]


def _together(items: list[NavItem]) -> list[NavItem]:
    """Entries of one group beside each other, groups in the order in which they first appear, one's own page last."""
    groups = list(dict.fromkeys(item.group for item in items))
    return sorted(items, key=lambda item: (item is items[-1], groups.index(item.group)))
