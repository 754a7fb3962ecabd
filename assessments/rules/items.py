"""What a sound item looks like."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

from assessments.rules.soundness import kind_faults

CHOICES = ("single", "multiple", "true_false")
KINDS = (*CHOICES, "numeric", "short", "matching", "ordering", "essay", "hot_spot")
DIFFICULTIES = (1, 2, 3)
TIERS = ("junior", "intermediate", "senior", "expert")
PRODUCT_LINES = ("home", "commercial", "industrial")
LONGEST_KEY = 60
MOST_POINTS = 100
_POINTS_AT_OTHERS = re.compile(
    r"\b(all|none|both|any|neither) (of )?(the(se)?|those) ?(above|choices|options|answers|others?)?\b"
    r"|\b(all|none|both) (the|these) (choices|answers|options)\b|\b(choices|answers|options) [A-D]\b"
    r"|以上|上述|[A-D]\s*[和与、]\s*[A-D]",
    re.IGNORECASE,
)
PICTURE = re.compile(r"!\[[^\]\n]*\]\(([^()\n]{1,200})\)")


@dataclass(frozen=True)
class Place:
    """Where in which file something stands: a line, or (where a format has none that people see) a number in the list."""

    file: str
    line: int = 0
    number: int = 0


@dataclass(frozen=True)
class Fault:
    """What is wrong with one item of a file: `field` is the column or key."""

    place: Place
    field: str
    code: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """A text in both languages, as files hold it; either may be missing."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def as_dict(self) -> dict[str, str]:
        """As JSON columns hold it."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True)
class Accepted:
    """An answer that is taken for a number or a short text, and the share of the points that it earns.

    numeric: `value` ± `tolerance` (absolute, the edge counts) in `unit`. short: `text`, in which `*` stands for any
    characters and `\\*` for a star. `feedback` is for whoever gave this answer.
    """

    text: str = ""
    value: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    fraction: float = 1.0
    match_case: bool = False
    feedback: Words = Words()


@dataclass(frozen=True)
class Spot:
    """An area of the figure, right or wrong, in fractions of its width and height, from the top left corner.

    rectangle: left, top, right, bottom. circle: x and y of the middle, and the radius as a fraction of the width.
    polygon: x1, y1, x2, y2, … `label` says where it is, for those who choose without pointing; empty, its place in the
    picture is said.
    """

    shape: str
    numbers: tuple[float, ...]
    right: bool = True
    label: Words = Words()


@dataclass(frozen=True)
class ItemDraft:
    """An item as a file brings it, before anything is checked against the bank.

    Texts may hold formulas as LaTeX between `\\(` and `\\)`, and pictures as `![words](name)`, each named in `figures`.
    """

    place: Place
    key: str
    topic: str
    topic_title: Words
    kind: str
    stem: Words
    options: tuple[Words, ...]
    correct: tuple[int, ...]
    difficulty: int | None = 2
    tier: str = "junior"
    product_line: str | None = None
    keep_order: bool = False
    feedback: Words = Words()
    source: Words = Words()
    figure: str = ""
    answers: tuple[Accepted, ...] = ()  # numeric, short
    pairs: tuple[tuple[Words, Words], ...] = ()  # matching: what is asked, what belongs to it
    distractors: tuple[Words, ...] = ()  # matching: what belongs to nothing
    rubric: str = ""  # essay: the code of the rubric it is marked by; without one, by points alone
    model_answer: Words = Words()  # essay: for whoever marks
    spots: tuple[Spot, ...] = ()  # hot_spot, on `figure`
    fractions: tuple[float, ...] = ()  # single, multiple: what each option earns, from -1 to 1; empty = all or nothing
    partial: bool = False  # ordering: every right neighbour earns its share, else all or nothing
    option_feedback: tuple[Words, ...] = ()
    figures: tuple[str, ...] = ()
    skill: str = ""  # the code of an ability
    language_of: str = ""  # the key of the item that this one says in another language
    points: float = 1.0


def points_at_other_options(text: str) -> bool:
    """Does an option speak of the others ("all of the above"), so that their order must be kept?"""
    return bool(_POINTS_AT_OTHERS.search(text))


def item_faults(draft: ItemDraft) -> list[Fault]:
    """Everything that is wrong with an item by itself."""

    def fault(field_name: str, code: str, **values: Any) -> Fault:
        return Fault(draft.place, field_name, code, values)

    found = []
    if not draft.key:
        found.append(fault("key", "missing"))
    elif len(draft.key) > LONGEST_KEY:
        found.append(fault("key", "too_long", most=LONGEST_KEY))
    if not draft.topic:
        found.append(fault("topic", "missing"))
    elif len(draft.topic) > LONGEST_KEY:
        found.append(fault("topic", "too_long", most=LONGEST_KEY))
    if not draft.stem:
        found.append(fault("stem", "missing"))
    if draft.kind not in KINDS:
        found.append(fault("kind", "unknown_kind", value=draft.kind))
    if draft.difficulty not in DIFFICULTIES:
        found.append(fault("difficulty", "unknown_difficulty"))
    if draft.tier not in TIERS:
        found.append(fault("tier", "unknown_tier", value=draft.tier))
    if draft.product_line is not None and draft.product_line not in PRODUCT_LINES:
        found.append(fault("product", "unknown_product", value=draft.product_line))
    if not 0 < draft.points <= MOST_POINTS:
        found.append(fault("points", "points_outside", most=MOST_POINTS))
    if len(draft.skill) > LONGEST_KEY:
        found.append(fault("skill", "too_long", most=LONGEST_KEY))
    if draft.language_of and draft.language_of == draft.key:
        found.append(fault("language_of", "variant_of_itself"))
    found += [
        fault("figures", "figure_unnamed", name=name[:60])
        for name in sorted(shown_pictures(draft) - set(draft.figures))
    ]
    return found + [fault(name, code, **values) for name, code, values in kind_faults(draft)]


def pictures_in(text: str) -> list[str]:
    """The names of the pictures that stand in a text."""
    return [name.strip() for name in PICTURE.findall(text)]


def shown_pictures(draft: ItemDraft) -> set[str]:
    """The names of the pictures that stand in any text of an item."""
    told = [draft.stem, draft.feedback, *draft.options, *draft.option_feedback, *draft.distractors]
    told += [words for pair in draft.pairs for words in pair]
    return {name for words in told for text in (words.zh, words.en) for name in pictures_in(text)}
