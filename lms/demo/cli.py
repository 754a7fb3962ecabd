"""`lms demo`"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from lms.core.config import SettingsError, from_environment
from lms.demo.accounts import account_lines, is_empty, lacks_work_orders

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.option("--people", default=400, show_default=True, type=click.IntRange(60, 5000), help="How many work there.")
@click.option(
    "--months", default=24, show_default=True, type=click.IntRange(6, 60), help="How far its history goes back."
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same company.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there are people already.")
@click.option("--accounts", is_flag=True, help="Only print who can sign in.")
@click.pass_obj
def demo(application: Callable[[], Flask], people: int, months: int, seed: int, if_empty: bool, accounts: bool) -> None:
    """Load the demo company (fictitious) into an empty database; only in demo mode.

    Exit 1 where the database holds people already, 2 outside demo mode.
    """
    from sqlalchemy.exc import DatabaseError

    try:
        settings = from_environment(os.environ)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    if not settings.demo_mode:
        raise click.UsageError("The demo company is for demo mode only. Set LMS_DEMO_MODE=1, never on a real database.")
    try:
        if accounts:
            click.echo("\n".join(account_lines(settings)))
            return
        empty, unfinished = is_empty(settings), lacks_work_orders(settings)
    except DatabaseError as error:
        raise click.UsageError("The database has no tables yet, or cannot be reached: run `lms db upgrade`.") from error
    if empty or unfinished:
        with application().app_context():
            _load(people, months, seed, with_company=empty)
    elif not if_empty:
        click.echo("The database holds people already; the demo company needs an empty one.", err=True)
        sys.exit(1)


def _load(people: int, months: int, seed: int, *, with_company: bool) -> None:
    from lms.core.errors import RuleBroken, describe
    from lms.demo.abilities import load_abilities
    from lms.demo.evaluation import load_evaluation
    from lms.demo.load import Size, load
    from lms.demo.service import load_service

    began = time.monotonic()

    def say(step: str) -> None:
        click.echo(f"{time.monotonic() - began:6.1f} s  {step}")

    click.echo(f"Loading the demo company: {people} people, {months} months. This happens once.")
    try:
        if with_company:
            load(Size(people, months, seed), say)
        load_evaluation(months=months, seed=seed, say=say)
        load_service(months=months, seed=seed, say=say)
        load_abilities(seed=seed, say=say)
    except RuleBroken as broken:
        click.echo(
            "\n".join(["The demo company could not be loaded; nothing was kept.", *describe(broken.refusals)]), err=True
        )
        sys.exit(1)
    say("done")
