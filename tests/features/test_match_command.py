"""`lms mentoring match`: files in, the best pairing out, and a sentence where a file is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main

pytestmark = pytest.mark.one_database
SCORES = {
    "m.csv": "mentee\na\nb\nc\n",
    "n.csv": "mentor,capacity\nx,1\ny,1\n",
    "s.csv": "mentee,mentor,score\na,x,10\na,y,9\nb,x,8\n",
}
PEOPLE = {
    "m.csv": "mentee,city,product_line,languages,supervisor\nli,Suzhou,home,zh,wu\nzhao,Lhasa,home,zh,\n",
    "n.csv": "mentor,capacity,kind,city,product_lines,languages\nchen,2,technical,Suzhou,home;commercial,zh\nwu,2,culture,Suzhou,,zh\nsun,1,both,Suzhou,home,zh;en\n",
}  # fmt: skip


def run(folder: Path, files: dict[str, str], *more: str) -> Result:
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    words = ["mentoring", "match", "--mentees", str(folder / "m.csv"), "--mentors", str(folder / "n.csv")]
    if "s.csv" in files:
        words += ["--scores", str(folder / "s.csv")]
    return CliRunner().invoke(main, [*words, *more, "--json"])


def test_with_scores(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, SCORES).output)
    assert [(pair["mentee"], pair["mentor"]) for pair in found["pairs"]] == [("a", "y"), ("b", "x")]
    assert found["total"] == 17
    assert [(one["mentee"], one["reason"]) for one in found["unmatched"]] == [("c", "no_candidate")]


def test_from_what_is_known_of_people(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("balance = 0.0\n[weights]\nlanguage = 5\n", "utf-8")
    found = json.loads(run(tmp_path, PEOPLE, "--config", str(tmp_path / "c.toml")).output)
    pairs = {(pair["mentee"], pair["kind"]): pair for pair in found["pairs"]}
    assert pairs["li", "technical"]["mentor"] == "chen"
    assert pairs["li", "culture"]["mentor"] == "sun", "the supervisor is no culture mentor"
    assert {"wish": "language", "fulfilled": 1.0, "weight": 5, "points": 5.0} in pairs["li", "culture"]["reasons"]
    left = {(one["mentee"], one["kind"]): one for one in found["unmatched"]}
    assert left["zhao", "technical"]["loosen"] == "same_city"
    assert left["zhao", "culture"]["limits"] == {"same_city": 2}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"m.csv": "mentee\na\na\n"}, "m.csv, line 3: a stands here a second time"),
        ({"m.csv": "name\na\n"}, "no column “mentee”"),
        ({"n.csv": "mentor,capacity\nx,many\n"}, "n.csv, line 2, column “capacity”: “many”"),
        ({"s.csv": "mentee,mentor,score\na,x,good\n"}, "s.csv, line 2, column “score”: “good” is no number"),
        ({"s.csv": "mentee,mentor,score\na,x,1\na,x,2\n"}, "s.csv, line 3: this pair has a score already"),
        ({"s.csv": "mentee,mentor,score\na,z,1\n"}, "s.csv, line 2: no mentor “z”"),
    ],
)
def test_a_wrong_file_is_told_by_its_line(tmp_path: Path, change: dict[str, str], words: str) -> None:
    result = run(tmp_path, {**SCORES, **change})
    assert result.exit_code == 2
    assert words in result.output


def test_a_wrong_wish_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[weights]\nbeauty = 5\n", "utf-8")
    result = run(tmp_path, PEOPLE, "--config", str(tmp_path / "c.toml"))
    assert result.exit_code == 2
    assert "“beauty” is no wish" in result.output
    (tmp_path / "c.toml").write_text("[weight]\nlanguage = 5\n", "utf-8")
    result = run(tmp_path, PEOPLE, "--config", str(tmp_path / "c.toml"))
    assert result.exit_code == 2
    assert "“weight” is no setting. There are: weights, limits, balance, pins, bans." in result.output
