"""`lms assessments …`: how good questions, raters and pass marks are, computed from files; no database is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from lms.core.speech import language_option, marked, refusing, speech

WHY_NONE = {
    "ratings_are_no_numbers": marked("ratings are no numbers"),
    "not_everybody_rated_everything": marked("not everybody rated everything"),
    "one_category": marked("everything was rated the same"),
    "all_the_same": marked("everything was rated the same"),
    "nobody_rated_twice": marked("nothing was rated by two"),
    "not_two_raters": marked("only for two raters"),
    "too_few_subjects_or_raters": marked("too few subjects or raters"),
    "subjects_do_not_differ": marked("the subjects do not differ"),
}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("item-analysis")
@click.argument("file", metavar="RESPONSES.csv", type=FILE)
@click.option("--key", type=FILE, metavar="KEY.csv", help="Right answers: columns item, answer.")
@click.option("--max-marks", type=FILE, metavar="M.csv", help="Greatest marks: columns item, max_mark.")
@click.option("--omitted", metavar="VALUE", help="What stands for no answer, beside empty cells.")
@click.option("--cut", type=float, help="Pass mark in points: adds the error near it and decision consistency.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
def item_analysis(
    file: Path,
    key: Path | None,
    max_marks: Path | None,
    omitted: str | None,
    cut: float | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Facility, discrimination and options of each item, and the reliability of the test.

    One row a person, one column an item, an optional first column "person"; points, or choices together with --key.
    Method: docs/assessments.md. Exit 2 where a file cannot be read.
    """
    from assessments.quality.responses import read_responses
    from assessments.rules.quality.items import analyse

    _ = speech(lang, "assessments")
    with refusing(_):
        answered = read_responses(file, key, max_marks, omitted)
    items, test = analyse(answered.marks, answered.options)
    whole = {**test.__dict__, "undefined": dict(test.undefined)}
    if cut is not None:
        whole["near_cut"] = _near_cut(answered.marks, cut, test.alpha)
    if as_json:
        found = {"items": [_item(item) for item in items], "test": whole, "ignored_columns": list(answered.ignored)}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    from assessments.quality_labels import FLAG_NAMES

    click.echo(
        "  ".join((_("Item"), "n", _("Facility"), _("Discrimination"), _("Efficiency"), _("Weight"), _("Remarks")))
    )
    for item in items:
        numbers = (item.discrimination, item.efficiency, item.effective_weight)
        shown = " ".join(f"{'–' if value is None else format(value, '.3f'):>7}" for value in numbers)
        click.echo(
            f"{item.item[:16]:16} {item.n:6d} {item.facility:8.3f} {shown}  {_(', ').join(_(str(FLAG_NAMES[flag])) for flag in item.flags)}"
        )
    click.echo(
        _(
            "%(n)s people, %(items)s items: mean %(mean)s, SD %(sd)s, alpha %(alpha)s, SEM %(sem)s",
            n=test.n, items=test.items, mean=f"{test.mean:.3f}", sd=f"{test.sd:.3f}",
            alpha="–" if test.alpha is None else format(test.alpha, ".3f"),
            sem="–" if test.sem is None else format(test.sem, ".3f"),
        )
    )  # fmt: skip
    if answered.ignored:
        click.echo(_("Not in the key, so not counted: %(names)s", names=", ".join(answered.ignored)))


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
@language_option
def agreement(file: Path, kind: str, as_json: bool, lang: str | None) -> None:
    """How far raters agree: raw, kappa, Fleiss, Krippendorff, Gwet, and intraclass correlation for numbers.

    Long form, columns subject, rater, rating; a rating left empty is missing.
    """
    from assessments.quality.ratings import read_ratings
    from assessments.rules.quality import agreement as rule
    from assessments.rules.quality.intraclass import FORMS, intraclass

    _ = speech(lang, "assessments")
    with refusing(_):
        rated = read_ratings(file, kind)
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
    click.echo(_("%(subjects)s subjects, %(raters)s raters, raw agreement %(agreement)s", subjects=rated.subjects, raters=rated.raters, agreement=f"{said['raw_agreement']:.3f}"))  # fmt: skip
    for name, one in {**found, **{f"ICC({form})": one for form, one in icc.items()}}.items():
        interval = ""
        if one.low is not None and one.high is not None:
            interval = "  " + _("(95 %% %(low)s to %(high)s)", low=f"{one.low:.3f}", high=f"{one.high:.3f}")
        why = f"  {_(WHY_NONE.get(one.reason, one.reason))}" if one.reason else ""
        click.echo(f"{name:24} {'–' if one.value is None else format(one.value, '7.3f')}{interval}{why}")


@click.command("angoff")
@click.argument("file", metavar="JUDGES.csv", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
def angoff(file: Path, as_json: bool, lang: str | None) -> None:
    """The pass mark by modified Angoff: one row an item, one column a judge, probabilities between 0 and 1."""
    from assessments.quality.ratings import read_judges
    from assessments.rules.quality.standard import angoff as cut_of

    _ = speech(lang, "assessments")
    with refusing(_):
        items, judges, ratings = read_judges(file)
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
    click.echo(
        _(
            "Cut %(cut)s of %(items)s (%(percent)s %%), standard error %(error)s; pass mark %(mark)s; %(judges)s judges",
            cut=f"{cut.cut:.3f}", items=cut.items, percent=f"{cut.percent:.1f}", mark=cut.pass_mark, judges=cut.judges,
            error="–" if cut.se is None else f"{cut.se:.3f}",
        )
    )  # fmt: skip
