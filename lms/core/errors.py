"""What can go wrong on purpose, and the pages that say so in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from lms.core.db import rollback
from lms.core.i18n import day
from lms.core.rules import Refusal

__all__ = [
    "NotFound",
    "Refusal",
    "RuleBroken",
    "describe",
    "error_page",
    "install",
    "register_error_writer",
    "register_refusals",
]

log = structlog.get_logger(__name__)


class RuleBroken(Exception):
    """An action was asked for that its rule refuses; carries every reason at once."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


class NotFound(Exception):
    """A row that must exist does not, or is not the reader's to see."""


_PAGES = {
    400: (_l("That did not reach us whole"), _l("Go back, reload the page and try again.")),
    401: (_l("Please sign in"), _l("This page is only for people who are signed in.")),
    403: (_l("This page is not for your role"), _l("If you need it for your work, ask your training manager or an administrator.")),
    404: (_l("There is nothing here"), _l("The address is wrong, or the record is not yours to see. Check the link, or start from your home page.")),
    405: (_l("That is not possible here"), _l("Go back and use the buttons on the page.")),
    409: (_l("Somebody was faster"), _l("The record changed while you were working on it. Reload the page to see how it stands now, then try again.")),
    413: (_l("The file is too large"), _l("Choose a smaller file, or reduce the pictures first.")),
    422: (_l("This cannot be done as it stands"), _l("Check what you entered and try again.")),
    429: (_l("Too many attempts"), _l("Wait a few minutes, then try again.")),
    503: (_l("Shifu cannot answer just now"), _l("Nothing you had saved is lost. Wait a minute, then try again.")),
    500: (_l("Something went wrong on our side"), _l("Nothing you had saved is lost. Try again in a moment; if it happens again, tell an administrator the number below.")),
}  # fmt: skip


def error_page(status: int, detail: str | None = None) -> tuple[str | Response, int]:
    """The page for a status, or the same as JSON where a program asked. Where the database cannot even tell who reads,
    the page of somebody not signed in."""
    try:
        return _written(status, detail)
    except exc.SQLAlchemyError:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
        return _written(status, detail)


def _written(status: int, detail: str | None) -> tuple[str | Response, int]:
    for prefix, writer in _WRITERS.items():
        if request.path == prefix or request.path.startswith(f"{prefix}/"):
            return writer(status, detail), status
    title, advice = _PAGES.get(status, _PAGES[500])
    reference = structlog.contextvars.get_contextvars().get("request_id", "")
    asked = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if request.is_json or asked == "application/json":
        return jsonify(error=status, title=str(title), detail=detail or str(advice), reference=reference), status
    return render_template(
        "layouts/error.html",
        status=status,
        title=title,
        advice=detail or advice,
        reference=reference,
        back=_page_before(),
    ), status


def _page_before() -> str | None:
    """The page of ours from which something was sent; none where the sender is not known, or not ours."""
    sent = urlsplit(request.referrer or "")
    if (
        request.method != "POST"
        or sent.netloc != request.host
        or not sent.path.startswith("/")
        or sent.path[1:2] in ("/", "\\")
    ):
        return None
    return sent.path + (f"?{sent.query}" if sent.query else "")


def describe(refusals: tuple[Refusal, ...]) -> list[str]:
    """The reasons in words, by the texts that the packages registered with `register_refusals`; a reason may hold another
    one among its values, and dates are written as the reader writes them."""
    return [_in_words(refusal) for refusal in refusals]


def _in_words(refusal: Refusal) -> str:
    if refusal.code not in _WORDS:
        return refusal.code
    return str(_WORDS[refusal.code] % {name: _value(value) for name, value in refusal.values.items()})


def _value(value: Any) -> Any:
    if isinstance(value, Refusal):
        return _in_words(value)
    return day(value) if type(value) is date else value


_WORDS: dict[str, Any] = {}
_STATUS: tuple[tuple[tuple[type[Exception], ...], int], ...] = (
    ((exc.IntegrityError, StaleDataError), 409),  # two at once: the rules had let both through
    ((exc.DataError, OverflowError), 400),  # a number or a text that no column takes
    ((exc.ProgrammingError, exc.InternalError, exc.NotSupportedError), 500),
    ((exc.DatabaseError, exc.InterfaceError, exc.TimeoutError), 503),  # locked, gone, or not a database any more
)
"""What the database refuses, and what that means to a reader."""


_KEPT_HEADERS = ("Allow", "Retry-After")
"""What an error tells beside its page: which methods there are, when to come again."""
Writer = Callable[[int, str | None], Response]
_WRITERS: dict[str, Writer] = {}


def register_error_writer(prefix: str, writer: Writer) -> None:
    """Let a package say what goes wrong under its addresses: called with the status and, where there is one, the reason."""
    _WRITERS[prefix] = writer


def register_refusals(words: dict[str, Any]) -> None:
    """Add a package's sentences: refusal code to lazy text, perhaps `counted`, with %(name)s places."""
    _WORDS.update(words)


def install(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        answer = make_response(error_page(error.code))
        answer.headers.update({name: text for name, text in error.get_headers() if name in _KEPT_HEADERS})
        return answer

    @app.errorhandler(CSRFError)
    def csrf_error(error: CSRFError) -> Any:
        return error_page(400)

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> Any:
        return error_page(404)

    @app.errorhandler(RuleBroken)
    def rule_broken(error: RuleBroken) -> Any:
        return error_page(422, " ".join(describe(error.refusals)))

    @app.errorhandler(Exception)
    def crash(error: Exception) -> Any:
        status = next((status for kinds, status in _STATUS if isinstance(error, kinds)), 500)
        log.exception("unhandled", path=request.path, status=status)
        rollback()
        return error_page(status)
