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
        (
            {"n.csv": "mentor,capacity\nx,2\ny,\n"},
            "n.csv, line 3, column “capacity”: nothing stands here: write how many",
        ),
        (
            {"n.csv": "mentor,capacity\nx,1.5\n"},
            "n.csv, line 2, column “capacity”: “1.5” must be a whole number from 0.",
        ),
        ({"n.csv": "mentor,capacity\nx,-1\n"}, "n.csv, line 2, column “capacity”: “-1” must be a whole number from 0."),
        ({"n.csv": "mentor,load\nx,0.5\n"}, "n.csv, line 2, column “load”: “0.5” must be a whole number from 0."),
        ({"n.csv": "mentor,capacity,Capacity\nx,1,2\n"}, "n.csv has the column “capacity” more than once."),
        ({"n.csv": "mentor,mentor\nx,y\n"}, "n.csv has the column “mentor” more than once."),
        ({"s.csv": "mentee,mentor,score\na,x,1e300\n"}, "s.csv, line 2, column “score”: “1e300” is too large."),
        ({"s.csv": "mentee,mentor,score\na,x,good\n"}, "s.csv, line 2, column “score”: “good” is no number"),
        ({"s.csv": "mentee,mentor,score\na,x,1\na,x,2\n"}, "s.csv, line 3: this pair has a score already"),
        ({"s.csv": "mentee,mentor,score\na,z,1\n"}, "s.csv, line 2: no mentor “z”"),
        (
            {"s.csv": "mentee,mentor,score,kind\na,x,1,technical\na,y,1,tecnical\n"},
            "s.csv, line 3, column “kind”: “tecnical” is no kind of mentor that a score can be for.",
        ),
        ({"s.csv": "mentee,mentor,score,kind\na,x,1,\n"}, "s.csv, line 2, column “kind”: nothing stands here"),
    ],
)
def test_a_wrong_file_is_told_by_its_line(tmp_path: Path, change: dict[str, str], words: str) -> None:
    result = run(tmp_path, {**SCORES, **change})
    assert result.exit_code == 2
    assert words in result.output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"n.csv": "mentor,kind\nwu,tutor\n"}, "n.csv, line 2, column “kind”: “tutor” is no kind of mentor."),
        ({"m.csv": "mentee,kinds\nli,tecnical\n"}, "m.csv, line 2, column “kinds”: “tecnical” is no kind of mentor."),
        ({"n.csv": "mentor,rating\nwu,4.5\n"}, "n.csv, line 2, column “rating”: “4.5” must be a number from 0 to 1."),
    ],
)
def test_what_is_said_of_people_is_understood_or_refused(tmp_path: Path, change: dict[str, str], words: str) -> None:
    result = run(tmp_path, {**PEOPLE, **change})
    assert result.exit_code == 2
    assert words in result.output


SETTINGS = [
    ("[weights]\nbeauty = 5", "c.toml, [weights]: “beauty” is no wish. There are: skills, product_line,"),
    ("[weight]\nlanguage = 5", "“weight” is no setting. There are: weights, limits, balance, pins, bans."),
    ("weights = 3", "c.toml, weights: “3” is no table; begin it with a line [weights]."),
    ("[weights]\nskills = 'much'", "c.toml, weights.skills: “much” must be a number from 0 to 1000000."),
    ("[weights]\nskills = -1", "c.toml, weights.skills: “-1” must be a number from 0 to 1000000."),
    ("[weights]\nskills = true", "c.toml, weights.skills: “true” must be a number from 0 to 1000000."),
    ("balance = nan", "c.toml, balance: “nan” must be a number from 0 to 1000000."),
    ("[limits]\nsame_town = true", "c.toml, [limits]: “same_town” is no limit. There are: same_city, product_line,"),
    ("[limits]\nsame_city = 'no'", "c.toml, limits.same_city: “no” must be true or false."),
    ("pins = 'a'", "c.toml, pins: “a” must be written like pins = [[\"mentee\", \"mentor\", \"kind\"]]."),
    ("bans = [['li']]", "c.toml, bans: “li” must be written like bans = [[\"mentee\", \"mentor\"]]."),
    ("bans = [['nobody', 'x']]", "c.toml, bans: no mentee “nobody” stands in the mentees' file."),
    ("pins = [['li', 'nobody']]", "c.toml, pins: no mentor “nobody” stands in the mentors' file."),
    ("pins = [['li', 'x', 'tutor']]", "c.toml, pins: “tutor” is no kind of mentor here. There are:"),
    ("pins = [['li', 'x']]\nbans = [['li', 'x']]", "c.toml: “li, x” is pinned and banned."),
    ("pins = [['li', 'x'], ['li', 'y']]", "c.toml, pins: “li, y” goes against a pin before it."),
]  # fmt: skip


@pytest.mark.parametrize("scored", [False, True], ids=["people", "scores"])
def test_a_setting_that_cannot_hold_is_told(tmp_path: Path, scored: bool) -> None:
    files = {"m.csv": "mentee\nli\n", "n.csv": "mentor\nx\ny\n"}
    if scored:
        files["s.csv"] = "mentee,mentor,score\nli,x,1\nli,y,2\n"
    for content, words in SETTINGS:
        (tmp_path / "c.toml").write_text(content, "utf-8")
        result = run(tmp_path, files, "--config", str(tmp_path / "c.toml"))
        assert (result.exit_code, words in result.output) == (2, True), (content, result.output)


def test_mentees_who_take_parts_of_a_mentor_and_mentors_without_a_column_of_places(tmp_path: Path) -> None:
    use = {"s.csv": "mentee,mentor,score,use\na,x,1,0.5\nb,x,1,1\n", "n.csv": "mentor,capacity\nx,1.5\n"}
    assert json.loads(run(tmp_path, {**SCORES, **use}).output)["total"] == 2
    same = "".join(f"{name},x,1\n" for name in "abcd")
    usual = {"m.csv": "mentee\na\nb\nc\nd\n", "n.csv": "mentor\nx\n", "s.csv": "mentee,mentor,score\n" + same}
    found = json.loads(run(tmp_path, usual).output)
    assert [len(found["pairs"]), [one["reason"] for one in found["unmatched"]]] == [3, ["no_free_place"]]
