"""Who may do which work, and what of it is news."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from certificates.eligibility.rules import Eligibility, Grant, Held, Why, grants_of, judge
from certificates.rules.unlocks import read_unlocks
from lms.api.webhooks.addresses import address_refusals
from lms.api.webhooks.rules import Answer, changes, wait_after

DAY, LAST = date(2026, 3, 2), date(2027, 3, 1)
HOME, ALL = Grant("field-home", 2, "home"), Grant("field", 3)


def holding(
    level: int, *, counts: bool = True, until: date = LAST, why: Why | None = None, scheme: str = "field-home"
) -> Held:
    return Held(scheme, level, 7, counts, until, why)


def asked(
    *held: Held, line: str | None = None, left_on: date | None = None, grants: tuple[Grant, ...] = (HOME, ALL)
) -> Eligibility:
    return judge(grants, line, {(one.scheme, one.level): one for one in held}, left_on=left_on, day=DAY)


@pytest.mark.parametrize(
    ("found", "eligible", "until", "reasons"),
    [
        (asked(), False, None, [Why.NOT_HELD, Why.NOT_HELD]),
        (asked(holding(2)), True, LAST, [Why.HOLDS]),
        (asked(holding(3)), True, LAST, [Why.HOLDS]),  # a higher tier may do what the lower ones unlock
        (asked(holding(1)), False, None, [Why.TOO_LOW, Why.NOT_HELD]),
        (asked(holding(2), line="home"), True, LAST, [Why.HOLDS]),
        (asked(holding(2), line="industrial"), False, None, [Why.NOT_HELD]),  # only the grant for all lines fits
        (asked(holding(3, scheme="field"), line="industrial"), True, LAST, [Why.HOLDS]),
        (asked(holding(2, counts=False, why=Why.SUSPENDED)), False, None, [Why.SUSPENDED, Why.NOT_HELD]),
        (asked(holding(2, counts=False, why=Why.LOWER_TIER)), False, None, [Why.LOWER_TIER, Why.NOT_HELD]),
        (asked(holding(2, counts=False, why=Why.EXPIRED), holding(1)), False, None, [Why.EXPIRED, Why.NOT_HELD]),
        (asked(holding(2), holding(4, until=LAST + timedelta(days=9))), True, LAST + timedelta(days=9), [Why.HOLDS]),
        (asked(holding(2), left_on=DAY), True, DAY, [Why.HOLDS]),  # the last day of work still counts
        (asked(holding(2), left_on=DAY - timedelta(days=1)), False, None, [Why.LEFT]),
        (asked(holding(2), grants=()), False, None, []),
    ],
)  # fmt: skip
def test_yes_or_no_with_every_reason(
    found: Eligibility, eligible: bool, until: date | None, reasons: list[Why]
) -> None:
    assert (found.eligible, found.until, [reason.why for reason in found.reasons]) == (eligible, until, reasons)


def test_what_tiers_unlock_by_kind_of_work() -> None:
    low = read_unlocks({"jobs": [{"code": "boiler", "product_line": "home"}]})
    high = read_unlocks({"jobs": [{"code": "boiler"}, {"code": "chiller"}], "may_mentor": True})
    assert grants_of([("field", 2, high), ("field", 1, low)]) == {
        "boiler": (Grant("field", 1, "home"), Grant("field", 2, None)),
        "chiller": (Grant("field", 2, None),),
    }


YES, NO = Answer(True, LAST), Answer(False, None)


@pytest.mark.parametrize(
    ("known", "now", "news"),
    [
        ({}, {"boiler": NO}, []),  # a no that nobody was told a yes of
        ({}, {"boiler": YES}, ["boiler"]),
        ({"boiler": YES}, {"boiler": YES}, []),
        ({"boiler": YES}, {"boiler": NO}, ["boiler"]),
        ({"boiler": YES}, {"boiler": Answer(True, DAY)}, ["boiler"]),  # it holds less long
        ({"boiler": NO}, {"boiler": NO}, []),
        ({"boiler": YES}, {}, ["boiler"]),  # no tier unlocks it any more
        ({"boiler": NO}, {}, []),
    ],
)
def test_what_is_news(known: dict[str, Answer], now: dict[str, Answer], news: list[str]) -> None:
    assert list(changes(known, now)) == news


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://dispatch.example.org/shifu?team=1", None),
        ("http://127.0.0.1:9/x", None),
        ("http://[::1]:9/x", None),
        ("http://localhost/x", None),
        ("http://dispatch.example.org/x", "webhook_not_https"),
        ("ftp://dispatch.example.org/x", "webhook_not_https"),
        ("https://me:word@dispatch.example.org/x", "webhook_with_password"),
        ("https://", "webhook_no_address"),
        ("dispatch.example.org", "webhook_no_address"),
        ("https://a.example.org:99999/", "webhook_no_address"),
        ("https://a.example.org/\nHost: b", "webhook_no_address"),
        ("https://[::1", "webhook_no_address"),
        ("https://a.example.org/" + "x" * 500, "webhook_too_long"),
    ],
)
def test_which_addresses_are_called(url: str, code: str | None) -> None:
    assert [refusal.code for refusal in address_refusals(url)] == ([code] if code else [])


def test_attempts_come_to_an_end() -> None:
    *waits, last = [wait_after(attempts) for attempts in range(1, 8)]
    assert last is None
    assert waits == sorted(set(filter(None, waits)))
