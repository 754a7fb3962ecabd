"""`lms mentoring match`: the best pairing for a whole intake, from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from lms.core.speech import language_option, marked, refusing, speech

LEFT = {"no_free_place": marked("Every mentor who fits is full."), "no_candidate": marked("No mentor fits.")}
LOOSENED = {
    "same_city": marked("Same city"), "product_line": marked("The technical mentor knows the product line"),
    "own_supervisor": marked("The culture mentor is not one's own supervisor"), "capacity": marked("Places of each mentor"),
}  # fmt: skip
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("match")
@click.option(
    "--mentees",
    "mentees_file",
    type=FILE,
    required=True,
    metavar="M.csv",
    help="Column mentee, and what is known of each.",
)
@click.option(
    "--mentors",
    "mentors_file",
    type=FILE,
    required=True,
    metavar="N.csv",
    help="Columns mentor, capacity, and what is known of each.",
)
@click.option(
    "--scores",
    "scores_file",
    type=FILE,
    metavar="S.csv",
    help="Columns mentee, mentor, score; a pair that is missing is forbidden.",
)
@click.option("--config", "config_file", type=FILE, metavar="C.toml", help="Limits, weights, pins and bans.")
@click.option("--minimise", is_flag=True, help="Scores are costs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option  # fmt: skip
def match(
    mentees_file: Path, mentors_file: Path, scores_file: Path | None, config_file: Path | None, minimise: bool, as_json: bool,
    lang: str | None,
) -> None:  # fmt: skip
    """Most people placed, then the best total: the optimum for all at once, with the reasons of each pair.

    Method and columns: docs/mentoring.md. Exit 2 where a file cannot be read.
    """
    import gc

    from lms.mentoring.matching.files import read_task
    from lms.mentoring.matching.solving import solve

    gc.disable()  # a third of the time went to looking for garbage among pairs that all stay
    _ = speech(lang, "mentoring")
    with refusing(_):
        task, limits = read_task(mentees_file, mentors_file, scores_file, config_file, minimise)
    found = solve(task, limits)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
        return
    from lms.mentoring.labels import KIND_NAMES

    def kind(code: str) -> str:
        return _(str(KIND_NAMES[code])) if code in KIND_NAMES else code

    for pair in found.pairs:
        one = pair.candidate
        choice = _("choice %(rank)s of %(n)s possible", rank=pair.rank, n=pair.out_of)
        click.echo(f"{one.mentee}  {kind(one.kind)}  {one.mentor}  {one.score:g}  {choice}")
    for left in found.unmatched:
        step = _("Loosen: %(limit)s", limit=_(LOOSENED[left.loosen])) if left.loosen else ""
        click.echo(f"{left.mentee}  {kind(left.kind)}  –  {_(LEFT[left.reason])} {step}".rstrip())
    click.echo(_("%(pairs)s pairs, total %(total)s, %(left)s left without.", pairs=len(found.pairs), total=f"{found.total:g}", left=len(found.unmatched)))  # fmt: skip


def _as_json(found: Any) -> dict[str, Any]:
    return {
        "pairs": [
            {
                "mentee": pair.candidate.mentee, "mentor": pair.candidate.mentor, "kind": pair.candidate.kind,
                "score": pair.candidate.score,
                "reasons": [
                    *(dict(reason) for reason in pair.candidate.reasons),
                    *([{"pinned": True}] if pair.pinned else [{"choice": pair.rank, "of": pair.out_of}]),
                ],
                "next_best": [{"mentor": name, "score": score, "full": full} for name, score, full in pair.next_best],
            }
            for pair in found.pairs
        ],
        "total": found.total,
        "unmatched": [
            {"mentee": one.mentee, "kind": one.kind, "reason": one.reason, "limits": dict(one.limits), "loosen": one.loosen}
            for one in found.unmatched
        ],
    }  # fmt: skip
