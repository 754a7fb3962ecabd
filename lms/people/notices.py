"""Whom to tell, and in which language."""

from __future__ import annotations

from lms.core.notices import Recipient
from lms.people.models import Person


def recipient_of(person: Person) -> Recipient:
    """Where notices for a person go."""
    return Recipient(person.id, person.language if person.language in ("zh", "en") else "zh", person.email)
