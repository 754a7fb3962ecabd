"""The application: the one module that knows every package, and the list of how they are wired."""

from __future__ import annotations

import os
from datetime import timedelta

from flask import Flask

from lms.core import access, compression, db, errors, i18n, incoming, jobs, links, phrases, web
from lms.core.config import Settings, from_environment
from lms.core.starting import LateRule
from lms.wiring import install_packages


def create_app(settings: Settings | None = None) -> Flask:
    """A new application. Without settings, the environment is read and checked."""
    settings = settings or from_environment(os.environ)
    app = Flask("lms", root_path=str(web.ROOT / "lms"), static_folder=str(web.STATIC), static_url_path="/static")
    app.url_rule_class = LateRule
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        SESSION_COOKIE_NAME="shifu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    web.configure_logging(settings)
    compression.install(app)
    web.install(app)
    incoming.install(app)
    db.install(app)
    jobs.install(app)
    i18n.install(app)
    phrases.install(app)
    errors.install(app)
    links.install(app)
    install_packages(app)
    access.refuse_undeclared(app)
    return app
