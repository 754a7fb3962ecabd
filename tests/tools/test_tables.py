"""That no case of a table is passed over, and that each one that fails is told."""

from __future__ import annotations

import pytest

from tests.tables import cases, each


@pytest.mark.parametrize(("low", "high"), [(1, 2), (3, 2), (2, 1)])
@pytest.mark.parametrize("factor", [1, pytest.param(-1, id="turned")])
def _ordered(low: int, high: int, factor: int) -> None:
    assert low * factor < high * factor


@pytest.mark.parametrize("there", [False])
def _absent(there: bool) -> None:
    if not there:
        pytest.skip("not there")


def test_every_case_is_tried_and_those_that_fail_are_told() -> None:
    assert len(list(cases(_ordered))) == 6
    with pytest.raises(ExceptionGroup, match="3 of 6 cases") as told:
        each(_ordered)()
    notes = [error.__notes__[0] for error in told.value.exceptions]
    assert notes == [
        "case: {'factor': 1, 'low': 3, 'high': 2}",
        "case: {'factor': 1, 'low': 2, 'high': 1}",
        "case: {'factor': -1, 'low': 1, 'high': 2}",
    ]


def test_a_table_that_is_skipped_whole_is_skipped() -> None:
    with pytest.raises(pytest.skip.Exception, match="not there"):
        each(_absent)()
