"""The words of KPI cards: refusals, notices, jobs, the audit trail."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.core.phrases import counted as _n
from lms.performance.wording import AUDIENCE_NAMES

REFUSALS: dict[str, Any] = {
    "card_parts_not_whole": _l("The weights of the parts add up to %(sum)s %%, not to 100 %%."),
    "card_part_empty": _l("The part “%(part)s” has no line."),
    "card_lines_not_whole": _l("The weights within the part “%(part)s” add up to %(sum)s %%, not to 100 %%."),
    "card_measure_twice": _l("“%(measure)s” stands on the card twice."),
    "card_measure_unknown": _l("There is no KPI “%(measure)s” (any more)."),
    "card_measure_no_direction": _l("Of “%(measure)s” neither more nor less is better, so it cannot be scored."),
    "card_weight_range": _l("The weight of “%(measure)s” must be above 0 and at most 100."),
    "card_values_order": _l(
        "“%(measure)s”: the target must lie between the worst and the best value, and the best on the better side."
    ),
    "card_audience_unknown": _l("There is no such group of people."),
    "card_unknown": _l("There is no score card “%(code)s”."),
    "card_month_closed": _l("%(month)s is closed. Choose a later month, or open that month again first."),
    "card_from_month": _l("Write the month as year and month, such as 2026-03."),
    "month_closed_already": _l("This month is closed already."),
    "month_closing": _l("This month is being closed."),
    "month_not_over": _l("This month is not over yet."),
    "month_not_closed": _l("This month is not closed."),
    "reopening_without_reason": _l("Write the reason, in at least %(least)s characters: it stays on record."),
    "card_none": _l("There is no KPI card for this period, so there is nothing to print."),
    "card_fonts": _l("The PDF was not made: the server has no Chinese font. Tell an administrator."),
    "card_character": _l(
        "The PDF was not made: no font can show %(characters)s. Have the record corrected, or a font with this character installed."
    ),
}
NOTICES: dict[str, Any] = {
    "card.ready": _l("Your KPI card for %(month)s is ready."),
    "card.corrected": _l("Your KPI card for %(month)s was corrected. Look at it again."),
    "cards.closed": _n(
        "The KPI cards for %(month)s are closed: %(count)s card was taken down.",
        "The KPI cards for %(month)s are closed: %(count)s cards were taken down.",
        "count",
    ),
}
JOB_KINDS: dict[str, Any] = {
    "performance.close": _l("Closing of a month's KPI cards"),
    "performance.links": _l("Figures by training record"),
}
AUDIT_WORDS = AuditWords(
    area=_l("KPI cards"),
    actions={
        "scorecard.published": _l("Version of a score card published"),
        "scorecard.used": _l("Score card put to use"),
        "cards.closing_asked": _l("Closing of a month asked for"),
        "cards.closed": _l("Month closed"),
        "cards.reopened": _l("Month opened again"),
        "card.exported": _l("KPI card taken out"),
        "links.exported": _l("KPI by training record taken out"),
    },
    subjects={"scorecard": _l("Score card"), "card_month": _l("Month")},
    details={
        "card": _l("Score card"),
        "version": _l("Version"),
        "from_month": _l("From month"),
        "audience": _l("For whom"),
        "number": _l("Closing, number"),
        "job": _l("Job"),
        "count": _l("Cards"),
        "period": _l("Period"),
        "format": _l("Format"),
        "by": _l("Grouped by"),
    },
    values={"audience": AUDIENCE_NAMES},
)
