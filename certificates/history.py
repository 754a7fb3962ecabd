"""What became of a certificate, for the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from certificates.appeals.models import CertificateAppeal
from certificates.appeals.rules import place_of
from certificates.labels import DECISIONS
from certificates.life_labels import APPEAL_PLACES, HOWS, RAISED
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


_TONES = {"suspend": "due", "reinstate": "good", "withdraw": "bad", "restore": "good"}


def history_of(certificate: Certificate, appeals: Sequence[CertificateAppeal] = ()) -> list[Event]:
    """How it came about, every decision, appeals with their answers, and what continues it, the latest first."""
    ids = {decision.decided_by for decision in certificate.decisions} | {certificate.awarded_by or 0}
    ids |= {appeal.answer.answered_by for appeal in appeals if appeal.answer}
    names = {person.id: str(person.name) for person in list_people(ids)}
    awarded = Event(
        day(certificate.awarded_at),
        str(HOWS[certificate.how]),
        names.get(certificate.awarded_by or 0, ""),
        _("Valid from %(first)s to %(last)s", first=day(certificate.issued_on), last=day(certificate.expires_on)),
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
    raised = [one for appeal in appeals for one in _appeal(appeal, names)]
    followed = [
        Event(
            day(follower.issued_on), str(HOWS[follower.how]), "", _("Continued by %(number)s", number=follower.number),
            "good", url_for("certificates.show", certificate_id=follower.id),
        )
        for follower in certificate.followers
    ]  # fmt: skip
    dated = [(decision.decided_at, event) for decision, event in zip(certificate.decisions, decided, strict=True)]
    dated += raised
    return [*followed, *(event for _at, event in sorted(dated, key=lambda pair: pair[0], reverse=True)), awarded]


def _appeal(appeal: CertificateAppeal, names: dict[int, str]) -> list[tuple[datetime, Event]]:
    href = url_for("certificates.appeal", objection_id=appeal.id)
    lodged = Event(day(appeal.lodged_at), str(RAISED[appeal.kind]), "", appeal.text, "due", href)
    found = [(appeal.lodged_at, lodged)]
    if appeal.answer:
        place = APPEAL_PLACES[place_of(appeal.answer_by, appeal.answer.upheld, appeal.answer_by)]
        answered = Event(
            day(appeal.answer.answered_at), f"{RAISED[appeal.kind]} · {place[0]}",
            names.get(appeal.answer.answered_by, ""), appeal.answer.reason, place[1], href,
        )  # fmt: skip
        found.append((appeal.answer.answered_at, answered))
    return found
