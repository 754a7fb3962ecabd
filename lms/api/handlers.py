"""What the API does when something happens below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assessments.events import ExamFinished
from certificates.events import CertificateAwarded, CertificateDecided, RulesChanged
from lms.api.webhooks.actions import doubt, doubt_holders
from lms.people.events import PersonLeft


def look_again(event: CertificateAwarded | CertificateDecided | ExamFinished | PersonLeft) -> None:
    """Somebody's answers may have changed."""
    doubt(event.person_id, event.at)


def look_at_holders(event: RulesChanged) -> None:
    """The answers of everybody who holds something may have changed."""
    doubt_holders(event.scheme_id, event.at)


HANDLERS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = (
    (CertificateAwarded, look_again),
    (CertificateDecided, look_again),
    (ExamFinished, look_again),  # a called exam that was passed lifts the suspension at once
    (RulesChanged, look_at_holders),
    (PersonLeft, look_again),
)
