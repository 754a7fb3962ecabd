"""`lms questions …`"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from assessments.formats import FORMATS
from assessments.formats.writing import TARGETS
from assessments.rules.items import Fault


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE…"
)
@click.option("--pool", help="The pool that the items belong to; by default “main”, or the one that the file names.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="auto sees it from the content, whatever the file is called.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_questions(files: tuple[Path, ...], pool: str | None, form: str, dry_run: bool, as_json: bool) -> None:
    """Import items from Moodle XML, GIFT, Aiken, QTI 2.1–3.0, a table (XLSX, CSV), Shifu YAML or a JSON list: all or none.

    Pictures come in the file, or are looked for beside it. Exit 1 when something in the files is wrong, 2 when a file
    or an option is.
    """
    from assessments.actions.bank import load_import, plan_import
    from assessments.formats import read_items
    from assessments.labels import SKIPPED, fault_words, left_words, place_words
    from lms.core import audit, clock
    from lms.core.db import rollback, transaction

    readings, figures = [], {}
    for path in files:
        reading = read_items(path.read_bytes(), path.name, form)
        readings.append(reading)
        figures.update(
            _figures_beside(path, {name for draft in reading.drafts for name in (draft.figure, *draft.figures) if name})
        )
    plan = plan_import(readings, figures, pool)
    rollback()
    loaded = plan.loadable and not dry_run
    if loaded:
        with transaction():
            plan = plan_import(readings, figures, pool)
            load_import(
                plan, sources=[path.name for path in files], actor=audit.System("lms questions import"), at=clock.now()
            )

    def told(fault: Fault) -> dict[str, str]:
        return {
            "place": place_words(fault.place),
            "field": fault.field,
            "code": fault.code,
            "reason": fault_words(fault),
        }

    faults = [told(fault) for fault in plan.faults]
    warnings = [{"key": fault.values.get("key", ""), **told(fault)} for fault in plan.warnings]
    skipped = [
        {"key": draft.key, "place": place_words(draft.place), "reason": str(SKIPPED[why])}
        for draft, why in [*plan.skipped, *((draft, "same") for draft in plan.same)]
    ] + [{"key": left.key, "place": place_words(left.place), "reason": left_words(left)} for left in plan.left]
    if as_json:
        outcome = {
            **plan.counts(),
            "loaded": loaded,
            "fault_list": faults,
            "skipped_list": skipped,
            "warning_list": warnings,
        }
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        for name, count in plan.counts().items():
            click.echo(f"{name:15} {count}")
        for entry in skipped[len(plan.skipped) + len(plan.same) :] + skipped[: len(plan.skipped)]:
            click.echo(f"{entry['key']} ({entry['place']}): {entry['reason']}")
        for warning in warnings:
            click.echo(f"{warning['key']} ({warning['place']}): {warning['reason']}")
        for fault in faults:
            click.echo(f"{fault['place']}: {fault['reason']}", err=True)
        click.echo("Loaded." if loaded else "Nothing was changed.")
    sys.exit(0 if plan.loadable else 1)


@click.command("export")
@click.option("--pool", default="main", show_default=True, help="The pool whose items are written.")
@click.option("--topic", help="Only the items of the topic with this code.")
@click.option("--format", "form", type=click.Choice(TARGETS), default="moodle", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def export_questions(pool: str, topic: str | None, form: str, out: Path, as_json: bool) -> None:
    """Write the items of a pool as Moodle XML, GIFT, a QTI 2.1 package or a table.

    Where GIFT or a table need pictures, the file is a ZIP with the pictures beside it. What comes back by “import” is the same.
    """
    from assessments.actions.exports import export_pool
    from lms.core import audit, clock
    from lms.core.db import transaction

    with transaction():
        export = export_pool(pool, form, topic=topic, actor=audit.System("lms questions export"), at=clock.now())
    if export is None:
        raise click.UsageError(
            f"There are no items to write in the pool “{pool}”" + (f", topic “{topic}”." if topic else ".")
        )
    out.write_bytes(export.content)
    missed = [{"key": key, "fields": list(fields)} for key, fields in export.missed.items()]
    if as_json:
        outcome = {
            "file": str(out),
            "kind": export.ending,
            "written": export.written,
            "left": list(export.left),
            "only_here": missed,
        }
        click.echo(json.dumps(outcome, ensure_ascii=False))
        return
    click.echo(f"{export.written} items written to {out} ({export.ending}).")
    for key in export.left:
        click.echo(f"{key}: this format has no such kind of question; left out.")
    for entry in missed:
        click.echo(f"{entry['key']}: only Shifu reads this back: {', '.join(entry['fields'])}.")


def _figures_beside(path: Path, names: set[str]) -> dict[str, bytes]:
    """The pictures that lie in the file's own folder; a name that leads elsewhere finds nothing."""
    there = {entry.name.casefold(): entry for entry in path.resolve().parent.iterdir() if entry.is_file()}
    return {name.casefold(): there[name.casefold()].read_bytes() for name in names if name.casefold() in there}
