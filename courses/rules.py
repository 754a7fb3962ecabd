"""What is true of courses: their codes, when a version may be published, what changed, where a reader goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lms.core.rules import Refusal


class Category(StrEnum):
    """The categories of the catalogue, in its order."""

    PRODUCT = "product"
    PROCESS = "process"
    COMMUNICATION = "communication"
    CRISIS = "crisis"
    TOOLS = "tools"
    LAW = "law"
    SAFETY = "safety"
    MANAGEMENT = "management"


class Delivery(StrEnum):
    """How a course is held."""

    ONLINE = "online"
    CLASSROOM = "classroom"
    ON_THE_JOB = "on_the_job"
    BLENDED = "blended"


class Level(StrEnum):
    """For whom a course is, in what they can do already."""

    BASIC = "basic"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


LANGUAGES = ("zh", "en")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]")
MOST_MINUTES = 240
FULL_PLACE = 1000


def is_code(text: str) -> bool:
    """Whether a course or a lesson may be named so in its address: small letters, digits and dashes."""
    return _CODE.fullmatch(text) is not None


@dataclass(frozen=True)
class LessonText:
    """A lesson as its author writes it. `*_zh` is Chinese, `*_en` English; texts are Markdown."""

    slug: str
    title_zh: str
    title_en: str
    minutes: int
    source_zh: str
    source_en: str


@dataclass(frozen=True)
class Wanted:
    """A file that a lesson's Markdown names and the course does not have."""

    position: int
    language: str
    name: str


def publishing_refusals(lessons: Sequence[LessonText], wanted: Collection[Wanted] = ()) -> tuple[Refusal, ...]:
    """Why a draft may not be published yet: nothing in it, a language missing, a file missing."""
    found = [] if lessons else [Refusal("course_empty")]
    if len({lesson.slug for lesson in lessons}) < len(lessons):
        found.append(Refusal("lesson_slug_twice"))
    for position, lesson in enumerate(lessons, start=1):
        missing = [code for code in LANGUAGES if not getattr(lesson, f"title_{code}").strip()]
        found += [Refusal(f"lesson_title_missing_{code}", {"position": position}) for code in missing]
        missing = [code for code in LANGUAGES if not getattr(lesson, f"source_{code}").strip()]
        found += [Refusal(f"lesson_text_missing_{code}", {"position": position}) for code in missing]
    places = sorted((w.position, w.language, w.name) for w in wanted)
    found += [Refusal(f"lesson_file_missing_{code}", {"position": p, "name": n}) for p, code, n in places]
    return tuple(found)


@dataclass(frozen=True)
class Change:
    """One difference between two versions: a lesson "added", "removed", "moved", or "changed" in some parts."""

    kind: str
    lesson: LessonText
    parts: tuple[str, ...] = ()


_PARTS = ("title_zh", "title_en", "minutes", "source_zh", "source_en")


def changes(before: Sequence[LessonText], after: Sequence[LessonText]) -> tuple[Change, ...]:
    """What differs, in the order of the new version; removed lessons come last."""
    old = {lesson.slug: lesson for lesson in before}
    return (*_changes_of(old, after), *(Change("removed", gone) for gone in _gone(before, after)))


def _changes_of(old: dict[str, LessonText], after: Sequence[LessonText]) -> Iterator[Change]:
    kept_before = [slug for slug in old if slug in {lesson.slug for lesson in after}]
    kept_after = [lesson.slug for lesson in after if lesson.slug in old]
    for lesson in after:
        former = old.get(lesson.slug)
        if former is None:
            yield Change("added", lesson)
            continue
        parts = tuple(part for part in _PARTS if getattr(former, part) != getattr(lesson, part))
        if parts:
            yield Change("changed", lesson, parts)
        elif kept_before.index(lesson.slug) != kept_after.index(lesson.slug):
            yield Change("moved", lesson)


def _gone(before: Sequence[LessonText], after: Sequence[LessonText]) -> list[LessonText]:
    slugs = {lesson.slug for lesson in after}
    return [lesson for lesson in before if lesson.slug not in slugs]


@dataclass(frozen=True)
class Step:
    """A lesson from where a reader stands: done or not, and when it was last open, in seconds."""

    lesson_id: int
    done: bool
    seen: float | None = field(default=None)


def next_lesson(steps: Sequence[Step]) -> int | None:
    """Where to go on: the open lesson that was read last, else the first that is not done. None when all are."""
    undone = [step for step in steps if not step.done]
    if not undone:
        return None
    seen = [step for step in steps if step.seen is not None]
    last_seen = max(seen, key=lambda step: (step.seen or 0, not step.done), default=None)  # done and gone on at once
    if last_seen is not None and not last_seen.done:
        return last_seen.lesson_id
    return undone[0].lesson_id


def review_overdue(review_on: date | None, today: date) -> bool:
    """Whether the day on which the contents should have been looked over has passed."""
    return review_on is not None and review_on < today


def clamp_place(place: int) -> int:
    """How far down a lesson was read, within 0 and 1000."""
    return max(0, min(FULL_PLACE, place))
