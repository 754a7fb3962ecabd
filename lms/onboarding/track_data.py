"""A programme's version in the shape of a track's file, and back to text: what is exported, edited and compared."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from typing import Any

import yaml

from lms.core import plain_yaml
from lms.core.bilingual import Bilingual
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
    """A programme from YAML. Raises ValueError where the text holds none."""
    try:
        data = plain_yaml.read(text)
    except yaml.YAMLError as wrong:
        raise ValueError(str(plain_yaml.line_of(wrong))) from wrong
    if not (isinstance(data, dict) and isinstance(data.get("stages"), list) and _fits(data, _SHAPE)):
        raise ValueError("1")
    return data


def _fits(value: Any, shape: Any) -> bool:
    """Is a value of a shape: one of several, a list, a mapping, a text; None: a text, a number, yes or no? Nothing fits all."""
    if value is None:
        return True
    if isinstance(shape, tuple):
        return any(_fits(value, one) for one in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(one is not None and _fits(one, shape[0]) for one in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            isinstance(name, str) and _fits(one, shape.get(name)) for name, one in value.items()
        )
    return isinstance(value, shape or (str, int)) or (
        shape is None and isinstance(value, float) and math.isfinite(value)
    )
