"""`lms certificates import`"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask_babel import gettext as _

from certificates.imports.actions import load_import, plan_today
from certificates.imports.labels import COLUMN_NAMES, fault_words
from lms.core import audit, clock
from lms.core.db import rollback, transaction
from lms.core.errors import Refusal, describe
from lms.core.tables.reading import UnreadableTable, read_table


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_certificates(file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring certificates over from CSV or XLSX: all of the file or nothing. Exit 1 when lines are wrong, 2 when the file
    cannot be read."""
    try:
        table = read_table(file.read_bytes(), file.name)
    except UnreadableTable as error:
        click.echo(" ".join(describe((Refusal(error.code, error.values),))), err=True)
        sys.exit(2)
    plan = plan_today(table)
    outcome = {
        "rows": plan.rows, "certificates": len(plan.lines), "loaded": False, "missing": list(plan.missing),
        "faults": [
            {"line": line, "column": fault.column, "reason": fault_words(fault)} for line, fault in plan.faults
        ],
    }  # fmt: skip
    if plan.loadable and not dry_run:
        rollback()
        with transaction():
            actor = audit.System("lms certificates import")
            load_import(plan=plan_today(table), name=file.name, actor=actor, at=clock.now())
        outcome["loaded"] = True
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        click.echo(_("Lines: %(rows)s; certificates: %(count)s", rows=plan.rows, count=len(plan.lines)))
        for name in plan.missing:
            click.echo(_("Column missing: %(name)s (%(words)s)", name=name, words=COLUMN_NAMES[name]), err=True)
        if not plan.rows and not plan.missing:
            click.echo(_("The file holds no line below its headings."), err=True)
        for line, fault in plan.faults:
            column = COLUMN_NAMES.get(fault.column, fault.column)
            click.echo(
                _("line %(line)s, %(column)s: %(fault)s", line=line, column=column, fault=fault_words(fault)), err=True
            )
        click.echo(_("Loaded.") if outcome["loaded"] else _("Nothing was changed."))
    sys.exit(0 if plan.loadable else 1)
