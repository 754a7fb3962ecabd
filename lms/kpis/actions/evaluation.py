"""Asking every alert rule what it says of the figures as they are now. Doing so twice changes nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lms.core import audit, clock
from lms.core.audit import System
from lms.core.db import db
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.kpis.models import Alert, AlertEvent, AlertRuleVersion, KpiVersion
from lms.kpis.queries.alert_owners import Staff, places_of, read_staff
from lms.kpis.queries.alert_rules import definitions_on, list_current, terms_of
from lms.kpis.queries.alert_series import find_newest, iterate_series
from lms.kpis.queries.alerts import closed_through, open_alerts
from lms.kpis.rules.alerts import SEVERITY, Colour, Episode, Period, Sign, Terms, episodes, signs
from lms.kpis.rules.periods import shift
from lms.people.notices import recipient_of
from lms.people.queries.people import list_people

WATCH = System("alert rules")
FRESH_DAYS = 31
"""How long before the newest day a daily alert may last have shown itself to be raised still; a month for months."""


@dataclass
class Outcome:
    """What an evaluation did, as numbers of alerts."""

    raised: list[int] = field(default_factory=list)
    worsened: list[int] = field(default_factory=list)
    continued: list[int] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, int]:
        """Counts, for a job's result and a command."""
        return {name: len(ids) for name, ids in vars(self).items()}


def evaluate(*, at: datetime) -> Outcome:
    """Raise, worsen, continue and clear alerts, and tell their owners."""
    today = clock.local_date(at)
    outcome, staff, told = Outcome(), read_staff(today), defaultdict[int, list[int]](list)
    versions = list_current()
    definitions = definitions_on({version.kpi_id for version in versions}, today)
    for version in versions:
        _evaluate_rule(version, definitions[version.kpi_id], today, at, outcome, staff, told)
    _tell(told, at)
    db.session.flush()
    return outcome


def _evaluate_rule(
    version: AlertRuleVersion, definition: KpiVersion, today: date, at: datetime,
    outcome: Outcome, staff: Staff, told: dict[int, list[int]],
) -> None:  # fmt: skip
    terms = terms_of(version, least_sample=definition.least_sample)
    newest = find_newest(definition, terms, today)
    if newest is None:
        return
    standing, closed = open_alerts(version.rule_id), closed_through(version.rule_id)
    fresh: dict[int, Episode] = {}
    series = iterate_series(
        terms, definition, version.level, newest=newest, today=today, intervals=version.level != "technician"
    )  # reckoning intervals for every technician's every month takes longer than all the rest
    for subject_id, points in series:
        found = signs(points, terms)
        past = episodes(found, terms, after=closed.get(subject_id))
        now = past[-1] if past and past[-1].cleared is None else None
        alert = standing.pop(subject_id, None)
        if alert is not None:
            _go_on(alert, now, past[-1] if past else None, found[-1] if found else None, at, outcome, told)
        elif now is not None and _is_fresh(now, terms, newest):
            fresh[subject_id] = now
    places = places_of(fresh) if fresh else {}
    for subject_id, episode in fresh.items():
        path, person_id = places[subject_id]
        _raise(version, subject_id, episode, staff.owner(path, person_id), at, outcome, told)


def _is_fresh(episode: Episode, terms: Terms, newest: date) -> bool:
    last = episode.last.point.when
    if terms.period == Period.DAY:
        return (newest - last).days <= FRESH_DAYS
    return shift(last, 1) >= newest


def figures_of(sign: Sign) -> dict[str, Any]:
    """What a point said and what it was compared with, as kept with an event."""
    point = sign.point
    return {"value": point.value, "n": point.n, "low": point.low, "high": point.high, "edge": sign.edge,
            "tests": list(sign.tests)}  # fmt: skip


def _raise(
    version: AlertRuleVersion, subject_id: int, episode: Episode, owner: int | None, at: datetime,
    outcome: Outcome, told: dict[int, list[int]],
) -> None:  # fmt: skip
    alert = Alert(
        rule_id=version.rule_id, version_id=version.id, kpi_id=version.kpi_id, subject_id=subject_id,
        began_on=episode.began, raised_at=at,
    )  # fmt: skip
    db.session.add(alert)
    db.session.flush()
    db.session.add(
        AlertEvent(
            alert_id=alert.id, kind="raised", colour=episode.colour, owner_id=owner, at=at,
            period_on=episode.last.point.when, figures=figures_of(episode.last),
        )
    )  # fmt: skip
    audit.record(
        "alert.raised", "alert", alert.id, actor=WATCH, at=at,
        rule=version.rule.code, colour=str(episode.colour), owner=owner,
    )  # fmt: skip
    outcome.raised.append(alert.id)
    if owner is not None:
        told[owner].append(alert.id)


def _go_on(
    alert: Alert, now: Episode | None, last: Episode | None, newest: Sign | None, at: datetime,
    outcome: Outcome, told: dict[int, list[int]],
) -> None:  # fmt: skip
    """What an evaluation says to an alert that stands: worse, shown again, over, or nothing."""
    events: list[AlertEvent] = alert.events
    if now is None:
        recovered = last is not None and last.cleared is not None and last.last.point.when >= alert.began_on
        _note(alert, "cleared", newest, at, note="" if recovered else "corrected")
        audit.record("alert.cleared", "alert", alert.id, actor=WATCH, at=at, corrected=not recovered)
        outcome.cleared.append(alert.id)
        return
    colour = next(Colour(event.colour) for event in reversed(events) if event.colour)
    seen = max((event.period_on for event in events if event.period_on), default=alert.began_on)
    if SEVERITY[now.colour] > SEVERITY[colour]:
        _note(alert, "worsened", now.last, at, colour=now.colour)
        outcome.worsened.append(alert.id)
    elif now.continued and now.continued[-1] > seen:
        _note(alert, "continued", now.last, at)
        outcome.continued.append(alert.id)
    else:
        return
    owner = next((event.owner_id for event in reversed(events) if event.owner_id), None)
    if owner is not None:
        told[owner].append(alert.id)


def _note(
    alert: Alert, kind: str, sign: Sign | None, at: datetime, *, colour: str | None = None, note: str = ""
) -> None:
    db.session.add(
        AlertEvent(
            alert_id=alert.id, kind=kind, colour=colour, note=note, at=at,
            period_on=sign.point.when if sign else None, figures=figures_of(sign) if sign else {},
        )
    )  # fmt: skip


def _tell(told: dict[int, list[int]], at: datetime) -> None:
    """One notice an owner, however many alerts there are."""
    people = {person.id: person for person in list_people(told)}
    for owner, alert_ids in told.items():
        if len(alert_ids) == 1:
            alert = db.session.get_one(Alert, alert_ids[0])
            link = path_to("kpis.alert", alert_id=alert.id)
            notify(recipient_of(people[owner]), "alert_raised", link=link, at=at, rule=alert.version.name)
        else:
            notify(
                recipient_of(people[owner]), "alerts_raised", link=path_to("kpis.alerts"), at=at, count=len(alert_ids)
            )
