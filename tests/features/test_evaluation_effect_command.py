"""`lms evaluation effect`: what it prints, and what it says of files that it cannot read. No database is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from tests.panels import DATA, drawn, published

pytestmark = pytest.mark.one_database
COLUMNS = ["--unit", "who", "--time", "when", "--treated-at", "from", "--outcome", "kpi"]
MPDTA = ["--unit", "countyreal", "--time", "year", "--treated-at", "first.treat", "--outcome", "lemp"]


def run(path: Path, *more: str) -> Result:
    return CliRunner(env={"LC_ALL": "C"}).invoke(main, ["evaluation", "effect", str(path), *more])


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "panel.csv"
    path.write_text(text, "utf-8")
    return path


def panel_csv(*, months: bool = False) -> str:
    """A drawn panel as a file; periods as numbers, or as months with empty cells for never."""
    long = drawn(3, units=90)

    def name(period: int) -> str:
        return f"2025-{period:02d}" if months else str(period)

    rows = zip(long.unit, long.time, long.group, long.outcome, long.cluster, strict=True)
    lines = [f"T{u},{name(t)},{name(g) if g else ('' if months else 0)},{y!r},B{c}" for u, t, g, y, c in rows]
    return "\n".join(
        ["who,when,from,kpi,branch", *(line.replace("np.float64(", "").replace(")", "") for line in lines)]
    )


def asked(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


@published
@pytest.mark.parametrize(
    ("control", "att", "se"),
    [
        ("never", -0.0399512751551763, 0.0120340127701854),
        ("notyet", -0.0397636256230437, 0.0120524247873419),
    ],
)
def test_a_published_panel(control: str, att: float, se: float) -> None:
    path = DATA / "did_mpdta.csv"
    raw = asked(run(path, *MPDTA, "--control", control, "--raw", "--json"))
    assert raw["verdict"] == "refused"
    assert (raw["simple"]["att"], raw["simple"]["se_plain"]) == pytest.approx((att, se), abs=1e-9)
    assert raw["imputation"]["att"] == pytest.approx(-0.0477099182784, abs=1e-6)
    assert (raw["n"], raw["units"], raw["clusters"], len(raw["cells"])) == (2500, 500, None, 12)
    assert {"group", "time", "att", "se"} <= set(raw["cells"][0])
    kept = asked(run(path, *MPDTA, "--control", control, "--json"))
    assert kept["simple"] is None
    assert [one["code"] for one in kept["reasons"]] == ["too_few_pre", "too_few_post"]
    assert "fewer than 3 periods before training" in run(path, *MPDTA).output


def test_months_and_numbers_say_the_same(tmp_path: Path) -> None:
    numbers = asked(run(written(tmp_path, panel_csv()), *COLUMNS, "--cluster", "branch", "--json"))
    months = asked(run(written(tmp_path, panel_csv(months=True)), *COLUMNS, "--cluster", "branch", "--json"))
    assert months["simple"] == numbers["simple"]
    assert months["verdict"] == numbers["verdict"] != "refused"
    assert {one["group"] for one in months["cells"]} == {"2025-04", "2025-06", "2025-08"}
    assert months["clusters"] == len(set(drawn(3, units=90).cluster))
    event = next(one for one in months["events"] if one["event"] == 0)
    assert event["band_low"] < event["low"] < event["att"] < event["high"] < event["band_high"]
    assert asked(run(written(tmp_path, panel_csv()), *COLUMNS, "--cluster", "branch", "--json")) == numbers  # seeded


def test_in_words(tmp_path: Path) -> None:
    said = run(written(tmp_path, panel_csv()), *COLUMNS).output
    assert "trained, kpi +" in said
    assert "never trained and those not yet trained." in said
    assert "Second opinion (imputation)" in said
    head, *rows = panel_csv().splitlines()
    nobody_left = written(tmp_path, "\n".join([head, *(row for row in rows if row.split(",")[2] != "0")]))
    said = run(nobody_left, *COLUMNS, "--raw").output
    assert "trained later." in said
    assert "is the comparison until its turn" in said


GOOD = "who,when,from,kpi,w,branch\nA,1,0,1,1,N\nA,2,0,2,1,N\nB,1,2,1,1,N\nB,2,2,2,1,N\n"


@pytest.mark.parametrize(
    ("text", "more", "sentence"),
    [
        ("", (), "panel.csv is empty: its first line must name the columns."),
        ("who,when,from,kpi\n", (), "panel.csv has no lines below its column names."),
        ("who,when,from\nA,1,0\n", (), "panel.csv has no column “kpi”. It has: who, when, from."),
        ("who,when,from,kpi,kpi\nA,1,0,1,1\n", (), "panel.csv has the column “kpi” more than once."),
        (GOOD.replace("B,2,2,2", "B,2,2,two"), (), "panel.csv, line 5, column “kpi”: “two” is not a number."),
        (GOOD.replace("B,2,2,2", "B,2,2,inf"), (), "panel.csv, line 5, column “kpi”: “inf” is not a number."),
        (GOOD.replace("B,2,2,2", "B,2,2,9e200"), (), "panel.csv, line 5, column “kpi”: “9e200” is too large."),
        (GOOD.replace("B,2,2,2", "B,2nd,2,2"), (), "panel.csv, line 5, column “when”: “2nd” is not a whole number"),
        (GOOD.replace("B,2,2,2", "B,,2,2"), (), "panel.csv, line 5, column “when”: the cell is empty."),
        (GOOD.replace("B,2,2,2", ",2,2,2"), (), "panel.csv, line 5, column “who”: the cell is empty."),
        (GOOD.replace("B,2,2,2", "B,2,2026-05,2"), (), "panel.csv, line 5, column “from”: “2026-05” is not a whole number, or 0 or nothing for those never trained, as the column “when” counts."),
        (GOOD.replace("B,2,2,2", "B,2,1,2"), (), "panel.csv, line 5, column “from”: it must be the same in all lines of “B”, and differs from line 4."),
        (GOOD.replace("B,2,2,2", "B,1,2,2"), (), "panel.csv, line 5: “B” already has a line for 1, line 4."),
        (GOOD.replace("B,2,2,2,1", "B,2,2,2,0"), ("--weight", "w"), "panel.csv, line 5, column “w”: “0” is not a weight above 0."),
        (GOOD.replace("B,2,2,2,1,N", "B,2,2,2,1,S"), ("--cluster", "branch"), "panel.csv, line 5, column “branch”: it must be the same in all lines of “B”, and differs from line 4."),
        ("who,when,from,kpi\n" + "".join(f"A,{n},0,1\n" for n in range(601)), (), "panel.csv has 601 different periods; at most 600 are estimated."),
        (GOOD + "C,1\n", (), "panel.csv, line 6: the line does not have the 6 columns that the first line names."),
        ('who,when,from,kpi\n"A\nB",1,0,1\nC,1,0,x\n', (), "panel.csv, line 4, column “kpi”: “x” is not a number."),
    ],
)  # fmt: skip
def test_a_bad_file_gets_a_sentence(tmp_path: Path, text: str, more: tuple[str, ...], sentence: str) -> None:
    result = run(written(tmp_path, text), *COLUMNS, *more)
    assert result.exit_code == 2
    assert sentence in result.output


def test_not_a_number_is_no_figure_rather_than_too_large(tmp_path: Path) -> None:
    result = run(written(tmp_path, GOOD.replace("B,2,2,2", "B,2,2,NaN")), *COLUMNS)
    assert (result.exit_code, "too large" in result.output) == (0, False)


def test_dates_of_one_month_are_one_period(tmp_path: Path) -> None:
    text = "who,when,from,kpi\nA,2026-03-01,,1\nA,2026-03-08,,1\n"
    said = run(written(tmp_path, text), *COLUMNS).output
    assert "line 3: “A” already has a line for 2026-03, line 2. Dates are read as their month" in said


def test_encodings_of_spreadsheets(tmp_path: Path) -> None:
    """A plain CSV as Excel saves it in China is read; one that nobody could read gets a sentence."""
    path, text = tmp_path / "panel.csv", panel_csv().replace("who,", "姓名,").replace("\nT", "\n张")
    asking = ["--unit", "姓名", *COLUMNS[2:], "--json"]
    found = []
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path.write_bytes(text.encode(encoding))
        found.append(asked(run(path, *asking)))
    assert found[0] == found[1] == found[2]
    path.write_bytes(text.replace(",2,", ",two,", 1).encode("gb18030"))
    assert "line 3, column “when”: “two” is not a whole number" in run(path, *asking).output
    path.write_bytes(text.encode("utf-16"))
    result = run(path, *asking)
    assert result.exit_code == 2
    assert "panel.csv is neither in UTF-8 nor in GB 18030: save it as “CSV UTF-8”." in result.output


def test_adjusted_for_numbers_and_names(tmp_path: Path) -> None:
    lines = panel_csv().splitlines()
    units = [int(line.split(",")[0][1:]) for line in lines[1:]]
    rows = [
        f"{line},{unit % 7 + 0.1 * int(line.split(',')[1]):.1f},{'NSW'[unit % 3]}"  # tenure grows from month to month
        for line, unit in zip(lines[1:], units, strict=True)
    ]
    path = written(tmp_path, "\n".join([lines[0] + ",tenure,site", *rows]))
    found = asked(run(path, *COLUMNS, "--covariates", "tenure,site", "--raw", "--json"))
    assert found["method"]["covariates"] == ["tenure", "site"]
    assert found["method"]["estimator"].endswith("outcome regression")
    assert found["df"] == found["units"] - found["cohorts"] - 3  # one number, three sites
    assert "too_many_covariates" in [one["code"] for one in found["reasons"]]
    alone = asked(run(path, *COLUMNS, "--covariates", "tenure", "--json"))
    assert alone["verdict"] != "refused"
    assert "Adjusted for tenure, as known before training." in run(path, *COLUMNS, "--covariates", "tenure").output
    many = written(tmp_path, "\n".join([lines[0] + ",tenure", *(f"{line},N{unit}" for line, unit in zip(lines[1:], units, strict=True))]))  # fmt: skip
    result = run(many, *COLUMNS, "--covariates", "tenure")
    assert result.exit_code == 2
    assert "column “tenure”: 90 different names; at most 30 can be adjusted for. Group them." in result.output
    assert "--strata goes with --randomised" in run(path, *COLUMNS, "--strata", "site").output


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("who,when,from,kpi\nA,1,0,\n", "nobody_treated"),
        ("who,when,from,kpi\nA,1,2,1\nB,1,0,1\n", "nobody_treated"),
        ("who,when,from,kpi\nA,1,2,1\nB,2,0,1\n", "no_comparison"),  # nobody was seen twice
        ("who,when,from,kpi\nA,1,2,1\nA,2,2,1\n", "no_comparison"),
        (GOOD, "too_few_assigned"),
    ],
)
def test_next_to_nothing_is_refused_and_not_a_failure(tmp_path: Path, text: str, code: str) -> None:
    path = written(tmp_path, text)
    found = asked(run(path, *COLUMNS, "--raw", "--json"))
    assert found["verdict"] == "refused"
    assert code in [one["code"] for one in found["reasons"]]
    assert run(path, *COLUMNS).exit_code == 0
