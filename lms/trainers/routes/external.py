"""Courses bought: who goes, what came of it, what is shared inside."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import or_, select

from courses.models import Course
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.written import whole
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.trainers.fees.labels import money
from lms.trainers.providers import buying, labels
from lms.trainers.providers.buying import Bought
from lms.trainers.providers.forms import BuyForm, PeopleForm, ResultForm
from lms.trainers.providers.models import ExternalAttendee
from lms.trainers.providers.queries import Duty, duties_of, get_course, get_provider, sessions_to_link
from lms.trainers.providers.reminding import is_booked
from lms.trainers.providers.rules import USUAL_SHARE_DAYS, Sharing
from lms.trainers.routes import blueprint


def _people() -> list[Person]:
    """Who may be sent: those whose providers' courses the reader keeps."""
    today = clock.today()
    query = select(Person).where(
        within_reach(current_user, Permission.KEEP_PROVIDERS), or_(Person.left_on.is_(None), Person.left_on >= today)
    )
    return list(db.session.scalars(query.order_by(Person.name_latin, Person.id)))


def _buy_form() -> BuyForm:
    form = BuyForm()
    courses = db.session.execute(
        select(Course.code, Course.title).where(Course.retired_on.is_(None)).order_by(Course.code)
    )
    form.course.choices = options([("", _("None of ours")), *((code, str(title)) for code, title in courses)])
    form.people.choices = options((one.id, one.name_and_number) for one in _people())
    if request.method == "GET":
        form.share_days.data = USUAL_SHARE_DAYS
    return form


@blueprint.get("/providers/<int:provider_id>/courses/new")
@requires(Permission.KEEP_PROVIDERS)
def new_external_course(provider_id: int) -> str:
    """The form."""
    return render_template("trainers/external_form.html", p=get_provider(provider_id), form=_buy_form())


@blueprint.post("/providers/<int:provider_id>/courses/new")
@requires(Permission.KEEP_PROVIDERS)
def buy_external_course(provider_id: int) -> Any:
    """Buy a course for some people."""
    row, form = get_provider(provider_id), _buy_form()
    if (
        not form.validate_on_submit()
        or form.amount.data is None
        or form.from_day.data is None
        or form.until_day.data is None
    ):
        return render_template("trainers/external_form.html", p=row, form=form), 422
    chosen = set(form.people.data or ())
    bought = Bought(
        title=form.title.data or "", form=form.form.data, from_day=form.from_day.data, until_day=form.until_day.data,
        amount=form.amount.data, currency=(form.currency.data or "").upper(), course_code=form.course.data or None,
        share_days=form.share_days.data,
    )  # fmt: skip
    try:
        course = buying.buy_course(
            provider=row,
            bought=bought,
            attendees=[one for one in _people() if one.id in chosen],
            actor=current_user,
            at=clock.now(),
        )
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return render_template("trainers/external_form.html", p=row, form=form), 422
    flash(_("The course was entered, and those who go were told."), "success")
    return redirect(url_for("trainers.external_course", external_course_id=course.id))


@blueprint.get("/external-courses/<int:external_course_id>")
@requires(Permission.SEE_PROVIDERS)
def external_course(external_course_id: int) -> str:
    """One course, with those who attend whom the reader sees."""
    return _page(external_course_id, None)


def _page(external_course_id: int, wrong: Any, not_cancelled: tuple[str, list[str]] = ("", [])) -> str:
    course, today = get_course(external_course_id), clock.today()
    duties = duties_of(current_user, today, course_id=course.id)
    keeps = current_user.can(Permission.KEEP_PROVIDERS) and course.cancelled_on is None
    form = PeopleForm()
    known = {one.person.id for one in duties}
    form.people.choices = options(
        (one.id, one.name_and_number) for one in (_people() if keeps else ()) if one.id not in known
    )
    result = ResultForm(formdata=None)
    result.level.choices = options((level, str(name)) for level, name in labels.LEVEL_NAMES.items())
    return render_template(
        "trainers/external_course.html", c=course, duties=duties, today=today, keeps=keeps, form=form, result=result, labels=labels,
        money=money, wrong=wrong, Sharing=Sharing, not_cancelled=not_cancelled, booked=is_booked(course.id),
    )  # fmt: skip


@blueprint.post("/external-courses/<int:external_course_id>/people")
@requires(Permission.KEEP_PROVIDERS)
def add_external_people(external_course_id: int) -> Any:
    """More who go."""
    course = get_course(external_course_id)
    chosen = {int(value) for value in request.form.getlist("people") if value.isascii() and value.isdigit()}
    count = buying.add_attendees(
        course=course, people=[one for one in _people() if one.id in chosen], actor=current_user, at=clock.now()
    )
    flash(ngettext("Told %(num)s person.", "Told %(num)s people.", count), "success" if count else "warning")
    return redirect(url_for("trainers.external_course", external_course_id=external_course_id))


def _attendee(attendee_id: int, permission: Permission | None) -> ExternalAttendee:
    """An attendee within reach, or oneself. Raises NotFound."""
    reach = Person.id == current_user.id if permission is None else within_reach(current_user, permission)
    query = select(ExternalAttendee).join(Person, Person.id == ExternalAttendee.person_id)
    row = db.session.scalar(
        query.where(ExternalAttendee.id == attendee_id, ExternalAttendee.removed_at.is_(None), reach)
    )
    if row is None:
        raise NotFound
    return row


@blueprint.post("/external-courses/attendees/<int:attendee_id>/remove")
@requires(Permission.KEEP_PROVIDERS)
def remove_external_attendee(attendee_id: int) -> Any:
    """Somebody does not go after all."""
    row = _attendee(attendee_id, Permission.KEEP_PROVIDERS)
    buying.remove_attendee(attendee=row, actor=current_user, at=clock.now())
    flash(_("Removed."), "success")
    return redirect(url_for("trainers.external_course", external_course_id=row.course_id))


@blueprint.post("/external-courses/attendees/<int:attendee_id>/result")
@requires(Permission.KEEP_PROVIDERS)
def enter_external_result(attendee_id: int) -> Any:
    """What came of it for one."""
    row = _attendee(attendee_id, Permission.KEEP_PROVIDERS)
    form = ResultForm()
    form.level.choices = options((level, str(name)) for level, name in labels.LEVEL_NAMES.items())
    if not form.validate_on_submit() or form.value.data is None:
        return _page(
            row.course_id, (row.id, [_("Results are numbers from 0 to 100; only a test has one before.")])
        ), 422
    before = None if form.before.data is None else float(form.before.data)
    try:
        buying.enter_result(attendee=row, level=form.level.data, value=float(form.value.data), before=before, passed={"yes": True, "no": False}.get(form.passed.data or ""), on_day=form.on_day.data, actor=current_user, at=clock.now())  # fmt: skip
    except RuleBroken as broken:
        return _page(row.course_id, (row.id, describe(broken.refusals))), 422
    flash(_("The result was entered."), "success")
    return redirect(url_for("trainers.external_course", external_course_id=row.course_id))


@blueprint.post("/external-courses/<int:external_course_id>/cancel")
@requires(Permission.KEEP_PROVIDERS)
def cancel_external_course(external_course_id: int) -> Any:
    """It does not take place."""
    course, reason = get_course(external_course_id), whole(request.form.get("reason", ""), 1000)
    try:
        buying.cancel_course(course=course, reason=reason, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(external_course_id, None, (reason, describe(broken.refusals))), 422
    flash(_("The course was cancelled."), "success")
    return redirect(url_for("trainers.external_course", external_course_id=external_course_id))


@blueprint.get("/external-courses/mine")
@signed_in
def my_external() -> str:
    """What I attend outside, and what I have to share."""
    today = clock.today()
    own = duties_of(current_user, today, person_id=current_user.id)
    may_link = {one.attendee.id: sessions_to_link(current_user.id, one.course.from_day) for one in own if _open(one)}
    return render_template("trainers/my_external.html", duties=own, may_link=may_link, labels=labels, today=today)


def _open(one: Duty) -> bool:
    return one.state in (Sharing.LATER, Sharing.DUE, Sharing.LATE, Sharing.MISSED) and (
        one.session is None or one.session.cancelled_at is not None
    )


@blueprint.post("/external-courses/attendees/<int:attendee_id>/share")
@signed_in
def link_external_sharing(attendee_id: int) -> Any:
    """The session in which I share it."""
    row = _attendee(attendee_id, None)
    chosen = request.form.get("session", type=int)
    session = next(
        (one for one, *_rest in sessions_to_link(current_user.id, row.course.from_day) if one.id == chosen), None
    )
    if session is None:
        raise NotFound
    buying.link_sharing(attendee=row, session=session, actor=current_user, at=clock.now())
    flash(_("Linked. Thank you for sharing."), "success")
    return redirect(url_for("trainers.my_external"))
