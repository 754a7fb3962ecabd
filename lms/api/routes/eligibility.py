"""`GET /api/eligibility`: may this person do that work? For dispatch systems. And all who may."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext as _
from sqlalchemy import select

from certificates.eligibility.queries import Work, eligibility_of, read_work
from certificates.models import Certificate, Tier
from certificates.rules.unlocks import PRODUCT_LINES
from lms.api.actions.tokens import Caller
from lms.api.callers import token_with
from lms.api.eligibility import answer_of, numbers_of
from lms.api.problems import problem
from lms.api.routes import blueprint
from lms.api.rules import Scope
from lms.core import clock
from lms.core.db import db
from lms.people.models import Person

MOST = 500
"""So many people are told at once."""


@blueprint.get("/api/eligibility")
@token_with(Scope.ELIGIBILITY)
def eligibility(_caller: Caller) -> Any:
    """Yes or no for one person (`person`: the employee number) and one kind of work (`job`), with the reasons; for
    `product` and `on` a day where they are given."""
    work = read_work()
    asked = _asked(work)
    if isinstance(asked, Response):
        return asked
    job, product_line, day = asked
    number = request.args.get("person", "").strip()
    person = db.session.scalar(select(Person).where(Person.employee_no == number)) if number else None
    if person is None:
        detail = _("Nobody has the employee number “%(number)s”.", number=number[:40])
        return problem(404, "unknown-person", detail if number else _("Give “person”: the employee number."))
    found = eligibility_of([person], job, work, day, product_line)[person.id]
    told = answer_of(person.employee_no, job, found, work, numbers_of([found]))
    return jsonify({**told, "product_line": product_line, "on": day.isoformat()})


@blueprint.get("/api/eligible-people")
@token_with(Scope.ELIGIBILITY)
def eligible_people(_caller: Caller) -> Any:
    """Everybody who may do work of a kind, by employee number; `after` the last one goes on where there are more."""
    work = read_work()
    asked = _asked(work)
    if isinstance(asked, Response):
        return asked
    job, product_line, day = asked
    places = [(grant.scheme, grant.level) for grant in work.grants[job]]
    people = _holders({work.tiers[place].scheme_id for place in places}, request.args.get("after", "")[:40])
    found = eligibility_of(people, job, work, day, product_line)
    told = [
        {"person": person.employee_no, "until": one.until.isoformat() if one.until else None}
        for person in people
        if (one := found[person.id]).eligible
    ]
    more = people[-1].employee_no if len(people) == MOST else None
    return jsonify({"job": job, "product_line": product_line, "on": day.isoformat(), "people": told, "after": more})


def _asked(work: Work) -> tuple[str, str | None, date] | Response:
    """What kind of work, of which product line, on which day; or what is wrong with the question."""
    job = request.args.get("job", "").strip()
    if job not in work.grants:
        known = ", ".join(sorted(work.grants)) or _("none; no tier unlocks any work yet")
        detail = _("No tier unlocks “%(job)s”. Known: %(known)s", job=job[:60], known=known)
        return problem(422, "unknown-job", detail)
    product_line = request.args.get("product", "").strip() or None
    if product_line is not None and product_line not in PRODUCT_LINES:
        detail = _("“product” is one of %(known)s, or left out.", known=", ".join(PRODUCT_LINES))
        return problem(422, "bad-question", detail)
    try:
        day = date.fromisoformat(request.args["on"]) if request.args.get("on") else clock.today()
    except ValueError:
        return problem(422, "bad-question", _("“on” is a day such as 2026-03-02, or left out."))
    return job, product_line, day


def _holders(scheme_ids: Collection[int], after: str) -> list[Person]:
    """Those who ever held something of some schemes, by employee number."""
    held = (
        select(Certificate.person_id).join(Tier, Tier.id == Certificate.tier_id).where(Tier.scheme_id.in_(scheme_ids))
    )
    query = select(Person).where(Person.id.in_(held), Person.employee_no > after)
    return list(db.session.scalars(query.order_by(Person.employee_no).limit(MOST)))
