"""A number and its unit stay on one line."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from lms.core.units import keep_units


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("About 12 minutes left", "About 12~minutes left"),
        ("约 12 分钟", "约 12~分钟"),
        ("at 250 kPa and 25 ℃", "at 250~kPa and 25~℃"),
        ("2 mm 厚", "2~mm 厚"),
        ("5 V", "5~V"),
        ("80 %", "80~%"),
        ("第 10 / 45 天", "第 10~/~45~天"),
        ("step 3 Vent the pipe", "step 3 Vent the pipe"),
        ("4 meters", "4 meters"),
        ("in 2026 many", "in 2026 many"),
        ("KR7 main board", "KR7 main board"),
        ("5V", "5V"),
    ],
)
def test_what_is_kept_together(text: str, kept: str) -> None:
    assert keep_units(text) == kept.replace("~", "\N{NO-BREAK SPACE}")


def test_markup_stays_markup_and_text_stays_text() -> None:
    assert keep_units(Markup("<b>5 V</b>")) == Markup("<b>5\N{NO-BREAK SPACE}V</b>")
    assert isinstance(keep_units(Markup("<b>5 V</b>")), Markup)
    assert not isinstance(keep_units("<b>5 V</b>"), Markup)
