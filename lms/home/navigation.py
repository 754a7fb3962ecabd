"""The menu's first entry."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.navigation import NavEntry

NAVIGATION = (NavEntry(_l("Today"), "home.index", "home", primary=True),)
