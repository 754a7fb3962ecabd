"""The people of the organisation, within the reader's units."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import ROLE_PERMISSIONS, Permission, Role, requires
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.forms import options
from lms.core.paging import page_of_rows, wanted_page
from lms.people.actions import accounts, roles
from lms.people.actions.leaving import record_leaving
from lms.people.forms import LeavingForm, RoleForm
from lms.people.labels import ROLE_NAMES
from lms.people.models import RoleAssignment, Unit
from lms.people.queries import people
from lms.people.queries.scope import get_visible, list_reached_units
from lms.people.routes import blueprint
from lms.people.rules.accounts import is_beyond

PER_PAGE = 50


@blueprint.get("/people")
@requires(Permission.SEE_PEOPLE)
def index() -> str:
    """Everybody in one's units, by words and by unit."""
    units = people.list_units()
    unit = next((u for u in units if str(u.id) == request.args.get("unit", "")), None)
    words = request.args.get("q", "").strip()
    gone = bool(request.args.get("gone"))
    query = people.search_people(current_user, Permission.SEE_PEOPLE, words=words, unit=unit, gone=gone)
    page = page_of_rows(query, wanted_page(), PER_PAGE, entities=True)
    return render_template("people/index.html", page=page, units=units, unit=unit, words=words, gone=gone)


@blueprint.get("/people/<int:person_id>")
@requires(Permission.SEE_PEOPLE, Permission.MENTOR)
def show(person_id: int) -> str:
    """One person: where they work, how to reach them, their roles."""
    permission = Permission.SEE_PEOPLE if Permission.SEE_PEOPLE in current_user.permissions else Permission.MENTOR
    person = get_visible(current_user, person_id, permission)
    account = people.find_account(person_id=person.id)
    return render_template(
        "people/show.html",
        person=person,
        account=account,
        roles=people.list_roles(person.id, clock.today()),
        form=_role_form(),
    )


def _role_form() -> RoleForm:
    form = RoleForm()
    form.role.choices = options((str(role), ROLE_NAMES[role]) for role in Role)
    reached = list_reached_units(current_user, Permission.ADMINISTER)
    everywhere = [(0, _("The whole organisation"))] if current_user.reach(Permission.ADMINISTER) is None else []
    form.unit.choices = options([*everywhere, *((u.id, str(u.name)) for u in reached)])
    return form


def _may_become(person_id: int) -> bool:
    """May the reader make a way in to this person's account? Not where it holds powers beyond the reader's own."""
    powers = people.powers_over_others(person_id, clock.today())
    administers = any(Permission.ADMINISTER in ROLE_PERMISSIONS[role] for role, _path in powers)
    if administers and Permission.ADMINISTER not in current_user.permissions:
        return False
    reach = current_user.reach(Permission.ADMINISTER if administers else Permission.MANAGE_PEOPLE)
    return not is_beyond([path for _role, path in powers], reach)


@blueprint.post("/people/<int:person_id>/sign-in-link")
@requires(Permission.MANAGE_PEOPLE)
def sign_in_link(person_id: int) -> Any:
    """A new one-time link: sent by e-mail, and shown once with a QR code for who has no e-mail."""
    import segno

    person = get_visible(current_user, person_id, Permission.MANAGE_PEOPLE)
    if person.left_on is not None:
        raise RuleBroken(Refusal("left_no_link", {"name": person.name}))
    if not _may_become(person.id):
        raise RuleBroken(Refusal("powers_beyond"))
    account = people.find_account(person_id=person.id)
    if account is None:
        account = accounts.open_account(person=person, username=person.employee_no, actor=current_user, at=clock.now())
    token = accounts.send_sign_in_link(account=account, person=person, actor=current_user, at=clock.now())
    link = current_app.extensions["settings"].public_url + url_for("people.first_sign_in", token=token)
    qr = segno.make(link, error="m").svg_data_uri(scale=6, border=2)
    return render_template("people/link_made.html", person=person, account=account, link=link, qr=qr)


@blueprint.route("/people/<int:person_id>/leaving", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def leaving(person_id: int) -> Any:
    """Record that somebody leaves: the account is closed, a running programme ends, the record stays."""
    person = get_visible(current_user, person_id, Permission.MANAGE_PEOPLE)
    form = LeavingForm()
    problems: list[str] = []
    if form.validate_on_submit() and form.last_day.data:
        try:
            record_leaving(
                person=person,
                last_day=form.last_day.data,
                reason=form.reason.data or "",
                actor=current_user,
                at=clock.now(),
            )
        except RuleBroken as broken:
            problems = describe(broken.refusals)
        else:
            flash(_("It is on record that %(name)s leaves.", name=person.name), "success")
            return redirect(url_for("people.show", person_id=person.id))
    return render_template(
        "people/leaving.html", person=person, form=form, problems=problems
    ), 422 if form.is_submitted() else 200


@blueprint.post("/people/<int:person_id>/roles")
@requires(Permission.ADMINISTER)
def add_role(person_id: int) -> Any:
    """Give a role."""
    person = get_visible(current_user, person_id, Permission.ADMINISTER)
    form = _role_form()
    if not form.validate_on_submit():
        abort(422)
    unit = db.session.get(Unit, form.unit.data) if form.unit.data else None
    roles.assign_role(person=person, role=Role(form.role.data), unit=unit, actor=current_user, at=clock.now())
    flash(_("The role was given."), "success")
    return redirect(url_for("people.show", person_id=person.id))


@blueprint.post("/people/<int:person_id>/roles/<int:assignment_id>/end")
@requires(Permission.ADMINISTER)
def end_role(person_id: int, assignment_id: int) -> Any:
    """Take a role away."""
    person = get_visible(current_user, person_id, Permission.ADMINISTER)
    assignment = db.session.get(RoleAssignment, assignment_id)
    if assignment is None or assignment.person_id != person.id:
        abort(404)
    if is_beyond([assignment.unit.path if assignment.unit else None], current_user.reach(Permission.ADMINISTER)):
        raise RuleBroken(Refusal("role_beyond"))
    roles.end_role(assignment=assignment, actor=current_user, at=clock.now())
    flash(_("The role was taken away."), "success")
    return redirect(url_for("people.show", person_id=person.id))
