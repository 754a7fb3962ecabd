"""Errors as programs read them: problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, json
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.http import HTTP_STATUS_CODES

TITLES: dict[str, Any] = {
    "bad-request": _l("The request cannot be read"),
    "bad-batch": _l("The batch does not have the right shape"),
    "busy": _l("Other loads are under way"),
    "conflict": _l("The idempotency key was used for another request"),
    "expired-token": _l("The token has expired"),
    "forbidden": _l("The token does not allow this"),
    "no-token": _l("A token is needed"),
    "rejected-rows": _l("Rows are wrong, so nothing was loaded"),
    "revoked-token": _l("The token was revoked"),
    "too-large": _l("The batch is too large"),
    "too-many-requests": _l("Too many requests"),
    "unknown-profile": _l("There is no such profile"),
    "unusable-profile": _l("The profile does not fit the orders"),
    "wrong-media-type": _l("Only JSON is taken here"),
    "wrong-token": _l("The token is not known"),
}
"""The kinds of problems; the last part of their `type`, and their titles."""


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
