"""`lms trainers ratings`: trainers' ratings from a file, corrected for who rated."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from lms.core.speech import language_option, refusing, speech

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("ratings")
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--learner", help="The column of the learner, where it is not called so.")
@click.option("--trainer", help="The column of the trainer, where it is not called so.")
@click.option("--rating", help="The column of the rating, where it is not called so.")
@click.option("--group", help="The column of the group, where it is not called so.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
def ratings(file: Path, learner: str | None, trainer: str | None, rating: str | None, group: str | None, as_json: bool, lang: str | None) -> None:  # fmt: skip
    """Each trainer's number of ratings, raw mean, mean corrected for how strict learners and groups are, and 95 % interval.

    CSV or XLSX with the columns learner, trainer, rating and, if there is one, group; other headings are named with the
    options: --learner s --trainer d --rating y --group dept. Those of lme4's InstEval are known. Method: docs/trainers.md.
    Exit 2 where a file cannot be read.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices are small: threads would only wait for each other
    from lms.trainers.ratings.files import read_ratings
    from lms.trainers.ratings.judging import TooMany, judge

    _ = speech(lang, "trainers")
    with refusing(_):
        given, empty, columns = read_ratings(
            file, {"learner": learner, "trainer": trainer, "rating": rating, "group": group}
        )
    try:
        report = judge(given)
    except TooMany as error:
        raise click.UsageError(_("%(file)s has too many trainers and learners to be compared at once.", file=file.name)) from error  # fmt: skip
    said: dict[str, Any] = {
        "ratings": report.n, "without_rating": empty, "learners": report.learners, "groups": report.groups,
        "raw_mean": report.raw_mean, "columns": columns,
        "model": {
            "mean": report.mean, "se": report.mean_error, "sd_learner": report.learner_spread, "sd_group": report.group_spread,
            "sd_trainer": report.trainer_spread, "sd_residual": report.chance_spread, "reml_deviance": report.deviance,
            "connected_parts": report.parts, "level": 0.95,
        },
        "remarks": list(report.remarks),
        "trainers": [_row(asdict(one)) for one in report.trainers],
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    from lms.trainers.ratings.labels import REMARK_NAMES, VERDICT_NAMES, WHY_NAMES

    click.echo(
        "  ".join((_("Trainer"), "n", _("Raw mean"), _("Corrected mean"), _("95 %% interval") % (), _("Verdict")))
    )
    read_as = {key: heading for key, heading in columns.items() if heading.lower() != key}
    for one in report.trainers:
        adjusted = "–" if one.adjusted_mean is None else f"{one.adjusted_mean:.3f}"
        limits = "–" if one.low is None or one.high is None else f"{one.low:.3f} – {one.high:.3f}"
        told = _(str(VERDICT_NAMES[one.verdict]))
        if one.why:
            told = _("%(verdict)s: %(why)s", verdict=told, why=_(str(WHY_NAMES[one.why])))
        click.echo(f"{str(one.trainer)[:20]:20} {one.n:6d} {one.raw_mean:7.3f} {adjusted:>8} {limits:>17}  {told}")
    click.echo(_("%(n)s ratings by %(learners)s learners.", n=report.n, learners=report.learners))
    if read_as:
        click.echo(_("Read as: %(columns)s.", columns=", ".join(f"{key} = {name}" for key, name in read_as.items())))
    for remark in report.remarks:
        click.echo(_(str(REMARK_NAMES[remark])))


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "trainer": one["trainer"], "n": one["n"], "learners": one["learners"], "raw_mean": one["raw_mean"],
        "adjusted_mean": one["adjusted_mean"], "se": one["error"], "low": one["low"], "high": one["high"],
        "weight": one["weight"], "verdict": one["verdict"], "reason": one["why"],
    }  # fmt: skip
