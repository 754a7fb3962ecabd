"""How the packages are joined: blueprints, menu, words, and who reacts to what. One visible list."""

from __future__ import annotations

from flask import Flask

import lms.models  # noqa: F401  every table is known before the first query
from lms.core.errors import register_refusals
from lms.core.labels import NOTICES as CORE_NOTICES
from lms.core.labels import REFUSALS as CORE_REFUSALS
from lms.core.notices import register_notices
from lms.core.routes import blueprint as core
from lms.people import session as people_session


def install_packages(app: Flask) -> None:
    """Register every package with the application."""
    people_session.install(app)
    for blueprint in (core,):
        app.register_blueprint(blueprint)
    for words in (CORE_REFUSALS,):
        register_refusals(words)
    for words in (CORE_NOTICES,):
        register_notices(words)
