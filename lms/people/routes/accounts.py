"""Signing in and out, passwords, one's own profile."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from lms.core import clock
from lms.core.access import public, signed_in, writes_later
from lms.core.db import db, rollback, start_writing
from lms.core.errors import RuleBroken, describe
from lms.core.routes import safe_target
from lms.people.actions import accounts
from lms.people.forms import ChangePasswordForm, NewPasswordForm, SignInForm
from lms.people.models import Account
from lms.people.queries.people import find_account, get_person, list_roles
from lms.people.routes import blueprint
from lms.people.session import load_user


def _demo_accounts() -> list[Account]:
    settings = current_app.extensions["settings"]
    if not settings.demo_mode:
        return []
    from sqlalchemy import select

    return list(db.session.scalars(select(Account).where(Account.is_demo).order_by(Account.id)))


def _enter(account: Account) -> bool:
    settings = current_app.extensions["settings"]
    user = load_user(account.id, account.epoch, today=clock.today(), demo_mode=settings.demo_mode)
    if user is None:
        return False
    session.clear()
    login_user(user)
    session.permanent = True
    return True


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """User name and password. Which of the two was wrong is not told; too many failures are slowed down."""
    if current_user.is_authenticated:
        return redirect(safe_target(request.args.get("next")))
    form = SignInForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("people/sign_in.html", form=form, demo=_demo_accounts()), status
    username, password = form.username.data or "", form.password.data or ""
    address, at = request.remote_addr or "", clock.now()
    throttled = accounts.throttled(username=username, address=address, at=at)
    account = find_account(username=username)
    account_id, password_hash = (account.id, account.password_hash) if account else (None, None)
    person_id = account.person_id if account else None
    rollback()
    if throttled:
        accounts.put_failure_on_record(person_id=person_id, username=username, reason=accounts.SLOWED, at=at)
        form.password.errors = [_("Too many failed attempts. Wait 15 minutes, or ask HR for a new sign-in link.")]
        return render_template("people/sign_in.html", form=form, demo=_demo_accounts()), 429
    fits = accounts.password_fits(password_hash, password)
    if not fits or account_id is None:
        accounts.note_failure(username=username, address=address, at=at)
        reason = "wrong_password" if account_id is not None else "unknown_account"
        accounts.put_failure_on_record(person_id=person_id, username=username, reason=reason, at=at)
        form.password.errors = [_("User name or password is wrong.")]
        return render_template("people/sign_in.html", form=form, demo=_demo_accounts()), 422
    start_writing()
    account = db.session.get_one(Account, account_id)
    if not _enter(account):
        rollback()
        accounts.put_failure_on_record(person_id=person_id, username=username, reason="closed", at=at)
        form.password.errors = [_("This account is closed. Ask HR if that is a mistake.")]
        return render_template("people/sign_in.html", form=form, demo=_demo_accounts()), 422
    accounts.note_sign_in(account=account, at=at)
    return redirect(safe_target(request.args.get("next")))


@blueprint.post("/sign-out")
@public
def sign_out() -> Any:
    """End the session."""
    if current_user.is_authenticated:
        start_writing()
        accounts.note_sign_out(actor=current_user, at=clock.now())
    logout_user()
    session.clear()
    return redirect(url_for("people.sign_in"))


@blueprint.route("/first/<token>", methods=["GET", "POST"])
@public
def first_sign_in(token: str) -> Any:
    """The one-time link: choose a password and be signed in."""
    at = clock.now()
    link = accounts.find_link(token, at)
    if link is None:
        return render_template("people/link_used.html"), 404
    account = db.session.get_one(Account, link.account_id)
    form = NewPasswordForm()
    if form.validate_on_submit():
        start_writing()
        try:
            used = accounts.use_sign_in_link(token=token, password=form.password.data or "", at=at)
        except RuleBroken as broken:
            form.password.errors = describe(broken.refusals)
        else:
            if used is None or not _enter(used):
                abort(404)
            flash(_("Your password is set. Welcome!"), "success")
            return redirect(url_for("home.index"))
    return render_template("people/first_sign_in.html", form=form, account=account), 422 if form.is_submitted() else 200


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
@writes_later
def change_password() -> Any:
    """Change one's own password; ends the sessions on every other device."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        account = db.session.get_one(Account, current_user.account_id)
        password_hash = account.password_hash
        slowed = accounts.throttled(username=current_user.username, address=request.remote_addr or "", at=clock.now())
        rollback()
        if slowed:
            form.present.errors = [_("Too many failed attempts. Wait 15 minutes, or ask HR for a new sign-in link.")]
        elif not accounts.password_fits(password_hash, form.present.data or ""):
            accounts.note_failure(username=current_user.username, address=request.remote_addr or "", at=clock.now())
            form.present.errors = [_("That is not your present password.")]
        else:
            start_writing()
            account = db.session.get_one(Account, current_user.account_id)
            try:
                accounts.set_password(
                    account=account, password=form.password.data or "", actor=current_user, at=clock.now()
                )
            except RuleBroken as broken:
                form.password.errors = describe(broken.refusals)
            else:
                _enter(account)
                flash(_("Your password is changed. Other devices are signed out."), "success")
                return redirect(url_for("people.profile"))
    return render_template("people/password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/me")
@signed_in
def profile() -> str:
    """One's own profile: who one is here, language, password."""
    person = get_person(current_user.id)
    return render_template("people/profile.html", person=person, roles=list_roles(person.id, clock.today()))
