"""When a certificate is valid, what may be decided, what its number and code look like."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pytest

from certificates.rules.numbers import ALPHABET, certificate_number, new_code, paper_name, read_code
from certificates.rules.status import (
    Decision,
    DecisionKind,
    Status,
    allowed_decisions,
    counts,
    decision_refusals,
    status_on,
)

S, K = Status, DecisionKind


FIRST, LAST = date(2026, 3, 2), date(2028, 3, 1)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (FIRST - timedelta(days=1), S.FUTURE),
        (FIRST, S.VALID),
        (LAST - timedelta(days=91), S.VALID),
        (LAST - timedelta(days=90), S.EXPIRING),
        (LAST, S.EXPIRING),
        (LAST + timedelta(days=1), S.EXPIRED),
    ],
)
def test_the_status_by_its_days(day: date, status: Status) -> None:
    assert status_on(issued_on=FIRST, expires_on=LAST, day=day) is status


MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("decisions", "day", "status"),
    [
        ([(K.SUSPEND, MAY)], MAY - timedelta(days=1), S.VALID),
        ([(K.SUSPEND, MAY)], MAY, S.SUSPENDED),
        ([(K.SUSPEND, MAY)], LAST, S.SUSPENDED),
        ([(K.SUSPEND, MAY)], LAST + timedelta(days=1), S.EXPIRED),
        ([(K.SUSPEND, MAY), (K.REINSTATE, JUNE)], JUNE - timedelta(days=1), S.SUSPENDED),
        ([(K.SUSPEND, MAY), (K.REINSTATE, JUNE)], JUNE, S.VALID),
        ([(K.SUSPEND, MAY), (K.REINSTATE, MAY)], MAY, S.VALID),  # the later of one day counts
        ([(K.SUSPEND, MAY), (K.REINSTATE, JUNE), (K.SUSPEND, JULY)], JULY, S.SUSPENDED),
        ([(K.WITHDRAW, MAY)], MAY - timedelta(days=1), S.VALID),
        ([(K.WITHDRAW, MAY)], MAY, S.WITHDRAWN),
        ([(K.WITHDRAW, MAY)], LAST + timedelta(days=1), S.WITHDRAWN),
        ([(K.SUSPEND, MAY), (K.WITHDRAW, JUNE)], JUNE, S.WITHDRAWN),
        ([(K.WITHDRAW, MAY), (K.REINSTATE, JUNE)], JUNE, S.WITHDRAWN),  # cannot be written, and would not help
        ([(K.WITHDRAW, MAY), (K.RESTORE, JUNE)], MAY, S.WITHDRAWN),
        ([(K.WITHDRAW, MAY), (K.RESTORE, JUNE)], JUNE, S.VALID),  # on appeal
        ([(K.WITHDRAW, MAY), (K.RESTORE, JUNE), (K.SUSPEND, JULY)], JULY, S.SUSPENDED),
    ],
)
def test_the_status_by_its_decisions(decisions: list[tuple[str, date]], day: date, status: Status) -> None:
    taken = [Decision(kind, on) for kind, on in decisions]
    assert status_on(issued_on=FIRST, expires_on=LAST, decisions=taken, day=day) is status


GRACE = LAST + timedelta(days=30)
NEXT = LAST + timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "decisions", "day", "status"),
    [
        ({"grace_until": GRACE}, [], LAST, S.EXPIRING),
        ({"grace_until": GRACE}, [], NEXT, S.GRACE),
        ({"grace_until": GRACE}, [], GRACE, S.GRACE),
        ({"grace_until": GRACE}, [], GRACE + timedelta(days=1), S.EXPIRED),
        ({"grace_until": GRACE}, [(K.SUSPEND, MAY)], GRACE, S.SUSPENDED),
        ({"grace_until": GRACE}, [(K.SUSPEND, MAY)], GRACE + timedelta(days=1), S.EXPIRED),
        ({"grace_until": GRACE, "superseded_on": NEXT}, [], LAST, S.EXPIRING),  # renewed already, and valid to its end
        ({"grace_until": GRACE, "superseded_on": NEXT}, [], NEXT, S.SUPERSEDED),
        ({"superseded_on": MAY}, [], JUNE, S.SUPERSEDED),
        ({"superseded_on": MAY}, [(K.WITHDRAW, JUNE)], JUNE, S.WITHDRAWN),
        ({"superseded_on": MAY}, [(K.SUSPEND, JUNE)], JUNE, S.SUPERSEDED),
        ({"stopped": True}, [], JUNE, S.SUSPENDED),
        ({"stopped": True}, [], FIRST - timedelta(days=1), S.FUTURE),
        ({"stopped": True}, [], NEXT, S.EXPIRED),
        ({"stopped": True, "grace_until": GRACE}, [], NEXT, S.SUSPENDED),
        ({"stopped": True}, [(K.WITHDRAW, MAY)], JUNE, S.WITHDRAWN),
    ],
)
def test_the_status_by_grace_successor_and_effects(
    facts: dict[str, Any], decisions: list[tuple[str, date]], day: date, status: Status
) -> None:
    taken = [Decision(kind, on) for kind, on in decisions]
    assert status_on(issued_on=FIRST, expires_on=LAST, decisions=taken, day=day, **facts) is status


@pytest.mark.parametrize(
    ("status", "grace_counts", "relied_on"),
    [(S.VALID, False, True), (S.EXPIRING, False, True), (S.GRACE, False, False), (S.GRACE, True, True)]
    + [(one, True, False) for one in (S.FUTURE, S.EXPIRED, S.SUSPENDED, S.WITHDRAWN, S.SUPERSEDED)],
)
def test_what_work_may_rest_on(status: Status, grace_counts: bool, relied_on: bool) -> None:
    assert counts(status, grace_counts=grace_counts) is relied_on


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (S.FUTURE, {K.SUSPEND, K.WITHDRAW}),
        (S.VALID, {K.SUSPEND, K.WITHDRAW}),
        (S.EXPIRING, {K.SUSPEND, K.WITHDRAW}),
        (S.EXPIRED, {K.WITHDRAW}),
        (S.SUSPENDED, {K.REINSTATE, K.WITHDRAW}),
        (S.WITHDRAWN, set()),
        (S.SUPERSEDED, set()),
        (S.GRACE, {K.SUSPEND, K.WITHDRAW}),
    ],
)
def test_what_may_be_decided(status: Status, allowed: set[DecisionKind]) -> None:
    assert set(allowed_decisions(status)) == allowed
    for kind in {K.SUSPEND, K.REINSTATE, K.WITHDRAW}:
        refusals = decision_refusals(kind=kind, status=status, reason="long enough", is_own=False)
        assert (refusals == ()) is (kind in allowed)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (K.REINSTATE, S.VALID, "certificate_not_suspended"),
        (K.SUSPEND, S.SUSPENDED, "certificate_suspended_already"),
        (K.SUSPEND, S.EXPIRED, "certificate_expired_already"),
        (K.WITHDRAW, S.WITHDRAWN, "certificate_withdrawn_for_good"),
        (K.SUSPEND, S.SUPERSEDED, "certificate_superseded"),
        (K.REINSTATE, S.WITHDRAWN, "certificate_withdrawn_for_good"),
    ],
)
def test_every_reason_is_given_at_once(kind: DecisionKind, status: Status, code: str) -> None:
    refusals = decision_refusals(kind=kind, status=status, reason="  no ", is_own=True)
    assert [refusal.code for refusal in refusals] == [code, "certificate_is_own", "decision_without_reason"]


def test_numbers_count_within_a_year() -> None:
    assert certificate_number("HT", 2026, 123) == "HT-2026-000123"
    assert certificate_number("HT", 2026, 1_234_567) == "HT-2026-1234567"


def test_a_code_is_typed_with_ease() -> None:
    letters = cycle(ALPHABET)
    code = new_code(lambda alphabet: next(letters))
    assert code == "3467-9ACD-EFGH-JKMN"
    assert not set("0O1IL2Z5S8BUV") & set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        "3467-9ACD-EFGH-JKMN",
        " 34679acdefghjkmn ",
        "3467 9acd efgh jkmn",
        "3467\u20139ACD\u2014EFGH\u2212JKMN",
        "\uff13\uff14\uff16\uff17-9ACD-EFGH-JKMN",
        "https://certs.example.org/v/3467-9ACD-EFGH-JKMN",
        "certs.example.org/V/3467-9acd-efgh-jkmn?x=1",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert read_code(typed) == "3467-9ACD-EFGH-JKMN"


@pytest.mark.parametrize("typed", ["", "3467", "3467-9ACD-EFGH-JKM0", "3467-9ACD-EFGH-JKMNA", "HT-2026-000123", "/v/"])
def test_what_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        ("王芳", "HT-1_王芳.pdf"),
        ("Łukasz O’Brien", "HT-1_Łukasz O’Brien.pdf"),
        ('A/B\\C:D*E?F"G<H>I|J', "HT-1_A B C D E F G H I J.pdf"),
        (" .. ", "HT-1.pdf"),
        ("Tab\tand\nline", "HT-1_Tab and line.pdf"),
        ("长" * 200, f"HT-1_{'长' * 80}.pdf"),
    ],
)
def test_a_file_name_suits_every_system(holder: str, name: str) -> None:
    assert paper_name("HT-1", holder) == name
