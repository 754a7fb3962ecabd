"""Who calls: the guard of the API's addresses. They know tokens only, never the session of somebody signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request
from flask_babel import gettext as _

from lms.api.actions.tokens import Caller, count_call, hash_token
from lms.api.problems import problem
from lms.api.queries.tokens import find_token
from lms.api.rules import CALLS_A_MINUTE, Scope, TokenState, bearer, may, seconds_to_wait, token_state
from lms.core import clock
from lms.core.db import rollback
from lms.core.web import csrf

View = TypeVar("View", bound=Callable[..., Any])
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="shifu"'}


def token_with(scope: Scope) -> Callable[[View], View]:
    """Programs whose token has the scope; the view gets the `Caller` first. It begins its transaction itself.

    Without a session there is nothing that another site could ride on, so no CSRF token is asked for here.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            caller = _caller(scope)
            return caller if isinstance(caller, Response) else view(caller, *args, **kwargs)

        guarded.access = f"token {scope}"  # type: ignore[attr-defined]
        csrf.exempt(guarded)
        return guarded  # type: ignore[return-value]

    return decorate


def _caller(scope: Scope) -> Caller | Response:
    header = request.headers.get("Authorization", "")
    if not header:
        return problem(401, "no-token", _("Send the token in the header “Authorization: Bearer …”."), headers=CHALLENGE)
    secret = bearer(header)
    row = find_token(hash_token(secret)) if secret else None
    if row is None:
        return problem(
            401, "wrong-token", _("Check the token, or ask an administrator for a new one."), headers=CHALLENGE
        )
    state = token_state(row.revoked_at, row.until_day, clock.today())
    if state is not TokenState.WORKS:
        kind = "expired-token" if state is TokenState.EXPIRED else "revoked-token"
        return problem(401, kind, _("Ask an administrator for a new one."), headers=CHALLENGE)
    caller = Caller(row.id, row.name, tuple(row.scopes))
    rollback()  # what follows is written on a connection of its own
    at = clock.now()
    if wait := seconds_to_wait(count_call(row, at=at), at):
        return problem(
            429,
            "too-many-requests",
            _("At most %(most)s requests a minute. Send larger batches less often.", most=CALLS_A_MINUTE),
            headers={"Retry-After": str(wait)},
        )
    if not may(caller.scopes, scope):
        return problem(403, "forbidden", _("The token lacks “%(scope)s”.", scope=scope))
    return caller
