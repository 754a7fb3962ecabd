"""How a shortfall is told."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.kpis.models import KpiVersion
from lms.kpis.rules.shortfalls import TARGET, Shortfall
from lms.kpis.wording import basis_text, target_text, value_text


def shortfall_text(version: KpiVersion, short: Shortfall) -> str:
    """What a figure is, what stands behind it, and what it is held against."""
    said = {
        "value": value_text(version, short.figure.value),
        "basis": basis_text(version, short.figure),
    }
    if short.against == TARGET:
        return _("%(value)s (%(basis)s), target %(target)s", target=target_text(version, short.bound), **said)
    return _("%(value)s (%(basis)s), the others %(others)s", others=value_text(version, short.bound), **said)
