"""Reads of the audit trail: which lines fit, and who the people in them are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select

from lms.core import audit_words, clock
from lms.core.access import Permission
from lms.core.audit import AuditLine
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Account, Person
from lms.people.queries.scope import visible
from lms.people.session import User

FILTERS = ("from", "until", "who", "person", "action", "record")
LONGEST = 100
_LINE = AuditLine.__table__.c
_DAYS = {"from": _l("From day"), "until": _l("Until day")}


@dataclass(frozen=True)
class Filter:
    """Which lines are wanted; an empty point leaves it open."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    person: str = ""
    action: str = ""
    record: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Filter:
        """The filter as an address, a form or a job holds it. Raises RuleBroken for a day that is none."""
        days, refusals = {}, []
        for name, label in _DAYS.items():
            written = values.get(name, "").strip()
            try:
                days[name] = _day(written) if written else None
            except ValueError:
                refusals.append(Refusal("audit_day", {"value": written[:LONGEST], "field": label}))
        if not refusals and days["from"] and days["until"] and days["from"] > days["until"]:
            refusals.append(Refusal("audit_days"))
        if refusals:
            raise RuleBroken(*refusals)
        texts = {name: values.get(name, "").strip()[:LONGEST] for name in ("who", "person", "action", "record")}
        return cls(since=days["from"], until=days["until"], **texts)


def _day(written: str) -> date:
    day = date.fromisoformat(written)
    if not 2000 <= day.year <= 2200:
        raise ValueError(written)
    return day


def select_lines(wanted: Filter) -> Select[Any]:
    """The lines that fit, newest first."""
    columns = (
        _LINE.seq, _LINE.at, _LINE.actor_id, _LINE.actor_name, _LINE.action, _LINE.subject_type, _LINE.subject_id,
        _LINE.detail, _LINE.origin, _LINE.hash,
    )  # fmt: skip
    return select(*columns).where(*_conditions(wanted)).order_by(_LINE.seq.desc())


def count_lines(wanted: Filter) -> int:
    """How many lines fit."""
    return db.session.scalar(select(func.count()).select_from(AuditLine.__table__).where(*_conditions(wanted))) or 0


def last_line() -> int:
    """The number of the newest line; 0 where there is none."""
    return db.session.scalar(select(func.max(_LINE.seq))) or 0


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since:
        found.append(_LINE.at >= _midnight(wanted.since))
    if wanted.until:
        found.append(_LINE.at < _midnight(wanted.until + timedelta(days=1)))
    if wanted.who:
        named = and_(*(_LINE.actor_name.icontains(word, autoescape=True) for word in wanted.who.split()))
        itself = _LINE.actor_name.in_(audit_words.actors_called(wanted.who))
        found.append(or_(_LINE.actor_id.in_(_people(wanted.who)), and_(_LINE.actor_id.is_(None), or_(named, itself))))
    if wanted.person:
        ids = _people(wanted.person).with_only_columns(cast(Person.id, String))
        subject = and_(_LINE.subject_type == "person", _LINE.subject_id.in_(ids))
        named_in = (cast(_LINE.detail[key].as_string(), String).in_(ids) for key in audit_words.person_keys())
        found.append(or_(subject, *named_in))
    if wanted.action:
        exact = audit_words.action_words(wanted.action) is not None
        code = _LINE.action
        found.append(code == wanted.action if exact else code.startswith(wanted.action, autoescape=True))
    if wanted.record:
        kind, _colon, number = wanted.record.partition(":")
        found.append(_LINE.subject_type == kind.strip())
        if number.strip():
            found.append(_LINE.subject_id == number.strip())
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.zone())


def _people(words: str) -> Select[Any]:
    """Those whom all the words fit: name, employee number or user name."""
    query = select(Person.id).outerjoin(Account, Account.person_id == Person.id)
    for word in words.split():
        fields = (Person.name_zh, Person.name_latin, Person.employee_no, Account.username)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in fields)))
    return query


@dataclass(frozen=True)
class Somebody:
    """A person in the trail: who it is, and whether the reader may open their page."""

    id: int
    name: Bilingual
    employee_no: str
    recorded: str
    may_open: bool


def people_in(ids: Collection[int], user: User) -> dict[int, Somebody]:
    """The people of these numbers, by number."""
    if not ids:
        return {}
    opens = visible(user, Permission.SEE_PEOPLE) if user.can(Permission.SEE_PEOPLE) else Person.id == -1
    query = select(Person.id, Person.name_zh, Person.name_latin, Person.employee_no, opens.label("may_open"))
    return {
        row.id: Somebody(
            id=row.id,
            name=Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh),
            employee_no=row.employee_no,
            recorded=row.name_zh or row.name_latin,
            may_open=bool(row.may_open),
        )
        for row in db.session.execute(query.where(Person.id.in_(ids)))
    }
