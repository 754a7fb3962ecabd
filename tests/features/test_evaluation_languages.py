"""The commands of evaluation speak Chinese and English, by `--lang` or by the terminal, and their JSON is the same but for sentences."""

from __future__ import annotations

import gettext
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import main
from lms.core.speech import CATALOGUES
from lms.core.terminal import of_terminal
from lms.evaluation.cli.speech import p_value
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


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("evaluation effect", ["用法：", "错误：缺少参数 'PANEL.csv'", "帮助"]),
        ("evaluation efect", ["错误：没有 'efect' 这个命令。"]),
        ("evaluation its pyproject.toml --harmonics 9", ["'--harmonics' 的取值无效", "不在 0<=x<=4 范围内"]),
        ("evaluation effect pyproject.toml --control no", ["不在可选之列：'notyet', 'never'"]),
        ("evaluation roi nowhere.toml", ["'nowhere.toml' 不存在。"]),
        ("evaluation its --help", ["选项", "[默认：12.0"]),
    ],
)
def test_what_was_mistyped_is_told_in_the_language_of_the_terminal(command: str, told: list[str]) -> None:
    """The words of the command line's own library too."""
    answer = CliRunner().invoke(main, command.split(), env={"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, prog_name="lms")
    assert [one for one in told if one not in answer.output] == [], answer.output
    assert "Error" not in answer.output
    english = CliRunner().invoke(main, command.split(), env={"LANG": "en_US.UTF-8", "LC_ALL": ""}, prog_name="lms")
    assert english.output.startswith("Usage:")  # some words are read once, when a command is loaded


def test_a_small_p_is_never_nothing() -> None:
    assert [p_value(p) for p in (0.5, 0.0005, 0.000023)] == ["0.500", "0.001", "2e-05"]


def test_every_sentence_is_there_in_chinese_with_the_same_places() -> None:
    with (CATALOGUES / "evaluation.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)
    for sentence in (*REASONS.values(), *VERDICTS.values(), *LEFT_OUT.values()):
        said = known.gettext(sentence)
        assert CHINESE.search(said), sentence
        assert set(PLACE.findall(said)) <= set(PLACE.findall(sentence)), sentence


PEOPLE = "mentee,city\nm1,Wuhan\n"
SCORED = "trainer,learner,rating\n" + "".join(f"t{n % 2},l{n},{1 + n % 5}\n" for n in range(12))
MARKS = "person,i1,i2\n" + "".join(f"p{n},{n % 2},{n % 3 % 2}\n" for n in range(12))
RATED = "subject,rater,rating\n" + "".join(f"s{n},r{r},{n % 3}\n" for n in range(4) for r in range(2))


@pytest.mark.parametrize(
    ("command", "text", "sentence"),
    [
        ("evaluation effect --unit u --time t --treated-at g --outcome y", "u,t,g,y\na,2026-01,0,many\n", "文件.csv 第 2 行“y”列：“many”不是数字。"),
        ("evaluation effect --unit u --time t --treated-at g --outcome y", "u,t,g,y\na,2026-01,0,1\na,2026-01,0,1\n", "“a”在 2026-01 已有一行（第 2 行）。日期按所在月份读取"),
        ("evaluation effect --unit u --time t --treated-at g --outcome y", "u,t,g,y\na,1,soon,1\n", "应为整数（从未参训者写 0 或留空），而“soon”不是。"),
        ("evaluation its --time t --outcome y --start soon", "t,y\n1,2\n", "--start：该序列的时期应写成整数，而“soon”不是。"),
        ("evaluation compare --group g --outcome y", "g,y\na,1\nb,2\n", "“a”与“b”哪个是对照组？"),
        ("evaluation compare --group side --outcome y", "g,y\na,1\n", "没有“side”列，现有各列：g, y。"),
        ("assessments angoff", "item,J1\ni,60\n", "文件.csv 第 2 行“J1”列：“60”不是 0 到 1 之间的概率。"),
        ("assessments agreement --kind interval", "subject,rater,rating\na,r,x\n", "“x”不是数字；文字评分请用 --kind nominal 比较。"),
        ("assessments item-analysis", "person,i1\na,1\n", "只有一个人的作答"),
        ("trainers ratings", "trainer,learner,rating\n,l,well\n", "文件.csv：第 2 行：“trainer”未填写；第 2 行：“well”不是数字。"),
        ("mentoring match --mentors {file} --mentees", "mentor,capacity\nx,-1\n", "没有“mentee”列"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_in_chinese(tmp_path: Path, command: str, text: str, sentence: str) -> None:
    path = tmp_path / "文件.csv"
    path.write_text(text, "utf-8")
    words = [str(path) if word == "{file}" else word for word in command.split()]
    answer = CliRunner(env={"LC_ALL": "zh_CN.UTF-8"}).invoke(main, [*words, str(path)])
    assert (answer.exit_code, sentence in answer.output) == (2, True), answer.output


@pytest.mark.parametrize(
    ("command", "text", "sentences"),
    [
        (
            "assessments angoff",
            "item,J1\na,0.6\nb,0.4\n",
            ["划界分 1.000，共 2 题（50.0%）", "Cut 1.000 of 2 (50.0 %)"],
        ),
        ("assessments agreement --kind interval", RATED, ["4 个对象，2 位评分者", "4 subjects, 2 raters"]),
        ("assessments item-analysis", MARKS, ["12 人，2 题", "12 people, 2 items"]),
        ("trainers ratings", SCORED, ["12 名学员的 12 条评分", "12 ratings by 12 learners."]),
        ("mentoring match --mentors {mentors} --mentees", PEOPLE, ["配成 2 对", "2 pairs"]),
    ],
)
def test_results_are_said_in_both_languages(tmp_path: Path, command: str, text: str, sentences: list[str]) -> None:
    path, mentors = tmp_path / "file.csv", tmp_path / "mentors.csv"
    path.write_text(text, "utf-8")
    mentors.write_text("mentor,capacity,city,kinds\nx,2,Wuhan,technical\ny,2,Wuhan,culture\n", "utf-8")
    words = [*(str(mentors) if word == "{mentors}" else word for word in command.split()), str(path)]
    for language, sentence in zip(("zh", "en"), sentences, strict=True):
        answer = CliRunner(env={"LC_ALL": "C"}).invoke(main, [*words, "--lang", language])
        assert (answer.exit_code, sentence in answer.output) == (0, True), answer.output
        assert bool(CHINESE.search(answer.output)) == (language == "zh")


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
