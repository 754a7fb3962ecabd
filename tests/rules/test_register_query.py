"""The filter of the register in one line."""

from __future__ import annotations

from datetime import date

import pytest

from certificates.rules.asking import read


@pytest.mark.parametrize(
    ("line", "texts", "first", "last"),
    [
        ("", {}, {}, {}),
        ("unit=shanghai tier=2", {"unit": "shanghai", "tier": "2"}, {}, {}),
        ('words="王 芳"', {"words": "王 芳"}, {}, {}),
        ("expires<2027-01-01", {}, {}, {"expires": date(2026, 12, 31)}),
        ("expires<=2027-01-01", {}, {}, {"expires": date(2027, 1, 1)}),
        ("issued>2024-02-28", {}, {"issued": date(2024, 2, 29)}, {}),
        ("issued=2024-02-29", {}, {"issued": date(2024, 2, 29)}, {"issued": date(2024, 2, 29)}),
        ("issued>=2024-01-01 issued<2025-01-01", {}, {"issued": date(2024, 1, 1)}, {"issued": date(2024, 12, 31)}),
    ],
)
def test_what_a_line_asks_for(
    line: str, texts: dict[str, str], first: dict[str, date], last: dict[str, date]
) -> None:  # fmt: skip
    asked, faults = read(line)
    assert faults == ()
    assert (asked.texts, asked.first, asked.last) == (texts, first, last)


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ('unit="sh', ["asked_quotation"]),
        ("shanghai", ["asked_shape"]),
        ("salary=1", ["asked_unknown"]),
        ("tier<2", ["asked_sign"]),
        ("unit=", ["asked_empty"]),
        ("tier=1 tier=2", ["asked_twice"]),
        ("expires<2027-02-30", ["asked_day"]),
        ("expires<2027-01-01 expires<=2028-01-01", ["asked_twice"]),
        ("issued>2025-01-01 issued<2024-01-01", ["asked_span"]),
        ("a b tier<1", ["asked_shape", "asked_shape", "asked_sign"]),
    ],
)
def test_everything_that_is_wrong_is_said(line: str, codes: list[str]) -> None:
    assert [fault.code for fault in read(line)[1]] == codes
