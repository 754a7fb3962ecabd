"""`lms evaluation its`: one series and a date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.core.speech import Say, language_option, refusing
from lms.evaluation.cli.speech import p_value, speech

if TYPE_CHECKING:
    from lms.evaluation.rules.effects.interruption import SeriesReport


@click.command("its")
@click.argument("file", metavar="SERIES.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--time", required=True, metavar="COLUMN", help="Whole numbers, months (2026-03) or dates (their month).")
@click.option("--outcome", required=True, metavar="COLUMN", help="The KPI, or the count where a denominator is given.")
@click.option("--start", required=True, help="The first period after the change.")
@click.option("--offset", metavar="COLUMN", help="The denominator of the count; its logarithm is the offset.")
@click.option(
    "--harmonics",
    type=click.IntRange(0, 4),
    default=0,
    show_default=True,
    help="Pairs of sine and cosine for the season.",
)
@click.option("--period", type=click.FloatRange(2), default=12.0, show_default=True, help="Periods in a season.")
@click.option(
    "--family",
    type=click.Choice(["auto", "quasipoisson", "gaussian"]),
    default="auto",
    show_default=True,
    help="auto: counts where there is an offset.",
)
@click.option("--slope", is_flag=True, help="The deciding model lets the trend change too.")
@click.option("--raw", is_flag=True, help="Give the figures even where the verdict is a refusal.")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@language_option  # fmt: skip
def its(
    file: Path, time: str, outcome: str, start: str, offset: str | None, harmonics: int, period: float, family: str,
    slope: bool, raw: bool, as_data: bool, lang: str | None,
) -> None:  # fmt: skip
    """The change of one series at a date, for where nobody is left to compare with. Weaker evidence.

    A refusal is a result: exit code 0. A file that cannot be read: 2. Method: docs/evaluation.md, "Level 4".
    """
    from lms.evaluation.cli.wording import with_words
    from lms.evaluation.files.columns import read_series, start_number
    from lms.evaluation.rules.effects.interruption import SeriesSettings, interrupted

    _ = speech(lang)
    counts = family == "quasipoisson" or (family == "auto" and offset is not None)
    if offset is not None and not counts:
        raise click.UsageError(_("--offset goes with counts: leave --family gaussian out."))
    with refusing(_):
        series = read_series(file, time=time, outcome=outcome, offset=offset)
        number = start_number(start, series.calendar)
    if counts and (series.outcome < 0).any():
        raise click.UsageError(_("%(file)s, column “%(column)s”: %(said)s", file=file.name, column=outcome, said=_("counts cannot be below 0.")))  # fmt: skip
    settings = SeriesSettings(
        family="quasipoisson" if counts else "gaussian", harmonics=harmonics, period=period, slope=slope
    )
    report = interrupted(
        series.time, series.outcome, number, offset=series.offset, calendar=series.calendar, settings=settings
    )
    if as_data:
        written = with_words(report.as_json(raw=raw), report.reasons, report.warnings, _)
        click.echo(json.dumps(written, ensure_ascii=False, indent=2))
    else:
        tell(report, outcome, _, raw=raw)


def tell(report: SeriesReport, outcome: str, _: Say, *, raw: bool) -> None:
    """The report in words."""
    from lms.evaluation.cli.wording import VERDICTS, sentence

    click.echo(_("%(outcome)s from %(start)s on: %(verdict)s", outcome=outcome, start=report.start, verdict=_(VERDICTS[report.verdict])))  # fmt: skip
    for reason in report.reasons:
        click.echo(f"  {sentence(reason, _)}")
    if report.model is not None and (report.verdict != "refused" or raw):
        for title, change in ((_("Change of level"), report.model.level), (_("Change of trend"), report.model.slope)):
            if change is None:
                continue
            click.echo(_("%(title)s %(att)s (95 %% %(low)s to %(high)s), p = %(p)s", title=title, att=f"{change.att:+.4g}", low=f"{change.low:.4g}", high=f"{change.high:.4g}", p=p_value(change.p)))  # fmt: skip
            if change.ratio is not None:
                click.echo("  " + _("as a ratio %(ratio)s (%(low)s to %(high)s)", ratio=f"{change.ratio:.3f}", low=f"{change.ratio_low:.3f}", high=f"{change.ratio_high:.3f}"))  # fmt: skip
        click.echo(_("Dispersion %(dispersion)s, Durbin–Watson %(watson)s", dispersion=f"{report.model.dispersion:.3g}", watson=f"{report.model.durbin_watson:.2f}"))  # fmt: skip
        if report.placebo is not None:
            click.echo(_("Placebo date %(start)s: %(att)s, p = %(p)s", start=report.placebo["start"], att=f"{report.placebo['att']:+.4g}", p=p_value(report.placebo['p'])))  # fmt: skip
    for warning in report.warnings:
        click.echo(_("Note: %(sentence)s", sentence=sentence(warning, _)))
    click.echo(_("%(n)s periods, %(before)s before and %(after)s from %(start)s on.", n=report.n, before=report.before, after=report.after, start=report.start))  # fmt: skip
