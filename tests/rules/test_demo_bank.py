"""The demo company's question bank: every file is complete, bilingual and gives no answer away by its form."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from lms.core import plain_yaml

BANK = Path(__file__).parents[2] / "lms" / "demo" / "content" / "bank"

# Topic code → the least number of items, so that every blueprint of the demo can be drawn.
LEAST = {
    "culture-and-rules": 14,
    "safety-electrical": 24,
    "service-process": 22,
    "communication": 20,
    "product-home": 20,
    "product-commercial": 24,
    "product-industrial": 20,
    "diagnosis": 20,
    "law-and-compliance": 10,
    "tools-and-systems": 10,
}
FIELDS = {
    "key",
    "kind",
    "difficulty",
    "tier",
    "product",
    "stem",
    "options",
    "correct",
    "keep_order",
    "feedback",
    "source",
}
TIERS = {"junior", "intermediate", "senior", "expert"}
PRODUCTS = {None, "home", "commercial", "industrial"}
TRUE_FALSE = [{"zh": "正确", "en": "True"}, {"zh": "错误", "en": "False"}]
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
# An option that is only a figure ("13:10", "90%") needs no Han.
FIGURE = re.compile(r"[\d.,:%\s]+")


def read_bank() -> dict[str, dict[str, Any]]:
    return {path.stem: plain_yaml.read(path.read_text(encoding="utf-8")) for path in sorted(BANK.glob("*.yaml"))}


TOPICS = read_bank()
ITEMS = [(code, item) for code, topic in TOPICS.items() for item in topic["items"]]
SINGLES = [item for _, item in ITEMS if item["kind"] == "single"]
each_topic = pytest.mark.parametrize("code", sorted(LEAST))
each_language = pytest.mark.parametrize("language", ["zh", "en"])


def texts_of(item: dict[str, Any]) -> list[dict[str, str]]:
    return [item["stem"], item["feedback"], item["source"], *item["options"]]


def stands_out(item: dict[str, Any], language: str, extreme: Any) -> bool:
    """Whether the right option alone is the longest (extreme=max) or the shortest (extreme=min)."""
    lengths = [len(option[language]) for option in item["options"]]
    right = lengths[item["correct"][0]]
    return right == extreme(lengths) and lengths.count(right) == 1


def test_the_files_are_the_topics() -> None:
    assert set(TOPICS) == set(LEAST)
    assert {code: topic["topic"]["code"] for code, topic in TOPICS.items()} == {code: code for code in LEAST}
    for topic in TOPICS.values():
        assert HAN.search(topic["topic"]["zh"])
        assert not HAN.search(topic["topic"]["en"])


def test_keys_and_stems_are_unique_over_the_whole_bank() -> None:
    for values in (
        [item["key"] for _, item in ITEMS],
        [item["stem"]["zh"] for _, item in ITEMS],
        [item["stem"]["en"] for _, item in ITEMS],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_the_bank_is_large_enough() -> None:
    assert len(ITEMS) >= 170


@each_topic
def test_each_topic_has_its_items_in_every_difficulty(code: str) -> None:
    items = TOPICS[code]["items"]
    assert len(items) >= LEAST[code]
    difficulties = Counter(item["difficulty"] for item in items)
    least = 6 if LEAST[code] >= 20 else 3
    assert min(difficulties[level] for level in (1, 2, 3)) >= least, difficulties


def test_kinds_are_mixed() -> None:
    kinds = Counter(item["kind"] for _, item in ITEMS)
    assert 0.10 <= kinds["multiple"] / len(ITEMS) <= 0.20
    assert 0.07 <= kinds["true_false"] / len(ITEMS) <= 0.15


@each_topic
def test_items_have_known_fields(code: str) -> None:
    for item in TOPICS[code]["items"]:
        key = item["key"]
        assert set(item) == FIELDS, key
        assert re.fullmatch(r"[A-Z]{3}-\d{3}", key)
        assert item["kind"] in {"single", "multiple", "true_false"}, key
        assert item["difficulty"] in {1, 2, 3}, key
        assert item["tier"] in TIERS, key
        assert item["product"] in PRODUCTS, key
        assert isinstance(item["keep_order"], bool), key
        if code.startswith("product-"):
            assert item["product"] == code.removeprefix("product-"), key


@each_topic
def test_items_are_in_both_languages(code: str) -> None:
    for item in TOPICS[code]["items"]:
        for text in texts_of(item):
            where = f"{item['key']}: {text}"
            assert set(text) == {"zh", "en"}, where
            assert all(isinstance(value, str) and value and value == value.strip() for value in text.values()), where
            assert HAN.search(text["zh"]) or FIGURE.fullmatch(text["zh"]), where
            assert not HAN.search(text["en"]), where
            assert not HALF_WIDTH.search(text["zh"]), f"half-width punctuation in {where}"


@each_topic
def test_items_have_valid_answers(code: str) -> None:
    for item in TOPICS[code]["items"]:
        key, options, correct = item["key"], item["options"], item["correct"]
        assert all(isinstance(index, int) and 0 <= index < len(options) for index in correct), key
        assert correct == sorted(set(correct)), key
        if item["kind"] == "multiple":
            assert 2 <= len(correct) < len(options), f"{key}: several right, and at least one wrong"
        else:
            assert len(correct) == 1, key
        if item["kind"] == "true_false":
            assert options == TRUE_FALSE, key
            assert item["keep_order"] is True, key
        else:
            assert 3 <= len(options) <= 5, key


@each_topic
def test_options_are_distinct(code: str) -> None:
    for item in TOPICS[code]["items"]:
        for language in ("zh", "en"):
            texts = [option[language].casefold() for option in item["options"]]
            assert len(set(texts)) == len(texts), item["key"]


@each_topic
def test_items_with_several_answers_say_so(code: str) -> None:
    for item in TOPICS[code]["items"]:
        several = item["kind"] == "multiple"
        assert ("（多选）" in item["stem"]["zh"]) is several, item["key"]
        assert ("Choose all that apply" in item["stem"]["en"]) is several, item["key"]


def test_right_positions_are_spread_evenly() -> None:
    positions = Counter(item["correct"][0] for item in SINGLES)
    assert max(positions.values()) / len(SINGLES) <= 0.40, positions
    assert min(positions[place] for place in range(4)) / len(SINGLES) >= 0.15, positions


def test_true_and_false_are_both_common() -> None:
    answers = Counter(item["correct"][0] for _, item in ITEMS if item["kind"] == "true_false")
    assert min(answers[0], answers[1]) / answers.total() >= 0.35, answers


@each_language
@pytest.mark.parametrize("extreme", [max, min], ids=["longest", "shortest"])
def test_length_does_not_give_the_answer_away(language: str, extreme: Any) -> None:
    told = [item["key"] for item in SINGLES if stands_out(item, language, extreme)]
    assert len(told) / len(SINGLES) < 0.45, told


@each_topic
@each_language
def test_length_does_not_give_a_topic_away(code: str, language: str) -> None:
    singles = [item for item in TOPICS[code]["items"] if item["kind"] == "single"]
    told = [item["key"] for item in singles if stands_out(item, language, max)]
    assert len(told) / len(singles) <= 0.60, told
