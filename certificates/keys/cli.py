"""`lms certificates keys …`"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from certificates.keys.actions import import_pkcs12, make_keys, rewrap, rotate, use_token
from certificates.keys.making import Purpose
from certificates.keys.queries import list_keys
from certificates.keys.shown import chain_file, shown_keys
from lms.core import clock
from lms.core.audit import System
from lms.core.db import transaction
from lms.core.errors import RuleBroken, describe

ACTOR = System("lms certificates keys")


@click.group("keys")
def keys() -> None:
    """The keys with which certificates are sealed and credentials are signed."""


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_all(as_json: bool) -> None:
    """Every key, newest first; public halves only."""
    shown = shown_keys(list_keys())
    if as_json:
        facts = [
            {
                "use": key.purpose, "name": key.kid, "source": key.source, "since": key.since.isoformat(),
                "replaced": key.replaced_at.isoformat() if key.replaced_at else None, "certificate": key.holder or None,
                "until": key.until.isoformat() if key.until else None,
            }
            for key in shown
        ]  # fmt: skip
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key in shown:
        state = _("replaced on %(day)s", day=f"{key.replaced_at:%Y-%m-%d}") if key.replaced_at else _("in use")
        click.echo(f"{key.purpose:10}  {key.since:%Y-%m-%d}  {state:22}  {key.kid}  {key.holder}")
    if not shown:
        click.echo(_("There are no keys yet: lms certificates keys make"))


@keys.command("make")
def make() -> None:
    """Make the keys that are missing; those that are there stay."""
    with _answering(), transaction():
        made = make_keys(actor=ACTOR, at=clock.now())
    click.echo("\n".join(_("Made %(key)s", key=kid) for kid in made) or _("All keys are there."))


@keys.command("replace")
@click.argument("purpose", type=click.Choice([str(purpose) for purpose in Purpose]))
def replace(purpose: str) -> None:
    """Replace a key by a new one. The old private half is destroyed; what it signed stays valid."""
    with _answering(), transaction():
        kid = rotate(purpose=Purpose(purpose), actor=ACTOR, at=clock.now())
    click.echo(_("In use from now on: %(key)s", key=kid))


@keys.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--password", prompt=True, hide_input=True, default="", help="Asked for where it is not given.")
def bring(file: Path, password: str) -> None:
    """Seal certificates with the key in a PKCS#12 file."""
    with _answering(), transaction():
        kid = import_pkcs12(content=file.read_bytes(), password=password, actor=ACTOR, at=clock.now())
    click.echo(_("In use from now on: %(key)s", key=kid))


@keys.command("token")
def token() -> None:
    """Seal certificates with the key in the hardware token that LMS_PKCS11_… names."""
    with _answering(), transaction():
        kid = use_token(actor=ACTOR, at=clock.now())
    click.echo(_("In use from now on: %(key)s", key=kid))


@keys.command("rewrap")
def encrypt_again() -> None:
    """Encrypt the private halves under LMS_KEY_SECRET as it is now; LMS_KEY_SECRET_OLD names the one before."""
    with _answering(), transaction():
        count = rewrap(actor=ACTOR, at=clock.now())
    click.echo(ngettext("%(num)s key was encrypted anew.", "%(num)s keys were encrypted anew.", count))


@keys.command("public")
def public() -> None:
    """Print the certificates of all seals (PEM), for whoever is to trust them."""
    click.echo(chain_file(list_keys()), nl=False)


@contextmanager
def _answering() -> Iterator[None]:
    """Say in a sentence why something may not be, and exit 1."""
    try:
        yield
    except RuleBroken as broken:
        for sentence in describe(broken.refusals):
            click.echo(sentence, err=True)
        sys.exit(1)
