"""How templates are read and kept: for the application of pages, and for a small one that only prints papers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemBytecodeCache, FileSystemLoader

from lms.core import i18n, phrases
from lms.core.config import ROOT, Settings


def _compiled_templates() -> FileSystemBytecodeCache | None:
    """Compiled templates beside the code, as Python keeps its modules, so that no process compiles what another has.
    None where the code may not be written to."""
    folder = ROOT / "lms" / "templates" / "__pycache__" / f"jinja-{version('jinja2')}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def install(app: Flask) -> None:
    """White space, and the kept compiled templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = _compiled_templates()


def create_paper_app(settings: Settings, templates: Sequence[Path]) -> Flask:
    """An application without pages, people and database, in which a command writes papers from files: words, dates and
    templates. It starts in a fraction of the time."""
    app = Flask("lms", root_path=str(ROOT / "lms"), static_folder=None)
    app.extensions["settings"] = settings
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(str(place)) for place in (ROOT / "lms" / "templates", *templates)]
    )
    install(app)
    i18n.install(app)
    phrases.install(app)
    return app
