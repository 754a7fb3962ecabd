"""`lms trainers ratings`: from a file to corrected means, and sentences that name the line where a file is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import main
from lms.core.tables.writing import workbook

pytestmark = pytest.mark.one_database
ROWS = [
    (f"l{n}", trainer, 2 + n % 3 + shift) for n in range(9) for trainer, shift in (("Li", 0), ("Wang", 0), ("Zhao", 1))
]


def test_ratings_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("Learner,TRAINER,Rating\n" + "".join(f"{a},{b},{c}\n" for a, b, c in ROWS) + "l1,Li,\n", "utf-8")
    run = CliRunner()
    answer = run.invoke(main, ["trainers", "ratings", str(path), "--json"])
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert (found["ratings"], found["learners"], found["without_rating"]) == (27, 9, 1)
    best = found["trainers"][0]
    assert (best["trainer"], best["n"], best["raw_mean"]) == ("Zhao", 9, 4.0)
    assert best["low"] < best["adjusted_mean"] < best["high"]
    assert found["model"]["sd_learner"] > 0
    book = tmp_path / "ratings.xlsx"
    book.write_bytes(workbook("r", ["LEARNER", "Trainer", "rating"], ROWS))
    same = json.loads(run.invoke(main, ["trainers", "ratings", str(book), "--json"]).output)
    assert same["trainers"] == found["trainers"]
    assert "Zhao" in run.invoke(main, ["trainers", "ratings", str(path)]).output
    path.write_text("learner,trainer,rating\na,Li,4\na,,5\nb,Li,well\n", "utf-8")
    wrong = run.invoke(main, ["trainers", "ratings", str(path)])
    assert wrong.exit_code == 2
    assert "line 3: nothing stands under “trainer”; line 4: “well” is no number" in wrong.output
