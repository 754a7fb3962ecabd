"""`lms questions …`"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE…"
)
@click.option("--pool", help="The pool that the items belong to; by default “main”, for a JSON list the file's name.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "shifu", "json", "csv"]),
    default="auto",
    show_default=True,
    help="csv means any table, XLSX too.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_questions(files: tuple[Path, ...], pool: str | None, form: str, dry_run: bool, as_json: bool) -> None:
    """Import items from Shifu YAML, a JSON list of questions, or a table (CSV, XLSX): all of them or none.

    Pictures that items name are looked for beside the file. Exit 1 when something in the files is wrong, 2 when a file
    or an option is.
    """
    from assessments.actions.bank import load_import, plan_import
    from assessments.formats import read_items
    from assessments.labels import SKIPPED, fault_words, place_words
    from lms.core import audit, clock
    from lms.core.db import rollback, transaction

    readings, figures = [], {}
    for path in files:
        reading = read_items(path.read_bytes(), path.name, form)
        readings.append(reading)
        figures.update(_figures_beside(path, {draft.figure for draft in reading.drafts if draft.figure}))
    plan = plan_import(readings, figures, pool)
    rollback()
    loaded = plan.loadable and not dry_run
    if loaded:
        with transaction():
            plan = plan_import(readings, figures, pool)
            load_import(
                plan, sources=[path.name for path in files], actor=audit.System("lms questions import"), at=clock.now()
            )
    faults = [
        {"place": place_words(fault.place), "field": fault.field, "code": fault.code, "reason": fault_words(fault)}
        for fault in plan.faults
    ]
    skipped = [
        {"key": draft.key, "place": place_words(draft.place), "reason": str(SKIPPED[why])}
        for draft, why in plan.skipped
    ]
    if as_json:
        outcome = {**plan.counts(), "loaded": loaded, "fault_list": faults, "skipped_list": skipped}
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        for name, count in plan.counts().items():
            click.echo(f"{name:15} {count}")
        for entry in skipped:
            click.echo(f"{entry['key']} ({entry['place']}): {entry['reason']}")
        for fault in faults:
            click.echo(f"{fault['place']}: {fault['reason']}", err=True)
        click.echo("Loaded." if loaded else "Nothing was changed.")
    sys.exit(0 if plan.loadable else 1)


def _figures_beside(path: Path, names: set[str]) -> dict[str, bytes]:
    """The pictures that lie in the file's own folder; a name that leads elsewhere finds nothing."""
    there = {entry.name.casefold(): entry for entry in path.resolve().parent.iterdir() if entry.is_file()}
    return {name.casefold(): there[name.casefold()].read_bytes() for name in names if name.casefold() in there}
