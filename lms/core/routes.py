"""Pages that belong to no trade: health, language, jobs, notices."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select, text, update
from werkzeug.wrappers import Response

from lms.core import clock, files
from lms.core.access import Permission, public, requires, signed_in
from lms.core.db import db
from lms.core.i18n import COOKIE, LOCALES
from lms.core.jobs import Job
from lms.core.notices import Notice

blueprint = Blueprint("core", __name__, template_folder="templates")


def safe_target(target: str | None) -> str:
    """A path within this application, or the home page: never another host."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")):
        parts = urlsplit(target)
        if not parts.netloc and not parts.scheme and "\\" not in target:
            return target
    return url_for("home.index")


@blueprint.get("/healthz")
@public
def healthz() -> tuple[dict[str, str], int]:
    """Is the application alive, and does the database answer?"""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:  # any failure means the same to whoever asks
        return {"status": "database unreachable"}, 503
    return {"status": "ok"}, 200


@blueprint.post("/language")
@public
def set_language() -> Response:
    """Read on in the other language; kept with the account, or in a cookie."""
    chosen = request.form.get("language", "")
    if chosen not in LOCALES:
        abort(422)
    response = redirect(safe_target(request.form.get("next")))
    response.set_cookie(COOKIE, chosen, max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure)
    if current_user.is_authenticated:
        current_user.keep_language(chosen)
    return response


def visible_job(job_id: int) -> Job:
    """A job that the reader asked for, or any for those who see all jobs; else 404."""
    row = db.session.get(Job, job_id)
    if row is None or (row.asked_by != current_user.id and not current_user.reaches_all(Permission.SEE_JOBS)):
        abort(404)
    return row


@blueprint.get("/jobs")
@signed_in
def jobs() -> str:
    """The reader's jobs, newest first; all of them for administrators and auditors."""
    query = select(Job).order_by(Job.id.desc()).limit(50)
    if not current_user.reaches_all(Permission.SEE_JOBS):
        query = query.where(Job.asked_by == current_user.id)
    return render_template("core/jobs.html", jobs=db.session.scalars(query).all())


@blueprint.get("/jobs/<int:job_id>")
@signed_in
def job(job_id: int) -> str:
    """One job with its progress; the part that moves is fetched again by htmx, or by reloading."""
    row = visible_job(job_id)
    page = "core/_job.html" if request.headers.get("HX-Request") else "core/job.html"
    return render_template(page, job=row)


@blueprint.get("/jobs/<int:job_id>/file")
@signed_in
def job_file(job_id: int) -> Any:
    """The file that a job made: only for whoever asked for it, since it may hold personal data."""
    row = db.session.get(Job, job_id)
    if row is None or row.asked_by != current_user.id or not row.finished_at or not (row.result or {}).get("file_id"):
        abort(404)
    assert row.result is not None
    return files.send(row.result["file_id"])


@blueprint.get("/notices")
@signed_in
def notices() -> str:
    """The reader's notices, newest first."""
    rows = db.session.scalars(
        select(Notice).where(Notice.recipient_id == current_user.id).order_by(Notice.id.desc()).limit(100)
    ).all()
    return render_template("core/notices.html", notices=rows)


@blueprint.post("/notices/<int:notice_id>/open")
@signed_in
def open_notice(notice_id: int) -> Response:
    """Mark as read and go to the place."""
    row = db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.recipient_id == current_user.id))
    if row is None:
        abort(404)
    row.read_at = row.read_at or clock.now()
    return redirect(safe_target(row.link))


@blueprint.post("/notices/read")
@signed_in
def read_notices() -> Response:
    """Mark all as read."""
    db.session.execute(
        update(Notice)
        .where(Notice.recipient_id == current_user.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
    return redirect(url_for("core.notices"))


@blueprint.get("/administration/letters")
@requires(Permission.ADMINISTER)
def letters() -> str:
    """The outbox: what was sent, what waits, what failed. Not the text itself: that is the recipient's."""
    from lms.core.mail import Letter

    if not current_user.reaches_all(Permission.ADMINISTER):
        abort(403)
    rows = db.session.scalars(select(Letter).order_by(Letter.id.desc()).limit(100)).all()
    return render_template("core/letters.html", letters=rows)
