"""Accounts: opening, passwords, sign-in links, signing in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import current_app, url_for
from flask_babel import force_locale, gettext
from sqlalchemy import delete, func, insert, or_, select, update

from lms.core import audit, mail
from lms.core.audit import Actor
from lms.core.db import db, own_transaction
from lms.core.errors import RuleBroken
from lms.core.i18n import LOCALES
from lms.people.models import Account, FailedSignIn, Person, SignInLink
from lms.people.notices import recipient_of
from lms.people.rules.accounts import LINK_LASTS, WINDOW, is_throttled, link_works, password_refusals

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SLOWED = "too_many_failures"
STRANGER = audit.System("anonymous")
"""Whoever failed to sign in: the trail does not pretend to know."""


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Argon2id with the library's current parameters."""
    return _hasher().hash(password)


def password_fits(password_hash: str | None, password: str) -> bool:
    """Is it the password? Takes as long for an account that does not exist as for one that does."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(password_hash or _nobody_hash(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def open_account(*, person: Person, username: str, actor: Actor, at: datetime) -> Account:
    """An account without a password; a sign-in link sets the first one."""
    account = Account(person_id=person.id, username=username.lower(), must_change_password=True, opened_at=at)
    db.session.add(account)
    db.session.flush()
    audit.record("account.opened", "person", person.id, actor=actor, at=at, username=account.username)
    return account


def set_password(*, account: Account, password: str, actor: Actor, at: datetime, must_change: bool = False) -> None:
    """Set a password and end every session of the account. Raises RuleBroken when it is too weak."""
    if reasons := password_refusals(password, account.username):
        raise RuleBroken(*reasons)
    account.password_hash = hash_password(password)
    account.must_change_password = must_change
    account.epoch = (account.epoch or 0) + 1
    db.session.flush()
    audit.record("account.password_set", "person", account.person_id, actor=actor, at=at, by_other=must_change)


def make_sign_in_link(*, account: Account, actor: Actor, at: datetime) -> str:
    """A new link for the first sign-in or a forgotten password; older ones stop working. Returns the token, kept nowhere else."""
    db.session.execute(delete(SignInLink).where(SignInLink.account_id == account.id, SignInLink.used_at.is_(None)))
    token = secrets.token_urlsafe(24)
    db.session.add(
        SignInLink(account_id=account.id, token_hash=_token_hash(token), made_at=at, expires_at=at + LINK_LASTS)
    )
    db.session.flush()
    audit.record("account.link_made", "person", account.person_id, actor=actor, at=at)
    return token


def send_sign_in_link(*, account: Account, person: Person, actor: Actor, at: datetime) -> str:
    """Make a link and send it by e-mail where the person has an address. Returns the token."""
    token = make_sign_in_link(account=account, actor=actor, at=at)
    if person.email:
        to = recipient_of(person)
        url = current_app.extensions["settings"].public_url + url_for("people.first_sign_in", token=token)
        with force_locale(LOCALES[to.language]):
            subject = gettext("Your access to Shifu")
            body = gettext(
                "Welcome, %(name)s.\n\nYour user name is %(username)s. Choose your password here; the link works once, for seven days:\n%(url)s",
                name=person.name,
                username=account.username,
                url=url,
            )
        mail.post(
            recipient_id=person.id,
            address=person.email,
            language=to.language,
            subject=subject,
            body=body,
            at=at,
            urgent=True,
        )
    return token


def find_link(token: str, at: datetime) -> SignInLink | None:
    """The link of a token, if it still works."""
    link = db.session.scalar(select(SignInLink).where(SignInLink.token_hash == _token_hash(token)))
    return link if link and link_works(expires_at=link.expires_at, used_at=link.used_at, at=at) else None


def use_sign_in_link(*, token: str, password: str, at: datetime) -> Account | None:
    """Set the password by a link and use the link up; None when it does not work any more."""
    link = find_link(token, at)
    if link is None:
        return None
    account = db.session.get_one(Account, link.account_id)
    set_password(account=account, password=password, actor=account.person, at=at)
    link.used_at = at
    account.last_sign_in_at = at
    db.session.flush()
    return account


def throttled(*, username: str, address: str, at: datetime) -> bool:
    """Were there too many failures lately for this name or from this address?"""
    named, here = FailedSignIn.username == username.lower()[:80], FailedSignIn.address == address[:60]
    counts = select(
        func.count().filter(named, here).label("of_name_here"),
        func.count().filter(named).label("of_name"),
        func.count().filter(here).label("of_address"),
    ).where(FailedSignIn.at > at - WINDOW, or_(named, here))
    return is_throttled(**db.session.execute(counts).one()._mapping)


def note_failure(*, username: str, address: str, at: datetime) -> None:
    """Remember a failed sign-in, whatever becomes of the request; old ones are forgotten."""
    with own_transaction() as connection:
        connection.execute(insert(FailedSignIn).values(username=username.lower()[:80], address=address[:60], at=at))
        connection.execute(delete(FailedSignIn).where(FailedSignIn.at < at - 4 * WINDOW))


def put_failure_on_record(*, person_id: int | None, username: str, reason: str, at: datetime) -> None:
    """Put a failed sign-in into the audit trail, whatever becomes of the request: one line for each account in WINDOW, and
    one for all names that nobody has; one more when the account is slowed down. What was typed is not kept there: not the
    password, and not a name that is none."""
    action = "account.sign_in_slowed" if reason == SLOWED else "account.sign_in_failed"
    subject = ("person", str(person_id)) if person_id is not None else ("sign_in", "unknown")
    failed = select(func.count()).where(FailedSignIn.username == username.lower()[:80], FailedSignIn.at > at - WINDOW)
    with own_transaction() as connection:
        detail: dict[str, Any] = {"failures": connection.scalar(failed)} if person_id is not None else {}
        audit.record_once(
            connection, action, *subject, since=at - WINDOW, actor=STRANGER, at=at, reason=reason, **detail
        )


def note_sign_in(*, account: Account, at: datetime) -> None:
    """Remember a successful sign-in; how often it failed just before stands in its line."""
    account.last_sign_in_at = at
    failed = select(func.count()).where(FailedSignIn.username == account.username, FailedSignIn.at > at - WINDOW)
    failures = db.session.scalar(failed)
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.username == account.username))
    detail = {"failures": failures} if failures else {}
    audit.record("account.signed_in", "person", account.person_id, actor=account.person, at=at, **detail)


def note_sign_out(*, actor: Actor, at: datetime) -> None:
    """Put on record that somebody signed out."""
    audit.record("account.signed_out", "person", actor.id, actor=actor, at=at)


def close_account(*, account: Account, actor: Actor, at: datetime) -> None:
    """End the account and its sessions."""
    if account.closed_at is None:
        db.session.execute(
            update(Account).where(Account.id == account.id).values(closed_at=at, epoch=Account.epoch + 1)
        )
        audit.record("account.closed", "person", account.person_id, actor=actor, at=at)


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
