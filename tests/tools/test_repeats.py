"""Which tests stand for the others on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.repeats import Sent, cover, uses


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        ({}, []),
        ({"a": ({"1"}, 1.0), "b": ({"1", "2"}, 1.0)}, ["b"]),  # the second uses all that the first uses
        ({"slow": ({"1"}, 9.0), "quick": ({"1"}, 0.1)}, ["quick"]),
        ({"a": ({"1", "2"}, 1.0), "b": ({"2", "3"}, 1.0), "c": ({"4"}, 5.0)}, ["a", "b", "c"]),
        ({"none": (set(), 0.1), "a": ({"1"}, 1.0)}, ["a"]),
    ],
)
def test_everything_is_used_by_the_chosen(sent: dict[str, tuple[set[str], float]], chosen: list[str]) -> None:
    known = {name: Sent(seconds, used) for name, (used, seconds) in sent.items()}
    assert cover(known) == chosen


@pytest.mark.parametrize(
    ("statement", "used"),
    [
        ("SELECT person.id \nFROM person \nWHERE person.id = ?", {"FROM person"}),
        ("INSERT INTO notice (text) VALUES (?) RETURNING id", {"INSERT INTO notice", "RETURNING"}),
        ("UPDATE letter SET sent_at=? WHERE letter.id IN (SELECT 1 FROM (SELECT 1))", {"UPDATE letter"}),
        (
            "SELECT unit.id, coalesce(sum(a.n), ?) || 'x' FROM unit WHERE EXISTS (SELECT 1) GROUP BY unit.id",
            {"FROM unit", "coalesce", "sum", "||", "EXISTS", "GROUP BY"},
        ),
        ("PRAGMA synchronous=OFF", {""}),
    ],
)
def test_what_a_statement_uses(statement: str, used: set[str]) -> None:
    assert uses(statement) == used
