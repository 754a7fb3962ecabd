"""Where a certificate stands with its renewal, for pages and for what is refused: the days and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.models import Certificate
from certificates.queries.certificates import Held
from certificates.rules.renewal import (
    MAY_RENEW,
    Period,
    Renewal,
    Stage,
    next_period,
    read_renewal,
    renewable_until,
    stage,
    window,
)
from certificates.rules.status import Status
from lms.core.i18n import day as said


@dataclass(frozen=True)
class Outlook:
    """The renewal of one certificate on a day: where it stands, from when until when, and what somebody would get who
    finished today. `retired_from`: the tier is renewed no more since then. `may` is True where an application would be taken."""

    renewal: Renewal
    stage: Stage
    window: Period | None
    grace_until: date | None
    until: date | None
    would_get: Period | None
    followed: bool
    may: bool
    retired_from: date | None = None


def renewal_of(held: Held, today: date) -> Outlook:
    """Where a certificate stands with its renewal today."""
    certificate = held.certificate
    renewal = read_renewal(certificate.tier.renewal)
    now = stage(renewal, certificate.expires_on, today)
    followed = bool(certificate.followers)
    standing = held.status in (Status.VALID, Status.EXPIRING, Status.GRACE, Status.EXPIRED)
    retired = certificate.tier.is_retired(today)
    may = now in MAY_RENEW and standing and not followed and not retired
    would_get = next_period(
        renewal, certificate.tier.validity_months, finished_on=today, expires_on=certificate.expires_on
    )
    return Outlook(
        renewal=renewal,
        stage=now,
        window=window(renewal, certificate.expires_on),
        grace_until=certificate.grace_until,
        until=renewable_until(renewal, certificate.expires_on),
        would_get=would_get if may else None,
        followed=followed,
        may=may,
        retired_from=certificate.tier.retired_from if retired else None,
    )


def refusal_values(code: str, certificate: Certificate) -> dict[str, Any]:
    """The days that a refusal of a renewal names."""
    renewal = read_renewal(certificate.tier.renewal)
    open_days, until = window(renewal, certificate.expires_on), renewable_until(renewal, certificate.expires_on)
    if code == "renewal_early" and open_days is not None:
        return {"first": said(open_days.first), "last": said(open_days.last)}
    if code == "renewal_lapsed":
        return {"last": said(until or certificate.expires_on)}
    return {}
