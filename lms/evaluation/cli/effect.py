"""`lms evaluation effect`: what a training did to a KPI, from a panel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.core.speech import Say, language_option, refusing
from lms.evaluation.cli.speech import p_value, speech

if TYPE_CHECKING:
    from lms.evaluation.rules.effects.report import EffectReport


@click.command("effect")
@click.argument("file", metavar="PANEL.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", required=True, metavar="COLUMN", help="Who was observed: technician, or branch.")
@click.option("--time", required=True, metavar="COLUMN", help="Whole numbers, months (2026-03) or dates (their month).")
@click.option("--treated-at", required=True, metavar="COLUMN", help="First treated period; 0 or empty for never.")
@click.option("--outcome", required=True, metavar="COLUMN", help="The KPI; empty where there is no figure.")
@click.option(
    "--control",
    type=click.Choice(["notyet", "never"]),
    default="notyet",
    show_default=True,
    help="Whom to compare with.",
)
@click.option("--cluster", metavar="COLUMN", help="What was assigned, if not each unit for itself: the branch.")
@click.option("--weight", metavar="COLUMN", help="Work volume of the unit; the same in all its lines.")
@click.option(
    "--covariates",
    default="",
    metavar="COLUMN,…",
    help="Known before, numbers or names (tenure, site, product): adjusts the comparison for them.",
)
@click.option(
    "--anticipation",
    type=click.IntRange(0, 60),
    default=0,
    show_default=True,
    help="Periods before training in which it may already show.",
)
@click.option(
    "--base",
    type=click.Choice(["varying", "universal"]),
    default="varying",
    show_default=True,
    help="Base of the periods before training.",
)
@click.option("--randomised", is_flag=True, help="The order of the roll-out was drawn by lot.")
@click.option(
    "--strata", metavar="COLUMN", help="With --randomised: within what the order was drawn, such as a region."
)
@click.option("--seasonal", is_flag=True, help="The KPI has a season: ask for a year before.")
@click.option("--drop-small-cohorts", is_flag=True, help="Leave out cohorts with fewer than two assigned units.")
@click.option("--raw", is_flag=True, help="Give the figures even where the verdict is a refusal, for checking.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the draws for bands and permutations."
)
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@language_option  # fmt: skip
def effect(
    file: Path, unit: str, time: str, treated_at: str, outcome: str, control: str, cluster: str | None,
    weight: str | None, covariates: str, anticipation: int, base: str, randomised: bool, strata: str | None,
    seasonal: bool, drop_small_cohorts: bool, raw: bool, seed: int, as_data: bool, lang: str | None,
) -> None:  # fmt: skip
    """The effect by cohort and period after Callaway and Sant'Anna, with an interval that holds for small organisations.

    A refusal is a result: exit code 0. A file that cannot be read: 2. Method: docs/evaluation.md, "Level 4".
    """
    from lms.evaluation.cli.wording import with_words
    from lms.evaluation.files.panel_file import PanelColumns, read_panel
    from lms.evaluation.rules.effects.estimate import estimate
    from lms.evaluation.rules.effects.settings import EffectSettings

    _ = speech(lang)
    if strata and not randomised:
        raise click.UsageError(_("--strata goes with --randomised: it says within what the order was drawn by lot."))
    known = tuple(name.strip() for name in covariates.split(",") if name.strip())
    settings = EffectSettings(
        control="never" if control == "never" else "notyet",
        base="universal" if base == "universal" else "varying",
        anticipation=anticipation,
        seed=seed,
        randomised=randomised,
        seasonal=seasonal,
        drop_small_cohorts=drop_small_cohorts,
    )
    with refusing(_):
        panel = read_panel(file, PanelColumns(unit, time, treated_at, outcome, weight, cluster, strata, known))
    report = estimate(panel, settings)
    if as_data:
        written = with_words(report.as_json(raw=raw), report.reasons, report.warnings if raw else report.told, _)
        click.echo(json.dumps(written, ensure_ascii=False, indent=2))
    else:
        tell(report, outcome, _, raw=raw)


def tell(report: EffectReport, outcome: str, _: Say, *, raw: bool) -> None:
    """The report in words a manager reads, then by event."""
    from lms.evaluation.cli.wording import LEFT_OUT, VERDICTS, sentence

    click.echo(_("%(outcome)s: %(verdict)s", outcome=outcome, verdict=_(VERDICTS[report.verdict])))
    for reason in report.reasons:
        click.echo(f"  {sentence(reason, _)}")
    if (report.shown or raw) and report.simple is not None:
        _tell_figures(report, outcome, _)
    if (report.picture or raw) and report.events:
        click.echo(_("By periods since training (+0 is the first): estimate and interval of %(percent)s %%", percent=round(report.level * 100)))  # fmt: skip
        for event in report.events:
            around = _("reference") if event.low is None or event.high is None else _range(event.low, event.high, _, 9)
            click.echo(f"  {event.event:+4d}  {event.att:9.4g}   {around}")
    for warning in report.warnings if raw else report.told:
        click.echo(_("Note: %(sentence)s", sentence=sentence(warning, _)))
    counts = _(
        "%(units)s units, %(assigned)s assigned, %(cohorts)s cohorts, %(figures)s figures (%(missing)s missing)",
        units=report.units, assigned=report.assigned, cohorts=report.cohorts, figures=report.n,
        missing=report.missing["entries"],
    )  # fmt: skip
    left = [_(LEFT_OUT[key]) % {"n": many} for key, many in report.left_out.items() if many]
    click.echo(_("; ").join([counts, *left]) + _("."))


def _range(low: float, high: float, _: Say, width: int = 0) -> str:
    return _("%(low)s to %(high)s", low=f"{low:{width}.4g}", high=f"{high:{width}.4g}")


def _tell_figures(report: EffectReport, outcome: str, _: Say) -> None:
    assert report.simple is not None
    one, percent = report.simple, round(report.level * 100)
    others = report.units - report.treated
    said = {
        "treated": report.treated, "outcome": outcome, "att": f"{one.att:+.4g}", "percent": percent,
        "limits": _range(one.low, one.high, _), "others": others,
    }  # fmt: skip
    if any(one.code == "last_cohort_compared" for one in report.warnings):
        click.echo(_("%(treated)s trained, %(outcome)s %(att)s (%(percent)s %% %(limits)s), against %(others)s trained later.", **said))  # fmt: skip
    elif report.method["control"] == "notyet":
        click.echo(_("%(treated)s trained, %(outcome)s %(att)s (%(percent)s %% %(limits)s), against %(others)s never trained and those not yet trained.", **said))  # fmt: skip
    else:
        click.echo(_("%(treated)s trained, %(outcome)s %(att)s (%(percent)s %% %(limits)s), against %(others)s never trained.", **said))  # fmt: skip
    if report.method["covariates"]:
        click.echo(_("Adjusted for %(names)s, as known before training.", names=_(", ").join(report.method["covariates"])))  # fmt: skip
    if report.drift is not None:
        drift = report.drift
        click.echo(_("Before: %(drift)s per period (%(limits)s), p = %(p)s.", drift=f"{drift.per_period:+.4g}", limits=_range(drift.low, drift.high, _), p=p_value(drift.p)))  # fmt: skip
    if report.breakdown is not None:
        click.echo(_("A steady drift of %(size)s per period would explain it.", size=f"{report.breakdown:.4g}"))
    if report.smallest_effect is not None:
        click.echo(_("Smallest effect these data would show: about %(size)s.", size=f"{report.smallest_effect:.4g}"))
    second = report.imputation
    if second is not None and second.att is not None and second.low is not None and second.high is not None:
        click.echo(_("Second opinion (imputation): %(att)s (%(percent)s %% %(limits)s).", att=f"{second.att:+.4g}", percent=percent, limits=_range(second.low, second.high, _)))  # fmt: skip
    if report.permutation is not None:
        click.echo(_("Order drawn again: p = %(p)s.", p=p_value(report.permutation.p)))
