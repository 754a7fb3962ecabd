"""Mentors: who they are, who could be one, and one of them with everything that is decided about them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.i18n import day
from lms.core.paging import page_of, wanted_page
from lms.mentoring.appointments import actions, candidates, pages, queries
from lms.mentoring.appointments.forms import AppointForm, ProfileForm, RestForm, RetireForm, SuitabilityForm
from lms.mentoring.appointments.labels import LANGUAGE_NAMES, SHIFT_NAMES, STATUS_NAMES, STATUS_TONES
from lms.mentoring.appointments.queries import Offer
from lms.mentoring.appointments.reminding import TO_DECIDE
from lms.mentoring.appointments.rules import Status, rest_to_end
from lms.mentoring.labels import KIND_NAMES, kind_name
from lms.mentoring.queries.pairings import name_in
from lms.mentoring.results.labels import QUESTION_NAMES, comparison_words, measured_words
from lms.mentoring.results.queries import results_of
from lms.mentoring.routes import blueprint
from lms.mentoring.rules import Kind
from lms.people.labels import PRODUCT_NAMES
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import get_visible, visible

PER_PAGE = 30


@blueprint.get("/mentors")
@requires(Permission.MANAGE_INTAKES)
def mentor_list() -> str:
    """Everybody who is or was a mentor: where they stand, their load."""
    today = clock.today()
    everybody = queries.list_mentors(current_user, today)
    wanted, kind, words = (request.args.get(key, "").strip() for key in ("status", "kind", "q"))
    some = [
        mentor
        for mentor in everybody
        if (not wanted or mentor.status == wanted or (wanted == TO_DECIDE and mentor.waits_for_decision(today)))
        and (not kind or kind in mentor.kinds)
        and (not words or words.lower() in _searched(mentor.person))
    ]
    return render_template(
        "mentoring/mentor_list.html",
        page=page_of(some, wanted_page(), PER_PAGE),
        counts=[
            (status, name, sum(one.status == status for one in everybody)) for status, name in STATUS_NAMES.items()
        ],
        wanted=wanted,
        kind=kind,
        words=words,
        kind_names=KIND_NAMES,
        status_names=STATUS_NAMES,
        choices={**STATUS_NAMES, TO_DECIDE: _("Term to be decided: ends soon, or over with mentees")},
        status_tones=STATUS_TONES,
        kind_name=kind_name,
        free=sum(one.free for one in everybody if one.status in (Status.ACTIVE, Status.ENDING)),
    )


def _searched(person: Person) -> str:
    parts = (person.name_zh, person.name_latin, person.employee_no, person.unit.name.zh, person.unit.name.en,
             person.unit.city.zh, person.unit.city.en)  # fmt: skip
    return " ".join(parts).lower()


@blueprint.get("/mentors/candidates")
@requires(Permission.MANAGE_INTAKES)
def mentor_candidates() -> str:
    """Who meets every criterion and is no mentor yet; or who only has to be rated."""
    kind = request.args.get("kind", "technical")
    if kind not in KIND_NAMES:
        raise NotFound
    unrated = "unrated" in request.args
    found = candidates.list_could_be(current_user, kind, clock.today(), unrated=unrated)
    return render_template(
        "mentoring/mentor_candidates.html",
        kind=kind,
        unrated=unrated,
        kind_names=KIND_NAMES,
        page=page_of(found, wanted_page(), PER_PAGE),
    )


@blueprint.get("/mentors/<int:person_id>")
@requires(Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES, Permission.MENTOR)
def mentor(person_id: int) -> str:
    """One mentor, or somebody who might become one. A mentor sees their own page."""
    return _page(_person(person_id))


def _person(person_id: int) -> Person:
    held = (Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES)
    permission = next((one for one in held if one in current_user.permissions), None)
    seen = Person.id == current_user.id if permission is None else visible(current_user, permission)
    found = list_people([person_id], seen)
    if not found:
        raise NotFound
    return found[0]


def _page(person: Person, **broken: Any) -> str:
    today = clock.today()
    standing = queries.mentors_among([person], today)[0]
    terms, rests = standing.terms, standing.rests
    to_rest = rest_to_end([queries.as_rest(rest) for rest in rests], today)
    record = pages.record_of(person.id, today)
    abilities = pages.ability_names(person.post.family)
    manages = Permission.MANAGE_INTAKES in current_user.permissions and person.id != current_user.id
    judges = manages or (Permission.DECIDE_OUTCOMES in current_user.permissions and person.id != current_user.id)
    appoint = broken.get("appoint") or AppointForm(
        formdata=None, prefix="appoint-", from_day=today, technical=Kind.TECHNICAL in standing.kinds or not standing.kinds,
        culture=Kind.CULTURE in standing.kinds,
    )  # fmt: skip
    return render_template(
        "mentoring/mentor.html",
        person=person,
        standing=standing,
        eligibility=pages.eligibility_of(person, today, record.ratings),
        terms=list(reversed(terms)),
        rests=[rest for rest in rests if rest.ended_on is None or rest.ended_on > rest.from_day],
        resting=to_rest is not None and to_rest.holds(today),
        to_rest=to_rest,
        mentees=record.mentees,
        ratings=record.ratings,
        rater_names={row.rated_by: name_in(row) for row in record.ratings},
        manages=manages,
        judges=judges,
        own=person.id == current_user.id,
        appoint=appoint,
        profile=broken.get("profile") or _profile_form(abilities, standing.offer),
        rest=broken.get("rest") or RestForm(formdata=None, prefix="rest-", from_day=today),
        retire=broken.get("retire") or RetireForm(formdata=None, prefix="retire-"),
        suitability=broken.get("suitability") or SuitabilityForm(formdata=None, prefix="suit-"),
        complaints=broken.get("complaints", []),
        abilities=abilities,
        status_names=STATUS_NAMES,
        status_tones=STATUS_TONES,
        kind_name=kind_name,
        product_names=PRODUCT_NAMES,
        language_names_of=LANGUAGE_NAMES,
        shift_names=SHIFT_NAMES,
        results=results_of([person], today).get(person.id),
        measured=measured_words,
        compared=comparison_words,
        question_names=QUESTION_NAMES,
        credits=record.thanks,
        today=today,
    )


def _profile_form(abilities: dict[str, str], offer: Offer | None) -> ProfileForm:
    """What the request says, or as an offer stands."""
    form = (
        ProfileForm(prefix="profile-")
        if offer is None
        else ProfileForm(formdata=None, prefix="profile-", **asdict(offer))
    )
    form.abilities.choices = options(abilities.items())
    return form


def _managed(person_id: int) -> Person:
    person = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    if person.id == current_user.id:
        raise NotFound
    return person


def _back(person: Person) -> Response:
    return redirect(url_for("mentoring.mentor", person_id=person.id))


@blueprint.post("/mentors/<int:person_id>/appoint")
@requires(Permission.MANAGE_INTAKES)
def appoint_as_mentor(person_id: int) -> Any:
    """Appoint or renew."""
    person = _managed(person_id)
    form = AppointForm(prefix="appoint-")
    if not form.validate():
        return _page(person, appoint=form), 422
    assert form.from_day.data is not None
    kinds = [str(kind) for kind, on in ((Kind.TECHNICAL, form.technical.data), (Kind.CULTURE, form.culture.data)) if on]
    try:
        row = actions.appoint(
            person=person, kinds=kinds, from_day=form.from_day.data, until_day=form.until_day.data,
            exception=form.exception.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        return _page(person, appoint=form, complaints=describe(broken.refusals)), 422
    flash(_("%(name)s is appointed until %(day)s.", name=person.name, day=day(row.until_day)), "success")
    return _back(person)


@blueprint.post("/mentors/<int:person_id>/rest")
@requires(Permission.MANAGE_INTAKES)
def rest_mentor(person_id: int) -> Any:
    """A time without new mentees."""
    person = _managed(person_id)
    form = RestForm(prefix="rest-")
    if not form.validate():
        return _page(person, rest=form), 422
    assert form.from_day.data is not None
    try:
        actions.rest(
            person=person, from_day=form.from_day.data, until_day=form.until_day.data, reason=form.reason.data or "",
            actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        return _page(person, rest=form, complaints=describe(broken.refusals)), 422
    flash(_("%(name)s gets no new mentees in this time; those who are there stay.", name=person.name), "success")
    return _back(person)


@blueprint.post("/mentors/<int:person_id>/resume")
@requires(Permission.MANAGE_INTAKES)
def resume_mentor(person_id: int) -> Response:
    """Back from a rest, or the next one called off."""
    person = _managed(person_id)
    actions.resume(person=person, actor=current_user, at=clock.now())
    flash(_("%(name)s can be given mentees.", name=person.name), "success")
    return _back(person)


@blueprint.post("/mentors/<int:person_id>/retire")
@requires(Permission.MANAGE_INTAKES)
def retire_mentor(person_id: int) -> Any:
    """End the appointment."""
    person = _managed(person_id)
    form = RetireForm(prefix="retire-")
    if not form.validate():
        return _page(person, retire=form), 422
    try:
        actions.retire(person=person, reason=form.reason.data or "", actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(person, retire=form, complaints=describe(broken.refusals)), 422
    flash(_("%(name)s is no longer a mentor. Thank them.", name=person.name), "success")
    return _back(person)


@blueprint.post("/mentors/<int:person_id>/profile")
@requires(Permission.MANAGE_INTAKES)
def set_mentor_profile(person_id: int) -> Any:
    """What the mentor can offer."""
    person = _managed(person_id)
    form = _profile_form(pages.ability_names(person.post.family), None)
    if not form.validate():
        return _page(person, profile=form), 422
    offer = Offer(
        form.capacity.data or 0, tuple(form.product_lines.data or ()), tuple(form.languages.data or ()),
        form.shift.data or "", tuple(form.abilities.data or ()),
    )  # fmt: skip
    actions.set_profile(person=person, offer=offer, actor=current_user, at=clock.now())
    flash(_("Saved."), "success")
    return _back(person)


@blueprint.post("/mentors/<int:person_id>/suitability")
@requires(Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES)
def rate_suitability(person_id: int) -> Any:
    """Rate communication and patience."""
    person = _person(person_id)
    form = SuitabilityForm(prefix="suit-")
    if not form.validate():
        return _page(person, suitability=form), 422
    try:
        actions.rate_suitability(
            person=person, communication=form.communication.data, patience=form.patience.data,
            comment=form.comment.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        return _page(person, suitability=form, complaints=describe(broken.refusals)), 422
    flash(_("Your rating is on record; a later one takes its place."), "success")
    return _back(person)
