"""What a rule of renewal comes to in days, said while it is being written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from certificates.drafts.labels import readable
from certificates.rules.renewal import (
    grace_until,
    next_period,
    read_renewal,
    renewable_until,
    renewal_refusals,
    window,
)
from certificates.rules.schemes import LONGEST_VALIDITY
from lms.core.errors import describe
from lms.core.i18n import day


def renewal_in_days(data: Mapping[str, Any], months: int | None, finished_on: date, level: int) -> list[str]:
    """Sentences with the days that follow where somebody finishes on a day; what is wrong with the rule where it cannot hold,
    and nothing where there is no validity yet."""
    if not months or not 1 <= months <= LONGEST_VALIDITY:
        return []
    if wrong := renewal_refusals(data, level):
        return describe(readable(wrong))
    try:
        return _sentences(read_renewal(data), months, finished_on)
    except (OverflowError, ValueError):  # beyond the calendar
        return []


def _sentences(renewal: Any, months: int, finished_on: date) -> list[str]:
    first = next_period(renewal, months, finished_on=finished_on)
    said = [
        _("Who finishes on %(day)s is certified from %(first)s to %(last)s.",
          day=day(finished_on), first=day(first.first), last=day(first.last))
    ]  # fmt: skip
    open_ = window(renewal, first.last)
    if open_ is None:
        return [*said, _("It cannot be renewed: after %(day)s everything must be earned again.", day=day(first.last))]
    said.append(_("It may be renewed from %(first)s to %(last)s.", first=day(open_.first), last=day(open_.last)))
    early = next_period(renewal, months, finished_on=open_.first, expires_on=first.last)
    said.append(
        _("Who renews on the first of these days is certified from %(first)s to %(last)s.",
          first=day(early.first), last=day(early.last))
    )  # fmt: skip
    grace, until = grace_until(renewal, first.last), renewable_until(renewal, first.last)
    if grace is not None:
        counts = (
            _("Grace until %(day)s; in these days it counts as valid.", day=day(grace))
            if renewal.grace_counts
            else _("Grace until %(day)s; in these days it does not count as valid.", day=day(grace))
        )
        said.append(counts)
    if until is not None and until > first.last:
        late = next_period(renewal, months, finished_on=first.last + timedelta(days=1), expires_on=first.last)
        said.append(
            _("Who renews on the day after the last is certified from %(first)s to %(last)s.",
              first=day(late.first), last=day(late.last))
        )  # fmt: skip
        said.append(_("After %(day)s everything must be earned again.", day=day(until)))
    else:
        said.append(_("After %(day)s everything must be earned again.", day=day(first.last)))
    return said
