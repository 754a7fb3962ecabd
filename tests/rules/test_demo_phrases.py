"""The sentences of the demo company, as they stand on a page."""

from __future__ import annotations

import random
import re

import pytest

from lms.demo.phrases import Phrases, spaced


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("放一张 热泵热水器的接线简图", "放一张热泵热水器的接线简图"),
        ("更换KR-7 屋顶机组的主板", "更换 KR-7 屋顶机组的主板"),
        ("等了3分钟", "等了 3 分钟"),
        ("Replaced the board of KR-7", "Replaced the board of KR-7"),
    ],
)
def test_spaces_stand_between_scripts_only(written: str, set_: str) -> None:
    assert spaced(written) == set_


@pytest.mark.parametrize("kind", ["cases", "ideas", "learned"])
def test_no_sentence_has_a_space_between_two_characters(kind: str) -> None:
    phrases = Phrases(random.Random(7))
    for _ in range(300):
        assert not re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", phrases.say("field", kind))
