"""`lms mentoring match`: the best pairing for a whole intake, from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

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
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")  # fmt: skip
def match(
    mentees_file: Path, mentors_file: Path, scores_file: Path | None, config_file: Path | None, minimise: bool, as_json: bool
) -> None:  # fmt: skip
    """Most people placed, then the best total: the optimum for all at once, with the reasons of each pair.

    Method and columns: docs/mentoring.md. Exit 2 where a file cannot be read.
    """
    import gc

    from lms.core.tables.columns import FileFault
    from lms.mentoring.matching.files import read_task
    from lms.mentoring.matching.solving import solve

    gc.disable()  # a third of the time went to looking for garbage among pairs that all stay
    try:
        task, limits = read_task(mentees_file, mentors_file, scores_file, config_file, minimise)
    except FileFault as fault:
        raise click.UsageError(str(fault)) from fault
    found = solve(task, limits)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
        return
    for pair in found.pairs:
        one = pair.candidate
        click.echo(f"{one.mentee}  {one.kind:9}  {one.mentor}  {one.score:g}  (choice {pair.rank} of {pair.out_of})")
    for left in found.unmatched:
        click.echo(
            f"{left.mentee}  {left.kind:9}  –  {left.reason}" + (f"; loosen {left.loosen}" if left.loosen else "")
        )
    click.echo(f"{len(found.pairs)} pairs, total {found.total:g}, {len(found.unmatched)} unmatched")


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
