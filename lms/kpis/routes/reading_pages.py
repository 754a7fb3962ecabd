"""What the addresses of the pages of figures have in common: whose figures, and over which months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_login import current_user

from lms.core import clock
from lms.kpis import wording
from lms.kpis.boards import Line, last_month
from lms.kpis.models import Kpi
from lms.kpis.queries.about import About, get_about
from lms.kpis.rules.periods import Span, read_month, shift, span_until
from lms.kpis.rules.sparks import Spark, spark

SPANS = (1, 3, 12)
COURSE_MONTHS = 12


def wanted_about() -> About:
    """Whom the address names. Raises NotFound for what the reader may not see."""
    ask = request.args.get
    return get_about(
        current_user, unit=ask("unit", type=int), person=ask("person", type=int), subject=ask("subject", type=int)
    )


def wanted_span(kpis: Sequence[Kpi], about: About) -> tuple[Span, date]:
    """The months that the address asks for (three until the newest), and the newest month of all."""
    newest = last_month(kpis, about.subject_ids) or shift(clock.today().replace(day=1), -1)
    until = min(read_month(request.args.get("until")) or newest, newest)
    many = request.args.get("months", 3, type=int)
    return span_until(until, many if many in SPANS else 3), newest


def sparks_of(lines: Sequence[Line], last: date) -> dict[str, Spark | None]:
    """The sparkline of each line over the last twelve months."""
    months = span_until(last, COURSE_MONTHS).months
    drawn = {}
    for line in lines:
        known = (line.course.get(month) if line.is_ripe(month) else None for month in months)
        values = [figure.value if figure is not None and figure.enough else None for figure in known]
        drawn[line.kpi.code] = spark(values, line.target.value if line.target else None)
    return drawn


def words() -> dict[str, Any]:
    """What templates of figures call."""
    return {
        "value_text": wording.value_text, "basis_text": wording.basis_text, "few_text": wording.few_text,
        "target_text": wording.target_text, "month_text": wording.month_text, "span_text": wording.span_text,
        "name_text": wording.name_text, "fixed": wording.fixed, "interval_text": wording.interval_text, "waiting_text": wording.waiting_text,
    }  # fmt: skip
