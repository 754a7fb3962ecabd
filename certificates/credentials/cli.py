"""`lms certificates credential`: anybody's Open Badges 3.0 credential, checked without a connection."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.credentials.checking import check_credential, key_in_name
from certificates.keys.making import Purpose, ed25519_of
from certificates.keys.queries import list_public
from lms.core import clock

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("credential")
@click.argument("file", type=_FILE)
@click.option("--issuer", "issuers", multiple=True, type=_FILE, help="The issuer's did.json, where it is not us.")
@click.option("--status", "lists", multiple=True, type=_FILE, help="A status list as it was downloaded.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def check_file(file: Path, issuers: tuple[Path, ...], lists: tuple[Path, ...], as_json: bool) -> None:
    """Check a credential with the keys and status lists at hand; nothing is fetched. Exit 0 holds, 1 not."""
    methods: dict[str, str] = {}
    for issuer in map(_read, issuers):
        for method in issuer.get("verificationMethod", ()) if isinstance(issuer, dict) else ():
            methods[str(method.get("id"))] = str(method.get("publicKeyMultibase"))
    ours = {kid for kid, _public, _since in list_public(Purpose.CREDENTIAL)}

    def key_of(method: str) -> Ed25519PublicKey | None:
        kid = methods.get(method) or method.rpartition("#")[2]
        try:
            return ed25519_of(kid) if method in methods or kid in ours else key_in_name(method)
        except ValueError:
            return None

    listed = {str(one["id"]): one for one in map(_read, lists) if isinstance(one, dict) and "id" in one}
    found = check_credential(_read(file), at=clock.now(), key_of=key_of, list_at=listed.get)
    if as_json:
        click.echo(json.dumps({"holds": found.holds, "faults": [str(fault) for fault in found.faults]}))
    else:
        click.echo("It holds." if found.holds else f"It does not hold: {', '.join(found.faults)}")
    sys.exit(0 if found.holds else 1)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"{file} is not JSON: {error}") from error
