"""`lms courses …`"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from courses.actions.folder import load_course_folder, plan_course_folder
from courses.folders import read_course_folder
from lms.core import audit, clock
from lms.core.db import rollback, transaction
from lms.core.errors import RuleBroken, describe


@click.command("import")
@click.argument(
    "folders", nargs=-1, required=True, metavar="FOLDER…",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_courses(folders: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Load course folders (course.yaml, lessons as <slug>.zh.md and <slug>.en.md, assets/): each whole or not at all.

    The same folder twice changes nothing; changed texts or files become a new version. Exit 1 when a folder is wrong.
    """
    outcomes: list[dict[str, Any]] = []
    for path in folders:
        try:
            outcomes.append({"folder": path.name, **_load(path, dry_run)})
        except RuleBroken as broken:
            rollback()
            outcomes.append({"folder": path.name, "outcome": "refused", "faults": describe(broken.refusals)})
    if as_json:
        click.echo(json.dumps(outcomes, ensure_ascii=False))
    else:
        for outcome in outcomes:
            click.echo(f"{outcome['outcome']:10} {outcome['folder']}")
            for fault in outcome.get("faults", ()):
                click.echo(f"  {fault}", err=True)
        if dry_run:
            click.echo("Nothing was changed.")
    sys.exit(1 if any(outcome["outcome"] == "refused" for outcome in outcomes) else 0)


def _load(path: Path, dry_run: bool) -> dict[str, object]:
    if dry_run:
        plan = plan_course_folder(read_course_folder(path))
        rollback()
        return asdict(plan)
    with transaction():
        return asdict(load_course_folder(path, actor=audit.System("lms courses import"), at=clock.now()))
