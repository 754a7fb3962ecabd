"""What a tier lets its holder do, and how long it holds, in sentences for everybody who looks at the ladder."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.labels import ALL_PRODUCTS, PRODUCTS, list_of
from certificates.models import Tier
from certificates.rules.renewal import Anchor, Renewal, WhenLowerLapses, read_renewal
from certificates.rules.unlocks import read_unlocks
from lms.core.bilingual import Bilingual


def validity_said(tier: Tier) -> list[str]:
    """How long a certificate of the tier holds, how it is renewed, and what the end of the tier below does to it."""
    renewal = read_renewal(tier.renewal or {})
    said = [
        ngettext("Certificate valid for %(num)s month", "Certificate valid for %(num)s months", tier.validity_months)
    ]
    said += _renewed(renewal) if renewal.renewable else [_("It cannot be renewed: afterwards the tier is earned again")]
    if tier.level > 1:
        said.append(_lower(renewal))
    return [str(one) for one in said]


def _renewed(renewal: Renewal) -> list[str]:
    said = [
        ngettext("Renewed within the last %(num)s day of its validity", "Renewed within the last %(num)s days of its validity", renewal.window_days)
    ]  # fmt: skip
    if renewal.anchor is Anchor.EXPIRY:
        said.append(_("Who renews early loses no day"))
    if renewal.grace_days:
        said.append(
            ngettext("In grace for %(num)s day afterwards, and counts as valid in it", "In grace for %(num)s days afterwards, and counts as valid in them", renewal.grace_days)
            if renewal.grace_counts
            else ngettext("In grace for %(num)s day afterwards, but no longer counts as valid", "In grace for %(num)s days afterwards, but no longer counts as valid", renewal.grace_days)
        )  # fmt: skip
    said.append(
        ngettext("Later than %(num)s day after the last day everything is earned again", "Later than %(num)s days after the last day everything is earned again", renewal.lapse_days)
        if renewal.lapse_days
        else _("After the last day everything is earned again")
    )  # fmt: skip
    return said


def _lower(renewal: Renewal) -> str:
    if renewal.when_lower_lapses is WhenLowerLapses.SUSPENDS:
        return str(_("If the tier below lapses, this one is suspended until that one is renewed"))
    if renewal.when_lower_lapses is WhenLowerLapses.GRACE:
        days = renewal.lower_grace_days
        return str(ngettext("If the tier below lapses, this one is suspended after %(num)s day", "If the tier below lapses, this one is suspended after %(num)s days", days))  # fmt: skip
    return str(_("If the tier below lapses, this one stays as it is"))


def unlocks_said(tier: Tier) -> list[str]:
    """What the tier unlocks: pay step, rights and work; nothing where it unlocks nothing."""
    unlocks = read_unlocks(tier.unlocks)
    said = []
    if unlocks.pay_step:
        words = Bilingual(unlocks.pay_label.get("zh") or "", unlocks.pay_label.get("en") or "")
        label = str(words) if words.zh or words.en else ""
        said.append(_("Pay step %(step)s: %(label)s", step=unlocks.pay_step, label=label) if label else _("Pay step %(step)s", step=unlocks.pay_step))  # fmt: skip
    if unlocks.may_mentor:
        said.append(_("May be a technical mentor"))
    if unlocks.may_examine:
        said.append(_("May be an examiner"))
    if unlocks.jobs:
        jobs = [
            _("%(job)s (%(line)s)", job=job.code, line=PRODUCTS[job.product_line] if job.product_line else ALL_PRODUCTS)
            for job in unlocks.jobs
        ]
        said.append(_("Work, by its code in the dispatch system: %(jobs)s", jobs=list_of(jobs)))
    return [str(one) for one in said]
