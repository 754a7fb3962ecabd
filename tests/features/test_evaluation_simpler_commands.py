"""`lms evaluation compare` and `lms evaluation its`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from tests.panels import DATA, published

pytestmark = pytest.mark.one_database
JTRAIN = DATA.parent / "evaluation-training-effects" / "jtrain.csv"


def run(command: str, path: Path, *more: str) -> Result:
    return CliRunner(env={"LC_ALL": "C"}).invoke(main, ["evaluation", command, str(path), *more])


@published
def test_published_comparison_and_series() -> None:
    asked = ["--group", "grant", "--outcome", "clscrap", "--where", "year=1988"]
    found = json.loads(run("compare", JTRAIN, *asked, "--json").output)
    assert found["difference"]["att"] == pytest.approx(-0.317058, abs=1e-6)
    assert found["simple"] == {key: found["difference"][key] for key in ("att", "se", "low", "high")} | {
        "se_plain": found["difference"]["se"]
    }
    assert (found["n"], found["treated"]["n"], found["verdict"]) == (54, 19, "inconclusive")
    assert "Adjusted difference -0.248" in run("compare", JTRAIN, *asked, "--covariates", "lscrap_1").output
    series = ["--time", "time", "--outcome", "aces", "--offset", "stdpop", "--start", "37"]
    found = json.loads(run("its", DATA / "its_sicily.csv", *series, "--json").output)
    assert found["level"]["att"] == pytest.approx(-0.11162844, abs=1e-8)
    assert found["simple"] == {key: found["level"][key] for key in ("att", "se", "se_plain", "low", "high")}
    assert found["level"]["se_plain"] == pytest.approx(0.0172248, abs=1e-7)
    assert found["warnings"][0]["text"].startswith("Weaker evidence")
    assert "as a ratio 0.894" in run("its", DATA / "its_sicily.csv", *series).output


GROUPS = "side,kpi,branch\n" + "".join(f"{'new' if n % 2 else 'old'},{n},B{n % 6}\n" for n in range(40))


def test_what_was_assigned_is_what_counts(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text(GROUPS, "utf-8")
    asked = ["--group", "side", "--outcome", "kpi", "--control", "old", "--json"]
    assert json.loads(run("compare", path, *asked).output)["n"] == 40
    clustered = json.loads(run("compare", path, *asked, "--cluster", "branch").output)
    assert (clustered["n"], clustered["verdict"], clustered["simple"]) == (6, "refused", None)
    assert clustered["groups"] == {"treated": "new", "compared": "old", "clusters": 6}


@pytest.mark.parametrize(
    ("command", "text", "more", "sentence"),
    [
        ("compare", GROUPS, ("--group", "side", "--outcome", "kpi"), "is “new” or “old” the comparison? Say so with --control."),
        ("compare", GROUPS, ("--group", "side", "--outcome", "kpi", "--control", "x"), "no line has “x”"),
        ("compare", GROUPS, ("--group", "branch", "--outcome", "kpi"), "two groups are needed, and there are 6"),
        ("compare", GROUPS, ("--group", "side", "--outcome", "branch"), "line 2, column “branch”: “B0” is not a number."),
        ("compare", GROUPS, ("--group", "side", "--outcome", "kpi", "--where", "x"), "write COLUMN=VALUE"),
        ("compare", GROUPS.replace("B5", "B4"), ("--group", "side", "--outcome", "kpi", "--control", "old", "--cluster", "branch"), "“B4” holds both groups"),
        ("its", "t,y\n1,2\n1,3\n", ("--time", "t", "--outcome", "y", "--start", "2"), "line 3: there is already a line for 1"),
        ("its", "t,y\n2026-01,2\nlater,3\n", ("--time", "t", "--outcome", "y", "--start", "2026-02"), "line 3, column “t”: “later” is not a month"),
        ("its", "t,y\n1,2\n2,3\n", ("--time", "t", "--outcome", "y", "--start", "May"), "--start: “May” is not a whole number"),
        ("its", "t,y,n\n1,2,0\n2,3,9\n", ("--time", "t", "--outcome", "y", "--start", "2", "--offset", "n"), "line 2, column “n”: “0” is not a denominator above 0."),
        ("its", "t,y\n1,2\n2,3e120\n", ("--time", "t", "--outcome", "y", "--start", "2"), "line 3, column “y”: “3e120” is too large."),
        ("its", "t,y,n\n1,-2,9\n2,3,9\n", ("--time", "t", "--outcome", "y", "--start", "2", "--offset", "n"), "counts cannot be below 0"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence(
    tmp_path: Path, command: str, text: str, more: tuple[str, ...], sentence: str
) -> None:
    path = tmp_path / "data.csv"
    path.write_text(text, "utf-8")
    result = run(command, path, *more)
    assert result.exit_code == 2
    assert sentence in result.output
