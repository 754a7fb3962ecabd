"""What the API does when something happens below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from certificates.events import CertificateAwarded, CertificateDecided
from lms.api.webhooks.actions import doubt
from lms.people.events import PersonLeft


def look_again(event: CertificateAwarded | CertificateDecided | PersonLeft) -> None:
    """Somebody's answers may have changed."""
    doubt(event.person_id, event.at)


HANDLERS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = (
    (CertificateAwarded, look_again),
    (CertificateDecided, look_again),
    (PersonLeft, look_again),
)
