"""`lms audit verify`: is the trail whole?"""

from __future__ import annotations

import json
import sys

import click

from lms.core import clock
from lms.core.audit import Finding, System
from lms.core.phrases import say as _
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
            click.echo(_in_words(finding), err=True)
    else:
        click.echo(_("The audit trail is whole: %(count)s lines.", count=count))
    sys.exit(1 if findings else 0)


def _in_words(finding: Finding) -> str:
    if finding.what == "changed":
        return _("Line %(line)s was changed, or does not follow the line before it.", line=finding.seq)
    if finding.what == "missing":
        return _("From line %(line)s on, one line or more is missing.", line=finding.seq)
    return _(
        "The note of the last line does not match the lines: lines at the end are missing, or somebody changed the note."
    )
