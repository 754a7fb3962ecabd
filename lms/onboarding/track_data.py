"""A programme's version in the shape of a track's file, and back to text: what is exported, edited and compared."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from typing import Any

import yaml

from lms.core import plain_yaml
from lms.core.bilingual import Bilingual
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal
from lms.onboarding.models import ProgrammeVersion
from lms.onboarding.template_labels import SAID

BLANK: dict[str, Any] = {
    "weights": {"theory": 40, "practical": 40, "mentor": 20},
    "minimums": {"theory": 60, "practical": 60, "mentor": 60},
    "pass_mark": 80,
    "extension_days": 10,
    "policy": {"days": "working", "most_extensions": 2, "may_propose": True, "signers": ["supervisor", "manager"]},
    "stages": [],
}
MOST_BYTES = 200_000
_WORDS: tuple[Any, ...] = (str, {})
_SHAPE: dict[str, Any] = {
    "code": str, "title": _WORDS, "family": str, "weights": {}, "minimums": {}, "award": {"scheme": str},
    "policy": {"signers": [str]},
    "stages": [{
        "code": str, "title": _WORDS, "purpose": _WORDS, "groups": [{"code": str}],
        "contents": [{"kind": str, "part": str, "group": str}],
    }],
}  # fmt: skip
"""What a file holds where; what is not named here is a plain value. Whether it makes sense the rules say."""


def data_of(version: ProgrammeVersion) -> dict[str, Any]:
    """What a version says, as a file would hold it."""
    data: dict[str, Any] = {
        "code": version.programme.code,
        "family": version.programme.family,
        "title": version.programme.title.as_dict(),
        "weights": {part: plain(weight) for part, weight in version.weights.items()},
        "minimums": {part: plain(mark) for part, mark in version.minimums.items()},
        "pass_mark": plain(version.pass_mark),
        "extension_days": version.extension_days,
        "policy": version.policy,
    }
    if version.scheme_code:
        data["award"] = {"scheme": version.scheme_code, "level": version.tier_level}
    data["stages"] = [_stage(stage) for stage in version.stages]
    return copy.deepcopy(data)


def _stage(stage: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "code": stage.code,
        "title": stage.title.as_dict(),
        "purpose": stage.purpose.as_dict(),
        "days": stage.days,
    }
    if stage.need is not None:
        said["need"] = stage.need
    if stage.groups:
        said["groups"] = [{"code": g["code"], "need": g.get("need")} for g in stage.groups]
    said["contents"] = [
        {
            name: value
            for name, value in (
                ("kind", content.kind), ("ref", content.ref), ("minimum", plain(content.minimum)), ("part", content.part),
                ("group", content.group_code),
            )
            if value is not None
        }
        for content in stage.contents
    ]  # fmt: skip
    return said


def readable(wrong: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Faults with the titles of stages, the names of fields and what else is known by a code as they print themselves in the
    reader's language."""
    return tuple(Refusal(one.code, {name: _said(name, value) for name, value in one.values.items()}) for one in wrong)


def _said(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return Bilingual.of(value)
    return SAID.get(name, {}).get(value, value)


def plain(number: Any) -> Any:
    """A whole number without its point."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def as_text(data: dict[str, Any]) -> str:
    """A programme as YAML."""
    return plain_yaml.write(data)


def from_text(text: str) -> dict[str, Any]:
    """A programme from YAML. Raises RuleBroken with the line where the text holds none."""
    try:
        data, node = plain_yaml.read_with_nodes(text)
    except yaml.YAMLError as wrong:
        raise RuleBroken(Refusal("template_file", {"line": plain_yaml.line_of(wrong)})) from wrong
    if not (isinstance(data, dict) and isinstance(data.get("code"), str) and isinstance(data.get("stages"), list)):
        raise RuleBroken(Refusal("template_file_empty"))
    place = _misfit(data, _SHAPE)
    if place is not None:
        raise RuleBroken(Refusal("template_file", {"line": plain_yaml.line_at(node, place)}))
    return data


def _misfit(value: Any, shape: Any) -> tuple[Any, ...] | None:
    """Where a value is first of another shape: one of several, a list, a mapping, a text; None: a text, a number, yes or no.
    Nothing fits all."""
    if value is None:
        return None
    if isinstance(shape, tuple):
        found = [_misfit(value, one) for one in shape]
        return None if None in found else max((one for one in found if one is not None), key=len)
    if isinstance(shape, list):
        return _first((n, one, shape[0]) for n, one in enumerate(value)) if isinstance(value, list) else ()
    if isinstance(shape, dict):
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            return ()
        return _first((name, one, shape.get(name)) for name, one in value.items())
    plain_number = shape is None and isinstance(value, float) and math.isfinite(value)
    return None if isinstance(value, shape or (str, int)) or plain_number else ()


def _first(parts: Iterable[tuple[Any, Any, Any]]) -> tuple[Any, ...] | None:
    for name, value, shape in parts:
        inside = () if value is None and isinstance(name, int) else _misfit(value, shape)
        if inside is not None:
            return (name, *inside)
    return None
