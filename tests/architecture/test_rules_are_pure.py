"""A rule is a function of its arguments: rules.py imports the standard library and other rules, nothing else. The
estimates of training effects may also calculate with numpy."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, relative, sources

ASK_THE_WORLD = {
    "os",
    "io",
    "socket",
    "subprocess",
    "sqlite3",
    "random",
    "secrets",
    "urllib",
    "http",
    "time",
    "logging",
}
KERNEL = {"lms.core.terms"}
"""What rules may import from the kernel besides its own rules; held to be as pure as they are."""
NUMERICAL = {"lms.evaluation.rules.effects": {"numpy"}, "assessments.rules.quality": {"numpy", "scipy"}}


def rule_files() -> list[Path]:
    return [
        path for path in sources() if path.name == "rules.py" or "rules" in path.parent.parts or _module(path) in KERNEL
    ]


def _module(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")


def impure_imports(source: str, module: str) -> Iterator[str]:
    """What a rules module imports and should not."""
    calculates = next((names for room, names in NUMERICAL.items() if module.startswith(room + ".")), set())
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [_absolute(node, module)]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            is_rule = name in KERNEL or (top in PACKAGES and "rules" in name.split("."))
            if not is_rule and top not in calculates and (top not in sys.stdlib_module_names or top in ASK_THE_WORLD):
                yield f"{node.lineno}: {name}"


def _absolute(node: ast.ImportFrom, module: str) -> str:
    if not node.level:
        return node.module or ""
    base = module.split(".")[: -node.level]
    return ".".join([*base, *filter(None, [node.module])])


def test_there_are_rules() -> None:
    assert rule_files()


@pytest.mark.parametrize("path", rule_files(), ids=relative)
def test_rules_file(path: Path) -> None:
    assert list(impure_imports(path.read_text("utf-8"), _module(path))) == []


@pytest.mark.parametrize(
    ("source", "is_pure"),
    [
        ("from datetime import date", True),
        ("from fractions import Fraction", True),
        ("from assessments.rules import Weight", True),
        ("from .rules import x", True),
        ("from flask import g", False),
        ("import sqlalchemy as sa", False),
        ("from lms.people.models import Person", False),
        ("import random", False),
    ],
)
def test_what_counts(source: str, is_pure: bool) -> None:
    assert (list(impure_imports(source, "courses.rules")) == []) is is_pure
