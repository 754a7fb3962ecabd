"""`lms certificates publish` and `lms certificates schemes`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.actions.schemes import publish_scheme
from certificates.drafts.actions import published_faults, reference_faults
from certificates.drafts.concerned import Changed, concerned
from certificates.drafts.files import MOST_BYTES, as_text, data_of, schemes_from
from certificates.drafts.labels import FIELD_NAMES, readable
from certificates.labels import list_of
from certificates.queries.schemes import get_scheme, list_schemes, list_tiers, tiers_in_force
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.i18n import text


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
    count = len(schemes)
    click.echo(
        ngettext("%(num)s scheme can be published.", "%(num)s schemes can be published.", count)
        if dry_run
        else ngettext("%(num)s scheme is as %(file)s says.", "%(num)s schemes are as %(file)s says.", count, file=file)
    )


def _told(data: dict[str, Any]) -> list[str]:
    """What publishing would change, line by line."""
    lines = []
    for change in concerned(data, clock.today()):
        name = _(
            "%(code)s, tier %(level)s (%(title)s)", code=data["code"], level=change.level, title=text(change.title)
        )
        if change.number is None:
            lines.append(_("%(name)s: stays as it is", name=name))
            continue
        lines.append(_("%(name)s: version %(number)s", name=name, number=change.number))
        lines += _details(change)
    return lines


def _details(change: Changed) -> list[str]:
    lines = (
        ["  " + _("changes %(fields)s", fields=list_of(FIELD_NAMES.get(one, one) for one in change.fields))]
        if change.fields
        else []
    )
    lines += [f"  - {line.text}" for line in change.dropped]
    lines += [f"  + {line.text}" for line in change.added]
    lines.append(
        "  " + _("holding it: %(holders)s; on the way: %(others)s", holders=change.holders, others=change.on_the_way)
    )
    if change.lose or change.gain:
        lines.append(
            "  "
            + _(
                "would no longer meet everything: %(lose)s; would at once: %(gain)s",
                lose=len(change.lose),
                gain=len(change.gain),
            )
        )
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
            known = ", ".join(scheme.code for scheme in list_schemes()) or _("none")
            raise click.BadParameter(
                _("there is no scheme %(code)s; there are: %(known)s", code=code, known=known), param_hint="--yaml"
            ) from None
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
            + (_(" (retired from %(day)s)", day=tier["retired_from"]) if tier["retired_from"] else "")
            for tier in row["tiers"]
        )
        click.echo(f"{row['code']}: {tiers}")
