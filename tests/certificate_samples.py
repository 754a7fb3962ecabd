"""Schemes and certificates for the tests of certification, made by its own actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from certificates.actions.award import award_tier
from certificates.actions.schemes import publish_scheme
from certificates.models import Certificate
from lms.core import audit, clock
from lms.core.db import transaction
from lms.people.models import Person

TEXTS = {
    "knowledge": {"zh": "知道", "en": "Knows"},
    "skill": {"zh": "会做", "en": "Can do"},
    "examination": {"zh": "考试", "en": "Exam"},
}
TITLES = [("初级", "Junior"), ("中级", "Intermediate"), ("高级", "Senior"), ("专家", "Expert")]
LATER = [{"kind": "previous_tier"}, {"kind": "months_in_grade", "min": 12}]


def scheme_data(code: str = "field-home", product_line: str | None = "home", **values: Any) -> dict[str, Any]:
    """A scheme of four tiers; the first is valid for 24 months, the others for 36."""
    return {
        "code": code,
        "title": {"zh": "家用设备售后工程师", "en": "Home equipment field engineer"},
        "certificate_title": {"zh": "售后工程师技能等级证书", "en": "Field Engineer Certificate"},
        "family": "field",
        "product_line": product_line,
        "tiers": [
            {
                "code": f"tier-{level}",
                "title": {"zh": zh, "en": en},
                **TEXTS,
                "requirements": LATER if level > 1 else [{"kind": "programme", "codes": ["technician"]}],
                "validity_months": 36 if level > 1 else 24,
            }
            for level, (zh, en) in enumerate(TITLES, 1)
        ],
        **values,
    }


def publish(**values: Any) -> None:
    """Publish the scheme."""
    with transaction():
        publish_scheme(data=scheme_data(**values), actor=audit.System("test"), at=clock.now())


def award(person: Person, level: int = 1, code: str = "field-home", evidence: Any = ()) -> Certificate:
    """Award a tier and commit."""
    with transaction():
        return award_tier(
            person=person,
            scheme_code=code,
            level=level,
            evidence=list(evidence),
            actor=audit.System("test"),
            at=clock.now(),
        )


def issued(certificate: Certificate) -> tuple[date, date]:
    """First and last day."""
    return certificate.issued_on, certificate.expires_on
