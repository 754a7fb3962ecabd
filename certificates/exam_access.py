"""Which exams certification opens: to whoever is called for one, renews a certificate, or works towards the next tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l

from assessments.rules.sitting import ExamAccess
from certificates.deltas.queries import get_call, list_called
from certificates.models import Tier
from certificates.queries.certificates import Held, list_held
from certificates.queries.schemes import tiers_open_to
from certificates.rules.renewal import MAY_RENEW, evidence_since, read_renewal, requirements_of_cycle, stage
from certificates.rules.requirements import Kind, codes_of, leaves
from certificates.rules.status import Status
from lms.core import clock

CALLED_NOTE = _l("You are called to this exam because something changed in what your certificate stands for.")
RENEWAL_NOTE = _l("This exam counts for the renewal of your certificate.")
TIER_NOTE = _l("This exam counts towards your next tier.")
_RENEWED = frozenset({Status.VALID, Status.EXPIRING, Status.GRACE, Status.EXPIRED})


def exam_access(person_id: int, exam_code: str, at: datetime) -> ExamAccess | None:
    """Whether certification opens an exam to somebody now, and from when attempts count; None where it says nothing."""
    today = clock.local_date(at)
    for call in list_called(person_id, today):
        if call.exam_code == exam_code:
            return ExamAccess(True, get_call(call.call_id).called_at, note=CALLED_NOTE)
    held = list_held(person_id, today)
    since = _for_renewal(held, exam_code, today)
    if since is not None:
        return ExamAccess(True, datetime.combine(since, time(), clock.zone()), note=RENEWAL_NOTE)
    if any(_asks(tier.requirements, exam_code) for tier in _next_tiers(person_id, held)):
        return ExamAccess(True, note=TIER_NOTE)
    return None


def _asks(requirements: Sequence[Mapping[str, Any]], exam_code: str) -> bool:
    return any(one["kind"] == Kind.EXAM and exam_code in codes_of(one) for one in leaves(requirements))


def _for_renewal(held: Sequence[Held], exam_code: str, today: date) -> date | None:
    """From when on attempts count for a renewal that can be had now and asks for the exam."""
    for one in held:
        certificate = one.certificate
        renewal = read_renewal(certificate.tier.renewal)
        if one.status not in _RENEWED or certificate.followers:
            continue
        if stage(renewal, certificate.expires_on, today) not in MAY_RENEW:
            continue
        asked = requirements_of_cycle(renewal, certificate.cycle + 1)
        if _asks(certificate.tier.requirements if asked is None else asked, exam_code):
            return evidence_since(renewal, certificate.expires_on, today)
    return None


def _next_tiers(person_id: int, held: Sequence[Held]) -> list[Tier]:
    """In each scheme that is open to the person the tier above the highest that counts; without one the first tier is
    earned by a programme, and a lapsed one again."""
    found = []
    tiers = [tier for tier in tiers_open_to(person_id, ()) if not tier.is_retired(clock.today())]
    for scheme_id in dict.fromkeys(tier.scheme_id for tier in tiers):
        counting = [
            one.certificate.tier.level for one in held if one.counts and one.certificate.tier.scheme_id == scheme_id
        ]
        lost = [one.certificate.tier.level for one in held if one.certificate.tier.scheme_id == scheme_id]
        wanted = max(counting) + 1 if counting else max(lost, default=0)
        found += [tier for tier in tiers if tier.scheme_id == scheme_id and tier.level == wanted]
    return found
