"""What people do with alerts: acknowledge, hand over, comment, close; and what happens when nobody does anything."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.kpis.actions.evaluation import WATCH
from lms.kpis.models import Alert, AlertEvent
from lms.kpis.queries.alert_owners import places_of, read_staff
from lms.kpis.queries.alerts import list_standing, state_of
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of
from lms.people.queries.people import list_people

STAGES = ("raised", "worsened", "acknowledged", "cleared", "closed")


def stage_of(alert: Alert) -> str:
    """The newest event that says whether the alert stands."""
    return next(event.kind for event in reversed(alert.events) if event.kind in STAGES)


def owner_of(alert: Alert) -> int | None:
    """Whose business it is now."""
    return next((event.owner_id for event in reversed(alert.events) if event.owner_id), None)


def acknowledge(*, alert: Alert, note: str, actor: Actor, at: datetime) -> None:
    """Somebody has seen it and says what they make of it. Acknowledged already: nothing changes. Raises RuleBroken."""
    _refuse_ended(alert)
    if not note.strip():
        raise RuleBroken(Refusal("alert_note_missing"))
    if state_of(stage_of(alert)) == "acknowledged":
        return
    _add(alert, "acknowledged", actor, at, note=note.strip(), owner_id=actor.id if owner_of(alert) is None else None)
    audit.record("alert.acknowledged", "alert", alert.id, actor=actor, at=at, note=note.strip())


def comment(*, alert: Alert, note: str, actor: Actor, at: datetime) -> None:
    """Add what others should know; also after the alert has ended. Raises RuleBroken."""
    if not note.strip():
        raise RuleBroken(Refusal("alert_note_missing"))
    _add(alert, "commented", actor, at, note=note.strip())
    audit.record("alert.commented", "alert", alert.id, actor=actor, at=at)


def hand_over(*, alert: Alert, owner: Person, note: str, actor: Actor, at: datetime) -> None:
    """Make it somebody else's business, and tell them. Theirs already: nothing changes. Raises RuleBroken."""
    _refuse_ended(alert)
    if owner_of(alert) == owner.id:
        return
    _add(alert, "assigned", actor, at, note=note.strip(), owner_id=owner.id)
    audit.record("alert.assigned", "alert", alert.id, actor=actor, at=at, owner=owner.id)
    if owner.id != actor.id:
        link = path_to("kpis.alert", alert_id=alert.id)
        notify(recipient_of(owner), "alert_assigned", link=link, at=at, rule=alert.version.name, by=known_as(actor))


def close(*, alert: Alert, note: str, actor: Actor, at: datetime) -> None:
    """End it by hand, with the reason. It is raised again only by figures newer than those it rests on. Raises RuleBroken."""
    _refuse_ended(alert)
    if not note.strip():
        raise RuleBroken(Refusal("alert_note_missing"))
    seen = max((event.period_on for event in alert.events if event.period_on), default=alert.began_on)
    _add(alert, "closed", actor, at, note=note.strip(), period_on=seen)
    audit.record("alert.closed", "alert", alert.id, actor=actor, at=at, note=note.strip())


def escalate_overdue(*, at: datetime) -> int:
    """Tell the managers of alerts that nobody acknowledged in time, once each. Returns how many alerts."""
    overdue = [alert for alert in list_standing() if _is_overdue(alert, at)]
    if not overdue:
        return 0
    staff, places = read_staff(clock.local_date(at)), places_of([alert.subject_id for alert in overdue])
    chosen = {alert: staff.managers_above(places[alert.subject_id][0], owner_of(alert)) for alert in overdue}
    people = {person.id: person for person in list_people({p for ids in chosen.values() for p in ids})}
    for alert, managers in chosen.items():
        _add(alert, "escalated", WATCH, at)
        audit.record("alert.escalated", "alert", alert.id, actor=WATCH, at=at)
        link = path_to("kpis.alert", alert_id=alert.id)
        for manager in managers:
            days = (at - alert.raised_at).days
            notify(
                recipient_of(people[manager]), "alert_escalated", link=link, at=at, rule=alert.version.name, days=days
            )
    db.session.flush()
    return len(overdue)


def _is_overdue(alert: Alert, at: datetime) -> bool:
    days = alert.version.escalate_after_days
    if days is None or state_of(stage_of(alert)) != "open":
        return False
    spoke = [event for event in alert.events if event.kind in ("raised", "worsened")]
    since = spoke[-1]
    told = any(event.kind == "escalated" and event.id > since.id for event in alert.events)
    return not told and at - since.at >= timedelta(days=days)


def _refuse_ended(alert: Alert) -> None:
    if state_of(stage_of(alert)) == "ended":
        raise RuleBroken(Refusal("alert_ended"))


def _add(alert: Alert, kind: str, actor: Actor, at: datetime, **values: object) -> None:
    event = AlertEvent(kind=kind, by_id=actor.id, at=at, **{"note": "", "figures": {}, **values})
    alert.events.append(event)
    db.session.flush()
