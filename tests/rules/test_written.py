"""What people write is kept whole or refused."""

from __future__ import annotations

import pytest

from lms.core.errors import RuleBroken
from lms.core.written import whole


def test_a_text_is_kept_whole_or_refused() -> None:
    assert whole("  one\r\ntwo\r\n", 7) == "one\ntwo", "a line end is one letter, as in the field of the page"
    with pytest.raises(RuleBroken) as broken:
        whole("The caller\nshouted " + "a" * 1000, 1000)
    refusal = broken.value.refusals[0]
    assert refusal.values == {"start": "The caller shouted aaaaaaaaaaa", "given": 1019, "most": 1000}
