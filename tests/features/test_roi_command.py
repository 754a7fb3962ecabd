"""`lms evaluation roi`: the example of the manual, every figure traceable to its line, and clear refusals."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import main
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.one_database
CASE = re.search(r"```toml\n(title = \"First.*?)```", (ROOT / "docs/evaluation.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The manual's example as a file."""
    assert CASE is not None
    path = tmp_path / "case.toml"
    path.write_text(CASE.group(1), "utf-8")
    return path


def run(path: Path, *more: str) -> tuple[int, str]:
    answer = CliRunner(env={"LC_ALL": "C"}).invoke(main, ["evaluation", "roi", str(path), *more])
    return answer.exit_code, answer.output


def test_the_example_of_the_manual(case: Path) -> None:
    code, output = run(case, "--json")
    assert code == 0
    told = json.loads(output)
    assert told["roi_percent"] == pytest.approx(100 * (told["bcr"] - 1))
    assert told["bcr"] == pytest.approx(told["benefits"] / told["costs"])
    assert told["verdict"] == "cannot tell"
    for name in ("benefits", "costs", "bcr", "roi_percent", "payback_months"):
        assert told["low"][name] < told[name] < told["high"][name], name
    assert told["forecast"]["costs"] == 200_000
    assert told["came_against_forecast"]["costs"] == pytest.approx(told["costs"] - 200_000)
    assert "9 of 96" in told["intangibles"][0]["evidence"]
    assert {check["principle"] for check in told["checks"]} == set(range(1, 13))


def test_every_figure_leads_to_its_line(case: Path) -> None:
    """Whoever follows `from` finds the key on that line, and the product of what stands there is the amount."""
    lines = case.read_text("utf-8").splitlines()
    told = json.loads(run(case, "--json")[1])
    followed = 0
    for part in (*told["benefit_lines"], *told["cost_lines"]):
        product = 1.0
        for factor in part["from"]:
            product *= factor["value"]
            if "estimate" in factor["key"]:
                continue
            key = factor["key"].rsplit(".", 1)[-1] if "/" not in factor["key"] else "over"
            assert key in lines[factor["line"] - 1], factor
            followed += 1
        assert product == pytest.approx(part["amount"])
    assert followed > 15
    assert sum(part["amount"] for part in told["cost_lines"]) == pytest.approx(told["costs"])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "effect = 4.1 ",
            "effect = 9 ",
            "line 20, benefit[1].low: The value 9 must lie between its limits 1.2 and 7.0.",
        ),
        ("rooms = 3500\n", "", "costs.rooms: The cost “rooms” is not answered. Where nothing was spent, write 0."),
        ("rooms = 3500", "roms = 3500", "line 47, costs.roms: “roms” is not known here"),
        ("rooms = 3500", "rooms = = 3", ", line 47, column 9: cannot be read as TOML from here on."),
    ],
)
def test_what_is_wrong_is_said_with_line_and_key(case: Path, old: str, new: str, sentence: str) -> None:
    text = case.read_text("utf-8")
    assert old in text
    case.write_text(text.replace(old, new, 1), "utf-8")
    code, output = run(case, "--json")
    assert code == 2
    assert sentence in output


def test_words_of_the_file_in_the_readers_language(case: Path) -> None:
    text = case.read_text("utf-8").replace(
        '"Controlling 2026: a repeat visit"', '{ zh = "财务：重复上门", en = "Controlling" }'
    )
    text = text.replace(
        '"Fewer resignations in the first year"', '{ zh = "第一年离职减少", en = "Fewer resignations" }'
    )
    case.write_text(text, "utf-8")
    for language, found in (
        ("zh", ("财务：重复上门", "第一年离职减少")),
        ("en", ("Controlling", "Fewer resignations")),
    ):
        told = json.loads(run(case, "--json", "--lang", language)[1])
        assert (told["benefit_lines"][0]["money"]["source"], told["intangibles"][0]["name"]) == found
        assert "9 of 96" in told["intangibles"][0]["evidence"]  # a plain text is for both
    for wrong in ('{ zh = "a", fr = "b" }', '{ zh = 5, en = "b" }', "{}"):
        case.write_text(text.replace('{ zh = "财务：重复上门", en = "Controlling" }', wrong), "utf-8")
        code, output = run(case)
        assert (code, "benefit[1].money.source" in output, "must be text" in output) == (2, True, True), output


def test_what_counts_less_than_the_file_holds_is_said_in_words(case: Path) -> None:
    text = case.read_text("utf-8")
    more = """
[[benefit]]
code = "repeat"
name = "Repeat visits"
amount = 900000
isolation = "comparison"
source = "Ledger"
overlap = "repeat work"
"""
    case.write_text(text.replace("[[benefit]]", f"{more.strip()}\n\n[[benefit]]", 1), "utf-8")
    code, output = run(case)
    assert code == 0, output
    assert "Not counted: “Repeat visits” (line" in output
    assert "It describes the same money as “" in output
    case.write_text(re.sub(r"(?m)^months = .*$", "months = 24", text), "utf-8")
    code, output = run(case)
    assert (code, "Note: Cut to the first twelve months:" in output) == (0, True), output


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a" * 3_000_000, b"x = " + b"[" * 5000, b"x = 1" + b"0" * 5000]
)
def test_files_that_are_no_case(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(content)
    code, output = run(path)
    assert code == 2
    assert "Traceback" not in output
