"""Answers that are given again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lms.api.models import ApiAnswer
from lms.core.db import db


def keep_answer(*, token_id: int, key: str, request_sha256: str, answer: dict[str, Any], at: datetime) -> None:
    """Keep what was answered, in the transaction that did the work: both last, or neither."""
    db.session.add(ApiAnswer(token_id=token_id, key=key, request_sha256=request_sha256, answer=answer, at=at))
    db.session.flush()
