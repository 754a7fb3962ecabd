"""Commands of questionnaires."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def load_questionnaires(file: Path | None) -> None:
    """Publish the questionnaires that come with the software, or the one of FILE (TOML or YAML). What is there stays."""
    from assessments.actions.questionnaires import ship_questionnaires
    from assessments.formats.questionnaires import read_questionnaire
    from lms.core import audit, clock
    from lms.core.db import transaction
    from lms.core.errors import RuleBroken, describe

    try:
        data = [read_questionnaire(file.read_bytes())] if file else None
        with transaction():
            added = ship_questionnaires(
                questionnaires=data, actor=audit.System("lms questionnaires load"), at=clock.now()
            )
    except RuleBroken as broken:
        raise click.ClickException("; ".join(describe(broken.refusals))) from broken
    click.echo(f"{added} questionnaires added")


@click.command("remind")
def remind_people() -> None:
    """The day's round: tell people whose questionnaire opens today, and remind those who have not answered. Run it once
    a day."""
    from assessments.actions.invitations import tell_opened
    from lms.core import audit, clock
    from lms.core.db import transaction

    with transaction():
        opened, reminded = tell_opened(actor=audit.System("lms questionnaires remind"), at=clock.now())
    click.echo(f"questionnaires told of: {opened}, reminded of: {reminded}")
