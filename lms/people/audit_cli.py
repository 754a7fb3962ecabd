"""`lms audit verify`: is the trail whole?"""

from __future__ import annotations

import json
import sys

import click

from lms.core import clock
from lms.core.audit import System
from lms.people.actions.audit import check_chain


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(as_json: bool) -> None:
    """Walk the chain; exit 1 when a line was changed, removed or added. How it came out is put on record."""
    count, findings = check_chain(actor=System("lms audit verify"), at=clock.now())
    if as_json:
        click.echo(json.dumps({"lines": count, "findings": [{"line": f.seq, "what": f.what} for f in findings]}))
    elif findings:
        for finding in findings:
            click.echo(f"Line {finding.seq}: {finding.what}", err=True)
    else:
        click.echo(f"The audit trail is whole: {count} lines.")
    sys.exit(1 if findings else 0)
