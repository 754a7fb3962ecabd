"""The objects of a JSON file: one a line, in one list, or in the list that an interface's answer wraps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from lms.kpis.rules.profiles import Profile
from lms.kpis.sources.encodings import find_encoding
from lms.kpis.sources.faults import SourceFault

MOST_COLUMNS = 2000
_LONGEST_LINE = 16 * 1024 * 1024
_LONGEST_WHOLE = 64 * 1024 * 1024
_WRAPPERS = {"issues", "result", "results", "records", "items", "value", "values", "data", "rows", "tickets", "incidents", "orders", "list", "entries", "hits"}  # fmt: skip
_DEEPEST_WRAPPER = 2

Object = tuple[int, dict[str, str], str]


def json_lines(path: Path, profile: Profile | None) -> Iterator[tuple[int, list[str], str]]:
    """Number, cells and fault of each object, their names first; in the order met, nested ones joined with a dot."""
    encoding = find_encoding(path, profile.encoding if profile else None)
    lines = profile is not None and profile.format == "jsonl"
    keys: dict[str, int] = {}
    for _number, value, _fault in _objects(path, encoding, lines):
        for key in value:
            if keys.setdefault(key, len(keys)) >= MOST_COLUMNS:
                raise SourceFault("file_too_wide", most=MOST_COLUMNS)
    if not keys:
        raise SourceFault("json_no_objects")
    yield 1, list(keys), ""
    for number, value, fault in _objects(path, encoding, lines):
        yield number, [value.get(key, "") for key in keys], fault


def _objects(path: Path, encoding: str, lines: bool) -> Iterator[Object]:
    with path.open(encoding=encoding) as file:
        try:
            if (whole := _whole(file, lines)) is not None:
                for number, value in enumerate(whole, start=1):
                    yield (
                        number,
                        _flat(value) if isinstance(value, dict) else {},
                        "" if isinstance(value, dict) else "bad_json",
                    )
                return
            file.seek(0)
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, *_object(line)
        except UnicodeDecodeError as error:
            raise SourceFault("file_not_encoded", encoding=encoding) from error


def _whole(file: TextIO, lines: bool) -> list[Any] | None:
    """The objects of a file that is one value; None where each line is one. `lines`: the profile says that each is, so
    that what a single one holds is its own."""
    first = ""
    while not first.strip("\ufeff \r\n\t"):
        if not (first := file.readline(_LONGEST_LINE)):
            return []
    is_list = first.lstrip("\ufeff \r\n\t").startswith("[")
    if not is_list and not _object(first)[1] and _more(file):
        return None
    file.seek(0)
    text = file.read(_LONGEST_WHOLE + 1)
    try:
        if len(text) > _LONGEST_WHOLE:
            raise SourceFault("json_array_too_long")
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError, SourceFault) as error:
        if not is_list:
            return None  # lines of which the first is wrong
        raise error if isinstance(error, SourceFault) else SourceFault("file_not_json") from error
    return value if isinstance(value, list) else (None if lines else _wrapped(value)) or [value]


def _more(file: TextIO) -> bool:
    return any(line.strip() for line in iter(lambda: file.readline(_LONGEST_LINE), ""))


def _wrapped(value: Any, depth: int = 0) -> list[Any] | None:
    """The list of objects that an answer holds, where there is but one that is called like it."""
    if not isinstance(value, dict) or depth > _DEEPEST_WRAPPER:
        return None
    lists = [
        item for key, item in value.items()
        if key.lower() in _WRAPPERS and isinstance(item, list) and item and all(isinstance(one, dict) for one in item)
    ]  # fmt: skip
    if lists:
        return lists[0] if len(lists) == 1 else None
    inner = [found for key, item in value.items() if key.lower() in _WRAPPERS and (found := _wrapped(item, depth + 1))]
    return inner[0] if len(inner) == 1 else None


def _object(line: str) -> tuple[dict[str, str], str]:
    try:
        value = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return {}, "bad_json"
    return (_flat(value), "") if isinstance(value, dict) else ({}, "bad_json")


def _flat(value: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, item in value.items():
        if isinstance(item, dict) and depth < 5:
            flat |= _flat(item, f"{before}{key}.", depth + 1)
        elif item is not None:
            flat[before + key] = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
    return flat
