"""`lms certificates …`"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from certificates import questions
from certificates.actions.papers import Wish
from certificates.checking import LARGEST, Verdict, check_code, check_file
from certificates.checking_words import said_of
from certificates.designs.design import Languages, Layout
from certificates.designs.queries import list_published
from certificates.export import MOST, write_export
from certificates.queries.asking import filter_from
from certificates.queries.register import ids_asked, ids_of_cohort
from certificates.rules.numbers import read_code
from lms.core import clock
from lms.core.db import rollback
from lms.core.errors import RuleBroken, describe

UNKNOWN = 2


@click.command("export")
@click.option(
    "--query",
    "line",
    metavar="POINTS",
    help="The filter of the register, as 'unit=shanghai tier=2 expires<2027-01-01'.",
)
@click.option("--cohort", metavar="CODE", help="The certificates of one intake.")
@click.option("--all", "everything", is_flag=True, help="Every certificate there is.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP to write.")
@click.option(
    "--paper", type=click.Choice([str(Layout.PAGE), str(Layout.CARD)]), default=str(Layout.PAGE), show_default=True
)
@click.option("--design", metavar="CODE", help="Print in this published design instead of the one they were issued in.")
@click.option(
    "--language", "spoken", type=click.Choice(list(map(str, Languages))), help="Print in these languages instead."
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def export_certificates(
    line: str | None, cohort: str | None, everything: bool, out: Path, paper: str, design: str | None,
    spoken: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Write a ZIP with one PDF a certificate and a register. Exit 1 when some could not be printed.

    A run that was stopped goes on where it was when it is begun again: what is printed is kept.
    """
    if [line is not None, bool(cohort), everything].count(True) != 1:
        raise click.UsageError(_("Give one of --query POINTS, --cohort CODE and --all."))
    if not out.parent.is_dir():
        raise click.BadParameter(_("there is no folder %(name)s", name=out.parent), param_hint="--out")
    ids = _ids(line) if line is not None else ids_of_cohort(_cohort_id(cohort) if cohort else None)
    wish = Wish(Layout(paper), Languages(spoken) if spoken else None, _design_id(design, Layout(paper)))
    rollback()
    if len(ids) > MOST:
        raise click.UsageError(
            _(
                "%(count)s certificates are more than one file can hold (%(most)s). Narrow them by --query.",
                count=len(ids),
                most=MOST,
            )
        )
    part = out.with_name(f".{out.name}.part")
    try:
        with _bar(len(ids), shown=not as_json) as progress:
            made = write_export(ids, part, at=clock.now(), day=clock.today(), progress=progress, wish=wish)
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)
    if as_json:
        outcome = {"file": str(out), "certificates": made.papers, "problems": list(made.problems)}
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        click.echo(
            ngettext(
                "%(num)s certificate written to %(file)s",
                "%(num)s certificates written to %(file)s",
                made.papers,
                file=out,
            )
        )
        for problem in made.problems:
            click.echo(problem, err=True)
    sys.exit(1 if made.problems else 0)


def _ids(line: str) -> list[int]:
    try:
        return ids_asked(filter_from(line), day=clock.today())
    except RuleBroken as broken:
        raise click.BadParameter(" ".join(describe(broken.refusals)), param_hint="--query") from broken


def _design_id(code: str | None, layout: Layout) -> int | None:
    if code is None:
        return None
    known = {row.code: row.id for row in list_published((layout,))}
    if code not in known:
        raise click.BadParameter(_("there is no published design %(code)s; there are: %(known)s", code=code, known=", ".join(known) or _("none")), param_hint="--design")  # fmt: skip
    return known[code]


@contextmanager
def _bar(length: int, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    if not shown:
        yield lambda done, total: None
        return
    with click.progressbar(length=length, label=_("Certificates"), file=sys.stderr) as bar:
        yield lambda done, total: bar.update(done - bar.pos)


def _cohort_id(code: str) -> int:
    known = {str(cohort.code): int(cohort.id) for cohort in questions.cohorts()}
    if code not in known:
        raise click.BadParameter(_("there is no intake %(code)s; there are: %(known)s", code=code, known=", ".join(known) or _("none")), param_hint="--cohort")  # fmt: skip
    return known[code]


@click.command("verify")
@click.argument("code_or_file", metavar="CODE|FILE.pdf")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def verify_certificate(code_or_file: str, as_json: bool) -> None:
    """Check a certificate by its code or by its file. Exit 0 valid, 1 not valid or changed, 2 unknown or not ours."""
    path = Path(code_or_file)
    if path.is_file():
        with path.open("rb") as file:
            check = check_file(file.read(LARGEST + 1), clock.today())
    else:
        found = check_code(code_or_file, clock.today())
        if found is None:
            sentence = (
                _("No certificate has this code.")
                if read_code(code_or_file)
                else _(
                    "There is no file %(name)s, and as a verification code it cannot be read: such a code has 16 characters, as under the QR code.",
                    name=code_or_file,
                )
            )
            _answer(as_json, {"status": "unknown", "valid": False}, sentence)
            sys.exit(UNKNOWN)
        check = found
    _answer(as_json, check.as_dict(), said_of(check))
    sys.exit(0 if check.is_valid else UNKNOWN if check.verdict is Verdict.NOT_OURS else 1)


def _answer(as_json: bool, facts: dict[str, Any], sentence: str) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else sentence)
