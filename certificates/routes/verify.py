"""Checking a certificate: for anybody, without signing in. Shows no more than the certificate itself does."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from certificates.checking import LARGEST, Check, Verdict, check_code, check_file, is_throttled, note_miss
from certificates.forms import CodeForm, PaperForm
from certificates.labels import FACTS
from certificates.routes import blueprint
from certificates.rules.numbers import read_code
from certificates.verification.apart import Busy
from certificates.verification.labels import PROBLEMS
from lms.core import clock
from lms.core.access import public
from lms.core.errors import error_page


@blueprint.get("/v/<code>")
@public
def verify(code: str) -> Any:
    """The page behind the QR code: how a certificate stands today."""
    address, at = request.remote_addr or "", clock.now()
    if is_throttled(address, at):
        return _unlisted(*error_page(429))
    check = check_code(code, clock.today())
    if check is None:
        note_miss(address, at)
        return _form_page(CodeForm(formdata=None, data={"code": code[:40]}), unknown=True, status=404)
    kept = read_code(code)
    if kept != code:
        return _unlisted(redirect(url_for("certificates.verify", code=kept)))
    return _answer(check)


@blueprint.get("/verify")
@public
def verify_form() -> Any:
    """Where a code is typed in or a PDF is handed over."""
    if "code" not in request.args:
        return _form_page(CodeForm(formdata=None))
    form = CodeForm(request.args)
    code = read_code(form.code.data or "")
    if form.validate() and code:
        return _unlisted(redirect(url_for("certificates.verify", code=code)))
    if form.code.data:
        form.code.errors = [_("This is not a verification code. Look at the line under the QR code again.")]
    return _form_page(form, status=422)


@blueprint.post("/verify")
@public
def verify_paper() -> Any:
    """A PDF: is it one that was issued here, was it changed, and how does the certificate stand today?"""
    form = PaperForm()
    if not form.validate_on_submit():
        return _form_page(CodeForm(formdata=None), paper=form, status=422)
    address, at = request.remote_addr or "", clock.now()
    if is_throttled(address, at):
        return _unlisted(*error_page(429))
    try:
        check = check_file(form.paper.data.read(LARGEST + 1), clock.today())
    except Busy:
        return _unlisted(*error_page(503))
    if check.verdict is not Verdict.GENUINE:
        note_miss(address, at)
    return _answer(check, status=200 if check.record else 422)


def _answer(check: Check, status: int = 200) -> Response:
    page = render_template(
        "certificates/verified.html",
        check=check,
        record=check.record,
        verdict=check.verdict,
        problem=PROBLEMS.get(check.found.problem) if check.found and check.found.problem else None,
        differing=[FACTS[name] for name in check.differing],
        today=clock.today(),
    )
    return _unlisted(page, status)


def _form_page(code: CodeForm, *, paper: PaperForm | None = None, unknown: bool = False, status: int = 200) -> Response:
    page = render_template(
        "certificates/verify.html", form=code, paper=paper or PaperForm(formdata=None), unknown=unknown
    )
    return _unlisted(page, status)


def _unlisted(page: Any, status: int | None = None) -> Response:
    """An answer that search engines shall not keep."""
    response = make_response(page, status) if status else make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
