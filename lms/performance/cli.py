"""Commands of KPI cards."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def load_cards(file: Path | None) -> None:
    """Bring in the score cards that come with the software, or those of FILE (TOML). What is there already stays."""
    from lms.core import audit, clock
    from lms.core.db import transaction
    from lms.core.errors import RuleBroken, describe
    from lms.performance.actions.definitions import ship_scorecards
    from lms.performance.shipped import SHIPPED, read_scorecards

    try:
        with transaction():
            added = ship_scorecards(
                actor=audit.System("lms cards load"), at=clock.now(), cards=read_scorecards(file or SHIPPED)
            )
    except RuleBroken as broken:
        raise click.ClickException("; ".join(describe(broken.refusals))) from broken
    click.echo(f"{added} score cards added")
