"""`lms evaluation compare`: two groups, one outcome."""

from __future__ import annotations

import json
from pathlib import Path

import click

from lms.core.speech import language_option, refusing
from lms.evaluation.cli.speech import p_value, speech


@click.command("compare")
@click.argument("file", metavar="DATA.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--group", required=True, metavar="COLUMN", help="Two values: 1 and 0, trained and control, or see --control."
)
@click.option(
    "--outcome", required=True, metavar="COLUMN", help="What is compared; empty cells are left out and counted."
)
@click.option(
    "--covariates", default="", metavar="COLUMN,…", help="Known before: adjusts the difference, after Lin (2013)."
)
@click.option("--control", metavar="VALUE", help="The value of the comparison group.")
@click.option(
    "--cluster", metavar="COLUMN", help="What was assigned, if not each line for itself: its means are compared."
)
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only these lines; may be given several times.")
@click.option("--raw", is_flag=True, help="Give the figures even where the verdict is a refusal.")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@language_option  # fmt: skip
def compare(
    file: Path, group: str, outcome: str, covariates: str, control: str | None, cluster: str | None,
    where: tuple[str, ...], raw: bool, as_data: bool, lang: str | None,
) -> None:  # fmt: skip
    """The difference between two groups, by Welch, and adjusted for covariates where they are given.

    A refusal is a result: exit code 0. A file that cannot be read: 2. Method: docs/evaluation.md, "Level 4".
    """
    from lms.evaluation.cli.wording import VERDICTS, sentence, with_words
    from lms.evaluation.files.columns import read_groups
    from lms.evaluation.rules.effects.comparison import compare as compared

    _ = speech(lang)
    picked = []
    for one in where:
        column, mark, value = one.partition("=")
        if not mark:
            raise click.UsageError(_("--where %(one)s: write COLUMN=VALUE.", one=one))
        picked.append((column.strip(), value.strip()))
    with refusing(_):
        groups = read_groups(
            file,
            group=group,
            outcome=outcome,
            covariates=[name.strip() for name in covariates.split(",") if name.strip()],
            control=control,
            cluster=cluster,
            where=picked,
        )
    report = compared(groups.outcome, groups.treated, groups.covariates)
    if as_data:
        written = with_words(report.as_json(raw=raw), report.reasons, report.warnings, _)
        written["groups"] = {"treated": groups.names[0], "compared": groups.names[1], "clusters": groups.clusters}
        click.echo(json.dumps(written, ensure_ascii=False, indent=2))
        return
    click.echo(_("%(outcome)s: %(verdict)s", outcome=outcome, verdict=_(VERDICTS[report.verdict])))
    for reason in report.reasons:
        click.echo(f"  {sentence(reason, _)}")
    for name, side in zip(groups.names, (report.treated, report.compared), strict=True):
        if side is not None:
            click.echo(_("%(column)s %(name)s: n %(n)s, mean %(mean)s, SD %(sd)s", column=group, name=name, n=side.n, mean=f"{side.mean:.4g}", sd=f"{side.sd:.4g}"))  # fmt: skip
    if report.verdict != "refused" or raw:
        for title, difference in ((_("Difference"), report.difference), (_("Adjusted difference"), report.adjusted)):
            if difference is not None:
                click.echo(_("%(title)s %(att)s (95 %% %(low)s to %(high)s), p = %(p)s", title=title, att=f"{difference.att:+.4g}", low=f"{difference.low:.4g}", high=f"{difference.high:.4g}", p=p_value(difference.p)))  # fmt: skip
        if report.standardised is not None:
            one_g = report.standardised
            click.echo(_("Standardised (Hedges's g) %(g)s (%(low)s to %(high)s)", g=f"{one_g.g:+.3f}", low=f"{one_g.low:.3f}", high=f"{one_g.high:.3f}"))  # fmt: skip
        if report.smallest_effect is not None:
            click.echo(_("Smallest effect these data would show: about %(size)s.", size=f"{report.smallest_effect:.4g}"))  # fmt: skip
    click.echo(_("%(n)s values, %(left)s left out.", n=report.n, left=report.left_out))
