"""Menu entries of training evaluation."""

from __future__ import annotations

from lms.core.navigation import NavEntry

NAVIGATION: tuple[NavEntry, ...] = ()
