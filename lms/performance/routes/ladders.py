"""Career ladders: what each step asks, and where somebody stands."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from certificates.queries.requirement_titles import titles_in
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.people.queries.people import get_person
from lms.people.queries.scope import get_visible
from lms.performance.ladders.labels import SIDE_NAMES
from lms.performance.ladders.lines import demanded_lines, step_lines
from lms.performance.ladders.queries import list_ladders, standings_of
from lms.performance.routes import blueprint


@blueprint.get("/ladders")
@signed_in
def ladders() -> str:
    """Every ladder with its steps, for everybody: the way up is no secret."""
    found = list_ladders()
    titles = titles_in([one for ladder in found for step in ladder.steps for one in step["criteria"]])
    return render_template(
        "performance/ladders.html", ladders=found, sides=SIDE_NAMES, lines=lambda some: demanded_lines(some, titles)
    )  # fmt: skip


@blueprint.get("/career")
@requires(Permission.LEARN)
def my_career() -> str:
    """One's own place."""
    return _career(current_user.id)


@blueprint.get("/people/<int:person_id>/career")
@requires(Permission.SEE_ARCHIVE)
def career(person_id: int) -> str:
    """The place of somebody within reach."""
    return _career(get_visible(current_user, person_id, Permission.SEE_ARCHIVE).id)


def _career(person_id: int) -> str:
    person, own = get_person(person_id), person_id == current_user.id
    found = standings_of(person, clock.today())
    return render_template(
        "performance/career.html", person=person, is_own=own, standings=found, sides=SIDE_NAMES,
        lines=lambda states: step_lines(states, is_own=own),
    )  # fmt: skip
