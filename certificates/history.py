"""What became of a certificate, for the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from certificates.labels import DECISIONS
from certificates.models import Certificate
from lms.core.i18n import day
from lms.people.queries.people import list_people


@dataclass(frozen=True)
class Event:
    """One line of the history, as the timeline shows it."""

    when: str
    title: str
    who: str
    text: str
    tone: str
    href: str | None = None


_TONES = {"suspend": "due", "reinstate": "good", "withdraw": "bad"}


def history_of(certificate: Certificate) -> list[Event]:
    """The award and every decision, the latest first."""
    ids = {decision.decided_by for decision in certificate.decisions} | {certificate.awarded_by or 0}
    names = {person.id: str(person.name) for person in list_people(ids)}
    awarded = Event(
        day(certificate.issued_on),
        _("Awarded"),
        names.get(certificate.awarded_by or 0, ""),
        _("Valid until %(day)s", day=day(certificate.expires_on)),
        "good",
    )
    decided = [
        Event(
            day(decision.effective_on),
            str(DECISIONS[decision.kind]),
            names.get(decision.decided_by, ""),
            decision.reason,
            _TONES[decision.kind],
        )
        for decision in certificate.decisions
    ]
    return [*reversed(decided), awarded]
