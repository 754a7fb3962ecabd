"""When a trainer cannot come: who may and can, asking them, and their answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from courses.sessions.actions.telling import place_words
from courses.sessions.actions.trainers import answer_ask, ask_to_teach, report_unable
from courses.sessions.models import SessionTrainer, TeachingAsk
from courses.sessions.queries.lines import Line, get_manageable, get_session
from courses.sessions.queries.people import list_trainers_asked
from courses.sessions.queries.times import days_of, taken_trainers
from courses.sessions.questions import refusals_to_teach, trainers_away
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.rules.planning import Stand, clashes, in_order
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.people.models import Person


def list_stands(line: Line, appointment_id: int, but: Collection[int]) -> tuple[list[Stand], dict[int, Bilingual]]:
    """Who might teach in the place of another, those first who may and can, with their names."""
    might = [row for row in list_trainers_asked(clock.today(), appointment_id) if row.id not in but]
    names = {row.id: Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh) for row in might}
    asked = {row.id: row.takes for row in might if row.ask_id is not None}
    days = days_of([line.id]).get(line.id, [])
    spans = [day.span for day in days if day.ends_at > clock.now()]
    dates = sorted({day.starts_at.astimezone(ZoneInfo(day.zone)).date() for day in days})
    busy = {one.thing_id for one in clashes(spans, taken_trainers(spans, list(names)), but=line.id)} if spans else set()
    away = trainers_away(list(names), dates[0], dates[-1])
    against = refusals_to_teach(list(names), line.course_code, dates[0])
    stands = [
        Stand(
            person_id, against[person_id], person_id in busy,
            bool(set(dates) & away.get(person_id, set())), person_id in asked,
            asked.get(person_id) is False,
        )
        for person_id in names
    ]  # fmt: skip
    return in_order(stands), names


def _appointment(session_id: int, appointment_id: int) -> tuple[SessionTrainer, Person, list[Person]]:
    """An appointment with whose it is, and everybody who teaches the session now, the leading one first."""
    query = select(SessionTrainer, Person).join(Person, Person.id == SessionTrainer.person_id)
    rows = db.session.execute(
        query.where(SessionTrainer.session_id == session_id).order_by(SessionTrainer.role.desc(), SessionTrainer.id)
    ).all()
    found = next((row for row in rows if row[0].id == appointment_id), None)
    if found is None:
        raise NotFound
    return found[0], found[1], [person for one, person in rows if one.removed_at is None]


@blueprint.get("/sessions/<int:session_id>/trainers/<int:appointment_id>")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def stand_in(session_id: int, appointment_id: int) -> str:
    """Who can stand in: may teach it, is free, was asked, said no."""
    line = get_manageable(current_user, session_id)
    row, person, team = _appointment(session_id, appointment_id)
    stands, names = list_stands(line, appointment_id, {one.id for one in team})
    return render_template(
        "sessions/stand_in.html", line=line, appointment=row, person=person, stands=stands, names=names,
        words={one.person_id: describe(one.refusals) for one in stands}, at=clock.now(),
        now_teaches=[one.name for one in team], ready=[one.person_id for one in stands if one.may and one.free and not one.asked],
        **WORDS,
    )  # fmt: skip


@blueprint.post("/sessions/<int:session_id>/trainers/<int:appointment_id>/unable")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def unable(session_id: int, appointment_id: int) -> Any:
    """Say that a trainer cannot come; the organiser is told, and the page says who can."""
    get_manageable(current_user, session_id)
    _appointment(session_id, appointment_id)
    try:
        report_unable(
            session_id=session_id, appointment_id=appointment_id, reason=request.form.get("reason", ""), actor=current_user,
            at=clock.now(),
        )  # fmt: skip
        flash(_("The organiser is told. Now ask those who can stand in."), "success")
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
        db.session.rollback()
    return redirect(url_for("sessions.stand_in", session_id=session_id, appointment_id=appointment_id))


@blueprint.post("/sessions/<int:session_id>/trainers/<int:appointment_id>/ask")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def ask(session_id: int, appointment_id: int) -> Any:
    """Ask one, or with one tap all who may and can."""
    line = get_manageable(current_user, session_id)
    _row, _person, team = _appointment(session_id, appointment_id)
    stands, _names = list_stands(line, appointment_id, {one.id for one in team})
    wanted = request.form.get("person", type=int)
    ids = [
        one.person_id
        for one in stands
        if (one.person_id == wanted if wanted else one.may and one.free and not one.asked)
    ]
    try:
        asked = ask_to_teach(
            session_id=session_id, appointment_id=appointment_id, person_ids=ids, actor=current_user, at=clock.now()
        )
        flash(ngettext("%(num)s person is asked.", "%(num)s people are asked.", asked) + " " + _("The first who says yes takes it."), "success")  # fmt: skip
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
        db.session.rollback()
    return redirect(url_for("sessions.stand_in", session_id=session_id, appointment_id=appointment_id))


@blueprint.route("/sessions/asked/<int:ask_id>", methods=["GET", "POST"])
@signed_in
def asked(ask_id: int) -> Any:
    """The page of whoever is asked to stand in: yes or no."""
    row = db.session.get(TeachingAsk, ask_id)
    if row is None or row.person_id != current_user.id:
        raise NotFound
    status = 200
    if request.method == "POST":
        takes = request.form.get("answer") == "yes"
        try:
            answer_ask(ask_id=ask_id, takes=takes, actor=current_user, at=clock.now())
        except RuleBroken as broken:
            flash(" ".join(describe(broken.refusals)), "danger")
            db.session.rollback()
            row, status = db.session.get_one(TeachingAsk, ask_id), 422
        else:
            flash(
                _("You teach it. Everybody is told.") if takes else _("Noted. Thank you for the quick answer."),
                "success",
            )
            return redirect(url_for("sessions.show", session_id=row.session_id) if takes else url_for("home.index"))
    line = get_session(row.session_id)
    appointment, person, _team = _appointment(row.session_id, row.instead_of_id)
    days = days_of([line.id]).get(line.id, [])
    return render_template(
        "sessions/asked.html", ask=row, line=line, person=person, taken=appointment.removed_at is not None,
        state=line.state(clock.now()), days=days, place=place_words(days, line.link), **WORDS,
    ), status  # fmt: skip
