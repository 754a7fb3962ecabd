"""The words for codes of training evaluation."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

REFUSALS: dict[str, Any] = {}
NOTICES: dict[str, Any] = {}
JOB_KINDS: dict[str, Any] = {}
AUDIT_WORDS = AuditWords(area=_l("Training evaluation"), actions={})
