"""Which tests stand for the others on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.repeats import Sent, cover


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        ({}, []),
        ({"a": ({"1"}, 1.0), "b": ({"1", "2"}, 1.0)}, ["b"]),  # the second sends all that the first sends
        ({"slow": ({"1"}, 9.0), "quick": ({"1"}, 0.1)}, ["quick"]),
        ({"a": ({"1", "2"}, 1.0), "b": ({"2", "3"}, 1.0), "c": ({"4"}, 5.0)}, ["a", "b", "c"]),
        ({"none": (set(), 0.1), "a": ({"1"}, 1.0)}, ["a"]),
    ],
)
def test_all_statements_are_sent_by_the_chosen(sent: dict[str, tuple[set[str], float]], chosen: list[str]) -> None:
    known = {name: Sent(seconds, statements) for name, (statements, seconds) in sent.items()}
    assert cover(known) == chosen
