"""Who may do what: every role and every permission on one page.

A route states its permission with `@requires(Permission.X)`, `@signed_in` (everybody with an account, own data) or
`@public`. The application refuses to start when a route says nothing. Which rows a permission reaches is decided in
the query (see `lms.people.queries.scope`); here stands only what a role may do at all.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache, wraps
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core.db import SAFE_METHODS, start_writing

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """The roles of the requirements. One person may hold several, each for a unit or for the whole organisation."""

    __hash__ = str.__hash__  # as its text, which it equals; an enumeration's own is many times slower

    LEARNER = "learner"
    MENTOR = "mentor"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    ASSESSOR = "assessor"
    MANAGER = "manager"
    HR = "hr"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One thing that somebody may do."""

    __hash__ = str.__hash__

    LEARN = "learn"  # take lessons, exams, practicals; keep a growth log
    MENTOR = "mentor"  # sign off and rate one's own mentees
    SEE_PEOPLE = "see_people"  # who works where, within one's units; no learning record
    MANAGE_PEOPLE = "manage_people"  # add, change, import people
    SEE_ARCHIVE = "see_archive"  # progress, results and training archives, within one's units
    MANAGE_INTAKES = "manage_intakes"  # open intakes, enrol, appoint mentors
    DECIDE_OUTCOMES = "decide_outcomes"  # sign extensions and other outcomes
    SEE_COURSES = "see_courses"  # catalogue and lessons
    MANAGE_COURSES = "manage_courses"
    SEE_BANK = "see_bank"  # items with their keys
    MANAGE_BANK = "manage_bank"
    ASSESS = "assess"  # rate practical examinations
    SEE_CERTIFICATES = "see_certificates"  # lists of certificates within one's units
    EXPORT_CERTIFICATES = "export_certificates"
    DECIDE_CERTIFICATES = "decide_certificates"  # award, refuse, renew, suspend, reinstate, withdraw, answer appeals
    MANAGE_SCHEMES = "manage_schemes"  # certification schemes: tiers, requirements, rules of renewal
    SEE_AUDIT = "see_audit"
    SEE_JOBS = "see_jobs"  # all jobs; one's own are always visible
    SEE_KPIS = "see_kpis"  # service figures of teams and persons within one's units; one's own are always visible
    LOAD_WORK_ORDERS = "load_work_orders"  # bring in work orders, match technicians, keep source profiles
    MANAGE_KPIS = "manage_kpis"  # KPI definitions, targets, alert rules, weights of the KPI card
    RAISE_NEEDS = "raise_needs"  # turn evidence into a training need, within one's units
    SEE_EVALUATIONS = (
        "see_evaluations"  # results of questionnaires, effects and ROI, within one's units; never who answered what
    )
    EVALUATE = "evaluate"  # evaluation plans, questionnaires, estimates, verdicts
    KEEP_COSTS = "keep_costs"  # cost ledgers, money values, ROI cases
    SEE_TRAINERS = "see_trainers"  # trainers with their grades, rights to teach, load, within one's units
    MANAGE_TRAINERS = "manage_trainers"  # what grades ask, certification of trainers, who may teach what
    MANAGE_SESSIONS = "manage_sessions"  # plan sessions and rooms, sign people up, within one's units
    TEACH = "teach"  # look after the sessions that one teaches
    APPROVE_SIGN_UPS = "approve_sign_ups"  # say yes or no to sign-ups of people in one's units
    DESIGN_PAPERS = "design_papers"  # what certificates look like and say
    KEEP_KEYS = "keep_keys"  # the keys with which certificates are sealed and credentials are signed
    SEE_FEES = "see_fees"  # trainers' fees, credits and fund, within one's units; one's own are always visible
    KEEP_FEES = "keep_fees"  # fee rules, preparing a month, the fund
    APPROVE_FEES = "approve_fees"  # approving a month that somebody else prepared
    SEE_PROVIDERS = "see_providers"  # providers of training from outside, what they cost and how they are judged
    KEEP_PROVIDERS = "keep_providers"  # providers, contracts, courses bought, scores
    ADMINISTER = "administer"  # roles, accounts, settings, outbox


PERSONAL = frozenset({Permission.LEARN, Permission.SEE_COURSES, Permission.MENTOR})
"""What reaches nobody's record but one's own and one's mentees'."""

_P = Permission
_EVERYBODY = frozenset({_P.LEARN, _P.SEE_COURSES})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.LEARNER: _EVERYBODY,
    Role.MENTOR: _EVERYBODY | {_P.MENTOR},
    Role.SUPERVISOR: _EVERYBODY
    | {_P.SEE_PEOPLE, _P.SEE_ARCHIVE, _P.DECIDE_OUTCOMES, _P.SEE_CERTIFICATES, _P.SEE_KPIS, _P.RAISE_NEEDS, _P.APPROVE_SIGN_UPS},
    Role.TRAINER: _EVERYBODY | {_P.MANAGE_COURSES, _P.TEACH},
    Role.ASSESSOR: _EVERYBODY | {_P.ASSESS},
    Role.MANAGER: _EVERYBODY
    | {
        _P.SEE_PEOPLE,
        _P.SEE_ARCHIVE,
        _P.MANAGE_INTAKES,
        _P.DECIDE_OUTCOMES,
        _P.MANAGE_COURSES,
        _P.SEE_BANK,
        _P.MANAGE_BANK,
        _P.SEE_CERTIFICATES,
        _P.DECIDE_CERTIFICATES,
        _P.MANAGE_SCHEMES,
        _P.DESIGN_PAPERS,
        _P.SEE_KPIS,
        _P.LOAD_WORK_ORDERS,
        _P.MANAGE_KPIS,
        _P.RAISE_NEEDS,
        _P.SEE_EVALUATIONS,
        _P.EVALUATE,
        _P.KEEP_COSTS,
        _P.SEE_TRAINERS,
        _P.MANAGE_TRAINERS,
        _P.SEE_FEES,
        _P.KEEP_FEES,
        _P.SEE_PROVIDERS,
        _P.KEEP_PROVIDERS,
        _P.MANAGE_SESSIONS,
        _P.APPROVE_SIGN_UPS,
    },
    Role.HR: _EVERYBODY
    | {
        _P.SEE_PEOPLE,
        _P.MANAGE_PEOPLE,
        _P.SEE_ARCHIVE,
        _P.MANAGE_INTAKES,
        _P.SEE_CERTIFICATES,
        _P.EXPORT_CERTIFICATES,
        _P.DECIDE_CERTIFICATES,
        _P.DESIGN_PAPERS,
        _P.SEE_EVALUATIONS,
        _P.EVALUATE,
        _P.KEEP_COSTS,
        _P.SEE_TRAINERS,
        _P.SEE_FEES,
        _P.APPROVE_FEES,
        _P.SEE_PROVIDERS,
        _P.KEEP_PROVIDERS,
    },
    Role.ADMIN: frozenset({_P.SEE_COURSES, _P.SEE_PEOPLE, _P.MANAGE_PEOPLE, _P.SEE_JOBS, _P.SEE_AUDIT, _P.LOAD_WORK_ORDERS, _P.MANAGE_KPIS, _P.KEEP_KEYS, _P.MANAGE_SCHEMES, _P.ADMINISTER}),
    Role.AUDITOR: frozenset({_P.SEE_COURSES, _P.SEE_PEOPLE, _P.SEE_ARCHIVE, _P.SEE_BANK, _P.SEE_CERTIFICATES, _P.SEE_KPIS, _P.SEE_EVALUATIONS, _P.SEE_TRAINERS, _P.SEE_FEES, _P.SEE_PROVIDERS, _P.SEE_AUDIT, _P.SEE_JOBS}),
}  # fmt: skip


@cache
def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """All that the roles together may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def public(view: View) -> View:
    """Anybody, signed in or not. The transaction is begun by the view itself where it writes."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Everybody with an account; the view shows and changes only what is the reader's own."""
    return _guarded(view, "signed in", ())


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Those who hold any one of the permissions."""

    def decorate(view: View) -> View:
        return _guarded(view, " or ".join(permissions), permissions)

    return decorate


def writes_later(view: View) -> View:
    """Placed under the guard of a view that begins its writing transaction itself, after slow work or not at all
    (`start_writing()` or `own_transaction()` in `lms.core.db`)."""
    view.writes_later = True  # type: ignore[attr-defined]
    return view


def everywhere(*permissions: Permission) -> Callable[[View], View]:
    """Placed under the guard of a view about what belongs to no unit: only for those who hold any one of the permissions for
    the whole organisation."""

    def decorate(view: View) -> View:
        @wraps(view)
        def whole(*args: Any, **kwargs: Any) -> Any:
            if not any(current_user.reaches_all(permission) for permission in permissions):
                abort(403)
            return view(*args, **kwargs)

        return whole  # type: ignore[return-value]

    return decorate


def _guarded(view: View, access: str, permissions: tuple[Permission, ...]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        if permissions and not current_user.permissions.intersection(permissions):
            abort(403)
        if current_user.must_change_password and request.endpoint not in (
            "people.change_password",
            "people.sign_out",
            "core.set_language",
        ):
            return redirect(url_for("people.change_password"))
        if request.method not in SAFE_METHODS and not getattr(view, "writes_later", False):
            start_writing()
        return view(*args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _to_sign_in() -> Response:
    """To the sign-in page and back afterwards; htmx is told by a header, since it would follow a redirect silently."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    target = url_for("people.sign_in", next=back)
    if request.headers.get("HX-Request"):
        response = Response(status=401)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when a route does not say who may use it."""
    silent = [
        name for name, view in app.view_functions.items() if not hasattr(view, "access") and not name.endswith("static")
    ]
    if silent:
        raise RuntimeError(f"routes that do not say who may use them: {', '.join(sorted(silent))}")
