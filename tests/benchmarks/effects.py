"""Training effects from a CSV: seconds and peak memory, each way in a process of its own.

`python -m tests.benchmarks.effects [UNITS …]`. 24 months, eight cohorts and never, clustered by branch, with bands. The bare
line is diff-diff on the same file in the same run: pandas reads it, then the same cells and events with clustered errors,
its bands by 999 multiplier draws. Ours also gives drift, second opinions and the verdict.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
MONTHS = 24
BUDGET = {10_000: 2.0, 100_000: 10.0}  # seconds


def generate(path: Path, units: int) -> None:
    """Branches of fifty in waves drawn by lot, the same ones each time; an effect of 2 points."""
    rng = np.random.default_rng(1)
    branch = np.arange(units) // 50
    many = int(branch.max()) + 1
    starts = np.array([0, 9, 10, 11, 12, 13, 14, 15, 16])[rng.permutation(np.arange(many) % 9)][branch]
    outcome = 70 + 5 * rng.normal(size=(units, 1)) + 3 * rng.normal(size=(units, MONTHS))
    outcome += rng.normal(size=(many, 1))[branch]
    month = np.arange(1, MONTHS + 1)
    outcome += np.where((starts[:, None] > 0) & (month >= starts[:, None]), 2.0, 0.0)
    with path.open("w", encoding="utf-8") as file:
        file.write("unit,month,trained,outcome,branch\n")
        for unit in range(units):
            head, tail = f"E{unit:06d},", f"B{branch[unit]:04d}\n"
            file.writelines(
                f"{head}{t},{starts[unit]},{y:.3f},{tail}" for t, y in zip(month, outcome[unit], strict=True)
            )


def ours(path: Path) -> float:
    """As the command does it: read, check, estimate."""
    from lms.evaluation.files.panel_file import PanelColumns, read_panel
    from lms.evaluation.rules.effects.estimate import estimate

    simple = estimate(read_panel(path, PanelColumns("unit", "month", "trained", "outcome", cluster="branch"))).simple
    return simple.att if simple else float("nan")


def ours_with_gaps(path: Path) -> float:
    """The same after leaving two entries in a hundred out: the way unit by unit."""
    from dataclasses import replace

    from lms.evaluation.files.panel_file import PanelColumns, read_panel
    from lms.evaluation.rules.effects.estimate import estimate

    panel = read_panel(path, PanelColumns("unit", "month", "trained", "outcome", cluster="branch"))
    seen = np.random.default_rng(2).random(panel.outcome.shape) >= 0.02
    seen[:, [0, -1]] = True
    simple = estimate(replace(panel, outcome=np.where(seen, panel.outcome, np.nan))).simple
    return simple.att if simple else float("nan")


def theirs(path: Path) -> float:
    """diff-diff with clustered multiplier bootstrap."""
    import warnings

    import pandas as pd
    from diff_diff import CallawaySantAnna

    warnings.simplefilter("ignore")
    data = pd.read_csv(path)
    estimator = CallawaySantAnna(control_group="not_yet_treated", cluster="branch", n_bootstrap=999, seed=1)
    return float(estimator.fit(data, "outcome", "unit", "month", "trained", aggregate="all").overall_att)


WAYS = {"theirs": theirs, "ours": ours, "ours_with_gaps": ours_with_gaps}
TITLES = {
    "theirs": "diff-diff, CSV to events and bands",
    "ours": "CSV to verdict",
    "ours_with_gaps": "CSV to verdict, 2 % missing",
}


def _measured(way: str, path: Path) -> dict[str, Any]:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.effects", "--way", way, "--file", str(path)],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{way} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured | {"seconds": time.monotonic() - begun}  # starting Python and importing included


def report(sizes: list[int]) -> None:
    """Generate, measure each way, print."""
    with tempfile.TemporaryDirectory(prefix="shifu-bench-") as name:
        for units in sizes:
            path = Path(name) / "panel.csv"
            generate(path, units)
            budget = f", budget {BUDGET[units]:.0f} s" if units in BUDGET else ""
            print(
                f"\nTraining effects, {units:,} people × {MONTHS} months, {path.stat().st_size / 1e6:.0f} MB of CSV{budget}"
            )
            base = None
            for way, title in TITLES.items():
                measured = _measured(way, path)
                base = base or measured
                print(
                    f"  {title:40} {measured['seconds']:7.2f} s {measured['seconds'] / base['seconds']:5.2f}×"
                    f"  CPU {measured['cpu']:7.2f} s  {measured['memory']:6.0f} MB  effect {measured['att']:.4f}",
                    flush=True,
                )


def main() -> None:
    """One way in this process, or the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("units", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.way is None:
        report(options.units)
        return
    att = WAYS[options.way](options.file)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024, "att": att}))


if __name__ == "__main__":
    main()
