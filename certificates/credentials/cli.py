"""`lms certificates credential`: anybody's Open Badges 3.0 credential, checked without a connection."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from certificates.credentials.checking import Fault, check_credential, key_in_name
from certificates.keys.making import Purpose, ed25519_of
from certificates.keys.queries import list_public
from lms.core import clock

FAULTS: dict[Fault, Any] = {
    Fault.SHAPE: _l("it is not shaped as a credential"),
    Fault.TYPE: _l("it is no Open Badges credential"),
    Fault.ISSUER: _l("it does not say who issued it"),
    Fault.DATES: _l("its dates cannot be read"),
    Fault.NOT_YET: _l("it is not valid yet"),
    Fault.EXPIRED: _l("it has expired"),
    Fault.NO_PROOF: _l("it is not signed in a way that we know"),
    Fault.KEY_UNKNOWN: _l("the key that signed it is not at hand; give the issuer's did.json with --issuer"),
    Fault.PROOF: _l("its signature does not fit: it was changed, or somebody else signed it"),
    Fault.LIST_UNKNOWN: _l("its status list is not at hand; give it with --status"),
    Fault.LIST: _l("its status list cannot be relied on"),
    Fault.REVOKED: _l("it is withdrawn, superseded or suspended"),
    Fault.SUSPENDED: _l("it is suspended"),
}
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
        click.echo(
            _("It holds.")
            if found.holds
            else _("It does not hold: %(faults)s", faults=_("; ").join(str(FAULTS[one]) for one in found.faults))
        )
    sys.exit(0 if found.holds else 1)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(_("%(file)s is not JSON: %(fault)s", file=file, fault=error)) from error
