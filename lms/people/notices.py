"""Whom to tell, and in which language."""

from __future__ import annotations

from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.notices import Recipient
from lms.people.models import Person


def recipient_of(person: Person) -> Recipient:
    """Where notices for a person go."""
    return Recipient(person.id, person.language if person.language in ("zh", "en") else "zh", person.email)


def known_as(actor: Actor) -> Bilingual | str:
    """Who did it, for a notice: in both scripts, so that the reader's language finds theirs."""
    name = getattr(actor, "name", None)
    return name if isinstance(name, Bilingual) else actor.display_name
