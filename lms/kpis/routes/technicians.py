"""Technicians of the sources: who they are, said with one click, and taken back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from lms.core import clock, jobs
from lms.core.access import Permission, everywhere, requires
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.jobs import Job
from lms.core.paging import page_of_rows, wanted_page
from lms.core.routes import safe_target
from lms.kpis.actions.subjects import match_technician
from lms.kpis.queries.technicians import count_orders, get_technician, list_history, list_likely
from lms.kpis.queries.technicians import technicians as query_of
from lms.kpis.routes import blueprint
from lms.kpis.rules.matching import best
from lms.people.models import Person
from lms.people.queries.people import get_person, list_people, search_people

PER_PAGE = 25
FOUND_SHOWN = 20


@blueprint.get("/kpis/technicians")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def technicians() -> Any:
    """Technicians whom nobody stands behind, each with those who may be meant; or those who are matched."""
    matched, words = request.args.get("show") == "matched", request.args.get("words", "").strip()[:80]
    page = page_of_rows(query_of(matched=matched, words=words), wanted_page(), PER_PAGE, entities=True)
    likely = {} if matched else _likely([subject.key for subject in page.items])
    return render_template(
        "kpis/technicians.html", page=page, matched=matched, words=words, likely=likely,
        orders=count_orders([subject.id for subject in page.items]),
        people={person.id: person for person in list_people([s.person_id for s in page.items if s.person_id])},
    )  # fmt: skip


def _likely(keys: list[str]) -> dict[str, list[Any]]:
    """For each key those who fit best."""
    known = list_likely(keys)
    fits = {key: [somebody.id for somebody in best(key, known)] for key in keys}
    people = {person.id: person for person in list_people({i for ids in fits.values() for i in ids})}
    return {key: [people[i] for i in ids if i in people] for key, ids in fits.items()}


@blueprint.get("/kpis/technicians/<int:subject_id>")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def technician(subject_id: int) -> Any:
    """One technician: who it is, search for others, and what was said before."""
    subject = get_technician(subject_id)
    words = request.args.get("words", "").strip()[:80]
    found: list[Person] = []
    if words:
        query = search_people(current_user, Permission.LOAD_WORK_ORDERS, words=words)
        found = list(db.session.scalars(query.limit(FOUND_SHOWN)))
    history = list_history(subject)
    ids = {line.detail.get(key) for line in history for key in ("person", "before")} | {subject.person_id}
    return render_template(
        "kpis/technician.html", subject=subject, words=words, found=found, history=history,
        likely=_likely([subject.key])[subject.key], orders=count_orders([subject.id]).get(subject.id, 0),
        people={person.id: person for person in list_people({i for i in ids if i})},
    )  # fmt: skip


@blueprint.post("/kpis/technicians/<int:subject_id>/match")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def match(subject_id: int) -> Any:
    """Say who it is. The units' figures follow in a job."""
    subject = get_technician(subject_id)
    person = get_person(request.form.get("person", 0, type=int))
    match_technician(subject=subject, person=person, actor=current_user, at=clock.now(), units_now=False)
    _follow()
    flash(_("“%(key)s” is %(name)s. The figures of the units follow.", key=subject.key, name=person.name), "success")
    return redirect(safe_target(request.form.get("next") or url_for("kpis.technicians")), 303)


@blueprint.post("/kpis/technicians/<int:subject_id>/unmatch")
@requires(Permission.LOAD_WORK_ORDERS)
@everywhere(Permission.LOAD_WORK_ORDERS)
def unmatch(subject_id: int) -> Any:
    """Take a match back."""
    subject = get_technician(subject_id)
    if subject.person_id is None:
        raise RuleBroken(Refusal("match_nobody"))
    match_technician(subject=subject, person=None, actor=current_user, at=clock.now(), units_now=False)
    _follow()
    flash(_("“%(key)s” is matched to nobody now. The figures of the units follow.", key=subject.key), "success")
    return redirect(url_for("kpis.technician", subject_id=subject.id), 303)


def _follow() -> None:
    """One job follows however many matches were made before it began."""
    waiting = select(Job.id).where(Job.kind == "kpis.rematch", Job.started_at.is_(None), Job.failed_at.is_(None))
    if db.session.scalar(waiting.limit(1)) is None:
        jobs.enqueue("kpis.rematch", {}, actor=current_user, at=clock.now())
