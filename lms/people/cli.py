"""`lms people …`"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from lms.core import audit, clock
from lms.core.db import rollback, transaction
from lms.core.errors import Refusal, describe
from lms.core.tables.reading import UnreadableTable, read_table
from lms.people.actions.roster import load_roster, plan_roster, upload_roster
from lms.people.labels import fault_words
from lms.people.rules.roster import COLUMNS, propose_mapping


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="FIELD=HEADING",
    help="Which column holds a field; proposed from the headings otherwise.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_people(file: Path, pairs: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Load a roster from CSV or XLSX: all of it or nothing. Exit 1 when rows are wrong, 2 when the file cannot be read."""
    content = file.read_bytes()
    try:
        table = read_table(content, file.name)
    except UnreadableTable as error:
        click.echo(" ".join(describe((Refusal(error.code, error.values),))), err=True)
        sys.exit(2)
    mapping = propose_mapping(table.header)
    known = {column.field for column in COLUMNS}
    for pair in pairs:
        name, _, heading = pair.partition("=")
        if name not in known or heading not in table.header:
            raise click.BadParameter(
                f"{pair}: the fields are {', '.join(sorted(known))}; the headings {', '.join(table.header)}",
                param_hint="--map",
            )
        mapping[name] = table.header.index(heading)
    plan = plan_roster(table, mapping, clock.today())
    outcome = {
        "rows": len(table.rows),
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "rejected": len(plan.faults),
        "loaded": False,
        "mapping": {name: table.header[index] for name, index in mapping.items()},
        "faults": [
            {"line": line, "column": fault.column, "reason": fault_words(fault)}
            for line, faults in plan.faults
            for fault in faults
        ],
    }
    if plan.loadable and not dry_run:
        rollback()
        with transaction():
            at = clock.now()
            roster = upload_roster(content=content, name=file.name, actor=audit.System("lms people import"), at=at)
            load_roster(roster=roster, table=table, mapping=mapping, actor=audit.System("lms people import"), at=at)
        outcome["loaded"] = True
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        for name in ("rows", "added", "changed", "unchanged", "rejected"):
            click.echo(f"{name:10} {outcome[name]}")
        for line, faults in plan.faults:
            for fault in faults:
                click.echo(f"line {line}, {fault.column}: {fault_words(fault)}", err=True)
        click.echo("Loaded." if outcome["loaded"] else "Nothing was changed.")
    sys.exit(0 if plan.loadable else 1)
