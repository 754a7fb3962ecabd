"""`lms evaluation roi`: the return of a training from a case file."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import click

from lms.evaluation.returns_labels import VERDICT_NAMES
from lms.evaluation.returns_told import as_json, check_sentence, fault_sentence
from lms.evaluation.rules.returns.case import Case
from lms.evaluation.rules.returns.places import find_places
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.reading import read_case
from lms.evaluation.rules.returns.results import Line, Returns, compute
from lms.evaluation.rules.returns.table import CaseFaults

LARGEST = 2 * 1024 * 1024


@click.command("roi")
@click.argument("file", metavar="CASE.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_data", is_flag=True, help="Print JSON: every figure with the lines it is made of.")
@click.option("--workbook", type=click.Path(dir_okay=False, path_type=Path), help="Write an XLSX of live formulas.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write the report.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of both.")
@click.pass_context
def roi(ctx: click.Context, file: Path, as_data: bool, workbook: Path | None, pdf: Path | None, language: str) -> None:
    """Benefits against costs after Phillips: benefit-cost ratio, ROI %, payback, their limits and what they hang on.

    How a case is written: docs/evaluation.md, "Level 5".
    """
    case, forecast = read_file(file)
    returns, planned = compute(case), compute(forecast) if forecast else None
    if workbook is not None or pdf is not None:
        _write(ctx, returns, planned, workbook, pdf, language)
    if as_data:
        click.echo(json.dumps(as_json(returns, planned), ensure_ascii=False, indent=2))
    else:
        tell(returns)


def _write(
    ctx: click.Context, returns: Returns, forecast: Returns | None, workbook: Path | None, pdf: Path | None, language: str
) -> None:  # fmt: skip
    """The files for whoever does not read JSON. Needs the application, which the root command brings, for its
    fonts and words, but no database."""
    from flask_babel import force_locale

    from lms.core import clock
    from lms.core.bilingual import Bilingual
    from lms.core.i18n import LOCALES
    from lms.core.pdf.fonts import FontsNotFound, MissingGlyph
    from lms.evaluation.returns_paper import Report, lay_out
    from lms.evaluation.returns_workbook import write_workbook

    title = Bilingual(returns.case.title, returns.case.title)
    with ctx.obj().app_context(), force_locale(LOCALES[language]):
        try:
            if workbook is not None:
                workbook.write_bytes(write_workbook(returns, returns.case.title))
            if pdf is not None:
                report = Report(returns, title, Bilingual("", ""), Bilingual("lms evaluation roi", ""), forecast)
                pdf.write_bytes(lay_out(report, language=language, at=clock.now()).pdf())
        except (FontsNotFound, MissingGlyph, OSError) as fault:
            raise click.ClickException(str(fault)) from fault


def read_file(file: Path) -> tuple[Case, Case | None]:
    """The case of a file and its forecast, or a sentence with line and key, and exit code 2."""
    if file.stat().st_size > LARGEST:
        raise click.UsageError(f"{file}: a case has at most {LARGEST // 1024 // 1024} MB.")
    try:
        text = file.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file}: is not text in UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise click.UsageError(f"{file}: is not TOML: {error}.") from error
    except ValueError as error:  # numbers of thousands of digits
        raise click.UsageError(f"{file}: holds a number that cannot be read: {error}.") from error
    try:
        return read_case(content, find_places(text))
    except CaseFaults as wrong:
        sentences = [f"{file}, line {fault.line or 1}, {fault.place or 'the file'}: {fault_sentence(fault)}" for fault in wrong.faults]  # fmt: skip
        raise click.UsageError("\n".join(sentences)) from wrong


def tell(returns: Returns) -> None:
    """The result in a few lines of text."""
    currency = returns.case.currency
    click.echo(f"{returns.case.title}: {VERDICT_NAMES[returns.verdict]}")
    lines: list[tuple[str, Line]] = [("central", returns.central)]
    if returns.limits is not None:
        lines = [("conservative", returns.conservative), *lines, ("optimistic", returns.optimistic)]
    for name, line in lines:
        figures = [
            f"benefits {line.benefits:,.2f} {currency}",
            f"costs {line.costs:,.2f} {currency}",
            f"BCR {line.bcr:.3f}" if line.bcr is not None else "BCR –",
            f"ROI {line.roi_percent:.1f} %" if line.roi_percent is not None else "ROI –",
            f"payback {line.payback_months:.1f} months" if line.payback_months is not None else "never earned",
        ]
        click.echo(f"{name:13} {'  '.join(figures)}")
    for check in check_principles(returns):
        if not check.met:
            click.echo(f"Principle {check.number} not met: {check_sentence(check)}")
