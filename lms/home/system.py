"""The home page's part for administrators: what went wrong lately, and accounts that nobody used."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, or_, select

from lms.core import clock
from lms.core.audit import AuditLine
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.i18n import moment
from lms.core.jobs import Job
from lms.core.labels import JOB_KINDS
from lms.core.mail import Letter
from lms.home.agenda import Home, Next, Section, Thing
from lms.people.audit_lines import readable
from lms.people.models import Account, Person, Unit
from lms.people.queries.audit import Filter, select_lines
from lms.people.session import User

FAILED_SIGN_INS = ("account.sign_in_failed", "account.sign_in_slowed")
_DAY, _LATELY = timedelta(days=1), timedelta(days=14)
_SHOWN = 5


def fill(home: Home, user: User, today: date) -> None:
    """Add what an administrator looks after: each list with the newest, and how many there are."""
    now = clock.now()
    parts = [
        (_jobs(now - _LATELY), _("Look at the failed job")),
        (_letters(), _("Look at the letter")),
    ]
    for section, action in parts:
        if section.things and home.next is None:
            first = section.things[0]
            home.next = Next(first.title, first.href, action, section.title, first.note)
    home.add(_sign_ins(user))
    for section, _action in parts:
        home.add(section)
    home.add(_never_used())


def _sign_ins(user: User) -> Section:
    query = select_lines(Filter()).where(
        AuditLine.action.in_(FAILED_SIGN_INS), AuditLine.at > clock.now() - _DAY
    )  # fmt: skip
    lines = readable(db.session.execute(query.limit(_SHOWN)).all(), user)
    things = tuple(
        Thing(line.about if line.subject is None else str(line.subject.name), " · ".join([line.what, line.origin]),
              url_for("people.audit_trail", record=line.record), moment(line.row.at),
              "bad" if line.row.action == "account.sign_in_slowed" else "due", icon="lock")
        for line in lines
    )  # fmt: skip
    return Section(
        _("Failed sign-ins of the last 24 hours"), things, _("Audit trail"),
        url_for("people.audit_trail", action="account.sign_in_failed"), _("Nobody failed to sign in."),
    )  # fmt: skip


def _jobs(since: datetime) -> Section:
    query = select(Job.id, Job.kind, Job.failed_at).where(Job.failed_at > since).order_by(Job.failed_at.desc())
    things = tuple(
        Thing(JOB_KINDS.get(row.kind, row.kind), moment(row.failed_at), url_for("core.job", job_id=row.id), _("Failed"),
              "bad", icon="files")
        for row in db.session.execute(query.limit(_SHOWN))
    )  # fmt: skip
    return Section(
        _("Jobs that failed in the last 14 days"), things, _("All jobs"), url_for("core.jobs"), _("No job failed.")
    )


def _letters() -> Section:
    stuck = Letter.sent_at.is_(None) & or_(Letter.error.is_not(None), Letter.given_up_at.is_not(None))
    query = select(Letter.subject, Letter.address, Letter.error, Letter.given_up_at).where(stuck)
    things = tuple(
        Thing(row.subject, " · ".join(filter(None, [row.address, row.error])), url_for("core.letters"),
              _("Sending stopped") if row.given_up_at else _("Is tried again"), "bad" if row.given_up_at else "due", icon="mail")
        for row in db.session.execute(query.order_by(Letter.id.desc()).limit(_SHOWN))
    )  # fmt: skip
    return Section(
        _("Letters that did not go out"), things, _("Outbox"), url_for("core.letters"), _("Every letter went out.")
    )


def _never_used() -> Section:
    unused = (Account.last_sign_in_at.is_(None), Account.closed_at.is_(None), Person.left_on.is_(None))
    accounts = select(func.count()).select_from(Account).join(Person, Person.id == Account.person_id)
    count = db.session.scalar(accounts.where(*unused)) or 0
    query = (
        select(Person.id, Person.name_zh, Person.name_latin, Unit.name.label("unit"), Account.opened_at)
        .select_from(Account)
        .join(Person, Person.id == Account.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(*unused)
    )
    rows = (
        db.session.execute(query.order_by(Account.opened_at.desc(), Account.id.desc()).limit(_SHOWN)).all()
        if count
        else []
    )
    things = []
    for row in rows:
        name = Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
        opened = _("opened %(moment)s", moment=moment(row.opened_at))
        things.append(Thing(name, f"{row.unit} · {opened}", url_for("people.show", person_id=row.id), name=name))
    title = ngettext(
        "%(num)s account never used; a new sign-in link is on the person's page",
        "%(num)s accounts never used; a new sign-in link is on the person's page",
        count,
    ) if count else _("Accounts never used")  # fmt: skip
    return Section(title, tuple(things), _("All people"), url_for("people.index"), _("Everybody has signed in."))
