"""YAML that people send: read as data, or refused with its line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from lms.core import plain_yaml


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("a: 1\nb: [yes, 2.5, ~, '01']", {"a": 1, "b": [True, 2.5, None, "01"]}),
        ("zh: 初级讲师\nday: 2026-02-28", {"zh": "初级讲师", "day": date(2026, 2, 28)}),
        ("{" + "a: {" * 40 + "}" * 41, None),
    ],
)
def test_data_comes_as_it_stands(text: str, data: Any) -> None:
    found = plain_yaml.read(text)
    if data is not None or not text:
        assert found == data
    assert plain_yaml.read(plain_yaml.write(found)) == found
    assert plain_yaml.read(text.encode()) == found


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("a: &x 1\nb: *x", plain_yaml.Alias, 2),
        ("\n" + "[" * 101, plain_yaml.TooDeep, 2),
        ("[" * 200_000, plain_yaml.TooDeep, 1),
        ("a: [\nb: }", yaml.YAMLError, 2),
        ("day: 2026-02-30", yaml.YAMLError, 1),
        ("a: !!python/object/apply:os.system [id]", yaml.YAMLError, 1),
        ("{[1]: 2}", yaml.YAMLError, 1),
        ("a: 1\n---\nb: 2", yaml.YAMLError, 2),
        ("a: \x00", yaml.YAMLError, 1),
    ],
)
def test_what_is_no_plain_data_is_refused_with_its_line(text: str, kind: type[Exception], line: int) -> None:
    with pytest.raises(kind) as caught:
        plain_yaml.read(text)
    assert isinstance(caught.value, yaml.YAMLError)
    assert plain_yaml.line_of(caught.value) == line


def test_what_stands_twice_is_written_twice() -> None:
    same = ["x"]
    assert plain_yaml.read(plain_yaml.write({"a": same, "b": same})) == {"a": ["x"], "b": ["x"]}
