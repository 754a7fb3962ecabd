"""The private address of a feed."""

from __future__ import annotations

import pytest

from courses.calendars.rules.addresses import handle_of, key_of

HANDLE, SECRET = "abcdefgh23456789", "a key of the server"
KEY = key_of(HANDLE, SECRET)


@pytest.mark.parametrize(
    ("key", "handle"),
    [
        (KEY, HANDLE),
        (KEY.upper().replace(HANDLE.upper(), HANDLE), HANDLE),
        (KEY[:-1] + ("a" if KEY[-1] != "a" else "b"), None),
        (HANDLE, None),
        (f"{HANDLE}-", None),
        (key_of("abcdefgh2345678x", SECRET).replace("abcdefgh2345678x", HANDLE), None),
        (key_of(HANDLE, "another key"), None),
        ("日历-历", None),
        ("", None),
    ],
)
def test_only_a_sealed_address_leads_anywhere(key: str, handle: str | None) -> None:
    assert handle_of(key, SECRET) == handle


def test_the_seal_is_long_enough() -> None:
    assert len(KEY.partition("-")[2]) == 26
