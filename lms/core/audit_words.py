"""The words of the audit trail: each package says what its lines mean, since it wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_NONE: Mapping[Any, Any] = {}


@dataclass(frozen=True)
class AuditWords:
    """What one package's lines say in the reader's language."""

    area: Any
    """What its actions are about, as a heading over them."""
    actions: Mapping[str, Any]
    """Action code to what was done."""
    subjects: Mapping[str, Any] = field(default_factory=dict)
    """Kind of subject to its word, behind which the number is written; or kind:number to words that stand alone."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Key of a detail to its word, for this package's actions only."""
    values: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    """Key of a detail to the words of the codes that it may hold."""
    people: frozenset[str] = frozenset()
    """Keys of details that hold the number of a person."""
    actors: Mapping[str, Any] = field(default_factory=dict)
    """Names under which the software itself acts."""


_AREAS: list[AuditWords] = []


def register_audit_words(words: AuditWords) -> None:
    """Add a package's words."""
    if words not in _AREAS:
        _AREAS.append(words)


def areas() -> Iterator[AuditWords]:
    """The words of every package that writes lines, in the order of the wiring."""
    return (words for words in _AREAS if words.actions)


def action_words(action: str) -> str | None:
    """What was done; None for a code that no package knows (any more)."""
    words = _area(action)
    return str(words.actions[action]) if words else None


def subject_word(kind: str) -> str | None:
    """What kind of thing a line is about, or what one such thing is called; None where no package knows it."""
    return next((str(words.subjects[kind]) for words in _AREAS if kind in words.subjects), None)


def detail_word(action: str, key: str) -> str | None:
    """What a key in the details of an action means; None where nobody said."""
    return next((str(words.details[key]) for words in _for(action) if key in words.details), None)


def value_word(action: str, key: str, value: object) -> str | None:
    """What a code in the details means; None where it has no words."""
    if not isinstance(value, str | int):
        return None
    known: Mapping[Any, Any] = next((words.values[key] for words in _for(action) if key in words.values), _NONE)
    return str(known[value]) if value in known else None


def names_a_person(action: str, key: str) -> bool:
    """Does this key of the details hold the number of a person?"""
    return any(key in words.people for words in _for(action))


def person_keys() -> list[str]:
    """All keys of details that hold the number of a person."""
    return sorted({key for words in _AREAS for key in words.people})


def actor_word(name: str) -> str | None:
    """What the software is called where it acts by itself; None for a person, or a command."""
    return next((str(words.actors[name]) for words in _AREAS if name in words.actors), None)


def actors_called(text: str) -> list[str]:
    """The names under which the software acts that a reader would find by these words."""
    return [name for words in _AREAS for name in words.actors if text.lower() in str(words.actors[name]).lower()]


def _area(action: str) -> AuditWords | None:
    return next((words for words in _AREAS if action in words.actions), None)


def _for(action: str) -> list[AuditWords]:
    """Whose words count for an action: its package's own, then those that all share."""
    own = _area(action)
    return [*([own] if own else []), *(words for words in _AREAS if not words.actions)]
