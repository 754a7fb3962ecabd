"""The demo company's lessons, practical tasks and rubrics: whole in both languages, light, and fit for a phone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.folders import read_course_folder
from lms.core import plain_yaml
from lms.demo.catalogue import CONTENT
from lms.onboarding.tracks import TRACKS, load
from lms.skills.actions import SHIPPED

COURSES = CONTENT / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/course.yaml"))
LESSONS = [
    (folder, lesson["slug"])
    for folder in FOLDERS
    for lesson in plain_yaml.read((folder / "course.yaml").read_text("utf-8"))["lessons"]
]
PAGES = [(folder, slug, language) for folder, slug in LESSONS for language in ("zh", "en")]
ASSETS = sorted(COURSES.glob("*/assets/*"))
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
HALF_WIDTH_IN_CHINESE = re.compile(r"[\u3400-\u9fff][,;:!?()]|[,;:!?()][\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
SPELT_OUT = re.compile(r"[a-z]{4,}")
MOST_BYTES, MOST_BYTES_TOGETHER = 400_000, 3_000_000
FEWEST_MINUTES, MOST_MINUTES = 3, 20
ENGLISH_WORDS = range(250, 701)
CHINESE_SIGNS = range(380, 1101)
ABILITIES = {entry["code"] for entry in tomllib.loads(SHIPPED.read_text("utf-8"))["ability"]}
PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")  # html: so that raw HTML is found, not shown as text


@cache
def source(folder: Path, slug: str, language: str) -> str:
    return (folder / f"{slug}.{language}.md").read_text("utf-8")


def tokens(folder: Path, slug: str, language: str) -> Iterator[Token]:
    for token in PARSER.parse(source(folder, slug, language)):
        yield token
        yield from token.children or ()


def images(folder: Path, slug: str, language: str) -> list[Token]:
    return [token for token in tokens(folder, slug, language) if token.type == "image"]


def shape(folder: Path, slug: str, language: str) -> list[str]:
    counted = ("heading_open", "tr_open", "list_item_open", "blockquote_open", "image")
    return [token.type + token.tag for token in tokens(folder, slug, language) if token.type in counted]


def prose(folder: Path, slug: str, language: str) -> str:
    """The text without code, addresses of pictures and emphasis marks."""
    without_code = re.sub(r"`[^`]*`", " ", source(folder, slug, language))
    return re.sub(r"\]\([^)]*\)", "]", without_code).replace("*", "")


def figures(folder: Path, slug: str, language: str) -> set[str]:
    """Every number of two digits or more, or with a decimal point; a drift between the languages shows here."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", prose(folder, slug, language))
    return {n for n in re.findall(r"\d+(?:\.\d+)?", plain) if "." in n or len(n) > 1}


def is_bilingual(value: dict[str, str]) -> bool:
    return set(value) >= {"zh", "en"} and bool(HAN.search(value["zh"])) and not HAN.search(value["en"])


def of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def name_of(value: Any) -> str | None:
    return value.name if isinstance(value, Path) else None


def test_every_course_of_the_tracks_is_there() -> None:
    wanted = {
        content["ref"]
        for code in TRACKS
        for stage in load(code)["stages"]
        for content in stage["contents"]
        if content["kind"] == "course"
    }
    assert wanted == {folder.name for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_course_is_accepted_and_says_the_same_in_both_languages(folder: Path) -> None:
    course = read_course_folder(folder)
    data = plain_yaml.read((folder / "course.yaml").read_text("utf-8"))
    assert course.code == folder.name
    assert set(data) == {
        "code",
        "category",
        "delivery",
        "product_line",
        "level",
        "title",
        "summary",
        "abilities",
        "lessons",
    }
    assert set(data["abilities"]) <= ABILITIES
    assert all(is_bilingual(value) for value in (data["title"], data["summary"]))
    assert all(is_bilingual(lesson["title"]) for lesson in data["lessons"])
    assert all(FEWEST_MINUTES <= lesson["minutes"] <= MOST_MINUTES for lesson in data["lessons"])
    texts = {path.name for path in folder.glob("*.md")}
    assert texts == {f"{lesson['slug']}.{code}.md" for lesson in data["lessons"] for code in ("zh", "en")}


@pytest.mark.parametrize(("folder", "slug", "language"), PAGES, ids=name_of)
def test_a_lesson_is_plain_markdown_below_its_title(folder: Path, slug: str, language: str) -> None:
    found = list(tokens(folder, slug, language))
    assert not [token.content for token in found if token.type in ("html_block", "html_inline")]
    headings = [token.tag for token in found if token.type == "heading_open"]
    assert headings
    assert headings[0] == "h2"
    assert "h1" not in headings


@pytest.mark.parametrize(("folder", "slug", "language"), PAGES, ids=name_of)
def test_a_lesson_is_written_in_its_language_and_short(folder: Path, slug: str, language: str) -> None:
    text = prose(folder, slug, language)
    if language == "en":
        assert HAN.findall(text) == []
        assert len(WORD.findall(text)) in ENGLISH_WORDS
    else:
        assert len(HAN.findall(text)) in CHINESE_SIGNS
        assert HALF_WIDTH_IN_CHINESE.findall(re.sub(r"[!\[\]|]", "", text)) == []


@pytest.mark.parametrize(("folder", "slug"), LESSONS, ids=name_of)
def test_both_languages_have_the_same_shape_and_the_same_figures(folder: Path, slug: str) -> None:
    assert shape(folder, slug, "zh") == shape(folder, slug, "en")
    assert figures(folder, slug, "zh") == figures(folder, slug, "en")


@pytest.mark.parametrize(("folder", "slug", "language"), PAGES, ids=name_of)
def test_pictures_exist_and_are_described(folder: Path, slug: str, language: str) -> None:
    for image in images(folder, slug, language):
        address = str(image.attrs["src"])
        assert re.fullmatch(r"assets/[a-z0-9.-]+", address)
        stem, _, ending = address.rpartition(".")
        there = (folder / address).is_file() or all((folder / f"{stem}.{c}.{ending}").is_file() for c in ("zh", "en"))
        assert there, address
        assert len(image.content) >= 12
        assert bool(HAN.search(image.content)) == (language == "zh")


@pytest.mark.parametrize("video", sorted(COURSES.glob("*/assets/*.webm")), ids=of)
def test_a_video_has_a_second_format_a_poster_and_captions(video: Path) -> None:
    assert video.with_suffix(".mp4").is_file()
    assert video.with_suffix(".png").is_file() or video.with_suffix(".svg").is_file()
    cues = {language: captions(video.with_suffix(f".{language}.vtt")) for language in ("zh", "en")}
    assert [times for times, _ in cues["zh"]] == [times for times, _ in cues["en"]]
    assert all(HAN.search(words) for _, words in cues["zh"])
    assert not any(HAN.search(words) for _, words in cues["en"])
    alone = re.compile(rf"(?m)^!\[[^\]]+\]\(assets/{re.escape(video.name)}\)$")
    shown = [page for page in PAGES if page[0] == video.parent.parent and alone.search(source(*page))]
    assert {language for _, _, language in shown} == {"zh", "en"}


def captions(path: Path) -> list[tuple[tuple[float, float], str]]:
    """The cues of a captions file; each begins where the last has ended, or later."""
    head, *blocks = path.read_text("utf-8").strip().split("\n\n")
    assert head == "WEBVTT"
    cues, last = [], 0.0
    for block in blocks:
        times, words = block.split("\n", 1)
        start, end = (sum(float(p) * 60**i for i, p in enumerate(reversed(t.split(":")))) for t in times.split(" --> "))
        assert last <= start < end
        assert len(words) <= 90
        cues.append(((start, end), words))
        last = end
    return cues


def test_there_is_a_video() -> None:
    assert list(COURSES.glob("*/assets/*.webm"))


@pytest.mark.parametrize("drawing", sorted(COURSES.glob("*/assets/*.svg")), ids=of)
def test_a_drawing_is_titled_readable_on_a_phone_and_speaks_both_languages(drawing: Path) -> None:
    root = ElementTree.fromstring(drawing.read_text("utf-8"))
    space = "{http://www.w3.org/2000/svg}"
    assert (root.findtext(f"{space}title") or "").strip()
    _, _, width, _ = (float(part) for part in root.attrib["viewBox"].split())
    sizes = [float(e.attrib["font-size"]) for e in root.iter() if "font-size" in e.attrib]
    assert all(size * min(1, 328 / width) >= 12.5 for size in sizes)
    words = " ".join("".join(text.itertext()) for text in root.iter(f"{space}text"))
    if not re.search(r"\.(zh|en)\.svg$", drawing.name):
        assert not HAN.search(words)
        assert not SPELT_OUT.search(words)


def test_every_asset_is_used() -> None:
    for folder in FOLDERS:
        text = "".join(source(*page) for page in PAGES if page[0] == folder)
        stems = set(re.findall(r"assets/([a-z0-9-]+)\.", text))
        unused = {path.name for path in (folder / "assets").glob("*") if path.name.split(".")[0] not in stems}
        assert not unused, folder.name


def test_files_are_light_enough_for_two_bars_of_signal() -> None:
    assert {of(path): path.stat().st_size for path in ASSETS if path.stat().st_size > MOST_BYTES} == {}
    assert sum(path.stat().st_size for path in COURSES.rglob("*") if path.is_file()) < MOST_BYTES_TOGETHER


PRACTICALS: list[dict[str, Any]] = plain_yaml.read((CONTENT / "practicals.yaml").read_text("utf-8"))
RUBRICS: dict[str, Any] = plain_yaml.read((CONTENT / "rubrics.yaml").read_text("utf-8"))


def test_there_are_practical_tasks_for_both_families() -> None:
    families = [task["family"] for task in PRACTICALS]
    assert families.count("technician") >= 8
    assert families.count("agent") >= 4
    assert len({task["code"] for task in PRACTICALS}) == len(PRACTICALS)


@pytest.mark.parametrize("task", PRACTICALS, ids=lambda task: task["code"])
def test_a_practical_task_has_steps_that_must_be_done(task: dict[str, Any]) -> None:
    assert task["product"] in (None, "home", "commercial", "industrial")
    assert is_bilingual(task["title"])
    assert is_bilingual(task["summary"])
    steps = task["steps"]
    assert 4 <= len(steps) <= 7
    assert len({step["key"] for step in steps}) == len(steps)
    assert any(step["must"] for step in steps)
    assert all(is_bilingual(step) for step in steps)
    assert set(task["required"]) == {"observe", "assist", "independent"}
    assert all(count >= 1 for count in task["required"].values())


@pytest.mark.parametrize("rubric", RUBRICS["rubrics"], ids=lambda rubric: rubric["code"])
def test_a_rubric_weighs_one_hundred_and_names_every_level(rubric: dict[str, Any]) -> None:
    criteria = rubric["criteria"]
    assert is_bilingual(rubric["title"])
    assert is_bilingual(rubric["scenario"])
    assert sum(criterion["weight"] for criterion in criteria) == 100
    assert 5 <= len(criteria) <= 6
    assert any(criterion["must"] for criterion in criteria)
    for criterion in criteria:
        assert is_bilingual(criterion["title"])
        assert [level["points"] for level in criterion["levels"]] == [0, 1, 2, 3]
        assert all(is_bilingual(level) for level in criterion["levels"])


def test_a_mentor_rates_five_dimensions_on_a_scale_that_is_explained() -> None:
    rating = RUBRICS["mentor-rating"]
    assert is_bilingual(rating["scale"])
    assert len(rating["dimensions"]) == len({d["key"] for d in rating["dimensions"]}) == 5
    assert all(is_bilingual(dimension) for dimension in rating["dimensions"])


@pytest.mark.parametrize(
    ("code", "weeks", "sessions"),
    [
        ("technician", ((1, 2), (2, 4), (4, 9), None), {"pre-job": "safety-basics", "professional": "power-fault-diagnosis"}),
        ("agent", ((1, 1), (4, 5), None), {"induction": "agent-induction"}),
    ],
)  # fmt: skip
def test_the_tracks_count_working_days_and_ask_for_the_classes_that_are_held(
    code: str, weeks: tuple[tuple[int, int] | None, ...], sessions: dict[str, str]
) -> None:
    track = load(code)
    assert track["policy"]["days"] == "working"
    for stage, span in zip(track["stages"], weeks, strict=True):
        assert span is None or span[0] * 5 <= stage["days"] <= span[1] * 5, stage["code"]
    asked = {
        stage["code"]: content["ref"] for stage in track["stages"] for content in stage["contents"]
        if content["kind"] == "attendance"
    }  # fmt: skip
    assert asked == sessions
    assert set(asked.values()) <= {folder.name for folder in FOLDERS}
