"""`lms evaluation roi`: the return of a training from a case file."""

from __future__ import annotations

import json
import os
import tomllib
from decimal import Decimal
from pathlib import Path

import click

from lms.core.plain_toml import place_of
from lms.core.speech import LANGUAGES, Say, language_option
from lms.core.terminal import of_terminal
from lms.evaluation.cli.speech import speech
from lms.evaluation.returns_labels import VERDICT_NAMES
from lms.evaluation.returns_told import as_json, check_sentence, fault_sentence
from lms.evaluation.rules.returns.case import Case
from lms.evaluation.rules.returns.choosing import NOT_ISOLATED, SAME_MONEY
from lms.evaluation.rules.returns.places import find_places
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.reading import read_case
from lms.evaluation.rules.returns.results import REFUSED, Line, Returns, compute
from lms.evaluation.rules.returns.table import CaseFaults

TEMPLATES = Path(__file__).parents[1] / "templates"
LARGEST = 2 * 1024 * 1024
LESSENED = ("cut_to_first_year", "extremes_out", "lowered_by_confidence")
"""Rules that were kept by counting less than the file holds."""


@click.command("roi")
@click.argument("file", metavar="CASE.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_data", is_flag=True, help="Print JSON: every figure with the lines it is made of.")
@click.option("--workbook", type=click.Path(dir_okay=False, path_type=Path), help="Write an XLSX of live formulas.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write the report.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Of both; by default that of --lang, or Chinese where none is given.",
)
@language_option
@click.pass_context
def roi(
    ctx: click.Context, file: Path, as_data: bool, workbook: Path | None, pdf: Path | None, language: str | None,
    lang: str | None,
) -> None:  # fmt: skip
    """Benefits against costs after Phillips: benefit-cost ratio, ROI %, payback, their limits and what they hang on.

    How a case is written: docs/evaluation.md, "Level 5".
    """
    say = speech(lang)
    spoken = lang or of_terminal(os.environ)
    returns, planned = _computed(file, say, spoken)
    if workbook is not None or pdf is not None:
        written = language or lang or "zh"
        _write(
            ctx, *((returns, planned) if written == spoken else _computed(file, say, written)), workbook, pdf, written
        )
    if as_data:
        click.echo(json.dumps(as_json(returns, planned), ensure_ascii=False, indent=2))
    else:
        tell(returns, say)


def _computed(file: Path, say: Say, language: str) -> tuple[Returns, Returns | None]:
    """What the case comes to, and its forecast, with the file's own words in a language."""
    case, forecast = read_file(file, say, language)
    return compute(case), compute(forecast) if forecast else None


def _write(
    ctx: click.Context, returns: Returns, forecast: Returns | None, workbook: Path | None, pdf: Path | None, language: str
) -> None:  # fmt: skip
    """The files for whoever does not read JSON. Needs an application, which the root command brings, for its words and
    templates, but no database."""
    from flask_babel import force_locale

    from lms.core import clock
    from lms.core.bilingual import Bilingual
    from lms.core.i18n import LOCALES
    from lms.core.pdf.fonts import FontsNotFound, MissingGlyph
    from lms.evaluation.returns_paper import Report, lay_out
    from lms.evaluation.returns_workbook import write_workbook

    title = Bilingual(returns.case.title, returns.case.title)
    with ctx.obj(TEMPLATES).app_context(), force_locale(LOCALES[language]):
        try:
            if workbook is not None:
                workbook.write_bytes(write_workbook(returns, returns.case.title))
            if pdf is not None:
                report = Report(returns, title, Bilingual("", ""), Bilingual("lms evaluation roi", ""), forecast)
                pdf.write_bytes(lay_out(report, language=language, at=clock.now()).pdf())
        except (FontsNotFound, MissingGlyph, OSError) as fault:
            raise click.ClickException(str(fault)) from fault


def read_file(file: Path, _: Say, language: str) -> tuple[Case, Case | None]:
    """The case of a file and its forecast, or a sentence with line and key, and exit code 2."""
    if file.stat().st_size > LARGEST:
        raise click.UsageError(_("%(file)s: a case has at most %(most)s MB.", file=file, most=LARGEST // 1024 // 1024))
    try:
        text = file.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise click.UsageError(_("%(file)s: is not text in UTF-8.", file=file)) from error
    except (ValueError, RecursionError) as error:  # no TOML, a number of thousands of digits, brackets without end
        line, column = place_of(text, error)
        sentence = _("%(file)s, line %(line)s, column %(column)s: cannot be read as TOML from here on. Often a quotation mark, an equals sign or a bracket is missing, a key stands twice, or a number is too long.", file=file, line=line, column=column)  # fmt: skip
        raise click.UsageError(sentence) from error
    try:
        return read_case(content, find_places(text), language)
    except CaseFaults as wrong:
        sentences = [_("%(file)s, line %(line)s, %(place)s: %(sentence)s", file=file, line=fault.line or 1, place=fault.place or _("the file"), sentence=fault_sentence(fault, _)) for fault in wrong.faults]  # fmt: skip
        raise click.UsageError("\n".join(sentences)) from wrong


def tell(returns: Returns, _: Say) -> None:
    """The result in a few lines of text."""
    currency = returns.case.currency
    click.echo(
        _("%(outcome)s: %(verdict)s", outcome=returns.case.title, verdict=_(str(VERDICT_NAMES[returns.verdict])))
    )
    lines: list[tuple[str, Line]] = [(_("central"), returns.central)] if returns.verdict != REFUSED else []
    if lines and returns.limits is not None:
        lines = [(_("conservative"), returns.conservative), *lines, (_("optimistic"), returns.optimistic)]
    for name, line in lines:
        figures = [
            _("benefits %(amount)s %(currency)s", amount=f"{line.benefits:,.2f}", currency=currency),
            _("costs %(amount)s %(currency)s", amount=f"{line.costs:,.2f}", currency=currency),
            f"BCR {line.bcr:.3f}" if line.bcr is not None else "BCR –",
            f"ROI {line.roi_percent:.1f} %" if line.roi_percent is not None else "ROI –",
            _("payback %(months)s months", months=f"{line.payback_months:.1f}")
            if line.payback_months is not None
            else _("never earned"),
        ]
        click.echo(f"{name:13} {'  '.join(figures)}")
    for sentence in _left_out(returns, _):
        click.echo(sentence)
    for check in check_principles(returns):
        if check.code in LESSENED:
            click.echo(_("Note: %(sentence)s", sentence=check_sentence(check, _)))
        if not check.met:
            sentence = check_sentence(check, _)
            click.echo(_("Principle %(number)s not met: %(sentence)s", number=check.number, sentence=sentence))


def _left_out(returns: Returns, _: Say) -> list[str]:
    """Why benefits of the file are not in the sum."""
    names = {one.benefit.code: one.benefit.name or one.benefit.code for one in returns.chosen}
    said = []
    for one in returns.chosen:
        values = {
            "name": names[one.benefit.code], "amount": f"{one.benefit.term.amount:,.2f}", "currency": returns.case.currency,
            "line": one.benefit.line or 1,
        }  # fmt: skip
        if one.status == SAME_MONEY:
            said.append(_("Not counted: “%(name)s” (line %(line)s, %(amount)s %(currency)s). It describes the same money as “%(instead)s”, the more careful of the two.", instead=names[one.instead], **values))  # fmt: skip
        elif one.status == NOT_ISOLATED:
            said.append(_("Not counted: “%(name)s” (line %(line)s, %(amount)s %(currency)s). The training's part was not told from everything else.", **values))  # fmt: skip
    return said
