"""The words of service KPIs."""

from __future__ import annotations

from typing import Any

REFUSALS: dict[str, Any] = {}
NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {}
