"""A feed as iCalendar (RFC 5545): the same event keeps its name through all changes, and its number grows with each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _

from courses.calendars.queries import Event
from lms.core.i18n import text

REFRESH = timedelta(hours=1)


def calendar(name: str, events: Sequence[Event], *, at: datetime) -> bytes:
    """The feed. Times stand in the zone in which each day was planned, with that zone's rules beside them; what is cancelled says
    so. Nobody is named in it, neither trainers nor learners: the address needs no sign-in."""
    import icalendar

    found = icalendar.Calendar()
    found.add("prodid", "-//Shifu//Sessions//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("name", name)
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    for one in events:
        found.add_component(_event(one))
    if events:
        found.add_missing_timezones(
            first_date=min(one.starts_at for one in events).date() - timedelta(days=366),
            last_date=max(one.ends_at for one in events).date() + timedelta(days=366),
        )
    return bytes(found.to_ical())


def _event(one: Event):  # type: ignore[no-untyped-def]
    import icalendar

    settings = current_app.extensions["settings"]
    zone, host = ZoneInfo(one.zone), settings.public_url.split("//")[-1].split("/")[0].split(":")[0]
    event = icalendar.Event()
    event.add("uid", f"session-day-{one.day_id}@{host}")
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("dtstart", one.starts_at.astimezone(zone))
    event.add("dtend", one.ends_at.astimezone(zone))
    title = text(one.title)
    event.add("summary", _("Cancelled: %(title)s", title=title) if one.cancelled else title)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
    address = f"{settings.public_url}/sessions/{one.session_id}"
    if place := ", ".join(filter(None, (text(one.room), text(one.site)))):
        event.add("location", place)
    elif one.link:
        event.add("location", _("Online"))
    event.add("url", address)
    event.add("description", _("Session %(number)s: %(address)s", number=one.number, address=address))
    return event
