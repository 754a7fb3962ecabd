"""What a grade asks, as people write it: the shape, its faults, and YAML to read and to write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from certificates.rules.renewal import renewal_faults
from certificates.rules.requirement_faults import faults as requirement_faults
from certificates.rules.requirement_kinds import leaves
from courses.rules import Level
from lms.core import plain_yaml
from lms.core.rules import Refusal
from lms.trainers.certification.rules import certification_faults
from lms.trainers.grades.rules import LEVELS
from lms.trainers.models import TrainerGradeVersion

SHIPPED = Path(__file__).parents[1] / "data" / "grades.yaml"
RIGHTS = ("assist", "teach", "develop")
COURSE_LEVELS = tuple(map(str, Level))
FURTHER = ("years", "tier", "works", "rating", "speaking", "hours")
"""The kinds of requirements that trainers add to those of certification."""
KEYS = (
    "level", "title", "summary", "rights", "course_levels", "validity_months", "requirements", "certification", "renewal",
)  # fmt: skip
_MOST = {"years": 40, "tier": 9, "works": 100, "hours": 2000, "rating": 5, "speaking": 5}
_WITH_N = ("rating", "speaking")
LONGEST = 200_000


def read(text: str) -> tuple[list[dict[str, Any]], tuple[Refusal, ...]]:
    """The grades that a text states (one or a list), and what is wrong with them."""
    if len(text) > LONGEST:
        return [], (Refusal("grades_too_long"),)
    try:
        found = plain_yaml.read(text)
    except yaml.YAMLError as broken:
        return [], (Refusal("grades_not_yaml", {"line": plain_yaml.line_of(broken)}),)
    listed = found if isinstance(found, list) else [found]
    if not listed or not all(isinstance(one, Mapping) for one in listed):
        return [], (Refusal("grades_shape"),)
    wrong = [refusal for one in listed for refusal in faults(one)]
    levels = [one.get("level") for one in listed]
    if not wrong and len(set(levels)) < len(levels):
        wrong.append(Refusal("grade_twice"))
    return [dict(one) for one in listed], tuple(wrong)


def faults(data: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Everything that is wrong with one grade as it was written."""
    level = data.get("level")
    if isinstance(level, bool) or level not in LEVELS:
        return (Refusal("grade_level"),)
    wrong = [Refusal("grade_key", {"key": str(key)[:40]}) for key in data if key not in KEYS]
    for name, most in (("title", 60), ("summary", 500)):
        text = data.get(name)
        if not isinstance(text, Mapping) or not all(_said(text.get(language), most) for language in ("zh", "en")):
            wrong.append(Refusal("grade_text", {"name": name, "most": most}))
    rights = data.get("rights")
    if not isinstance(rights, list) or not rights or any(right not in RIGHTS for right in rights):
        wrong.append(Refusal("grade_rights"))
    levels = data.get("course_levels", [])
    if not isinstance(levels, list) or any(level not in COURSE_LEVELS for level in levels):
        wrong.append(Refusal("grade_course_levels"))
    months = data.get("validity_months")
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= 120:
        wrong.append(Refusal("grade_months"))
    wrong += _requirements(data.get("requirements"), level, "")
    certification, renewal = data.get("certification"), data.get("renewal")
    if not isinstance(certification, Mapping) or not isinstance(renewal, Mapping):
        return (*wrong, Refusal("grade_parts"))
    wrong += [Refusal("grade_fault", {"fault": fault}) for fault in certification_faults(certification)]
    wrong += [Refusal("grade_fault", {"fault": fault}) for fault in renewal_faults(renewal, level)]
    cycles = renewal.get("cycles", [])
    for one in cycles if isinstance(cycles, list) else []:
        if isinstance(one, Mapping):
            wrong += _requirements(one.get("requirements", []), level, "R")
    return tuple(wrong)


def _said(text: Any, most: int) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= most


def _requirements(listed: Any, level: int, before: str) -> list[Refusal]:
    """`before`: a letter before the place of a requirement, for those of the re-review."""
    wrong = [
        Refusal(one.code, {**one.values, "place": f"{before}{one.values['place']}"} if "place" in one.values else one.values)
        for one in requirement_faults(listed, level, further=FURTHER)
    ]  # fmt: skip
    if wrong or not isinstance(listed, list):
        return wrong
    for one in leaves(listed):
        kind = one["kind"]
        if kind not in FURTHER:
            continue
        least, n = one.get("min"), one.get("n", 1)
        whole = kind not in _WITH_N
        number = not isinstance(least, bool) and (isinstance(least, int) or (isinstance(least, float) and not whole))
        if not number or not 1 <= float(least or 0) <= _MOST[kind]:
            wrong.append(Refusal("grade_least", {"kind": kind, "most": _MOST[kind]}))
        if kind in _WITH_N and (isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= 1000):
            wrong.append(Refusal("grade_n", {"kind": kind}))
        wrong += [
            Refusal("requirement_field", {"place": before or "–", "field": str(key)[:40], "kind": kind})
            for key in one
            if key not in ("kind", "min", *(("n",) if kind in _WITH_N else ()))
        ]
    return wrong


def data_of(version: TrainerGradeVersion) -> dict[str, Any]:
    """A version as it would be written."""
    return {
        "level": version.level, "title": version.title.as_dict(), "summary": version.summary.as_dict(),
        "rights": list(version.rights), "course_levels": list(version.course_levels), "validity_months": version.validity_months, "requirements": version.requirements,
        "certification": version.certification, "renewal": version.renewal,
    }  # fmt: skip


def write(versions: list[TrainerGradeVersion]) -> str:
    """Versions as YAML, to be read back by `read`."""
    listed = [data_of(version) for version in versions]
    return plain_yaml.write(listed, width=110)


def shipped() -> list[dict[str, Any]]:
    """The three grades that come with the software."""
    found, wrong = read(SHIPPED.read_text("utf-8"))
    assert not wrong, wrong
    return found
