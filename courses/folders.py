"""A course as a folder of files, read and checked.

course.yaml            code, category, delivery, product_line, level, title, summary, review_on, and the lessons in
                       order: slug, title, minutes; abilities: codes of what it teaches
<slug>.zh.md           the text of a lesson in Chinese, <slug>.en.md in English
assets/                pictures, videos, captions, papers
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from courses.assets import check_asset
from courses.markdown import AssetFacts, render
from courses.rules import (
    LANGUAGES,
    MOST_MINUTES,
    Category,
    Delivery,
    LessonText,
    Level,
    Wanted,
    is_code,
    publishing_refusals,
)
from lms.core import plain_yaml
from lms.core.bilingual import Bilingual
from lms.core.errors import Refusal, RuleBroken


@dataclass(frozen=True)
class CourseFolder:
    """What a folder holds, read and checked."""

    code: str
    described: Mapping[str, Any]
    lessons: tuple[LessonText, ...]
    assets: Mapping[str, bytes]
    abilities: tuple[str, ...] | None = None
    """Codes of the abilities that it teaches; None where the file does not say."""


def read_course_folder(path: Path) -> CourseFolder:
    """Read and check a folder. Raises RuleBroken with every fault at once; nothing is written."""
    place = path / "course.yaml"
    if not place.is_file():
        raise RuleBroken(Refusal("folder_file_missing", {"file": f"{path.name}/course.yaml"}))
    data = _yaml(place, f"{path.name}/course.yaml")
    faults = _field_faults(data, f"{path.name}/course.yaml")
    if faults:
        raise RuleBroken(*faults)
    lessons = [_lesson(path, entry, faults) for entry in data["lessons"]]
    assets, facts = _assets(path, faults)
    wanted = [
        Wanted(number, language, name)
        for number, lesson in enumerate(lessons, start=1)
        for language, source in (("zh", lesson.source_zh), ("en", lesson.source_en))
        for name in render(source, language=language, assets=facts).missing
    ]
    faults += publishing_refusals(lessons, wanted)
    if faults:
        raise RuleBroken(*faults)
    taught = tuple(data["abilities"]) if "abilities" in data else None
    return CourseFolder(data["code"], _described(data), tuple(lessons), assets, taught)


def _lesson(path: Path, entry: dict[str, Any], faults: list[Refusal]) -> LessonText:
    title = Bilingual.of(entry["title"])
    zh, en = (_text(path / f"{entry['slug']}.{language}.md", faults) for language in LANGUAGES)
    return LessonText(entry["slug"], title.zh, title.en, entry["minutes"], zh, en)


def _text(place: Path, faults: list[Refusal]) -> str:
    """A lesson's text; where it cannot be read, the fault is noted and a dash stands in for it."""
    name = f"{place.parent.name}/{place.name}"
    if not place.is_file():
        faults.append(Refusal("folder_file_missing", {"file": name}))
        return "–"
    content = place.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").strip()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.append(Refusal("folder_not_text", {"file": name, "line": line}))
        return "–"


def _assets(path: Path, faults: list[Refusal]) -> tuple[dict[str, bytes], dict[str, AssetFacts]]:
    contents, facts = {}, {}
    for file in sorted((path / "assets").iterdir()) if (path / "assets").is_dir() else ():
        if not file.is_file() or file.name.startswith("."):
            continue
        try:
            checked = check_asset(file.name, file.read_bytes())
        except RuleBroken as broken:
            faults += broken.refusals
            continue
        contents[file.name] = checked.content
        facts[file.name] = AssetFacts(file.name, checked.width, checked.height)
    return contents, facts


def _yaml(place: Path, name: str) -> dict[str, Any]:
    try:
        data = plain_yaml.read(place.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = plain_yaml.line_of(error) if isinstance(error, yaml.YAMLError) else 1
        raise RuleBroken(Refusal("folder_not_yaml", {"file": name, "line": line})) from error
    if not isinstance(data, dict):
        raise RuleBroken(Refusal("folder_not_yaml", {"file": name, "line": 1}))
    return data


def _is_bilingual(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(k), str) and value[k].strip() for k in ("zh", "en"))


def _is_list_of_codes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(code, str) and is_code(code) for code in value)


def _field_faults(data: dict[str, Any], name: str) -> list[Refusal]:
    lessons = data.get("lessons")
    right = {
        "code": isinstance(data.get("code"), str) and is_code(data["code"]),
        "category": data.get("category") in list(Category),
        "delivery": data.get("delivery", Delivery.ONLINE) in list(Delivery),
        "title": _is_bilingual(data.get("title")),
        "summary": _is_bilingual(data.get("summary")),
        "product_line": data.get("product_line") in (None, "home", "commercial", "industrial"),
        "level": data.get("level") in (None, *Level),
        "abilities": _is_list_of_codes(data.get("abilities", [])),
        "review_on": isinstance(data.get("review_on"), (date, type(None))),
        "lessons": isinstance(lessons, list) and bool(lessons) and all(isinstance(entry, dict) for entry in lessons),
    }
    faults = [field for field, fits in right.items() if not fits]
    for number, entry in enumerate(lessons if right["lessons"] and lessons else (), start=1):
        checks = {
            "slug": isinstance(entry.get("slug"), str) and is_code(entry["slug"]),
            "title": _is_bilingual(entry.get("title")),
            "minutes": isinstance(entry.get("minutes"), int) and 0 < entry["minutes"] <= MOST_MINUTES,
        }
        faults += [f"lessons {number}: {field}" for field, fits in checks.items() if not fits]
    return [Refusal("folder_field", {"file": name, "field": field}) for field in faults]


def _described(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "category": data["category"],
        "delivery": data.get("delivery", Delivery.ONLINE),
        "product_line": data.get("product_line"),
        "title": Bilingual.of(data["title"]),
        "summary": Bilingual.of(data["summary"]),
        **({"level": data["level"]} if "level" in data else {}),
        **({"review_on": data["review_on"]} if "review_on" in data else {}),
    }
