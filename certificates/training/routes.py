"""Pages of training certificates: one's own, one with its paper, the list for HR, the terms of a course."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates.erasing import is_erased
from certificates.faces import verify_url
from certificates.pdf.design import qr_picture
from certificates.rules.numbers import paper_name
from certificates.training.export import MOST, ask_for_export
from certificates.training.faces import face_of
from certificates.training.issuing import set_terms, withdraw
from certificates.training.labels import KIND_NAMES
from certificates.training.papers import paper_of
from certificates.training.queries import (
    Filter,
    find_terms,
    get_visible,
    list_entries,
    list_ids,
    list_own,
)
from courses.models import Course
from courses.queries.courses import get_course
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.i18n import language
from lms.core.paging import wanted_page
from lms.core.pdf.fonts import MissingGlyph
from lms.core.pdf.fonts import describe as name_character
from lms.people.models import Unit
from lms.people.queries.people import list_units

blueprint = Blueprint("training", "certificates.training", template_folder="templates")
FILTERS = ("q", "unit", "course", "kind", "session", "from", "until")


@blueprint.get("/my/training-certificates")
@requires(Permission.LEARN)
def mine() -> str:
    """What the reader holds."""
    return render_template("training/mine.html", entries=list_own([current_user.id]), kinds=KIND_NAMES)


@blueprint.get("/training-certificates/<int:training_id>")
@signed_in
def show(training_id: int) -> str:
    """One of them."""
    return _show_page(training_id, [])


def _show_page(training_id: int, complaints: list[str]) -> str:
    certificate = get_visible(current_user, training_id)
    may_withdraw = (
        Permission.DECIDE_CERTIFICATES in current_user.permissions
        and certificate.person_id != current_user.id
        and certificate.withdrawal is None
    )
    return render_template(
        "training/show.html", certificate=certificate, face=face_of(certificate), kinds=KIND_NAMES, complaints=complaints,
        qr=qr_picture(verify_url(certificate.code)), may_withdraw=may_withdraw, is_own=certificate.person_id == current_user.id,
        erased=is_erased(certificate.face), reason=request.form.get("reason", ""),
    )  # fmt: skip


@blueprint.get("/training-certificates/<int:training_id>/pdf")
@signed_in
def pdf(training_id: int) -> Response:
    """The paper: the same file each time."""
    certificate = get_visible(current_user, training_id)
    try:
        content = paper_of(certificate, at=clock.now())
    except MissingGlyph as missing:
        shown = ", ".join(name_character(character) for character in missing.characters)
        raise RuleBroken(Refusal("certificate_character", {"characters": shown})) from missing
    name = paper_name(certificate.number, certificate.face["name_zh"] or certificate.face["name_latin"])
    response = send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment="show" not in request.args, download_name=name
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.post("/training-certificates/<int:training_id>/withdrawal")
@requires(Permission.DECIDE_CERTIFICATES)
def take_back(training_id: int) -> Any:
    """Withdraw it, never one's own."""
    certificate = get_visible(current_user, training_id)
    if certificate.person_id == current_user.id:
        raise RuleBroken(Refusal("training_reason"))
    try:
        withdraw(certificate=certificate, reason=request.form.get("reason", ""), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _show_page(training_id, describe(broken.refusals)), 422
    flash(_("Withdrawn, and the holder was told."), "success")
    return redirect(url_for("training.show", training_id=training_id))


@blueprint.get("/training-certificates")
@requires(Permission.SEE_CERTIFICATES)
def index() -> str:
    """Those of one's units, narrowed as the address says."""
    units = list_units()
    wanted = _filter(request.args, units)
    return render_template(
        "training/index.html", page=list_entries(current_user, wanted, page=wanted_page()), wanted=wanted, units=units,
        kinds=KIND_NAMES, filter_names=FILTERS, most=MOST, unit=request.args.get("unit", ""),
    )  # fmt: skip


@blueprint.post("/training-certificates/export")
@requires(Permission.EXPORT_CERTIFICATES)
def take_out() -> Any:
    """Ask for a ZIP of all that the filter leaves."""
    ids = list_ids(current_user, _filter(request.form, list_units()))
    if not ids:
        flash(_("There is none to export. Widen the filter."), "warning")
        kept: dict[str, Any] = {name: request.form[name] for name in FILTERS if request.form.get(name)}
        return redirect(url_for("training.index", **kept))
    if len(ids) > MOST:
        raise RuleBroken(Refusal("export_too_large", {"count": len(ids), "most": MOST}))
    job = ask_for_export(ids=ids, language=language(), actor=current_user, at=clock.now())
    return redirect(url_for("core.job", job_id=job.id))


def _filter(values: Mapping[str, str], units: list[Unit]) -> Filter:
    unit = next((unit for unit in units if str(unit.id) == values.get("unit")), None)
    session = values.get("session", "")
    return Filter(
        words=values.get("q", "").strip(),
        unit_path=unit.path if unit else None,
        course=values.get("course", "").strip(),
        kind=values.get("kind", "") if values.get("kind", "") in KIND_NAMES else "",
        session_id=int(session) if session.isdecimal() and len(session) < 10 else None,
        issued_from=_day(values.get("from")),
        issued_until=_day(values.get("until")),
    )


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


@blueprint.get("/authoring/courses/<code>/certificate")
@requires(Permission.MANAGE_COURSES)
def terms(code: str) -> str:
    """For what a course gives certificates."""
    course = get_course(code)
    said = find_terms(course.id)
    title = said.title if said else course.title
    hours = "" if said is None or said.hours is None else f"{said.hours.normalize():f}"
    values = {
        "title_zh": title.zh, "title_en": title.en, "hours": hours, "on_completion": said.on_completion if said else False,
        "on_attendance": said.on_attendance if said else False,
    }  # fmt: skip
    return _terms_page(course, values, [])


def _terms_page(course: Course, values: Mapping[str, Any], complaints: list[str]) -> str:
    return render_template("training/terms.html", course=course, values=values, complaints=complaints)


@blueprint.post("/authoring/courses/<code>/certificate")
@requires(Permission.MANAGE_COURSES)
def keep_terms(code: str) -> Any:
    """Keep them."""
    course = get_course(code)
    values: dict[str, Any] = {name: request.form.get(name, "").strip() for name in ("title_zh", "title_en", "hours")}
    values |= {name: name in request.form for name in ("on_completion", "on_attendance")}
    try:
        set_terms(
            course=course, title=Bilingual(values["title_zh"][:120], values["title_en"][:120]), hours=_hours(values["hours"]),
            on_completion=values["on_completion"], on_attendance=values["on_attendance"], actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        return _terms_page(course, values, describe(broken.refusals)), 422
    flash(_("Kept. It holds for whoever finishes from now on."), "success")
    return redirect(url_for("training.terms", code=code))


def _hours(typed: str) -> Decimal | None:
    if not typed:
        return None
    try:
        hours = Decimal(typed.replace("，", ".").replace(",", "."))
    except InvalidOperation:
        hours = Decimal(-1)
    return hours.quantize(Decimal("0.01")) if hours.is_finite() and abs(hours) < 10**6 else Decimal(-1)
