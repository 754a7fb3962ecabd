"""A programme's version in the shape of a track's file, and back to text: what is exported, edited and compared."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

import yaml

from lms.core.bilingual import Bilingual
from lms.core.rules import Refusal
from lms.onboarding.models import ProgrammeVersion

BLANK: dict[str, Any] = {
    "weights": {"theory": 40, "practical": 40, "mentor": 20},
    "minimums": {"theory": 60, "practical": 60, "mentor": 60},
    "pass_mark": 80,
    "extension_days": 10,
    "policy": {"days": "working", "most_extensions": 2, "may_propose": True, "signers": ["supervisor", "manager"]},
    "stages": [],
}
MOST_BYTES = 200_000


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
    """Faults with the titles of stages as they print themselves in the reader's language."""
    return tuple(
        Refusal(one.code, {**one.values, "stage": Bilingual.of(one.values["stage"])})
        if isinstance(one.values.get("stage"), dict)
        else one
        for one in wrong
    )


def plain(number: Any) -> Any:
    """A whole number without its point."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def as_text(data: dict[str, Any]) -> str:
    """A programme as YAML."""
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120))


def from_text(text: str) -> dict[str, Any]:
    """A programme from YAML. Raises ValueError where the text holds none."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        raise ValueError(str(mark.line + 1) if mark else "1") from wrong
    stages = data.get("stages") if isinstance(data, dict) else None
    if not isinstance(stages, list) or not all(
        isinstance(stage, dict) and all(isinstance(content, dict) for content in stage.get("contents") or [])
        for stage in stages
    ):
        raise ValueError("1")
    for name in ("weights", "minimums", "award", "policy"):
        if data.get(name) is not None and not isinstance(data[name], dict):
            raise ValueError("1")
    return data
