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
def roi(file: Path, as_data: bool) -> None:
    """Benefits against costs after Phillips: benefit-cost ratio, ROI %, payback, their limits and what they hang on.

    How a case is written: docs/evaluation.md, "Level 5".
    """
    case, forecast = read_file(file)
    returns, planned = compute(case), compute(forecast) if forecast else None
    if as_data:
        click.echo(json.dumps(as_json(returns, planned), ensure_ascii=False, indent=2))
    else:
        tell(returns)


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
