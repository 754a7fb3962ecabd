"""The home page's part for HR: who waits for an intake, whose papers are ready, what expires."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.queries.register import Filter, list_ids
from certificates.rules.status import Status
from lms.core import clock
from lms.home.agenda import Home, Next, Section, Thing
from lms.home.exports import count_not_exported
from lms.onboarding.queries.intakes import list_intakes, list_newcomers
from lms.people.session import User

_LATELY = timedelta(days=150)


def fill(home: Home, user: User, today: date) -> None:
    """Add what HR looks after."""
    newcomers = list_newcomers(user, today=today)
    things = []
    if newcomers:
        title = ngettext(
            "%(num)s new hire has no programme yet", "%(num)s new hires have no programme yet", len(newcomers)
        )
        units = dict.fromkeys(str(person.unit.name) for person in newcomers)
        things.append(
            Thing(
                title,
                " · ".join(list(units)[:3]),
                url_for("onboarding.new_intake"),
                _("Open an intake"),
                "due",
                icon="user-plus",
            )
        )
    recent = [row for row in list_intakes(user) if row.on_duty and row.starts_on >= today - _LATELY]
    waiting = count_not_exported(user, [row.id for row in recent], clock.now() - _LATELY)
    for row in recent:
        if count := waiting.get(row.id):
            note = ngettext("%(num)s certificate not exported yet", "%(num)s certificates not exported yet", count)
            href = url_for("certificates.index", cohort=row.id)
            things.append(
                Thing(_("Certificates: %(intake)s", intake=row.title), note, href, _("Export"), icon="certificate")
            )
    expiring = len(list_ids(user, Filter(status=Status.EXPIRING), day=today))
    if expiring:
        title = ngettext(
            "%(num)s certificate expires within 90 days", "%(num)s certificates expire within 90 days", expiring
        )
        href = url_for("certificates.index", status="expiring")
        things.append(
            Thing(
                title, _("tell the holders and their supervisors in time"), href, _("See the list"), "due", icon="clock"
            )
        )
    left = things
    if things and home.next is None:
        first, left = things[0], things[1:]  # the first is the step above
        home.next = Next(first.title, first.href, first.tag, _("Do this now"), first.note)
    home.add(Section(_("Waiting for HR"), tuple(left[:6]), _("All certificates"), url_for("certificates.index")))
