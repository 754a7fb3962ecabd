"""The demo's items of the kinds that are no choices: complete, bilingual, sound, and in no exam of the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assessments.formats import read_items
from assessments.rules.bodies import Body
from assessments.rules.items import ItemDraft, Words, item_faults
from assessments.rules.marking import item_share

CONTENT = Path(__file__).parents[2] / "lms" / "demo" / "content"
FILE = CONTENT / "kinds" / "work-on-site.yaml"


def drafts() -> dict[str, ItemDraft]:
    reading = read_items(FILE.read_bytes(), FILE.name, "shifu")
    assert reading.faults == ()
    return {draft.key: draft for draft in reading.drafts}


def test_every_kind_is_there_sound_and_in_both_languages() -> None:
    items = drafts()
    assert {draft.kind for draft in items.values()} == {
        "ordering",
        "numeric",
        "matching",
        "short",
        "hot_spot",
        "multiple",
        "essay",
    }
    for draft in items.values():
        assert item_faults(draft) == []
        assert not draft.figure or (FILE.parent / draft.figure).is_file()
        told: list[Words] = [draft.stem, draft.feedback, draft.source, *draft.options, *draft.distractors]
        told += [words for pair in draft.pairs for words in pair] + [spot.label for spot in draft.spots]
        for words in told:
            assert words.zh and words.en, (draft.key, words)  # noqa: PT018


def test_no_exam_of_the_demo_draws_them() -> None:
    exams = yaml.safe_load((CONTENT / "exams.yaml").read_text(encoding="utf-8"))
    topics = {part["topic"] for exam in exams for part in exam["parts"]}
    assert {draft.topic for draft in drafts().values()}.isdisjoint(topics)


@pytest.mark.parametrize(
    ("key", "answer", "share"),
    [
        ("SIT-001", {"ranks": [1, 2, 3, 4, 5]}, 1), ("SIT-001", {"ranks": [1, 3, 2, 4, 5]}, 0), ("SIT-002", {"text": "5,9 kW"}, 1), ("SIT-002", {"text": "5890W"}, 1),
        ("SIT-002", {"text": "5.89"}, 0), ("SIT-002", {"text": "3.4 kW"}, 0), ("SIT-003", {"text": "5.5"}, 1), ("SIT-004", {"matches": [0, 1, 2, 4]}, 0.75),
        ("SIT-005", {"text": "先放电"}, 1), ("SIT-005", {"text": "Discharge it"}, 1), ("SIT-005", {"text": "short-circuit"}, 0.5), ("SIT-006", {"point": [0.17, 0.3]}, 1),
        ("SIT-006", {"point": [0.88, 0.3]}, 0), ("SIT-006", {"area": 0}, 1), ("SIT-007", {"chosen": [0, 1, 3]}, 1), ("SIT-007", {"chosen": [0, 1]}, 0.6667), ("SIT-008", {"text": "Listen."}, None),
    ],
)  # fmt: skip
def test_good_and_bad_answers_are_told_apart(key: str, answer: dict[str, object], share: float | None) -> None:
    draft = drafts()[key]
    assert item_share(draft.kind, draft.correct, len(draft.options), Body.of(draft, aspect=0.7), answer) == (
        None if share is None else pytest.approx(share)
    )
