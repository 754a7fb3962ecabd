"""`lms people …`"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask import current_app, url_for
from sqlalchemy import select

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import rollback, transaction
from lms.core.errors import Refusal, describe
from lms.core.tables.reading import UnreadableTable, read_table
from lms.people.actions.accounts import make_sign_in_link, open_account
from lms.people.actions.organisation import add_post, add_unit
from lms.people.actions.roles import assign_role
from lms.people.actions.roster import load_roster, plan_roster, upload_roster
from lms.people.labels import fault_words
from lms.people.models import Person, Post, Unit
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


@click.command()
@click.option("--number", required=True, help="Employee number; also the user name.")
@click.option("--name", required=True, help="Name, in Chinese or Latin script.")
@click.option("--email", default=None, help="E-mail address.")
def administrator(number: str, name: str, email: str | None) -> None:
    """Make the first administrator, who may do HR's work too, and print a sign-in link that works once."""
    with transaction() as session:
        at, actor = clock.now(), audit.System("lms people administrator")
        unit = session.scalar(select(Unit).order_by(Unit.id).limit(1))
        if unit is None:
            settings = current_app.extensions["settings"]
            title = Bilingual(settings.organisation_zh, settings.organisation_en)
            unit = add_unit(code="HQ", name=title, city=Bilingual(), parent=None, actor=actor, at=at)
        post = session.scalar(select(Post).where(Post.code == "service-management"))
        post = post or add_post(
            code="service-management",
            name=Bilingual("售后管理", "Service management"),
            family="management",
            actor=actor,
            at=at,
        )
        if session.scalar(select(Person.id).where(Person.employee_no == number)) is not None:
            raise click.ClickException(f"Employee number {number} is taken.")
        ascii_only = name.isascii()
        person = Person(
            employee_no=number, name_zh="" if ascii_only else name, name_latin=name if ascii_only else "", email=email,
            unit_id=unit.id, post_id=post.id, hired_on=clock.local_date(at), added_at=at,
        )  # fmt: skip
        session.add(person)
        session.flush()
        for role in (Role.ADMIN, Role.HR):
            assign_role(person=person, role=role, unit=None, actor=actor, at=at)
        account = open_account(person=person, username=number, actor=actor, at=at)
        token = make_sign_in_link(account=account, actor=actor, at=at)
    with current_app.test_request_context():
        link = current_app.extensions["settings"].public_url + url_for("people.first_sign_in", token=token)
    click.echo(f"Sign in once, within seven days, and choose a password: {link}")
