"""Questionnaires as files: read from TOML or YAML, written as either."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from lms.core import plain_yaml
from lms.core.errors import Refusal, RuleBroken
from lms.core.plain_toml import place_of

MOST_BYTES = 256 * 1024
FIELDS = ("key", "kind", "scale", "measure", "each", "required", "text", "note", "options", "low", "high")
"""What a question may have in a file, in the order in which it is written."""


def read_questionnaire(content: bytes) -> dict[str, Any]:
    """Code, level, anonymous, title, intro, items of a file. Raises RuleBroken naming the place that is of another kind; what
    the questions say is judged by the rules."""
    data = _parse(content)
    wrong: list[str] = []

    def expect(place: str, value: Any, *kinds: type) -> Any:
        if not isinstance(value, kinds) or (bool not in kinds and isinstance(value, bool)):
            wrong.append(place)
            return None
        return value

    def words(place: str, value: Any, *, needed: bool = True) -> dict[str, str]:
        if value is None and not needed:
            return {"zh": "", "en": ""}
        if isinstance(value, dict) and all(isinstance(value.get(t, ""), str) for t in ("zh", "en")):
            return {"zh": value.get("zh", ""), "en": value.get("en", "")}
        wrong.append(place)
        return {"zh": "", "en": ""}

    found: dict[str, Any] = {
        "code": expect("code", data.get("code"), str),
        "level": expect("level", data.get("level"), int),
        "anonymous": expect("anonymous", data.get("anonymous", False), bool),
        "title": words("title", data.get("title")),
        "intro": words("intro", data.get("intro"), needed=False),
        "items": [],
    }
    for number, raw in enumerate(expect("items", data.get("items"), list) or [], 1):
        here = f"items[{number}]"
        if not isinstance(raw, dict):
            wrong.append(here)
            continue
        wrong += [f"{here}.{name}" for name in raw if name not in FIELDS and name != "points"]
        item: dict[str, Any] = {
            "key": expect(f"{here}.key", raw.get("key"), str),
            "kind": expect(f"{here}.kind", raw.get("kind"), str),
            "measure": expect(f"{here}.measure", raw.get("measure"), str),
            "required": expect(f"{here}.required", raw.get("required", True), bool),
            "text": words(f"{here}.text", raw.get("text")),
        }
        if raw.get("note"):
            item["note"] = words(f"{here}.note", raw["note"])
        for name, kinds in (("scale", (str,)), ("each", (str,)), ("low", (int, float)), ("high", (int, float))):
            if raw.get(name) not in (None, ""):
                item[name] = expect(f"{here}.{name}", raw[name], *kinds)
        if raw.get("options"):
            options = expect(f"{here}.options", raw["options"], list) or []
            item["options"] = [
                {"key": option.get("key"), **words(f"{here}.options[{n}]", option)}
                for n, option in enumerate(options, 1)
                if expect(f"{here}.options[{n}]", option, dict) is not None
                and expect(f"{here}.options[{n}].key", option.get("key"), str) is not None
            ]
        found["items"].append(item)
    if wrong:
        raise RuleBroken(*(Refusal("survey_file_shape", {"place": place}) for place in dict.fromkeys(wrong)))
    return found


def _parse(content: bytes) -> dict[str, Any]:
    """TOML where it is TOML, else YAML without aliases."""
    try:
        if len(content) > MOST_BYTES:
            raise RuleBroken(Refusal("survey_file_large", {"most": MOST_BYTES // 1024}))
        text = content.decode("utf-8-sig")
        if "\x00" in text:
            raise ValueError("NUL")
    except ValueError as error:
        raise RuleBroken(Refusal("survey_file_no_text")) from error
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as broken_toml:
        try:
            data = plain_yaml.read(text)
        except yaml.YAMLError as broken_yaml:
            is_toml = "=" in text.split("\n", 1)[0]
            line = place_of(text, broken_toml)[0] if is_toml else plain_yaml.line_of(broken_yaml)
            raise RuleBroken(Refusal("survey_file_unreadable", {"line": line})) from None
        if not isinstance(data, dict):
            raise RuleBroken(Refusal("survey_file_shape", {"place": "code"})) from None
        return data


def as_yaml(code: str, level: int, content: Mapping[str, Any]) -> str:
    """A questionnaire as YAML, in the order in which people read it."""
    return plain_yaml.write(_ordered(code, level, content), width=1000)


def as_toml(code: str, level: int, content: Mapping[str, Any]) -> str:
    """A questionnaire as TOML: one table a question."""
    whole = _ordered(code, level, content)
    lines = [f"{name} = {_value(value)}" for name, value in whole.items() if name != "items"]
    for item in whole["items"]:
        lines += ["", "[[items]]"]
        for name, value in item.items():
            if name == "options":
                lines += ["options = [", *(f"  {_value(option)}," for option in value), "]"]
            else:
                lines.append(f"{name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _ordered(code: str, level: int, content: Mapping[str, Any]) -> dict[str, Any]:
    items = [
        {name: item[name] for name in FIELDS if name in item and item[name] not in (None, "", {"zh": "", "en": ""})}
        for item in content["items"]
    ]
    return {
        "code": code,
        "level": level,
        "anonymous": content["anonymous"],
        "title": dict(content["title"]),
        "intro": dict(content["intro"]),
        "items": items,
    }


def _value(value: Any) -> str:
    """A TOML value. The escapes of JSON are among those of a basic string; DEL, which JSON leaves, is written as one."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(part)}" for name, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
