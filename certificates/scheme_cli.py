"""`lms certificates publish` and `lms certificates schemes`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from certificates.actions.schemes import publish_scheme
from certificates.drafts.actions import published_faults, reference_faults
from certificates.drafts.concerned import Changed, concerned
from certificates.drafts.files import MOST_BYTES, as_text, data_of, schemes_from
from certificates.drafts.labels import readable
from certificates.queries.schemes import get_scheme, list_schemes, list_tiers, tiers_in_force
from lms.core import audit, clock
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.core.errors import NotFound, RuleBroken, describe


@click.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what it would change, and whom it would concern.")
def publish_schemes(file: Path, dry_run: bool) -> None:
    """Publish certification schemes from a YAML file: all of them or none. What says the same already is left alone."""
    try:
        with file.open("rb") as stream:
            schemes = schemes_from(stream.read(MOST_BYTES + 1))
        if wrong := [fault for data in schemes for fault in published_faults(data)]:
            raise RuleBroken(*readable(wrong))
        unknown = describe(readable([fault for data in schemes for fault in reference_faults(data)]))
        told = [line for data in schemes for line in _told(data)] if dry_run else []
        if not dry_run:
            with transaction():
                for data in schemes:
                    publish_scheme(data=data, actor=audit.System("lms certificates publish"), at=clock.now())
    except RuleBroken as broken:
        for sentence in describe(broken.refusals):
            click.echo(sentence, err=True)
        sys.exit(1)
    for sentence in unknown:  # an exam may well come after the scheme that asks for it
        click.echo(sentence, err=True)
    for line in told:
        click.echo(line)
    click.echo(f"{len(schemes)} schemes can be published" if dry_run else f"{len(schemes)} schemes are as {file} says.")


def _told(data: dict[str, Any]) -> list[str]:
    """What publishing would change, line by line."""
    lines = []
    for change in concerned(data, clock.today()):
        name = f"{data['code']}, tier {change.level} ({Bilingual.of(change.title).en})"
        if change.number is None:
            lines.append(f"{name}: stays as it is")
            continue
        lines.append(f"{name}: version {change.number}")
        lines += _details(change)
    return lines


def _details(change: Changed) -> list[str]:
    lines = [f"  changes {', '.join(change.fields)}"] if change.fields else []
    lines += [f"  - {line.text}" for line in change.dropped]
    lines += [f"  + {line.text}" for line in change.added]
    lines.append(f"  {change.holders} hold it, {change.on_the_way} are on the way")
    if change.lose or change.gain:
        lines.append(f"  {len(change.lose)} would no longer meet everything, {len(change.gain)} would at once")
    return lines


@click.command("schemes")
@click.option("--yaml", "code", metavar="CODE", help="Print one scheme as YAML, or all of them where CODE is “all”.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def show_schemes(code: str | None, as_json: bool) -> None:
    """List the certification schemes, or print one as the file that `publish` takes."""
    if code is not None:
        try:
            chosen = list_schemes() if code == "all" else [get_scheme(code)]
        except NotFound:
            known = ", ".join(scheme.code for scheme in list_schemes()) or "none"
            raise click.BadParameter(f"there is no scheme {code}; there are: {known}", param_hint="--yaml") from None
        click.echo(
            as_text([data_of(scheme, tiers_in_force([scheme.id], clock.today())) for scheme in chosen]), nl=False
        )
        return
    rows: list[dict[str, Any]] = [
        {"code": scheme.code, "title": scheme.title.as_dict(), "family": scheme.family, "product_line": scheme.product_line,
         "tiers": [{"level": tier.level, "code": tier.code, "version": tier.number,
                    "retired_from": tier.retired_from.isoformat() if tier.retired_from else None} for tier in list_tiers([scheme.id])]}
        for scheme in list_schemes()
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        tiers = ", ".join(
            f"{tier['code']} v{tier['version']}"
            + (f" (retired from {tier['retired_from']})" if tier["retired_from"] else "")
            for tier in row["tiers"]
        )
        click.echo(f"{row['code']}: {tiers}")
