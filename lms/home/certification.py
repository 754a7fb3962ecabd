"""The home page's part about certificates: what of one's own is to be renewed or examined, and what waits for a decision."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.deltas.queries import list_called
from certificates.queries.due import count_decisions, renewals_due
from certificates.rules.renewal import Stage
from lms.core.access import Permission
from lms.core.i18n import short_day
from lms.home.agenda import Home, Section, Thing
from lms.people.session import User


def own(home: Home, user: User, today: date) -> None:
    """Add what is due on certificates of one's own."""
    renewals, called = renewals_due(user.id, today)
    things = []
    for one in renewals:
        if one.applied:
            tag, tone = _("Waits for a decision"), "plain"
        elif one.stage is Stage.OPEN:
            tag, tone = _("until %(day)s", day=short_day(one.expires_on)), "due"
        else:
            tag, tone = _("Expired; renew by %(day)s", day=short_day(one.until)), "bad"
        title = _("Renew your certificate: %(tier)s", tier=one.tier)
        href = url_for("certificates.renewal", certificate_id=one.certificate_id)
        things.append(Thing(title, one.scheme, href, tag, tone, icon="certificate"))
    for call in list_called(user.id, today) if called else ():
        late = call.due_on < today
        tag = (
            _("Missed on %(day)s", day=short_day(call.due_on)) if late else _("by %(day)s", day=short_day(call.due_on))
        )
        things.append(
            Thing(
                _("Short exam: %(title)s", title=call.title), call.tier, url_for("certificates.call", call_id=call.call_id),
                tag, "bad" if late else "due", icon="certificate",
            )
        )  # fmt: skip
    home.add(Section(_("My certificates"), tuple(things), _("My certificates"), url_for("certificates.mine")))


def decisions(home: Home, user: User, today: date) -> None:
    """Add what waits for somebody who decides about certificates."""
    if Permission.DECIDE_CERTIFICATES not in user.permissions:
        return
    applications, appeals = count_decisions(user)
    href, things = url_for("certificates.decisions"), []
    if appeals:
        title = ngettext("%(num)s appeal or complaint to answer", "%(num)s appeals and complaints to answer", appeals)
        things.append(Thing(title, "", href, _("Answer"), "due", icon="certificate"))
    if applications:
        title = ngettext("%(num)s application to decide", "%(num)s applications to decide", applications)
        things.append(Thing(title, "", href, _("Decide"), "due", icon="certificate"))
    home.add(Section(_("Decisions on certificates"), tuple(things), _("All decisions"), href))
