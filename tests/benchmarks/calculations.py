"""Item analysis and pairing from files to result: seconds and peak memory, each way in a process of its own.

`python -m tests.benchmarks.calculations [--quick]`. The bare line of item analysis is DuckDB reading the same CSV into numbers;
those of pairing are OR-Tools' min-cost flow and SciPy's sparse assignment alone, on arrays that are ready.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def generate(folder: Path, people: int, mentees: int) -> None:
    """Answers to a hundred items, and twenty possible mentors for each mentee; the same ones each time."""
    draw = random.Random(1)
    with (folder / "marks.csv").open("w", encoding="utf-8") as file:
        file.write("person," + ",".join(f"q{n}" for n in range(100)) + "\n")
        for person in range(people):
            able = draw.random()
            file.write(f"{person}," + ",".join("1" if draw.random() < able else "0" for _ in range(100)) + "\n")
    mentors = max(mentees * 3 // 10, 20)
    (folder / "mentees.csv").write_text("mentee\n" + "".join(f"a{n}\n" for n in range(mentees)), "utf-8")
    (folder / "mentors.csv").write_text("mentor,capacity\n" + "".join(f"b{n},4\n" for n in range(mentors)), "utf-8")
    with (folder / "scores.csv").open("w", encoding="utf-8") as file:
        file.write("mentee,mentor,score\n")
        for mentee in range(mentees):
            file.writelines(f"a{mentee},b{n},{draw.random() * 10:.3f}\n" for n in draw.sample(range(mentors), 20))


def read_only(folder: Path) -> str:
    """DuckDB alone."""
    from lms.core.tables.columns import header, numbers_of

    path = folder / "marks.csv"
    columns = numbers_of(path, header(path)[0][1:]) or {}
    return f"{sum(float(column.sum()) for column in columns.values()):.0f} points"


def item_analysis(folder: Path) -> str:
    """As the command does it."""
    from assessments.quality.responses import read_responses
    from assessments.rules.quality.items import analyse

    _items, test = analyse(read_responses(folder / "marks.csv").marks, {})
    return f"alpha {test.alpha:.4f}"


def _edges(folder: Path) -> tuple[Any, Any, Any]:
    """Mentee, mentor and score of each pair that is possible."""
    import numpy as np

    from lms.mentoring.matching.files import read_task

    task, _limits = read_task(folder / "mentees.csv", folder / "mentors.csv", folder / "scores.csv", None, False)
    mentee = np.array([int(one.mentee[1:]) for one in task.candidates])
    mentor = np.array([int(one.mentor[1:]) for one in task.candidates])
    return mentee, mentor, np.array([one.score for one in task.candidates])


def flow_only(folder: Path) -> str:
    """OR-Tools' min-cost flow on ready arrays: from a source through mentees and mentors of capacity four to a sink."""
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    mentee, mentor, score = _edges(folder)
    mentees, mentors = int(mentee.max()) + 1, int(mentor.max()) + 1
    source, sink = mentees + mentors, mentees + mentors + 1
    everyone, helpers = np.arange(mentees), np.arange(mentors)
    tails = np.concatenate([np.full(mentees, source), mentee, mentees + helpers])
    heads = np.concatenate([everyone, mentees + mentor, np.full(mentors, sink)])
    room = np.concatenate([np.ones(mentees + len(mentee)), np.full(mentors, 4)]).astype(np.int64)
    costs = np.concatenate([np.zeros(mentees), np.round((11 - score) * 1000), np.zeros(mentors)]).astype(np.int64)
    begun = time.monotonic()
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, costs)
    flow.set_node_supply(source, mentees)
    flow.set_node_supply(sink, -mentees)
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        sys.exit("OR-Tools found no optimum")
    total = 11 * flow.maximum_flow() - flow.optimal_cost() / 1000
    return json.dumps({"seconds": time.monotonic() - begun, "said": f"total {total:.1f}"})


def assignment_only(folder: Path) -> str:
    """The solver on ready arrays; what it takes to make them is not counted."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    mentee, mentor, score = _edges(folder)
    cost = 11 - score
    place = np.tile(np.arange(4), len(cost))
    mentors = int(mentor.max()) + 1
    graph = csr_array(
        (np.repeat(cost, 4), (np.repeat(mentee, 4), np.repeat(mentor, 4) * 4 + place)),
        shape=(int(mentee.max()) + 1, mentors * 4),
    )
    begun = time.monotonic()
    rows, columns = min_weight_full_bipartite_matching(graph)
    total = float(sum(11 - graph[row, column] for row, column in zip(rows, columns, strict=True)))
    return json.dumps({"seconds": time.monotonic() - begun, "said": f"total {total:.1f}"})


def pairing(folder: Path) -> str:
    """As the command does it, the reasons included."""
    from click.testing import CliRunner

    from lms.mentoring.matching.cli import match

    words = ["--mentees", "mentees.csv", "--mentors", "mentors.csv", "--scores", "scores.csv"]
    words = [str(folder / word) if word.endswith(".csv") else word for word in words]
    said = json.loads(CliRunner().invoke(match, [*words, "--json"]).output)
    return f"total {said['total']:.1f}, {len(said['pairs'])} pairs"


WAYS = {
    "read_only": (read_only, "DuckDB reads the CSV"),
    "item_analysis": (item_analysis, "CSV to item analysis"),
    "flow_only": (flow_only, "OR-Tools' min-cost flow, arrays ready"),
    "assignment_only": (assignment_only, "SciPy's assignment, arrays ready"),
    "pairing": (pairing, "files to explained pairs"),
}


def _measured(way: str, folder: Path) -> dict[str, Any]:
    begun = time.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks.calculations", "--way", way, "--folder", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{way} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {"seconds": time.monotonic() - begun, **found}  # starting Python and importing included, but for the solver


def report(people: int, mentees: int) -> None:
    """Generate, measure each way, print."""
    with tempfile.TemporaryDirectory(prefix="shifu-bench-") as name:
        folder = Path(name)
        generate(folder, people, mentees)
        for title, ways in (
            (f"Item analysis, {people:,} people × 100 items, budget 3 s", ("read_only", "item_analysis")),
            (
                f"Pairing, {mentees:,} mentees, {mentees * 20:,} pairs, budget 3 s, 500 MB",
                ("flow_only", "assignment_only", "pairing"),
            ),
        ):
            print(f"\n{title}")
            base = None
            for way in ways:
                found = _measured(way, folder)
                base = base or found
                print(
                    f"  {WAYS[way][1]:36} {found['seconds']:7.2f} s {found['seconds'] / base['seconds']:6.2f}×"
                    f"  CPU {found['cpu']:6.2f} s  {found['memory']:5.0f} MB  {found['said']}",
                    flush=True,
                )


def main() -> None:
    """One way in this process, or the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.way is None:
        report(*((10_000, 1_000) if options.quick else (100_000, 10_000)))
        return
    said = WAYS[options.way][0](options.folder)
    told = json.loads(said) if said.startswith("{") else {"said": said}
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024, **told}))


if __name__ == "__main__":
    main()
