"""The words of alerts and alert rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.core.audit_words import AuditWords
from lms.core.bilingual import Bilingual
from lms.core.i18n import day as written_day
from lms.core.phrases import counted as _n
from lms.kpis.models import AlertRuleVersion, KpiVersion
from lms.kpis.rules.sums import COUNT
from lms.kpis.wording import Scale, Written, limit_text, month_text, value_text

COLOUR_NAMES: dict[str, Any] = {"blue": _l("Blue: watch"), "yellow": _l("Yellow: act"), "red": _l("Red: at once")}
COLOUR_TONES = {"blue": "plain", "yellow": "due", "red": "bad"}
COLOURS: dict[str, Any] = {"blue": _l("Blue"), "yellow": _l("Yellow"), "red": _l("Red")}
STATE_NAMES: dict[str, Any] = {
    "open": _l("Not acknowledged"),
    "acknowledged": _l("Acknowledged"),
    "ended": _l("Ended"),
}
LEVEL_NAMES: dict[str, Any] = {
    "all": _l("The whole organisation"),
    "unit": _l("Each unit with technicians of its own"),
    "team": _l("Each team as the source names it"),
    "product": _l("Each product"),
    "technician": _l("Each technician"),
}
KIND_NAMES: dict[str, Any] = {
    "threshold": _l("Limit"),
    "trend": _l("Trend"),
    "control": _l("Control limits"),
}
KIND_NOTES: dict[str, Any] = {
    "threshold": _l("The figure lies beyond a limit that you set."),
    "trend": _l("The figure gets worse so many times in a row, wherever it stands."),
    "control": _l("The figure leaves its usual ups and downs: individuals chart with the four Western Electric tests."),
}
PERIOD_NAMES: dict[str, Any] = {"day": _l("By the day"), "month": _l("By the month")}
MEASURE_NAMES: dict[str, Any] = {"value": _l("The figure itself"), "count": _l("How many orders")}
SIDE_NAMES: dict[str, Any] = {"above": _l("More is worse"), "below": _l("Less is worse")}
TEST_NAMES: dict[int, Any] = {
    1: _l("one point beyond three standard deviations"),
    2: _l("two of three points beyond two standard deviations"),
    3: _l("four of five points beyond one standard deviation"),
    4: _l("eight points in a row on the worse side of the centre"),
}
EVENT_NAMES: dict[str, Any] = {
    "raised": _l("Raised"),
    "worsened": _l("Became worse"),
    "continued": _l("Showed itself again"),
    "assigned": _l("Handed over"),
    "acknowledged": _l("Acknowledged"),
    "commented": _l("Remark"),
    "escalated": _l("Told the managers: nobody had acknowledged it"),
    "cleared": _l("Cleared"),
    "closed": _l("Closed by hand"),
}
MACHINE_NOTES: dict[str, Any] = {
    "": _l("The figures are back within the limit."),
    "corrected": _l("Corrected figures or a changed rule: it no longer holds."),
    "retired": _l("The rule was given up."),
}
REFUSALS: dict[str, Any] = {
    "alert_note_missing": _l("Write a sentence first: whoever reads it next should know what you found."),
    "alert_ended": _l("This alert has ended already."),
    "alert_rule_code_taken": _l("There is a rule “%(code)s” already."),
    "alert_rule_no_kpi": _l("Choose a KPI that has a definition."),
    "alert_rule_no_bound": _l("A limit needs a number."),
    "alert_rule_not_worse": _l("What follows must be graver than the first colour."),
    "alert_rule_worse_at_once": _l("The graver colour must need more periods in a row than the first."),
    "alert_rule_one_step": _l("A trend needs at least two steps the same way."),
    "alert_rule_beyond_scale": _l("No figure of this KPI lies beyond %(least)s to %(most)s."),
    "alert_rule_negative": _l("Margins and numbers of periods cannot be negative."),
    "alert_rule_no_count": _l("This KPI has no number of orders to count; watch the figure itself."),
    "alert_rule_no_daily_median": _l("A median is known of whole months only; watch it by the month."),
}
NOTICES: dict[str, Any] = {
    "alert_raised": _l("Alert: %(rule)s. See what it rests on and say what you make of it."),
    "alerts_raised": _n(
        "%(count)s alert is yours. See what it rests on and say what you make of it.",
        "%(count)s alerts are yours. See what they rest on and say what you make of them.",
        "count",
    ),
    "alert_assigned": _l("%(by)s handed you an alert: %(rule)s."),
    "alert_escalated": _n(
        "Nobody acknowledged an alert for %(days)s day: %(rule)s.",
        "Nobody acknowledged an alert for %(days)s days: %(rule)s.",
        "days",
    ),
}
JOB_KINDS: dict[str, Any] = {
    "kpis.watch": _l("Asking the alert rules"),
    "kpis.morning": _l("The morning's look at the alerts"),
}
AUDIT_WORDS = AuditWords(
    area=_l("Alerts"),
    actions={
        "alert.raised": _l("Alert raised"),
        "alert.cleared": _l("Alert cleared"),
        "alert.acknowledged": _l("Alert acknowledged"),
        "alert.commented": _l("Alert commented on"),
        "alert.assigned": _l("Alert handed over"),
        "alert.closed": _l("Alert closed by hand"),
        "alert.escalated": _l("Alert told to the managers"),
        "alert_rule.added": _l("Alert rule added"),
        "alert_rule.changed": _l("Alert rule changed"),
        "alert_rule.retired": _l("Alert rule given up"),
        "alert_rule.restored": _l("Alert rule taken up again"),
    },
    subjects={"alert": _l("Alert"), "alert_rule": _l("Alert rule")},
    details={
        "rule": _l("Rule"),
        "code": _l("Code"),
        "colour": _l("Colour"),
        "owner": _l("Whose business it is"),
        "note": _l("Note"),
        "fields": _l("Changed"),
        "corrected": _l("Because figures were corrected"),
    },
    values={"colour": COLOURS},
    people=frozenset({"owner"}),
    actors={"alert rules": _l("Alert rules")},
)
COUNTED = Scale(COUNT, "orders", 0)
"""How the figures of a rule on numbers of orders are written."""


def judged(definition: Written, measure: str = "value") -> Written:
    """How the figures that a rule judges are written: as the KPI's own, or as numbers of orders."""
    return COUNTED if measure == "count" else definition


def shown(value: float | None, definition: Written, measure: str = "value") -> str:
    """A figure as the pages of KPIs write it, or a number of orders."""
    return value_text(judged(definition, measure), value)


def period_words(when: date, period: str) -> str:
    """The day or the month a point stands for."""
    if period == "day":
        return written_day(when)
    return month_text(when)


def subject_name(row: Any) -> str:
    """Whose figure it is, from a row of `search_alerts`."""
    if row.unit_name is not None:
        return str(row.unit_name)
    if row.name_zh or row.name_latin:
        return str(Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh))
    return _("The whole organisation") if row.level == "all" else str(row.key)


def rule_words(version: AlertRuleVersion, definition: KpiVersion) -> str:
    """What a rule looks for, in a sentence."""
    if version.kind == "control":
        return _("Beyond the control limits of its own past")
    if version.kind == "trend":
        return _("Worse %(count)s times in a row", count=version.periods)
    if version.measure == "count" and version.side == "above" and not version.bound:
        return _("As soon as there is one")
    bound = limit_text(judged(definition, version.measure), version.bound)
    if version.periods > 1:
        form = _("Above %(bound)s, %(count)s in a row") if version.side == "above" else _("Below %(bound)s, %(count)s in a row")  # fmt: skip
        return form % {"bound": bound, "count": version.periods}
    return (_("Above %(bound)s") if version.side == "above" else _("Below %(bound)s")) % {"bound": bound}


def clearing_words(version: AlertRuleVersion, definition: KpiVersion) -> str:
    """When its alerts end, in a sentence."""
    if not version.clear_after:
        return _("Only when somebody closes it")
    if version.kind != "threshold" or not version.margin or version.bound is None:
        form = ngettext("After %(num)s better period", "After %(num)s better periods in a row", version.clear_after)
        return str(form)
    inner = version.bound - version.margin if version.side == "above" else version.bound + version.margin
    return ngettext(
        "After %(num)s period at %(inner)s or better", "After %(num)s periods in a row at %(inner)s or better",
        version.clear_after, inner=limit_text(judged(definition, version.measure), inner),
    )  # fmt: skip


def compared_with(kind: str, tests: list[int], edge: str) -> str:
    """What a figure was compared with, in a clause."""
    if kind == "threshold":
        return _("the limit is %(edge)s", edge=edge)
    if kind == "trend":
        return _("it was %(edge)s when it began to get worse", edge=edge)
    names: Mapping[int, Any] = TEST_NAMES
    return _("%(test)s; the limit was %(edge)s", test=str(names[tests[0]]) if tests else "", edge=edge)
