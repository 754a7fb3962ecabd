"""Lines of the audit trail as people read them: names, words and facts instead of codes and numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from lms.core import audit_words
from lms.core.bilingual import Bilingual
from lms.core.i18n import day, text
from lms.people.queries.audit import Somebody, people_in
from lms.people.session import User

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_COMMAND = "command"
FACTS_SHOWN, LETTERS_SHOWN = 4, 240


@dataclass(frozen=True)
class Fact:
    """One key of a line's details with its value; `person` where it names one."""

    label: str
    value: str
    person: Somebody | None = None


@dataclass(frozen=True)
class ReadableLine:
    """One line with everything that it says."""

    row: Any
    who: str
    actor: Somebody | None
    what: str
    about: str
    subject: Somebody | None
    record: str
    facts: tuple[Fact, ...]
    origin: str

    @property
    def shown(self) -> tuple[Fact, ...]:
        """The facts that stand in the list at once: the first few, as long as they are short."""
        length, count = 0, 0
        for fact in self.facts[:FACTS_SHOWN]:
            length += len(fact.label) + len(fact.value)
            if length > LETTERS_SHOWN:
                break
            count += 1
        return self.facts[:count]

    @property
    def folded(self) -> tuple[Fact, ...]:
        """The other facts, to be opened."""
        return self.facts[len(self.shown) :]

    @property
    def raw(self) -> str:
        """The details as they were recorded."""
        return json.dumps(self.row.detail, ensure_ascii=False, sort_keys=True)


def readable(rows: Sequence[Any], user: User) -> list[ReadableLine]:
    """The lines in the reader's language; one statement for all the people in them."""
    people = people_in({number for row in rows for number in _numbers(row)}, user)
    return [_read(row, people) for row in rows]


def _numbers(row: Any) -> list[int]:
    found = [] if row.actor_id is None else [row.actor_id]
    if row.subject_type == "person" and row.subject_id.isdecimal():
        found.append(int(row.subject_id))
    named = (value for key, value in row.detail.items() if audit_words.names_a_person(row.action, key))
    return found + [value for value in named if isinstance(value, int)]


def _read(row: Any, people: dict[int, Somebody]) -> ReadableLine:
    actor = people.get(row.actor_id) if row.actor_id is not None else None
    is_person = row.subject_type == "person" and row.subject_id.isdecimal()
    record = f"{row.subject_type}:{row.subject_id}"
    return ReadableLine(
        row=row,
        who=text(actor.name) if actor else audit_words.actor_word(row.actor_name) or row.actor_name,
        actor=actor,
        what=audit_words.action_words(row.action) or row.action,
        about=_about(row, record),
        subject=people.get(int(row.subject_id)) if is_person else None,
        record=record,
        facts=tuple(_fact(row.action, key, value, people) for key, value in row.detail.items() if _says(value)),
        origin=_("On the server") if row.origin == _COMMAND else row.origin,
    )


def _about(row: Any, record: str) -> str:
    alone = audit_words.subject_word(record)
    if alone is not None:
        return alone
    kind = audit_words.subject_word(row.subject_type)
    return _("%(kind)s %(number)s", kind=kind, number=row.subject_id) if kind else record


def _says(value: object) -> bool:
    return value is not None and value not in ("", [], {})


def _fact(action: str, key: str, value: Any, people: dict[int, Somebody]) -> Fact:
    label = audit_words.detail_word(action, key) or key
    person = people.get(value) if audit_words.names_a_person(action, key) and isinstance(value, int) else None
    return Fact(label, text(person.name) if person else _value(action, key, value), person)


def _value(action: str, key: str, value: Any) -> str:
    """A value in words: codes by their words, days as the reader writes them, lists and pairs one after the other."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            return text(Bilingual.of(value))
        pairs = (_pair(_key(action, key, inner), _value(action, key, said)) for inner, said in value.items())
        return _("; ").join(pairs)
    if isinstance(value, list):
        between = _("; ") if any(isinstance(part, list | dict) for part in value) else _(", ")
        return between.join(_value(action, key, part) for part in value if _says(part))
    words = audit_words.value_word(action, key, value)
    if words is not None:
        return words
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)


def _key(action: str, key: str, inner: str) -> str:
    return audit_words.value_word(action, key, inner) or audit_words.detail_word(action, inner) or inner


def _pair(label: str, value: str) -> str:
    return _("%(key)s: %(value)s", key=label, value=value)


def facts_in_one(line: ReadableLine) -> str:
    """The details of a line as one text, one fact a row."""
    numbered = (
        (fact.label, f"{fact.value} ({fact.person.employee_no})" if fact.person else fact.value) for fact in line.facts
    )
    return "\n".join(_pair(label, value) for label, value in numbered)
