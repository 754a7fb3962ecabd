"""A profile as the values of a form, and back: what the mapping page shows and takes, with plain controls only.

Names of the controls: `heading-3` the third column, `field-3` (several) what it becomes; `when-csat` and the like are
details of a field; the rest is about the file as a whole. Back and forth gives the same profile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lms.kpis.rules.fields import BY_NAME, FIELDS
from lms.kpis.rules.profiles import MADE, FieldRule, Profile

_DAYS = re.compile(r"(?:[\s_.()（）-]|\d|年|月|日|至|到|~|～)+$")

Values = dict[str, list[str]]
"""Each control's values as a browser would send them."""
WHOLE = ("source", "dates", "zone", "decimal", "repeated")
FILE = ("format", "encoding", "separator", "sheet", "header_row")
SEPARATORS = {"tab": "\t"}
"""What cannot be typed into a control goes by a name."""
MOST_WORDS = 500


def plain(heading: str) -> str:
    """A heading without its case and spaces, by which profiles find their columns."""
    return "".join(heading.split()).casefold()


def source_in(file_name: str) -> str:
    """What a file's name says of its source: without the ending, and without the days at its end, which change with each
    file while the source stays."""
    stem = file_name.rpartition(".")[0] or file_name
    return _DAYS.sub("", stem).strip(" _-.()（）") or stem.strip() or "orders"


def best_profile(profiles: Sequence[Profile], header: Sequence[str]) -> Profile | None:
    """The saved profile that a file fits: every column that it needs is there. Of several the one that reads the most."""
    present = {plain(heading) for heading in header}
    fitting = []
    for profile in profiles:
        spare = {column for rule in profile.fields.values() if rule.optional for column in rule.columns}
        columns = {plain(column) for column in profile.columns()}
        if columns and columns - {plain(column) for column in spare} <= present:
            fitting.append((len(columns & present), profile.name, profile))
    return max(fitting, key=lambda found: found[:2])[2] if fitting else None


def headings_of(profile: Profile, header: Sequence[str]) -> list[str]:
    """The file's columns, then those that the profile asks for and the file lacks, then the made ones."""
    present = {plain(heading) for heading in header}
    absent = [column for column in profile.columns() if plain(column) not in present]
    return [*header, *absent, *MADE]


def values_of(profile: Profile, header: Sequence[str]) -> Values:
    """The form that says what the profile says."""
    headings = headings_of(profile, header)
    places = {plain(heading): index for index, heading in reversed(list(enumerate(headings)))}
    values: Values = {
        "source": [profile.source],
        "dates": [profile.dates],
        "zone": [profile.zone or ""],
        "decimal": [profile.decimal],
        "repeated": [profile.repeated],
        "null_words": ["\n".join(profile.null_words)],
        "format": [profile.format or ""],
        "encoding": [profile.encoding or ""],
        "separator": [next((n for n, s in SEPARATORS.items() if s == profile.separator), profile.separator or "")],
        "sheet": [profile.sheet or ""],
        "header_row": [str(profile.header_row)],
        "fold": ["1"] if profile.fold else [],
        "order_by": [profile.order_by or ""],
    }
    for index, heading in enumerate(headings):
        values[f"heading-{index}"] = [heading]
        values[f"field-{index}"] = []
    for name, rule in profile.fields.items():
        for column in rule.columns:
            values[f"field-{places[plain(column)]}"].append(name)
        values |= _details(name, rule)
    return values


def _details(name: str, rule: FieldRule) -> Values:
    low, high = rule.scale or ("", "")
    texts: dict[str, Any] = {
        "columns": "\n".join(rule.columns) if len(rule.columns) > 1 else "",
        "value": rule.value or "",
        "words": "\n".join(f"{word} = {meaning}" for word, meaning in rule.words.items()),
        "otherwise": rule.otherwise or "",
        "dates": rule.dates or "",
        "zone": rule.zone or "",
        "unit": rule.unit or "",
        "after": rule.after or "",
        "low": f"{low:g}" if rule.scale else "",
        "high": f"{high:g}" if rule.scale else "",
        "take": rule.take or "",
        "when": rule.when.column if rule.when else "",
        "among": "\n".join(rule.when.among) if rule.when else "",
        "notamong": "\n".join(rule.when.not_among) if rule.when else "",
    }
    values: Values = {f"{key}-{name}": [text] for key, text in texts.items()}
    values[f"optional-{name}"] = ["1"] if rule.optional else []
    return values


def places_of(values: Mapping[str, Sequence[str]]) -> list[int]:
    """The numbers of the columns that a form names; a page may leave some out."""
    ends = (key.removeprefix("heading-") for key in values if key.startswith("heading-"))
    return sorted(int(end) for end in ends if end.isdecimal() and len(end) < 6)


def used_fields(values: Mapping[str, Sequence[str]]) -> list[str]:
    """The fields that get a value by the form, in their usual order."""
    chosen = {name for key, names in values.items() if key.startswith("field-") for name in names}
    return [field.name for field in FIELDS if field.name in chosen or _one(values, f"value-{field.name}")]


def table_of(values: Mapping[str, Sequence[str]], name: str) -> dict[str, Any]:
    """The plain tables of a profile from a form, for `from_table` to check."""
    raw: dict[str, Any] = {"name": name}
    raw |= {key: text for key in WHOLE if (text := _one(values, key))}
    raw["null_words"] = _lines(values, "null_words")
    file: dict[str, Any] = {key: text for key in FILE if (text := _one(values, key))}
    if "separator" in file:
        file["separator"] = SEPARATORS.get(file["separator"], file["separator"])
    if "header_row" in file:
        file["header_row"] = int(file["header_row"]) if file["header_row"].isdecimal() else file["header_row"]
    raw["file"] = file
    if _one(values, "fold"):
        raw["fold"] = {"order_by": order} if (order := _one(values, "order_by")) else {}
    columns = columns_of_fields(values)
    raw["fields"] = {field: _rule(values, field, columns.get(field, [])) for field in used_fields(values)}
    _add_fixed(values, raw["fields"])
    return raw


def columns_of_fields(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The headings that each field takes, in the order of the file, or in the order that its details name."""
    found: dict[str, list[str]] = {}
    for index in places_of(values):
        heading = _one(values, f"heading-{index}")
        for name in values.get(f"field-{index}", ()):
            if name in BY_NAME and heading not in found.setdefault(name, []):
                found[name].append(heading)
    for name, columns in found.items():
        wanted = [plain(column) for column in _lines(values, f"columns-{name}")]
        columns.sort(key=lambda column: wanted.index(plain(column)) if plain(column) in wanted else len(wanted))
    return found


def _rule(values: Mapping[str, Sequence[str]], name: str, columns: list[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {"columns": columns} if columns else {}
    for key in ("value", "otherwise", "dates", "zone", "unit", "after", "take"):
        if text := _one(values, f"{key}-{name}"):
            rule[key] = text
    if words := _words(values, f"words-{name}"):
        rule["words"] = words
    low, high = _one(values, f"low-{name}"), _one(values, f"high-{name}")
    if low or high:
        rule["scale"] = [_number(low), _number(high)]
    if column := _one(values, f"when-{name}"):
        rule["when"] = {"column": column}
        if among := _lines(values, f"among-{name}"):
            rule["when"]["is"] = among
        if others := _lines(values, f"notamong-{name}"):
            rule["when"]["not"] = others
    if _one(values, f"optional-{name}"):
        rule["optional"] = True
    return rule


def _add_fixed(values: Mapping[str, Sequence[str]], fields: dict[str, Any]) -> None:
    """The last row of the form: a field that is the same for every order."""
    name, text = _one(values, "fixed-field"), _one(values, "fixed-value")
    if name in BY_NAME and text:
        fields.setdefault(name, {})["value"] = text


def _one(values: Mapping[str, Sequence[str]], key: str) -> str:
    found = values.get(key) or ("",)
    return found[0].strip()


def _lines(values: Mapping[str, Sequence[str]], key: str) -> list[str]:
    return [line.strip() for line in _one(values, key).splitlines() if line.strip()][:MOST_WORDS]


def _words(values: Mapping[str, Sequence[str]], key: str) -> dict[str, str]:
    """“Word = meaning” in each line; a line without the sign means nothing and is told by an empty meaning."""
    pairs = (line.rpartition("=") for line in _lines(values, key))
    return {(word.strip() or meaning.strip()): (meaning.strip() if sign else "") for word, sign, meaning in pairs}


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
