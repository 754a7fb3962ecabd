"""Links that higher packages add to a lower one's page: to a person's page, to one's own profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from lms.core import events


@dataclass(frozen=True)
class Link:
    """One line with a link: what it opens, a word about it, where it leads, and its icon."""

    label: Any
    note: Any
    href: str
    icon: str


def gather(question: str, *args: Any) -> list[Link]:
    """All links that were provided for a place, in the order of the wiring."""
    return [link for answer in events.answers(question) for link in answer(*args)]


PROFILE_LINKS = "profile links"
"""The question `() -> list[Link]`: what stands on one's own profile."""

PERSON_LINKS = "person links"
"""The question `(person) -> list[Link]`: what stands on a person's page, for the reader who is signed in."""

COURSE_LINKS = "course links"
"""The question `(course) -> list[Link]`: what stands on the page where a course is written."""

LEARNER_LINKS = "learner's course links"
"""The question `(course code) -> list[Link]`: what stands on the page of a course for whoever takes it."""


def install(app: Flask) -> None:
    """Give templates `profile_links()`, `person_links(person)`, `course_links(course)` and `learner_links(course code)`."""

    def profile_links() -> list[Link]:
        return gather(PROFILE_LINKS)

    def person_links(person: object) -> list[Link]:
        return gather(PERSON_LINKS, person)

    def course_links(course: object) -> list[Link]:
        return gather(COURSE_LINKS, course)

    def learner_links(course_code: str) -> list[Link]:
        return gather(LEARNER_LINKS, course_code)

    functions: dict[str, Callable[..., Any]] = {
        "profile_links": profile_links,
        "person_links": person_links,
        "course_links": course_links,
        "learner_links": learner_links,
    }
    app.jinja_env.globals.update(functions)
