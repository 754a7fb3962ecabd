"""360° rounds: one's own and those one supervises, opening one, and the report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_, select

from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.paging import page_of_rows, wanted_page
from lms.mentoring.queries.accompanied import list_mentees
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import get_visible
from lms.plans.ability_labels import GROUP_NAMES, QUESTION_NAMES
from lms.plans.actions.rounds import MOST_ABILITIES, open_round
from lms.plans.queries.levels import MAY_SEE
from lms.plans.queries.rounds import get_round, list_rounds, report_of
from lms.plans.routes import blueprint
from lms.skills.labels import LAYER_NAMES
from lms.skills.queries import list_abilities
from lms.skills.rules import LEAST_RATERS

PER_PAGE, WEEKS = 20, 2
SOFT = ("service-etiquette", "listening-and-asking", "explaining-plainly", "managing-expectations", "complaint-handling", "knowledge-building")  # fmt: skip
"""What those around somebody can judge: chosen to begin with."""


@blueprint.get("/rounds")
@signed_in
def rounds() -> str:
    """The rounds about the reader, and those the reader opened or supervises."""
    page = page_of_rows(list_rounds(current_user), wanted_page(), PER_PAGE)
    return render_template("plans/rounds.html", page=page, today=clock.today(), may_open=_may_open())


def _may_open() -> bool:
    return bool({Permission.RAISE_NEEDS, Permission.EVALUATE} & current_user.permissions) and MAY_SEE in current_user.permissions  # fmt: skip


@blueprint.route("/rounds/new/<int:person_id>", methods=["GET", "POST"])
@requires(MAY_SEE)
def new_round(person_id: int) -> Any:
    """Choose who rates somebody, and in what."""
    if not _may_open():
        abort(403)
    person = get_visible(current_user, person_id, MAY_SEE)
    if person.id == current_user.id:
        abort(403)
    today = clock.today()
    mentee_ids = {row.person_id for row in list_mentees(person.id, today)}
    colleagues = _colleagues(person, mentee_ids)
    abilities = list_abilities()
    complaints: list[str] = []
    if request.method == "POST":
        try:
            round_ = _open(person, colleagues)
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("The round is open. Everybody who rates has been told."), "success")
            return redirect(url_for("plans.round_report", round_id=round_.id))
    page = render_template(
        "plans/round_new.html", person=person, colleagues=colleagues, mentee_ids=mentee_ids, abilities=abilities,
        layers=LAYER_NAMES, soft=SOFT, most=MOST_ABILITIES, least=LEAST_RATERS, today=today,
        due=today + timedelta(weeks=WEEKS), complaints=complaints, given=request.form,
        posted=request.method == "POST",
    )  # fmt: skip
    return page, (422 if complaints else 200)


def _colleagues(person: Person, mentee_ids: set[int]) -> list[Person]:
    """Those of the same unit, and mentees wherever they are."""
    today = clock.today()
    near = or_(Person.unit_id == person.unit_id, Person.id.in_(mentee_ids))
    query = select(Person).where(near, Person.id.not_in((person.id, current_user.id)))
    query = query.where(or_(Person.left_on.is_(None), Person.left_on >= today)).order_by(Person.employee_no)
    return list(db.session.scalars(query.limit(200)))


def _open(person: Person, colleagues: list[Person]) -> Any:
    known = {one.id: one for one in colleagues}
    groups: dict[str, list[Person]] = {"peer": [], "mentee": []}
    for one in colleagues:
        role = request.form.get(f"as-{one.id}", "")
        if role in groups:
            groups[role].append(known[one.id])
    wanted = set(request.form.getlist("ability", type=int))
    try:
        due = date.fromisoformat(request.form.get("due_on", ""))
    except ValueError:
        raise RuleBroken(Refusal("round_days")) from None
    return open_round(
        person=person, supervisor=list_people([current_user.id])[0], peers=groups["peer"], mentees=groups["mentee"],
        abilities=[a for a in list_abilities() if a.id in wanted], opens_on=clock.today(), due_on=due,
        actor=current_user, at=clock.now(),
    )  # fmt: skip


@blueprint.get("/rounds/<int:round_id>")
@signed_in
def round_report(round_id: int) -> str:
    """The report, for the person and the supervisor."""
    found = get_round(current_user, round_id)
    return render_template(
        "plans/round.html", round=found, report=report_of(found, clock.today()), groups=GROUP_NAMES,
        questions=QUESTION_NAMES, least=LEAST_RATERS, today=clock.today(), own=found.person_id == current_user.id,
        words=Bilingual.of,
    )  # fmt: skip
