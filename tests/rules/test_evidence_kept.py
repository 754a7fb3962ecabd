"""What is kept with a certificate of the evidence for each requirement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from certificates.applications.actions import evidence_from
from certificates.queries.requirements import RequirementState
from certificates.rules.requirements import State
from lms.core.bilingual import Bilingual

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kind", "title", "kept"),
    [
        ("course", "安全", {"kind": "course", "title": {"zh": "安全", "en": "安全"}, "ref": "x", "on": "2026-03-02"}),
        ("pledge", "9f86d081", {"kind": "pledge", "ref": "x", "on": "2026-03-02"}),
    ],
)
def test_a_digest_is_no_title(kind: str, title: str, kept: dict[str, Any]) -> None:
    state = State(kind, ("x",), True, on=DAY)
    shown = RequirementState(kind, (Bilingual(title, title),), None, None, None, state=state)
    assert evidence_from([shown]) == [kept]
