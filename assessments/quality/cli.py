"""`lms assessments …`: how good questions, raters and pass marks are, computed from files; no database is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("item-analysis")
@click.argument("file", metavar="RESPONSES.csv", type=FILE)
@click.option("--key", type=FILE, metavar="KEY.csv", help="Right answers: columns item, answer.")
@click.option("--max-marks", type=FILE, metavar="M.csv", help="Greatest marks: columns item, max_mark.")
@click.option("--omitted", metavar="VALUE", help="What stands for no answer, beside empty cells.")
@click.option("--cut", type=float, help="Pass mark in points: adds the error near it and decision consistency.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def item_analysis(
    file: Path, key: Path | None, max_marks: Path | None, omitted: str | None, cut: float | None, as_json: bool
) -> None:
    """Facility, discrimination and options of each item, and the reliability of the test.

    One row a person, one column an item, an optional first column "person"; points, or choices together with --key.
    Method: docs/assessments.md. Exit 2 where a file cannot be read.
    """
    from assessments.quality.responses import read_responses
    from assessments.rules.quality.items import analyse
    from lms.core.tables.columns import FileFault

    try:
        answered = read_responses(file, key, max_marks, omitted)
    except FileFault as fault:
        raise click.UsageError(str(fault)) from fault
    items, test = analyse(answered.marks, answered.options)
    whole = {**test.__dict__, "undefined": dict(test.undefined)}
    if cut is not None:
        whole["near_cut"] = _near_cut(answered.marks, cut, test.alpha)
    if as_json:
        found = {"items": [_item(item) for item in items], "test": whole, "ignored_columns": list(answered.ignored)}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'item':16} {'n':>6} {'facility':>8} {'discr.':>7} {'effic.':>7} {'weight':>7}  flags")
    for item in items:
        numbers = (item.discrimination, item.efficiency, item.effective_weight)
        shown = " ".join(f"{'–' if value is None else format(value, '.3f'):>7}" for value in numbers)
        click.echo(f"{item.item[:16]:16} {item.n:6d} {item.facility:8.3f} {shown}  {', '.join(item.flags)}")
    click.echo(
        f"{test.n} people, {test.items} items: mean {test.mean:.3f}, SD {test.sd:.3f}, "
        f"alpha {'–' if test.alpha is None else format(test.alpha, '.3f')}, "
        f"SEM {'–' if test.sem is None else format(test.sem, '.3f')}"
    )


def _item(item: Any) -> dict[str, Any]:
    options = [{"option": o.option, "share": o.share, "mean_rest": o.mean_rest, "key": o.is_key} for o in item.options]
    return {**item.__dict__, "options": options, "flags": list(item.flags), "undefined": dict(item.undefined)}


def _near_cut(marks: Any, cut: float, alpha: float | None) -> dict[str, Any]:
    from assessments.rules.quality.standard import consistency, error_near

    total, count = marks.marks.sum(axis=1), len(marks.items)
    if not (((marks.marks == 0) | (marks.marks == 1)).all()) or alpha is None:
        return {"cut": cut, "reason": "only_for_marks_of_0_and_1"}
    agreed = consistency(total, count, cut, alpha)
    return {
        "cut": cut, "passed": float((total >= cut - 1e-9).mean()), "sem": error_near(cut, count),
        "decision_consistency": agreed.agreement, "decision_kappa": agreed.kappa,
    }  # fmt: skip


@click.command("agreement")
@click.argument("file", metavar="RATINGS.csv", type=FILE)
@click.option("--kind", type=click.Choice(["nominal", "ordinal", "interval"]), required=True, help="What ratings are.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreement(file: Path, kind: str, as_json: bool) -> None:
    """How far raters agree: raw, kappa, Fleiss, Krippendorff, Gwet, and intraclass correlation for numbers.

    Long form, columns subject, rater, rating; a rating left empty is missing.
    """
    from assessments.quality.ratings import read_ratings
    from assessments.rules.quality import agreement as rule
    from assessments.rules.quality.intraclass import FORMS, intraclass
    from lms.core.tables.columns import FileFault

    try:
        rated = read_ratings(file, kind)
    except FileFault as fault:
        raise click.UsageError(str(fault)) from fault
    found = dict(rule.by_kind(rated.ratings, kind))
    why = "ratings_are_no_numbers" if kind == rule.NOMINAL else "not_everybody_rated_everything"
    icc = (
        intraclass(rated.scores)
        if rated.scores is not None
        else {form: rule.Coefficient(None, reason=why) for form in FORMS}
    )
    said: dict[str, Any] = {
        "kind": kind, "subjects": rated.subjects, "raters": rated.raters, "categories": rated.categories,
        "raw_agreement": rule.raw_agreement(rated.ratings.counts),
        "cohen_kappa": found["cohen_kappa"].value,
        "weighted_kappa": {
            name: found[f"weighted_kappa.{name}"].value if f"weighted_kappa.{name}" in found else None
            for name in ("linear", "quadratic")
        },
        "fleiss_kappa": found["fleiss_kappa"].value,
        "krippendorff_alpha": found["krippendorff_alpha"].value,
        "gwet_ac1": found["gwet_ac1"].value,
        "icc": {form: {"value": one.value, "low": one.low, "high": one.high} for form, one in icc.items()},
        "intervals": {
            name: {"se": one.se, "low": one.low, "high": one.high} for name, one in found.items() if one.low is not None
        },
        "reasons": {name: one.reason for name, one in {**found, **{f"icc.{f}": c for f, c in icc.items()}}.items() if one.reason},
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    click.echo(f"{rated.subjects} subjects, {rated.raters} raters, raw agreement {said['raw_agreement']:.3f}")
    for name, one in {**found, **{f"ICC({form})": one for form, one in icc.items()}}.items():
        interval = f"  (95 % {one.low:.3f} to {one.high:.3f})" if one.low is not None and one.high is not None else ""
        click.echo(f"{name:24} {'–' if one.value is None else format(one.value, '7.3f')}{interval}{one.reason or ''}")


@click.command("angoff")
@click.argument("file", metavar="JUDGES.csv", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def angoff(file: Path, as_json: bool) -> None:
    """The pass mark by modified Angoff: one row an item, one column a judge, probabilities between 0 and 1."""
    from assessments.quality.ratings import read_judges
    from assessments.rules.quality.standard import angoff as cut_of
    from lms.core.tables.columns import FileFault

    try:
        items, judges, ratings = read_judges(file)
    except FileFault as fault:
        raise click.UsageError(str(fault)) from fault
    cut = cut_of(ratings)
    if as_json:
        said = {
            **cut.__dict__,
            "judge_sums": dict(zip(judges, cut.judge_sums, strict=True)),
            "item_means": dict(zip(items, cut.item_means, strict=True)),
            "flags": list(cut.flags),
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    error = "" if cut.se is None else f", standard error {cut.se:.3f}"
    click.echo(
        f"Cut {cut.cut:.3f} of {cut.items} ({cut.percent:.1f} %){error}; pass mark {cut.pass_mark}; {cut.judges} judges"
    )
