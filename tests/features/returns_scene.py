"""A case of returns as somebody of HR fills in its form."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.evaluation.rules.returns.case import CATEGORIES
from lms.onboarding.models import Programme
from tests.browsing import send
from tests.factories import Factory

CASE = {
    "stage": "result", "currency": "CNY", "people": "10", "months": "12", "target": "0", "solution": "short",
    "benefits-0-name_zh": "一次解决率", "benefits-0-name_en": "First-time fix", "benefits-0-isolation": "comparison", "benefits-0-source_en": "Level 4",
    "benefits-0-effect": "2", "benefits-0-low": "1", "benefits-0-high": "3", "benefits-0-unit_zh": "百分点", "benefits-0-unit_en": "percentage points", "benefits-0-per_unit_month": "1",
    "benefits-0-direction": "up", "benefits-0-money_value": "100", "benefits-0-money_method": "standard_value",
    "benefits-0-money_source_en": "Controlling", "level1": "78 of 84", "intangibles-0-name_en": "Pride", "intangibles-0-evidence_en": "interviews",
    **{f"costs-{category}-amount": "0" for category in CATEGORIES}, "costs-trainers-amount": "10,000",
}  # fmt: skip


@pytest.fixture
def keeper(make: Factory) -> FlaskClient:
    """Somebody of HR for the whole organisation."""
    return make.browser(make.person(Role.HR, everywhere=True))


def open_case(client: FlaskClient, make: Factory, subject: str, **values: Any) -> int:
    answer = send(
        client, "/evaluation/roi/new", {"subject": subject, "unit": "0", "zh": "首次修复", "en": "First fix", **values}
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    return int(answer.headers["Location"].split("/")[-2])


@pytest.fixture
def subject(make: Factory) -> str:
    """A programme, since a case is about something that exists."""
    with transaction() as session:
        session.add(Programme(code="field", title=Bilingual("外勤", "Field"), family="field"))
    return "programme:field"
