"""A return to take away: a workbook whose formulas come to what it shows, and a report of four to eight pages."""

from __future__ import annotations

import io
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from openpyxl import load_workbook

from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.evaluation.cli.roi import read_file
from lms.evaluation.cli.speech import speech
from lms.evaluation.returns_paper import Report, lay_out, printed
from lms.evaluation.returns_wording import answer, interval_sentence, interval_text
from lms.evaluation.returns_workbook import write_workbook
from lms.evaluation.rules.returns import results
from lms.evaluation.rules.returns.case import Case
from lms.evaluation.rules.returns.results import compute, quantile
from tests.features.test_roi_command import CASE
from tests.rules.test_returns import benefit, case_of

pytestmark = pytest.mark.one_database


@pytest.fixture
def example(tmp_path: Path) -> Case:
    """The manual's example."""
    assert CASE is not None
    path = tmp_path / "case.toml"
    path.write_text(CASE.group(1), "utf-8")
    return read_file(path, speech("en"), "en")[0]


class Reckoner:
    """Works the formulas of a workbook out again: + − × ÷, SUM, SUMPRODUCT and IF, over cells of any sheet."""

    def __init__(self, content: bytes) -> None:
        self.formulas = load_workbook(io.BytesIO(content))
        self.known: dict[tuple[str, str], Any] = {}

    def change(self, words: str, **columns: float) -> None:
        """Type another figure into a yellow cell of the first sheet after the result."""
        inputs = self.formulas.worksheets[1]
        row = next(row for row in range(4, 60) if words in str(inputs[f"A{row}"].value))
        for column, value in columns.items():
            assert not str(inputs[f"{column}{row}"].value).startswith("="), "a formula, not an input"
            inputs[f"{column}{row}"] = value
        self.known.clear()

    def value(self, sheet: str, cell: str) -> Any:
        if (sheet, cell) not in self.known:
            self.known[sheet, cell] = self._worked_out(sheet, cell)
        return self.known[sheet, cell]

    def _worked_out(self, sheet: str, cell: str) -> Any:
        told = self.formulas[sheet][cell].value
        if not isinstance(told, str) or not told.startswith("="):
            return told
        names: dict[str, Any] = {"SUM": lambda cells: sum(cells), "SUMPRODUCT": lambda *many: sum(a * b for a, b in zip(*many, strict=True)), "IF": lambda holds, yes, no: yes() if holds else no(), "SQRT": math.sqrt, "MAX": max, "PERCENTILE": quantile}  # fmt: skip

        def many(found: re.Match[str]) -> str:
            column, place, last = found.group(2), found.group(1) or sheet, found.group(4)
            names[f"r{len(names)}"] = [self.value(place, f"{column}{row}") for row in range(int(found.group(3)), int(last) + 1)]  # fmt: skip
            return f"r{len(names) - 1}"

        def one(found: re.Match[str]) -> str:
            names[f"c{len(names)}"] = self.value(found.group(1) or sheet, found.group(2) + found.group(3))
            return f"c{len(names) - 1}"

        text = re.sub(r"(?:'([^']+)'!)?\$?\b([A-Z]{1,2})\$?(\d+):\$?[A-Z]{1,2}\$?(\d+)\b", many, told[1:])
        text = re.sub(r"(?:'([^']+)'!)?\$?\b([A-Z]{1,2})\$?(\d+)\b", one, text)
        text = re.sub(r"IF\(([^,]+),([^,]+),([^)]*)\)$", r"IF(\1, lambda: \2, lambda: \3)", text)
        return eval(text, {"__builtins__": {}, **names})


def much_uncertain() -> Case:
    """More uncertain figures than the alphabet has letters."""
    effects = "\n".join(benefit(f"b{n}", effect=n, low=n - 1, high=n + 1) for n in range(2, 28))
    return case_of(effects, "development = 0\ntrainers = { amount = 10000, low = 8000, high = 13000 }")


def estimated_for_two_years() -> Case:
    """Limits as those of a normal distribution, an amount of hours, years by a signature, and money of nobody's effect."""
    head = (
        'solution = "long"\n[override]\nmonths = 24\nreason = "machines"\napproved_by = "CFO"\napproved_on = 2026-01-01'
    )
    amount = (
        '[[benefit]]\ncode = "sold"\namount = 5000\nlow = 4000\nhigh = 9000\nisolation = "randomised"\nsource = "x"'
    )
    costs = 'development = 0\ntrainers = [{ hours = 40, rate = 300 }, { amount = 5000, sd = 500, shape = "normal" }]'
    return case_of(f"{amount}\n{benefit(effect=2, se=0.5, df=12)}", costs, f"months = 30\n{head}")


KINDS = ["drawn", "many drawn", "two years", "closed", "nothing uncertain"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_formula_comes_to_the_value_beside_it(app: Flask, example: Case, kind: str, few_draws: int) -> None:
    effect = {"low": 1, "high": 3} if kind == "closed" else {}
    case = {"drawn": example, "many drawn": much_uncertain(), "two years": estimated_for_two_years()}.get(
        kind
    ) or case_of(benefit(effect=2, **effect))
    returns = compute(case)
    with app.test_request_context():
        content = write_workbook(returns, "Return")
    reckoner, cached = Reckoner(content), load_workbook(io.BytesIO(content), data_only=True)
    checked = 0
    for sheet in reckoner.formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    shown = cached[sheet.title][cell.coordinate].value
                    assert reckoner.value(sheet.title, cell.coordinate) == pytest.approx(shown), cell.value
                    checked += 1
    assert checked > (35 if kind == "drawn" else 15)
    central = 5 if returns.limits else 4
    assert cached.worksheets[0][f"F{central}"].value == pytest.approx(float(returns.central.roi_percent or 0))


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> int:
    """So many that a test can work each out again."""
    monkeypatch.setattr(results, "DRAWS", 60)
    return 60


def test_a_changed_input_changes_all_three_lines(app: Flask, example: Case, few_draws: int) -> None:
    """Each yellow cell does what the same figure does in the case, be the limits read off or drawn."""
    with app.test_request_context(), force_locale("en"):
        plain = Reckoner(write_workbook(compute(case_of(benefit(effect=2))), "Return"))
        drawn = Reckoner(write_workbook(compute(example), "Return"))
    plain.change("effect a person and month", B=4)
    assert plain.value("Result", "F4") == pytest.approx(380)
    assert drawn.formulas.sheetnames[0] == "Result"
    before = [[drawn.value("Result", f"{column}{row}") for column in "BCF"] for row in (4, 5, 6)]
    drawn.change("First-time fix: effect", B=5, C=3, D=8)
    drawn.change("Travel and board", C=10_000, D=60_000)
    after = [[drawn.value("Result", f"{column}{row}") for column in "BCF"] for row in (4, 5, 6)]
    for old, new in zip(before, after, strict=True):
        assert new[0] > old[0]
    assert after[0][1] > before[0][1] > after[2][1] - 10_000
    # The share of a cost and what people said are inputs of their own.
    spent = drawn.value("Costs", "C6")
    drawn.change("of them here", B=42)
    assert drawn.value("Costs", "C6") == pytest.approx(spent / 2)
    gained = drawn.value("Benefits", "B5")
    drawn.change("Station 3: confidence", B=35)
    assert drawn.value("Benefits", "B5") == pytest.approx(gained / 2)


def test_a_chinese_workbook_is_chinese(app: Flask, example: Case, few_draws: int) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        book = load_workbook(io.BytesIO(write_workbook(compute(example), "回报")))
    assert [name for name in book.sheetnames if name.isascii()] == []
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}  # fmt: skip
    assert [word for word in words if re.search(r"benefit\[|costs\.|percentage_points|unit_month", word)] == []
    assert {"单位", "序号"} <= words


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
@pytest.mark.parametrize(("language", "words"), [("en", ("Cannot tell yet", "Chain of evidence", "What it hangs on", "principles these are not met")), ("zh", ("尚无法判断", "证据链", "结果取决于什么", "未满足"))])  # fmt: skip
def test_the_report_says_the_answer_first(
    app: Flask, example: Case, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    import subprocess

    title = Bilingual("首次修复率", "First-time fix")
    with app.app_context():
        extract = lay_out(
            Report(compute(replace(example, evidence={})), title, title, title), language=language, at=clock.now()
        )
        path = tmp_path / "report.pdf"
        path.write_bytes(extract.pdf())
    pages = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout.split("\f")[:-1]  # fmt: skip
    assert 4 <= len(pages) <= 8
    assert words[0] in pages[0]
    assert words[-1] in pages[0]
    assert all(any(word in page for page in pages) for word in words)
    assert "205,824" in "".join(pages)


def test_chinese_words_in_an_english_drawing_bring_their_own_font() -> None:
    text = '<text font-family="Inter, sans-serif">{}</text>'
    drawn = printed(f"<?xml?><svg width='1'>{text.format('首次修复率')}{text.format('ROI %')}</svg>", "Chart", "en")
    assert drawn.count("font-family=\"'Shifu Sans'\"") == 1
    assert drawn.count("font-family=\"'Shifu Sans Latin'\"") == 1
    assert drawn.startswith('<svg role="img" aria-label="Chart"')


@pytest.mark.parametrize("kind", ["drawn", "closed", "nothing uncertain"])
def test_the_headline_and_the_interval_belong_together(app: Flask, example: Case, kind: str) -> None:
    """What is said first lies in the interval beside it, or the words say which line the interval is of."""
    case = example if kind == "drawn" else case_of(benefit(effect=2, **({"low": 1, "high": 3} if kind == "closed" else {})))  # fmt: skip
    returns = compute(case)
    with app.test_request_context(), force_locale("en"):
        beside, sentence = interval_text(returns), interval_sentence(returns)
    if returns.limits is None:
        assert (beside, sentence) == ("no limits known", "")
        return
    roi = returns.limits["roi_percent"]
    low, high = (float(end) for end in (roi.low or 0, roi.high or 0))
    headline, central = (float(line.roi_percent or 0) for line in (returns.headline, returns.central))
    assert low <= central <= high
    assert beside.startswith(f"central {central:.0f} %, 95 %")
    assert "is that of the central ROI" in sentence
    assert low <= headline <= high or "may lie below the interval" in sentence


def test_a_refusal_says_what_is_needed_and_shows_no_figure(app: Flask) -> None:
    """The size of a benefit that was not told apart is unknown, which is not a return of −100 %."""
    costs = "development = 0\ntrainers = { amount = 10000, low = 9000, high = 12000 }"
    returns = compute(case_of(benefit(effect=2, isolation="none"), costs))
    with app.test_request_context(), force_locale("en"):
        said = " ".join(answer(returns, "Case"))
        paper = lay_out(Report(returns, *[Bilingual("案例", "Case")] * 3), language="en", at=clock.now()).html
        book = load_workbook(io.BytesIO(write_workbook(returns, "Case")))
    assert "No return of “Case” is computed" in said
    assert "Compare with people not yet trained" in said
    assert "100 %" not in said + re.sub(r"<svg.*?</svg>|<[^>]*>", "", paper, flags=re.DOTALL).replace(
        "ROI % = 100 ×", ""
    )
    words = [cell.value for row in book["Result"].iter_rows() for cell in row if cell.value is not None]
    assert not [word for word in words if str(word).startswith("=")]
    assert any("No return of “Case” is computed" in str(word) for word in words)
