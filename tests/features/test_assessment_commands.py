"""`lms assessments …`: figures from files, and sentences that name the cell where a file is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lms.cli import main

pytestmark = pytest.mark.one_database
RIGHT = "person,q1,q2,q3\n1,A,B,C\n2,A,B,D\n3,B,B,C\n4,A,C,D\n"
KEY = "item,answer\nq1,A\nq2,B\nq3,C\n"
LONG = "subject,rater,rating\n" + "".join(
    f"{subject},{rater},{value}\n" for subject, pair in enumerate([(1, 1), (2, 3), (3, 3), (2, 2)]) for rater, value in enumerate(pair)
)  # fmt: skip


def run(tmp_path: Path, command: str, files: dict[str, str], *options: str) -> Result:
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    words = [str(tmp_path / word) if word in files else word for word in options]
    return CliRunner().invoke(main, ["assessments", command, *words])


def said(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_item_analysis_of_choices(tmp_path: Path) -> None:
    found = said(run(tmp_path, "item-analysis", {"r.csv": RIGHT, "k.csv": KEY}, "r.csv", "--key", "k.csv", "--json"))
    assert [item["facility"] for item in found["items"]] == [0.75, 0.75, 0.5]
    options = {option["option"]: option for option in found["items"][0]["options"]}
    assert options["A"] == {"option": "A", "share": 0.75, "mean_rest": pytest.approx(1.0), "key": True}
    assert options["B"]["mean_rest"] == 2.0
    assert found["test"]["mean"] == 2.0
    assert found["items"][0]["flags"] == ["too_few"]
    short = {"r.csv": RIGHT, "k.csv": KEY.replace("q3,C\n", "")}
    assert "not counted: q3" in run(tmp_path, "item-analysis", short, "r.csv", "--key", "k.csv", "--lang", "en").output


def test_marks_and_greatest_marks(tmp_path: Path) -> None:
    files = {"r.csv": "person,a,b\n1,2,0.5\n2,1,1\n3,0,\n", "m.csv": "item,max_mark\na,4\nb,1\n"}
    found = said(run(tmp_path, "item-analysis", files, "r.csv", "--max-marks", "m.csv", "--json"))
    assert [item["facility"] for item in found["items"]] == [0.25, 0.5]
    assert [item["omitted"] for item in found["items"]] == [0, 1]


@pytest.mark.parametrize(
    ("files", "options", "words"),
    [
        ({"r.csv": "person,a,b\n1,1,\n2,0,\n"}, (), "column “b”: it is empty"),
        ({"r.csv": "person,a,b\n1,1,0\n"}, (), "one person"),
        ({"r.csv": "person,a,b\n1,1,0\n2,0,1\n"}, (), "same total"),
        ({"r.csv": "person,a,b\n1,1,0\n2,0,1\n1,1,1\n"}, (), "line 4, column “person”: 1 stands here a second time"),
        ({"r.csv": "person,a,b\n1,1,0\n2,0,1e300\n"}, (), "line 3, column “b”: “1e+300” is too large"),
        ({"r.csv": "person,a,b\n1,1,0\n2,yes,1\n"}, (), "line 3, column “a”: “yes” is no number"),
        ({"r.csv": "person\n1\n2\n"}, (), "no column with an item"),
        ({"r.csv": RIGHT, "k.csv": KEY.replace("q3,C", "q3,Z")}, ("--key", "k.csv"), "k.csv, line 4: “Z” is no answer"),
        ({"r.csv": RIGHT, "k.csv": KEY + "q9,A\n"}, ("--key", "k.csv"), "k.csv, line 5: r.csv has no column “q9”"),
        ({"r.csv": RIGHT, "k.csv": KEY + "q1,B\n"}, ("--key", "k.csv"), "q1 stands here a second time"),
        ({"r.csv": "a,b\n3,1\n1,0\n", "m.csv": "item,max\na,2\nb,1\n"}, ("--max-marks", "m.csv"), "line 2, column “a”: 3 is more"),
        ({"r.csv": "a,b\n3,1\n1,0\n", "m.csv": "item,max\na,0\nb,1\n"}, ("--max-marks", "m.csv"), "m.csv, line 2: “0”"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_by_its_cell(
    tmp_path: Path, files: dict[str, str], options: tuple[str, ...], words: str
) -> None:
    result = run(tmp_path, "item-analysis", files, "r.csv", *options, "--json")
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


def test_agreement_of_two_raters(tmp_path: Path) -> None:
    found = said(run(tmp_path, "agreement", {"r.csv": LONG}, "r.csv", "--kind", "ordinal", "--json"))
    assert found["raw_agreement"] == 0.75
    assert found["cohen_kappa"] == pytest.approx(0.6363636363636364)
    assert found["weighted_kappa"]["quadratic"] > found["weighted_kappa"]["linear"] > found["cohen_kappa"]
    assert set(found["icc"]) == {"1,1", "2,1", "3,1", "1,k", "2,k", "3,k"}
    assert found["icc"]["2,1"]["low"] < found["icc"]["2,1"]["value"] < found["icc"]["2,1"]["high"]
    words = said(run(tmp_path, "agreement", {"r.csv": LONG}, "r.csv", "--kind", "nominal", "--json"))
    assert words["icc"]["2,1"]["value"] is None
    assert words["reasons"]["icc.2,1"] == "ratings_are_no_numbers"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("subject,rater,rating\na,x,good\nb,y,3\n", "line 2, column “rating”: “good” is no number"),
        ("subject,rater,rating\na,x,1\na,x,2\nb,y,1\n", "line 3: this rater rated this subject before"),
        ("subject,rater,rating\na,x,1\nb,x,2\n", "one rater"),
        ("subject,rater\na,x\n", "no column “rating”"),
        ("subject,rater,rating\n,x,1\nb,y,2\n", "line 2, column “subject”"),
    ],
)
def test_wrong_ratings_are_told_by_their_cell(tmp_path: Path, content: str, words: str) -> None:
    result = run(tmp_path, "agreement", {"r.csv": content}, "r.csv", "--kind", "interval", "--json")
    assert result.exit_code == 2
    assert words in result.output


def test_angoff(tmp_path: Path) -> None:
    content = "item,J1,J2\n1,0.5,0.7\n2,0.4,0.6\n"
    found = said(run(tmp_path, "angoff", {"j.csv": content}, "j.csv", "--json"))
    assert found["cut"] == pytest.approx(1.1)
    assert found["judge_sums"] == pytest.approx({"J1": 0.9, "J2": 1.3})
    assert found["item_means"] == pytest.approx({"1": 0.6, "2": 0.5})
    wrong = run(tmp_path, "angoff", {"j.csv": content.replace("0.6", "60")}, "j.csv")
    assert wrong.exit_code == 2
    assert "line 3, column “J2”: “60” is no probability" in wrong.output
    long = run(tmp_path, "angoff", {"j.csv": "judge,item,rating\nA,i1,0.5\nB,i1,0.6\n"}, "j.csv")
    assert long.exit_code == 2
    assert "one line an item and one column a judge" in long.output
    alone = run(tmp_path, "angoff", {"j.csv": "item,Rating\ni1,0.5\ni2,0.6\n"}, "j.csv", "--json")
    assert said(alone)["judge_sums"] == pytest.approx({"Rating": 1.1})  # a judge may be called so
