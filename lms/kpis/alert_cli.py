"""The command that asks the alert rules."""

from __future__ import annotations

import json

import click

from lms.core import clock
from lms.kpis.alert_jobs import look


@click.command("watch")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def watch_figures(as_json: bool) -> None:
    """Count the days that rules look at, ask every alert rule, and say how many alerts that raised and cleared."""
    outcome = look(None, at=clock.now())
    if as_json:
        click.echo(json.dumps(outcome))
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in outcome.items()))
