"""The home page's part for auditors: is the trail whole, what was written last, what was taken out or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from lms.core.audit import VERIFIED, AuditLine
from lms.core.db import db
from lms.core.i18n import moment
from lms.home.agenda import Home, Section, Thing
from lms.people.audit_lines import ReadableLine, readable
from lms.people.queries.audit import Filter, last_line, select_lines
from lms.people.session import User

TAKEN_OUT = ("certificates.export_asked", "archive.exported", "archives.asked", "audit.export_asked", "card.exported")
TAKEN_BACK = ("certificate.withdraw", "certificate.suspend", "practical.sign_off_revoked")
COMING_AND_GOING = ("account.signed_in", "account.signed_out")
_SHOWN = 6


def fill(home: Home, user: User, today: date) -> None:
    """Add what an auditor reads."""
    home.add(Section(_("Evidence"), (_chain(), *_places())))
    lines = select_lines(Filter())
    newest = db.session.execute(lines.where(AuditLine.action.not_in(COMING_AND_GOING)).limit(_SHOWN)).all()
    moved = db.session.execute(lines.where(AuditLine.action.in_(TAKEN_OUT + TAKEN_BACK)).limit(_SHOWN)).all()
    words = readable([*newest, *moved], user)
    trail = url_for("people.audit_trail")
    home.add(
        Section(_("Exports and withdrawals lately"), _things(words[len(newest) :]), _("Audit trail"), trail,
                _("Nothing was taken out or taken back yet."))
    )  # fmt: skip
    home.add(
        Section(
            _("Newest lines of the audit trail, without sign-ins"),
            _things(words[: len(newest)]),
            _("Audit trail"),
            trail,
        )
    )


def _chain() -> Thing:
    """How the last check of the chain came out, and how many lines were written since."""
    query = select(AuditLine.seq, AuditLine.at, AuditLine.detail).where(AuditLine.action == VERIFIED)
    checked = db.session.execute(query.order_by(AuditLine.seq.desc()).limit(1)).one_or_none()
    href = url_for("people.audit_trail", action=VERIFIED)
    title = _("Chain of the audit trail")
    if checked is None:
        return Thing(title, _("“lms audit verify” on the server checks every line"), href, _("Never checked"), "due",
                     icon="shield-check")  # fmt: skip
    since = last_line() - checked.seq
    new = ngettext("%(num)s line since then", "%(num)s lines since then", since)
    note = _(
        "checked %(moment)s, %(count)s lines; %(new)s",
        moment=moment(checked.at),
        count=checked.detail["count"],
        new=new,
    )
    broken = checked.detail["findings"]
    tag = ngettext("%(num)s place does not hold", "%(num)s places do not hold", broken) if broken else _("Whole")
    return Thing(title, note, href, tag, "bad" if broken else "good", icon="shield-check")


def _places() -> tuple[Thing, ...]:
    return (
        Thing(
            _("People and their archives"),
            _("every result with what it rests on"),
            url_for("people.index"),
            icon="users",
        ),
        Thing(_("Intakes"), _("gates, results and decisions"), url_for("onboarding.intakes"), icon="route"),
    )


def _things(lines: Sequence[ReadableLine]) -> tuple[Thing, ...]:
    return tuple(Thing(line.what, _note(line), _place(line), moment(line.row.at), icon="history") for line in lines)


def _note(line: ReadableLine) -> str:
    about: Any = line.subject.name if line.subject else line.about
    return " · ".join(filter(None, (line.who, str(about))))


def _place(line: ReadableLine) -> str:
    return url_for("people.audit_trail", record=line.record)
