"""The commands of evaluation speak Chinese and English, by `--lang` or by the terminal, and their JSON is the same but for sentences."""

from __future__ import annotations

import gettext
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import main
from lms.evaluation.cli.speech import CATALOGUE, of_terminal
from lms.evaluation.cli.wording import LEFT_OUT, REASONS, VERDICTS
from tests.features.test_evaluation_effect_command import COLUMNS, panel_csv
from tests.features.test_roi_command import CASE

pytestmark = pytest.mark.one_database
PLACE = re.compile(r"%\((\w+)\)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SERIES = "when,kpi\n" + "".join(f"{n},{50 + n % 5}\n" for n in range(1, 31))
GROUPS = "side,kpi\n" + "".join(f"{n % 2},{n}\n" for n in range(20))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US.UTF-8"}, "zh"),
    ],
)
def test_the_language_of_a_terminal(environment: dict[str, str], language: str) -> None:
    assert of_terminal(environment) == language


def test_every_sentence_is_there_in_chinese_with_the_same_places() -> None:
    with CATALOGUE.open("rb") as file:
        known = gettext.GNUTranslations(file)
    for sentence in (*REASONS.values(), *VERDICTS.values(), *LEFT_OUT.values()):
        said = known.gettext(sentence)
        assert CHINESE.search(said), sentence
        assert set(PLACE.findall(said)) <= set(PLACE.findall(sentence)), sentence


def _said(path: Path, *command: str, environment: dict[str, str] | None = None) -> str:
    answer = CliRunner(env={"LC_ALL": "C"} | (environment or {})).invoke(
        main, ["evaluation", command[0], str(path), *command[1:]]
    )
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.parametrize(
    ("text", "command", "sentences"),
    [
        (panel_csv(), ("effect", *COLUMNS), ["kpi：", "95% 区间", "及当时尚未参训者。", "第二种方法（插补法）："]),
        (SERIES, ("its", "--time", "when", "--outcome", "kpi", "--start", "20"), ["水平变化", "注意：证据较弱：", "共 30 期"]),
        (GROUPS, ("compare", "--group", "side", "--outcome", "kpi"), ["差值", "无法判断", "共 20 个值"]),
        (CASE.group(1) if CASE else "", ("roi",), ["保守", "回收期", "个月"]),
    ],
)  # fmt: skip
def test_a_command_in_both_languages(tmp_path: Path, text: str, command: tuple[str, ...], sentences: list[str]) -> None:
    path = tmp_path / "file"
    path.write_text(text, "utf-8")
    chinese = _said(path, *command, "--lang", "zh")
    assert [one for one in sentences if one not in chinese] == []
    assert _said(path, *command, environment={"LC_ALL": "zh_CN.UTF-8"}) == chinese
    english = _said(path, *command, "--lang", "en")
    assert CHINESE.search(english) is None
    assert _said(path, *command) == english
    assert _keys(json.loads(_said(path, *command, "--json", "--lang", "zh"))) == _keys(json.loads(_said(path, *command, "--json")))  # fmt: skip


def _keys(data: object) -> object:
    """What is left of JSON without its sentences."""
    if isinstance(data, dict):
        return {key: _keys(value) for key, value in data.items()}
    return [_keys(one) for one in data] if isinstance(data, list) else None if isinstance(data, str) else data
