"""The entries of the menu. Packages list theirs in `navigation.py`-style constants; `lms.app` wires them in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from lms.core.access import Permission
from lms.core.i18n import language

IN_THE_BAR = 5
OF_NO_UNIT = frozenset({Permission.SEE_AUDIT, Permission.SEE_JOBS, Permission.ADMINISTER, Permission.LOAD_WORK_ORDERS})
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


def add_entries(app: Flask, entries: tuple[NavEntry, ...]) -> None:
    """Append entries to the menu."""
    app.extensions.setdefault("navigation", []).extend(entries)


def navigation() -> list[NavItem]:
    """The reader's menu. It is the same for all who hold the same permissions, so it is made once for them."""
    if not current_user.is_authenticated:
        return []
    held, endpoint = current_user.permissions, request.endpoint or ""
    held -= {permission for permission in OF_NO_UNIT & held if not current_user.reaches_all(permission)}
    made = current_app.extensions.setdefault("menus", {})
    key = (held, endpoint, language(), request.script_root)
    if key not in made:
        made[key] = _menu(held, endpoint)
    return made[key]


def _menu(held: frozenset[Permission], endpoint: str) -> list[NavItem]:
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
    return _together(_for_the_bar(items))


def _for_the_bar(items: list[NavItem]) -> list[NavItem]:
    """Five fit into the phone's bar: the first four primary entries and the last, which is one's own page."""
    primary = [item for item in items if item.primary]
    shown = primary if len(primary) <= IN_THE_BAR else [*primary[: IN_THE_BAR - 1], primary[-1]]
    return [item if item in shown else replace(item, primary=False) for item in items]


def _together(items: list[NavItem]) -> list[NavItem]:
    """Entries of one group beside each other, groups in the order in which they first appear, one's own page last."""
    groups = list(dict.fromkeys(item.group for item in items))
    return sorted(items, key=lambda item: (item is items[-1], groups.index(item.group)))
