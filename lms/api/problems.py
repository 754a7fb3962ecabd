"""Errors as programs read them: problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from flask import Response, json
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.http import HTTP_STATUS_CODES

TITLES: dict[str, Any] = {
    "bad-request": _l("The request cannot be read"),
    "bad-batch": _l("The batch does not have the right shape"),
    "busy": _l("Other loads are under way"),
    "crashed": _l("Something went wrong on our side"),
    "conflict": _l("The idempotency key was used for another request"),
    "expired-token": _l("The token has expired"),
    "forbidden": _l("The token does not allow this"),
    "no-such-address": _l("There is no such address"),
    "no-token": _l("A token is needed"),
    "overtaken": _l("Somebody was faster"),
    "refused": _l("This cannot be done as it stands"),
    "rejected-rows": _l("Rows are wrong, so nothing was loaded"),
    "revoked-token": _l("The token was revoked"),
    "too-large": _l("The batch is too large"),
    "too-many-requests": _l("Too many requests"),
    "bad-question": _l("The question cannot be read"),
    "unknown-job": _l("There is no such kind of work"),
    "unknown-person": _l("There is no such person"),
    "unknown-profile": _l("There is no such profile"),
    "unavailable": _l("Shifu cannot answer just now"),
    "unusable-profile": _l("The profile does not fit the orders"),
    "wrong-method": _l("The address does not take this method"),
    "wrong-media-type": _l("Only JSON is taken here"),
    "wrong-token": _l("The token is not known"),
}
"""The kinds of problems; the last part of their `type`, and their titles."""


_ELSEWHERE: dict[int, tuple[str, Any]] = {
    400: ("bad-request", _l("The body broke off, or the address or the body holds what no text may hold.")),
    403: ("forbidden", ""),
    404: ("no-such-address", _l("The description at /api/openapi.json names the addresses.")),
    405: ("wrong-method", _l("The header “Allow” names those that it takes.")),
    409: ("overtaken", _l("Send the same again.")),
    413: ("too-large", _l("Send several batches.")),
    415: ("wrong-media-type", _l("Send the batch with the header “Content-Type: application/json”.")),
    422: ("refused", ""),
    429: ("too-many-requests", ""),
    500: ("crashed", _l("Nothing was loaded. Try again in a moment; if it happens again, tell an administrator the reference.")),
    503: ("unavailable", _l("Nothing was loaded. Try again in a minute.")),
}  # fmt: skip
"""What is raised before a view is reached, or past it: the kind of problem, and what to do."""


def problem_page(status: int, detail: str | None) -> Response:
    """The problem of an error that no view of the API told itself."""
    kind, advice = _ELSEWHERE.get(status, _ELSEWHERE[500] if status >= 500 else _ELSEWHERE[400])
    reference = structlog.contextvars.get_contextvars().get("request_id", "")
    return problem(status, kind, detail or str(advice), reference=reference)


def problem(
    status: int,
    kind: str,
    detail: str = "",
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """An answer that says what is wrong: for programs by `type` and `errors`, for people by `title` and `detail`."""
    body: dict[str, Any] = {
        "type": f"urn:shifu:problem:{kind}",
        "title": str(TITLES[kind]),
        "status": status,
        "detail": detail or HTTP_STATUS_CODES.get(status, _("Error")),
        **members,
    }
    if errors:
        body["errors"] = list(errors)
    return Response(
        json.dumps(body, ensure_ascii=False), status, {**(headers or {})}, mimetype="application/problem+json"
    )
