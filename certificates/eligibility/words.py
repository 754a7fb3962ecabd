"""Eligibility in the reader's words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from certificates.eligibility.queries import Work
from certificates.eligibility.rules import Grant, Reason, Why
from lms.core.i18n import day

_WORDS: dict[Why, Any] = {
    Why.HOLDS: _l("Holds %(held)s, which counts until %(until)s."),
    Why.LEFT: _l("No longer works here."),
    Why.NOT_HELD: _l("Needs %(wanted)s and holds no tier of this scheme."),
    Why.TOO_LOW: _l("Needs %(wanted)s; the highest tier is %(held)s."),
    Why.FUTURE: _l("%(held)s is not valid yet."),
    Why.GRACE: _l("%(held)s expired on %(until)s; its grace does not count for work."),
    Why.EXPIRED: _l("%(held)s expired on %(until)s."),
    Why.SUSPENDED: _l("%(held)s is suspended."),
    Why.LOWER_TIER: _l("%(held)s does not count, since the tier below it has lapsed."),
    Why.DELTA: _l("%(held)s does not count, since an exam on changes was not passed in time."),
    Why.WITHDRAWN: _l("%(held)s was withdrawn."),
}


def tier_words(work: Work, scheme: str, level: int) -> str:
    """A tier with its scheme; its code where it is no longer published."""
    tier = work.tiers.get((scheme, level))
    if tier is None:
        return f"{scheme} {level}"
    return _("%(scheme)s, %(tier)s", scheme=tier.scheme.title, tier=tier.title)


def reason_words(reason: Reason, work: Work) -> str:
    """One reason as a sentence."""
    held, grant = reason.held, reason.grant
    return str(_WORDS[reason.why]) % {
        "held": tier_words(work, held.scheme, held.level) if held else "",
        "until": day(held.until) if held else "",
        "wanted": tier_words(work, grant.scheme, grant.level) if isinstance(grant, Grant) else "",
    }
