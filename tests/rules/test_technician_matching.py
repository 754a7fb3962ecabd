"""Who a technician's key may stand for."""

from __future__ import annotations

import pytest

from lms.kpis.rules.matching import Somebody, best, digits_of, fit, name_in

LI = Somebody(1, "HT-0042", ("李雷", "Li Lei"), "lilei@example.org")


@pytest.mark.parametrize(
    ("key", "score"),
    [
        ("HT-0042", 3), ("ht0042", 3), ("李雷", 3), ("li lei", 3), ("lilei", 3), ("lilei@example.org", 3),
        ("李雷(0042)", 2), ("李雷 13800000000", 2), ("Lei Li", 2), ("王芳", 0), ("", 0), ("42", 0), ("E-0421", 0),
    ],
)  # fmt: skip
def test_how_well_somebody_fits(key: str, score: int) -> None:
    assert fit(key, LI) == score


def test_the_same_number_behind_other_letters_is_likely() -> None:
    assert fit("EMP004711", Somebody(2, "HT-4711", ("王芳", ""))) == 2
    assert fit("9104711", Somebody(2, "HT-4711", ("王芳", ""))) == 1
    assert fit("Resolved by 100", Somebody(2, "HT10100", ("王芳", ""))) == 0


def test_the_best_come_first_and_are_few() -> None:
    people = [Somebody(n, f"HT-{n:04d}", ("李雷", "")) for n in range(10, 20)] + [Somebody(5, "李雷", ("王芳", ""))]
    assert next(person.id for person in best("李雷", people)) in range(10, 20)
    assert len(best("李雷", people)) == 3
    assert best("nobody", people) == []


def test_parts_of_a_key() -> None:
    assert digits_of("E000123") == "123"
    assert digits_of("A12") == ""
    assert name_in("李雷（0042）") == "李雷"
