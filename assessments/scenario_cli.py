"""`lms practicals scenarios`"""

from __future__ import annotations

import click


@click.command("scenarios")
def load_scenarios() -> None:
    """Put the scenario cards that come with the software into the database; those that are there stay as they are."""
    from assessments.actions.simulations import ship_scenarios
    from lms.core import audit, clock
    from lms.core.db import transaction

    with transaction():
        added = ship_scenarios(actor=audit.System("scenarios"), at=clock.now())
    click.echo(f"{added} scenario cards added")
