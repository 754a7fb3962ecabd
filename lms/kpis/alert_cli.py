"""The command that asks the alert rules."""

from __future__ import annotations

import json
from typing import Any

import click
from flask_babel import lazy_pgettext as pgettext

from lms.core import clock
from lms.kpis.alert_jobs import look

_NAMES: dict[str, Any] = {
    "raised": pgettext("alerts", "raised"), "worsened": pgettext("alerts", "worsened"),
    "continued": pgettext("alerts", "continued"), "cleared": pgettext("alerts", "cleared"),
}  # fmt: skip


@click.command("watch")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def watch_figures(as_json: bool) -> None:
    """Count the days that rules look at, ask every alert rule, and say how many alerts that raised and cleared."""
    outcome = look(None, at=clock.now())
    if as_json:
        click.echo(json.dumps(outcome))
    else:
        click.echo(", ".join(f"{_NAMES.get(name, name)} {count}" for name, count in outcome.items()))
