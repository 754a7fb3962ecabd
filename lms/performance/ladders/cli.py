"""`lms ladders publish`."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import gettext as _


@click.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Only say what is wrong with the file.")
def publish(file: Path | None, dry_run: bool) -> None:
    """Publish the career ladders of FILE (YAML), or those that come with the software where they are not there yet. What
    says the same already is left alone."""
    from lms.core import audit, clock
    from lms.core.db import transaction
    from lms.core.errors import RuleBroken, describe
    from lms.performance.ladders.actions import publish_ladders, read_ladders, ship_ladders

    actor = audit.System("lms ladders publish")
    try:
        if file is None:
            with transaction():
                count = ship_ladders(actor=actor, at=clock.now())
        else:
            found = read_ladders(file.read_text("utf-8", errors="replace"))
            if dry_run:
                click.echo(_("Nothing stands against these ladders: %(count)s.", count=len(found)))
                return
            with transaction():
                count = len(publish_ladders(ladders=found, actor=actor, at=clock.now()))
    except RuleBroken as broken:
        raise click.ClickException("\n".join(describe(broken.refusals))) from broken
    click.echo(_("New versions: %(count)s.", count=count))
