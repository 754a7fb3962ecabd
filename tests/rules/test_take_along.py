"""What a sign-off made without network runs into when it arrives."""

from __future__ import annotations

import pytest

from assessments.rules.take_along import Basis, Later, conflict_codes, may_sign_over, news

ME, OTHER = 5, 6
OWN = Later(11, ME, "phone-1", True)
MINE_ELSEWHERE = Later(12, ME, "desk-1", True)
PASSED = Later(13, OTHER, "x", True)
RETURNED = Later(14, OTHER, "y", False)


@pytest.mark.parametrize(
    ("basis", "version", "signed", "codes", "over"),
    [
        (Basis(1, 10), 1, [Later(10, OTHER, "x", True)], (), False),  # the telephone knew it
        (Basis(1, 10, frozenset({"phone-1"})), 1, [OWN], (), False),  # this telephone's own
        (Basis(1, 10, frozenset({"phone-1"})), 1, [OWN, PASSED], ("offline_signed_meanwhile",), True),
        (Basis(1, 10), 1, [MINE_ELSEWHERE], ("offline_signed_meanwhile",), True),  # one's own, but not from this telephone
        (Basis(1, 10, frozenset({"x"})), 1, [PASSED], ("offline_signed_meanwhile",), True),  # another's under that id
        (Basis(1, 10), 1, [RETURNED, PASSED], ("offline_signed_meanwhile", "offline_returned_meanwhile"), True),
        (Basis(1, 10, accepted=13), 1, [PASSED], (), False),  # seen and signed all the same
        (Basis(1, 10, accepted=13), 1, [PASSED, RETURNED], ("offline_returned_meanwhile",), True),  # and then came another
        (Basis(1, 10), 2, [], ("offline_version_changed",), False),
        (Basis(1, 10), 2, [PASSED], ("offline_version_changed", "offline_signed_meanwhile"), False),
    ],
)  # fmt: skip
def test_conflicts(basis: Basis, version: int, signed: list[Later], codes: tuple[str, ...], over: bool) -> None:
    found = conflict_codes(basis, version, news(basis, ME, signed))
    assert found == codes
    assert may_sign_over(found) is over
