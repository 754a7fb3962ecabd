"""The help of commands: in the terminal's language, and given to whoever has set nothing yet."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from lms.cli import main

CASES = [
    (["--help"], "服务 KPI：工单", "Service KPIs: work orders"),
    (["kpis", "--help"], "导入工单", "Load work orders"),
    (["kpis", "import", "-h"], "即使有错误行，也载入正确的行。", "Load the good rows although others are wrong."),
    (["evaluation", "effect", "--help"], "[必填]", "[required]"),
    (["people", "import", "--help"], "某字段所在的列", "Which column holds a field"),
]


@pytest.mark.parametrize(("asked", "zh", "en"), CASES)
def test_help_speaks_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], zh: str, en: str
) -> None:
    for name in ("SECRET_KEY", "LMS_DEMO_MODE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for terminal, said, other in (("zh_CN.UTF-8", zh, en), ("C", en, zh), ("zh_CN.UTF-8", zh, en)):
        monkeypatch.setenv("LC_ALL", terminal)
        answer = CliRunner().invoke(main, asked, terminal_width=200)
        assert answer.exit_code == 0, answer.output
        assert said in answer.output
        assert other not in answer.output


@pytest.mark.parametrize(
    ("terminal", "said"), [("zh_CN.UTF-8", "必须设置 SECRET_KEY"), ("C", "SECRET_KEY must be set")]
)
def test_a_setting_that_is_missing_is_told_in_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, terminal: str, said: str
) -> None:
    for name in ("SECRET_KEY", "LMS_DEMO_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", terminal)
    answer = CliRunner().invoke(main, ["audit", "verify"])
    assert answer.exit_code == 2
    assert said in answer.output
