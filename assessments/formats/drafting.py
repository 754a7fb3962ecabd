"""From what a foreign file says to drafts: languages, keys, topics, pictures and points made ours, one way for all formats."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from assessments.formats import DEFAULT_POOL, Left, Reading
from assessments.formats.particulars import WrongParticulars, restored
from assessments.formats.pictures import MOST_BYTES, picture_type
from assessments.formats.texts import Rich, languages_of, picture_name
from assessments.rules.items import (
    DIFFICULTIES,
    LONGEST_KEY,
    PICTURE,
    PRODUCT_LINES,
    TIERS,
    Accepted,
    Fault,
    ItemDraft,
    Place,
    Spot,
    Words,
    points_at_other_options,
)  # fmt: skip

TRUTH = (Words("正确", "True"), Words("错误", "False"))
ELSEWHERE = (
    Spot("rectangle", (0.0, 0.0, 1.0, 1.0), right=False),
    Rich("", {"zh": "图上其他位置", "en": "Anywhere else in the picture"}),
)
"""What is wrong where a file names only what is right."""


@dataclass
class Sketch:
    """A question as a foreign file has it, its texts not yet in a language."""

    place: Place
    kind: str
    stem: Rich
    key: str = ""
    title: str = ""
    options: Sequence[Rich] = ()
    correct: tuple[int, ...] = ()
    feedback: Rich = field(default_factory=Rich)
    answers: Sequence[tuple[Accepted, Rich]] = ()
    pairs: Sequence[tuple[Rich, Rich]] = ()
    distractors: Sequence[Rich] = ()
    model_answer: Rich = field(default_factory=Rich)
    spots: Sequence[tuple[Spot, Rich]] = ()
    fractions: tuple[float, ...] = ()
    option_feedback: Sequence[Rich] = ()
    keep_order: bool = False
    partial: bool = False
    points: float = 1.0
    figure: str = ""
    tags: Sequence[str] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    particulars: str = ""
    lost: set[str] = field(default_factory=set)

    def texts(self) -> list[Rich]:
        """All of them."""
        pairs = [text for pair in self.pairs for text in pair]
        answers = [said for _answer, said in self.answers]
        labels = [label for _spot, label in self.spots]
        return [self.stem, *self.options, self.feedback, self.model_answer, *self.option_feedback, *self.distractors, *pairs, *answers, *labels]  # fmt: skip


def choice(sketch: Sketch, shares: Sequence[float], *, single: bool) -> str:
    """Settle kind, key and fractions of a choice from what each option earns; the reason when it cannot be ours."""
    full = tuple(index for index, share in enumerate(shares) if share >= 0.99)
    plain = all(share in (0.0, 1.0) for share in shares)
    if single:
        if len(full) > 1:
            return "several_full_answers"
        sketch.kind, sketch.correct = "single", full
        sketch.fractions = () if plain else tuple(shares)
    else:
        sketch.kind, sketch.correct = "multiple", tuple(index for index, share in enumerate(shares) if share > 0)
        sketch.fractions = tuple(shares)
    return ""


def decoded_picture(text: str) -> bytes | None:
    """A picture that stands in a file as base64; None where it is none, or larger than one may be."""
    packed = re.sub(r"\s+", "", text)
    if len(packed) > MOST_BYTES * 4 // 3 + 8:
        return None
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None


def slug(text: str) -> str:
    """A code made of a title: letters of any script, digits, dots and hyphens."""
    made = re.sub(r"[^\w.-]+", "-", text.strip()).strip("-.")
    if len(made) <= LONGEST_KEY:
        return made
    return made[: LONGEST_KEY - 9] + "-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


class Collector:
    """Gathers what one file holds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.drafts: list[ItemDraft] = []
        self.faults: list[Fault] = []
        self.left: list[Left] = []
        self.warnings: list[Fault] = []
        self.figures: dict[str, bytes] = {}
        self._titles: dict[str, str] = {}
        self._pools: set[str] = set()
        stem = PurePath(name).stem
        self._topic, self._topic_title = slug(stem) or "general", Words(stem, stem)

    def category(self, path: str) -> None:
        """The questions that follow belong here."""
        steps = [step.strip() for step in re.split(r"(?<!/)/(?!/)", path)]
        steps = [
            step.replace("//", "/") for step in steps if step and step != "top" and not re.fullmatch(r"\$\w+\$", step)
        ]
        if steps:
            self._topic = slug("-".join(steps)) or self._topic
            self._topic_title = Words(steps[-1], steps[-1])

    def fault(self, line: int, code: str, field_name: str = "", **values: Any) -> None:
        """Something is wrong at a line."""
        self.faults.append(Fault(Place(self.name, line), field_name, code, {"line": line, **values}))

    def fault_at(self, place: Place, code: str, **values: Any) -> None:
        """Something is wrong at a place inside the file."""
        self.faults.append(Fault(place, "", code, {"line": place.line, **values}))

    def leave(self, place: Place, key: str, code: str, **values: Any) -> None:
        """A question that we cannot hold is left out, and said so."""
        self.left.append(Left(place, key[:LONGEST_KEY], code, values))

    def add(self, sketch: Sketch) -> None:
        """A question becomes a draft."""
        languages = languages_of(sketch.stem, *sketch.options, *(text for pair in sketch.pairs for text in pair))
        draft = self._draft(sketch, languages)
        draft = _tagged(draft, sketch.tags)
        if sketch.particulars:
            try:
                draft, pool = restored(draft, sketch.particulars)
                self._pools.add(pool)
            except WrongParticulars as error:
                self.faults.append(Fault(sketch.place, "shifu", "wrong_particulars", {"value": str(error)}))
                return
        draft = self._with_pictures(draft, sketch)
        draft = replace(draft, key=draft.key or self._key(sketch, draft))
        lost = sketch.lost.union(*(text.lost for text in sketch.texts()))
        if not sketch.particulars:
            self.warnings += [Fault(sketch.place, "", f"lost_{what}", {"key": draft.key}) for what in sorted(lost)]
        self.drafts.append(draft)

    def _draft(self, sketch: Sketch, languages: tuple[str, ...]) -> ItemDraft:
        def words(text: Rich) -> Words:
            return text.words(languages)

        options = tuple(map(words, sketch.options))
        if sketch.kind == "true_false" and not options:
            options = tuple(
                Words(*(getattr(each, t) if t in languages else "" for t in ("zh", "en"))) for each in TRUTH
            )
        said = [text for option in options for text in (option.zh, option.en)]
        feedback = tuple(map(words, sketch.option_feedback))
        return ItemDraft(
            place=sketch.place, key="", topic=self._topic, topic_title=self._topic_title, kind=sketch.kind,
            stem=words(sketch.stem), options=options, correct=sketch.correct,
            keep_order=sketch.keep_order or (sketch.kind in ("single", "multiple") and any(map(points_at_other_options, said))),
            feedback=words(sketch.feedback), figure=sketch.figure or sketch.stem.figure,
            answers=tuple(replace(answer, feedback=words(text)) for answer, text in sketch.answers),
            pairs=tuple((words(left), words(right)) for left, right in sketch.pairs),
            distractors=tuple(map(words, sketch.distractors)), model_answer=words(sketch.model_answer),
            spots=tuple(replace(spot, label=words(text)) for spot, text in sketch.spots),
            fractions=sketch.fractions, partial=sketch.partial, points=sketch.points,
            option_feedback=feedback if any(feedback) else (),
        )  # fmt: skip

    def _key(self, sketch: Sketch, draft: ItemDraft) -> str:
        """The number that the file gives, else one made of the title; questions with one title are told apart by content."""
        if key := sketch.key.strip():
            return key if len(key) <= LONGEST_KEY else slug(key)
        content = hashlib.sha256(repr(replace(draft, place=Place(""), topic="")).encode("utf-8", "replace")).hexdigest()
        # A title is one's own only within its category: "Question 1" stands in many.
        made = slug(f"{draft.topic}-{sketch.title}") if slug(sketch.title) else ""
        if not made:
            return f"q-{content[:12]}"
        if self._titles.setdefault(made.casefold(), content) == content:
            return made
        return f"{made[: LONGEST_KEY - 9]}-{content[:8]}"

    def _with_pictures(self, draft: ItemDraft, sketch: Sketch) -> ItemDraft:
        """Pictures that came in the file get names that no other picture of it has; the only one of a stem stands beside it."""
        renamed = {name: self._keep(name, content, sketch.place) for name, content in sketch.pictures.items()}

        def words(text: Words) -> Words:
            said = (
                PICTURE.sub(lambda m: m[0].replace(f"({m[1]})", f"({renamed.get(m[1], m[1])})"), t)
                for t in (text.zh, text.en)
            )
            return Words(*said)

        made = replace(
            draft, stem=words(draft.stem), options=tuple(map(words, draft.options)), feedback=words(draft.feedback),
            model_answer=words(draft.model_answer), figure=renamed.get(draft.figure, draft.figure),
            option_feedback=tuple(map(words, draft.option_feedback)), distractors=tuple(map(words, draft.distractors)),
            pairs=tuple((words(left), words(right)) for left, right in draft.pairs),
        )  # fmt: skip
        used = list(dict.fromkeys(PICTURE.findall("\n".join(_all_texts(made)))))
        if not made.figure and len(used) == 1 and not sketch.particulars and used == _pictures_in(made.stem):
            stem = Words(*(_without_pictures(text) for text in (made.stem.zh, made.stem.en)))
            if bool(stem.zh) == bool(made.stem.zh) and bool(stem.en) == bool(made.stem.en):
                made, used = replace(made, stem=stem, figure=used[0]), []
        return replace(made, figures=tuple(used))

    def _keep(self, name: str, content: bytes, place: Place) -> str:
        name = picture_name(name) or "picture"
        if picture_type(content) is None:
            self.faults.append(Fault(place, "figure", "figure_not_a_picture", {"name": name[:60]}))
            return name
        if self.figures.setdefault(name.casefold(), content) == content:
            return name
        path = PurePath(name)
        other = f"{path.stem}-{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}"
        self.figures[other.casefold()] = content
        return other

    def reading(self) -> Reading:
        """All that was gathered; nothing at all is a fault of its own."""
        if not (self.drafts or self.faults or self.left):
            return Reading.unreadable(self.name, "no_items", 1)
        pool = self._pools.pop() if len(self._pools) == 1 else ""
        return Reading(
            tuple(self.drafts), tuple(self.faults), pool or DEFAULT_POOL,
            left=tuple(self.left), warnings=tuple(self.warnings), figures=self.figures,
        )  # fmt: skip


def _all_texts(draft: ItemDraft) -> list[str]:
    pairs = [words for pair in draft.pairs for words in pair]
    every = [
        draft.stem,
        *draft.options,
        draft.feedback,
        draft.model_answer,
        *draft.option_feedback,
        *draft.distractors,
        *pairs,
    ]
    return [text for words in every for text in (words.zh, words.en)]


def _pictures_in(words: Words) -> list[str]:
    return list(dict.fromkeys(PICTURE.findall(words.zh) + PICTURE.findall(words.en)))


def _without_pictures(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", PICTURE.sub("", text)).strip()


def _tagged(draft: ItemDraft, tags: Sequence[str]) -> ItemDraft:
    """What tags of ours say: difficulty:2, tier:senior, product:home, skill:CODE; others mean nothing here."""
    said = {name: value for name, mark, value in (tag.strip().partition(":") for tag in tags) if mark}
    if said.get("difficulty") in [str(level) for level in DIFFICULTIES]:
        draft = replace(draft, difficulty=int(said["difficulty"]))
    if said.get("tier") in TIERS:
        draft = replace(draft, tier=said["tier"])
    if said.get("product") in PRODUCT_LINES:
        draft = replace(draft, product_line=said["product"])
    return replace(draft, skill=said["skill"][:60]) if said.get("skill") else draft


def tags_of(draft: ItemDraft) -> list[str]:
    """The tags that say how we sort an item."""
    tags = [f"difficulty:{draft.difficulty}", f"tier:{draft.tier}"]
    tags += [f"product:{draft.product_line}"] if draft.product_line else []
    return tags + ([f"skill:{draft.skill}"] if draft.skill else [])
