"""One person's programme as a timeline: everything that happened, in order, with who did it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.i18n import short_day
from lms.onboarding.labels import OUTCOMES
from lms.onboarding.queries.history import Happening, History
from lms.onboarding.queries.journeys import Journey
from lms.onboarding.template_labels import PAUSE_KINDS


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    when: str
    title: str
    who: str = ""
    text: str = ""
    href: str = ""
    tone: str = "plain"


def timeline_of(journey: Journey, history: History) -> list[Entry]:
    """Everything that happened in an enrolment, newest first."""
    row = journey.row
    found = [_entry(row.enrolled_at, _("Enrolled in “%(intake)s”", intake=row.cohort_title))]
    for stage in journey.stages:
        if stage.passed_at is not None:
            found.append(_entry(stage.passed_at, _("Passed “%(stage)s”", stage=stage.row.title), tone="good"))
    titles = {stage.row.code: stage.row.title for stage in journey.stages}
    for one in history.extensions:
        stage_title = titles.get(one.code, one.code)
        title = (
            _("“%(stage)s” repeated", stage=stage_title)
            if one.repeats
            else ngettext(
                "“%(stage)s” extended by %(num)s day",
                "“%(stage)s” extended by %(num)s days",
                one.days,
                stage=stage_title,
            )
        )
        found.append(_entry(one.signed_at, title, str(one.signer), one.reason, tone="due"))
    found += [_happening(one) for one in history.happenings]
    if journey.has_ended:
        tone = "good" if row.outcome_kind == "on_duty" else "plain"
        found.append(
            _entry(
                row.decided_at, str(OUTCOMES[row.outcome_kind]), str(history.decider or ""), row.outcome_reason, tone
            )
        )
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _entry(at: datetime, title: str, who: str = "", text: str = "", tone: str = "plain") -> Entry:
    return Entry(at, short_day(at), title, who, text, tone=tone)


def _happening(one: Happening) -> Entry:
    return _entry(
        one.at, _title(one.what, one.values), str(one.by), one.reason, "due" if one.what == "not_agreed" else "plain"
    )


def _title(what: str, values: dict[str, Any]) -> str:
    if what == "paused":
        kind, first = PAUSE_KINDS[values["kind"]], short_day(values["first"])
        if values["last"] is None:
            return _("%(kind)s from %(first)s on", kind=kind, first=first)
        return _("%(kind)s, %(first)s to %(last)s", kind=kind, first=first, last=short_day(values["last"]))
    if what == "intake_moved":
        return _(
            "Intake moved from %(before)s to %(after)s",
            before=short_day(values["from_day"]),
            after=short_day(values["to_day"]),
        )
    if what == "version_moved":
        return _("Moved to version %(number)s", number=values["number"])
    if what == "transferred":
        return _("Came from “%(intake)s”", intake=values["intake"])
    if what == "agreed":
        return _("Mentor agrees to go on from “%(stage)s”", stage=values["stage"])
    return _("Mentor does not agree yet in “%(stage)s”", stage=values["stage"])
