"""Making an installation ready before it serves."""

from __future__ import annotations

import subprocess
import sys

import click
from sqlalchemy import create_engine

from lms.core import schema
from lms.core.config import Settings
from lms.demo.accounts import account_lines, is_empty, lacks_work_orders


def make_ready(settings: Settings) -> None:
    """Create the tables or bring them up to date; in demo mode load the demo company into an empty database and say who
    can sign in. What takes long runs as a command of its own, so that the usual start waits for none of it.
    """
    engine = create_engine(settings.database_url)
    current = schema.is_current(engine)
    engine.dispose()
    if not current:
        _run("db", "upgrade")
    if settings.demo_mode:
        if is_empty(settings) or lacks_work_orders(settings):
            _run("demo")
        click.echo("\n".join(account_lines(settings)))


def _run(*command: str) -> None:
    code = subprocess.run([sys.executable, "-m", "lms.cli", *command]).returncode
    if code:
        sys.exit(code)
