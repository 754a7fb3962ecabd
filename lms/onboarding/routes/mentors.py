"""One page on which every new hire of an intake gets a technical and a culture mentor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import Refusal, describe
from lms.core.written import whole
from lms.mentoring.choosing import grouped, list_certified
from lms.mentoring.load import Overload, candidate_words, find_overloads, what_is_confirmed
from lms.mentoring.queries.pairings import CandidateMentor, list_candidates_of_units, mentors_of
from lms.onboarding.actions.mentors import KINDS, Choice, MentorsRefused, appoint_mentors
from lms.onboarding.models import Enrolment, Outcome
from lms.onboarding.queries.enrolments import list_rows
from lms.onboarding.queries.intakes import get_managed_intake
from lms.onboarding.routes import blueprint
from lms.people.labels import PRODUCT_NAMES
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import within_reach


@blueprint.route("/intakes/<int:cohort_id>/mentors", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def mentors(cohort_id: int) -> Any:
    """Choose the mentors by hand and save them all at once."""
    cohort = get_managed_intake(cohort_id, current_user)
    rows = list_rows(
        Enrolment.cohort_id == cohort_id, Outcome.id.is_(None), within_reach(current_user, Permission.MANAGE_INTAKES)
    )
    today = clock.today()
    people = {person.id: person for person in list_people([row.person_id for row in rows])}
    standing = mentors_of(list(people), today)
    chosen = {(p, m.kind): m.mentor_id for p, some in standing.items() for m in some}
    refused: dict[int, tuple[Refusal, ...]] = {}
    over = OverLimit()
    if request.method == "POST":
        chosen = _chosen(people)
        over = _over_limit(chosen)
        if not over.stops:
            try:
                return _save(cohort_id, chosen, people, over)
            except MentorsRefused as broken:
                refused, over = dict(broken.by_mentee), OverLimit()
    page = render_template(
        "onboarding/mentors.html",
        cohort=cohort,
        rows=rows,
        people=people,
        chosen=chosen,
        options=_options(list(people.values()), chosen, cohort.version.tier_level),
        problems={person_id: describe(refusals) for person_id, refusals in refused.items()},
        overloads=over.overloads,
        confirms=what_is_confirmed(over.overloads),
        over=over,
    )
    return (page, 422) if refused or over.stops else page


@dataclass(frozen=True)
class OverLimit:
    """Who would have more mentees than one can care for, and what was answered to that."""

    overloads: tuple[Overload, ...] = ()
    ticked: bool = False
    reason: str = ""

    @property
    def stops(self) -> bool:
        """Must it be asked before anything is saved?"""
        return bool(self.overloads) and not (self.ticked and self.reason)

    @property
    def complaint(self) -> str | None:
        """What is missing in the answer."""
        return _("Say why the limit is passed.") if self.ticked and not self.reason else None


def _over_limit(chosen: dict[tuple[int, str], int]) -> OverLimit:
    found = find_overloads([(mentor, mentee, kind) for (mentee, kind), mentor in chosen.items()], clock.today())
    ticked = request.form.get("over_limit") == what_is_confirmed(found)
    return OverLimit(tuple(found), bool(found) and ticked, whole(request.form.get("over_limit_reason", ""), 500))


@dataclass(frozen=True)
class MentorOption:
    """One candidate in a list: the words that help to choose."""

    person_id: int
    words: str


Groups = list[tuple[str, list[MentorOption]]]


def _options(
    mentees: list[Person], chosen: dict[tuple[int, str], int], level: int | None
) -> dict[tuple[int, str], Groups]:
    """The candidates by mentee and kind of mentor, under headings: name, mentees, place, product line."""
    today = clock.today()
    found = list_candidates_of_units({mentee.unit_id for mentee in mentees}, KINDS, today)
    known = {person.id: person for person in list_people({c.person_id for some in found.values() for c in some})}
    families = {mentee.post.family for mentee in mentees}
    certified = {} if level is None else list_certified(families, level, today)
    options: dict[tuple[int, str], Groups] = {}
    for mentee in mentees:
        for kind in KINDS:
            groups = grouped(
                found[mentee.unit_id, kind], mentee, kind,
                certified=certified.get(mentee.post.family), keep=chosen.get((mentee.id, kind)),
            )  # fmt: skip
            options[mentee.id, kind] = [
                (title, [MentorOption(c.person_id, _words(known[c.person_id], c)) for c in some])
                for title, some in groups.items()
            ]
    return options


def _words(person: Person, candidate: CandidateMentor) -> str:
    line = PRODUCT_NAMES.get(person.product_line or "")
    warnings = tuple(warning for warning in candidate.warnings if warning.code != "mentor_full")
    others = [*([str(line)] if line else []), *describe(warnings)]
    return candidate_words(candidate, person.unit.city or person.unit.name, *others)


def _chosen(people: dict[int, Person]) -> dict[tuple[int, str], int]:
    """The page's choices: mentee and kind to mentor, those left empty not among them."""
    found = {}
    for person_id in people:
        for kind in KINDS:
            value = request.form.get(f"{kind}-{person_id}", type=int)
            if value:
                found[person_id, kind] = value
    return found


def _save(cohort_id: int, chosen: dict[tuple[int, str], int], people: dict[int, Person], over: OverLimit) -> Any:
    mentors_by_id = {person.id: person for person in list_people(set(chosen.values()))}
    beyond = {one.mentor_id for one in over.overloads}
    choices = [
        Choice(people[mentee_id], kind, mentors_by_id[mentor_id], over.reason if mentor_id in beyond else "")
        for (mentee_id, kind), mentor_id in chosen.items()
        if mentor_id in mentors_by_id
    ]
    made = appoint_mentors(choices=choices, actor=current_user, at=clock.now())
    if made:
        mentors, mentees = (
            {person.id for person in some} for some in zip(*((c.mentor, c.mentee) for c in made), strict=True)
        )
        words = _(
            "%(mentors)s appointed for %(learners)s.",
            mentors=ngettext("%(num)s mentor", "%(num)s mentors", len(mentors)),
            learners=ngettext("%(num)s learner", "%(num)s learners", len(mentees)),
        )
        flash(words, "success")
    elif choices:
        flash(_("Nothing to change: these mentors are appointed already."), "success")
    else:
        flash(_("No mentor was chosen. “Mentors” on this page leads back to the choice."), "warning")
    return redirect(url_for("onboarding.intake", cohort_id=cohort_id))
