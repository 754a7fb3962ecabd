"""What every answer carries: security headers, static addresses that change with their content, a log line."""

from __future__ import annotations

import hashlib
import logging
import sys
import time
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.core import labels, rendering
from lms.core.config import ROOT, Settings
from lms.core.cookies import KeptSessionInterface
from lms.core.errors import Refusal, describe
from lms.core.jobs import Job
from lms.core.navigation import navigation_bar, navigation_menu

csrf = CSRFProtect()
STATIC = ROOT / "static"
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


@lru_cache(maxsize=256)
def _version(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


@lru_cache(maxsize=256)
def _asset_path(path: str) -> str:
    return f"/static/{path}?v={_version(path)}"


def asset(path: str) -> str:
    """The address of a static file, with its content's hash so that it may be kept for a year."""
    return _asset_path(path)


def configure_logging(settings: Settings) -> None:
    """Structured lines on stderr, since commands print their answer on stdout: readable in the demo, JSON elsewhere. Never
    personal data beyond ids."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if settings.testing else logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=True,
    )


def install(app: Flask) -> None:
    """Wire headers, CSRF, proxies, static addresses and request logging."""
    settings: Settings = app.extensions["settings"]
    app.session_interface = KeptSessionInterface()
    csrf.init_app(app)
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.jinja_env.globals.update(
        asset=asset, navigation_menu=navigation_menu, navigation_bar=navigation_bar, settings=settings
    )
    rendering.install(app)
    log = structlog.get_logger("request")

    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex[:12])

    @app.after_request
    def finish(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CSP)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
        if settings.secure_cookies:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        headers.setdefault("Cache-Control", "no-store")
        if response.mimetype == "text/html":
            headers.add("Vary", "Cookie, Accept-Language")
        if request.endpoint != "static":
            took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
            log.info("request", method=request.method, path=request.path, status=response.status_code, ms=took)
        return response

    @app.context_processor
    def words() -> dict[str, Any]:
        return {"job_kinds": labels.JOB_KINDS, "job_states": labels.JOB_STATES, "job_error": job_error}

    @app.template_global()
    def return_here() -> str:
        """This page's own address, for forms that come back to it."""
        return request.full_path.rstrip("?") if request.method == "GET" else url_for("home.index")


def job_error(job: Job) -> str:
    """Why a job failed, in the reader's language."""
    return " ".join(describe((Refusal(job.error or "crashed", job.result or {}),)))


def drop_stale_compressed() -> None:
    """Remove compressed copies of static files that are older than the file itself, so that nobody is served the past."""
    for copy in (*STATIC.rglob("*.br"), *STATIC.rglob("*.gz")):
        original = copy.with_suffix("")
        if not original.exists() or original.stat().st_mtime > copy.stat().st_mtime:
            copy.unlink(missing_ok=True)


def static_root() -> Path:
    """The folder that is served under /static/."""
    return STATIC
