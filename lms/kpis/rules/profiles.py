"""A profile: how the files of one source are read. Written as TOML, which an administrator can edit."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms.kpis.rules.fields import BY_NAME, NEEDED

TAKES = ("first", "last", "last_row", "min", "max", "sum", "count", "any")
DATES = ("ymd", "dmy", "mdy", "epoch", "epoch_ms")
FORMATS = ("csv", "xlsx", "parquet", "jsonl")
UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
REPEATS = ("reject", "first", "last")
MADE = ("@content", "@line")
"""Stand-ins for a column: a number made of the row's content (and how often it came before), or of its line."""
NAME = re.compile(r"[\w][\w .()-]{0,79}")


class ProfileFault(Exception):
    """The profile cannot be used. `code` has words in the labels; `values` say where and what."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}")
        self.code, self.values = code, values


@dataclass(frozen=True)
class When:
    """Only rows of an event log where a column holds one of these words, or none of those."""

    column: str
    among: tuple[str, ...] = ()
    not_among: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldRule:
    """Where a field's value comes from and what is made of it.

    columns: the headings (several are joined with "/", a day and its time with a space); value: the same text for every order; words: what the source's
    words mean; otherwise: the word for all others; unit and after: the column holds a duration after another moment;
    scale: the source's lowest and highest mark, brought to 0–100; take and when: which row of an event log counts.
    """

    columns: tuple[str, ...] = ()
    value: str | None = None
    words: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    dates: str | None = None
    zone: str | None = None
    unit: str | None = None
    after: str | None = None
    scale: tuple[float, float] | None = None
    take: str | None = None
    when: When | None = None
    optional: bool = False


@dataclass(frozen=True)
class Profile:
    """How the files of a source are read."""

    name: str
    source: str
    fields: dict[str, FieldRule]
    format: str | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int = 1
    null_words: tuple[str, ...] = ()
    zone: str | None = None
    dates: str = "ymd"
    decimal: str = "."
    repeated: str = "reject"
    fold: bool = False
    order_by: str | None = None

    def columns(self) -> list[str]:
        """Every heading that the profile asks for."""
        names: dict[str, None] = {}
        for rule in self.fields.values():
            names.update(dict.fromkeys(column for column in rule.columns if column not in MADE))
            if rule.when:
                names[rule.when.column] = None
        if self.order_by:
            names[self.order_by] = None
        return list(names)


def read_profile(text: str) -> Profile:
    """A profile from its TOML. Raises ProfileFault naming the place."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileFault("profile_not_toml", **toml_place(text, str(error))) from error
    return from_table(raw)


def toml_place(text: str, reason: str) -> dict[str, int]:
    """Where a text stops being TOML. The reader's words of what is wrong are English, so only the place is taken from them."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", reason)
    if found:
        return {"line": int(found[1]), "column": int(found[2])}
    lines = text.splitlines() or [""]
    return {"line": len(lines), "column": len(lines[-1]) + 1}


def from_table(raw: dict[str, Any]) -> Profile:
    """A profile from plain tables, checked."""
    _check_texts(raw, "")
    given, raw = set(raw), dict(raw)
    file, fold, fields = (raw.pop(key, {}) for key in ("file", "fold", "fields"))
    is_log = "fold" in given
    for place, value in (("file", file), ("fold", fold), ("fields", fields)):
        if not isinstance(value, dict):
            raise ProfileFault("profile_value", place=place, value=str(value)[:40])
    name = _text(raw, "name", "")
    if not name or not NAME.fullmatch(name):
        raise ProfileFault("profile_name", value=name[:40])
    profile = Profile(
        name=name,
        source=_text(raw, "source", name) or name,
        zone=_zone(raw, "zone", "zone"),
        dates=_dates(raw, "dates") or "ymd",
        decimal=_among(raw, "decimal", (".", ",")) or ".",
        repeated=_among(raw, "repeated", REPEATS) or "reject",
        null_words=tuple(_texts(raw, "null_words", "null_words")),
        format=_among(file, "format", FORMATS),
        encoding=_text(file, "encoding", None),
        separator=_text(file, "separator", None),
        sheet=_text(file, "sheet", None),
        header_row=_count(file, "header_row", 1),
        fold=is_log,
        order_by=_text(fold, "order_by", None),
        fields={key: _field(key, value) for key, value in fields.items()},
    )
    for table, place, known in (
        (raw, "", ("name", "source", "zone", "dates", "decimal", "repeated", "null_words")),
        (file, "file.", ("format", "encoding", "separator", "sheet", "header_row")),
        (fold, "fold.", ("order_by",)),
    ):
        for key in table:
            if key not in known:
                raise ProfileFault("profile_key", place=place + key)
    if profile.separator is not None and len(profile.separator) != 1:
        raise ProfileFault("profile_value", place="file.separator", value=profile.separator)
    if len(profile.source) > 80:
        raise ProfileFault("profile_value", place="source", value=profile.source[:40])
    for needed in NEEDED:
        if needed not in profile.fields:
            raise ProfileFault("profile_lacks", field=needed)
    _check_durations(profile)
    return profile


def _check_texts(value: Any, place: str) -> None:
    """No text of a profile may hold a NUL: it would end in rows that no database keeps."""
    if isinstance(value, str) and "\0" in value:
        raise ProfileFault("profile_value", place=place, value=value.replace("\0", "�")[:40])
    if isinstance(value, dict):
        for key, item in value.items():
            own = f"{place}.{key}".lstrip(".").replace("\0", "�")
            _check_texts(key, own)
            _check_texts(item, own)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item, place)


def _check_durations(profile: Profile) -> None:
    for key, rule in profile.fields.items():
        if (rule.after is None) != (rule.unit is None):
            raise ProfileFault("profile_duration", field=key)
        if rule.after is None:
            continue
        other = profile.fields.get(rule.after)
        if BY_NAME[key].kind != "moment" or other is None or BY_NAME[rule.after].kind != "moment" or other.after:
            raise ProfileFault("profile_duration", field=key)


def _field(key: str, raw: Any) -> FieldRule:
    if key not in BY_NAME:
        raise ProfileFault("profile_field", field=key)
    if isinstance(raw, str):
        raw = {"column": raw}
    place = f"fields.{key}"
    if not isinstance(raw, dict):
        raise ProfileFault("profile_value", place=place, value=str(raw)[:40])
    known = {
        "column", "columns", "value", "words", "otherwise", "dates", "zone", "unit", "after", "scale", "take", "when",
        "optional",
    }  # fmt: skip
    for name in raw:
        if name not in known:
            raise ProfileFault("profile_key", place=f"{place}.{name}")
    columns = tuple(_texts(raw, "columns", f"{place}.columns")) or tuple(_texts(raw, "column", f"{place}.column"))
    value = _plain(raw["value"]) if "value" in raw else None
    if not columns and value is None:
        raise ProfileFault("profile_no_column", field=key)
    words = raw.get("words", {})
    if not isinstance(words, dict):
        raise ProfileFault("profile_value", place=f"{place}.words", value=str(words)[:40])
    scale = raw.get("scale")
    if scale is not None and not (
        isinstance(scale, list) and len(scale) == 2 and all(_is_number(s) for s in scale) and scale[0] < scale[1]
    ):
        raise ProfileFault("profile_value", place=f"{place}.scale", value=str(scale)[:40])
    when = raw.get("when")
    return FieldRule(
        columns=columns,
        value=value,
        words={str(word).strip().casefold(): _plain(meaning) for word, meaning in words.items()},
        otherwise=_plain(raw["otherwise"]) if "otherwise" in raw else None,
        dates=_dates(raw, "dates"),
        zone=_zone(raw, "zone", f"{place}.zone"),
        unit=_among(raw, "unit", tuple(UNITS)),
        after=_text(raw, "after", None),
        scale=(float(scale[0]), float(scale[1])) if scale else None,
        take=_among(raw, "take", TAKES),
        when=_when(when, place) if when is not None else None,
        optional=bool(raw.get("optional", False)),
    )


def _when(raw: Any, place: str) -> When:
    if not isinstance(raw, dict) or not set(raw) <= {"column", "is", "not"} or not isinstance(raw.get("column"), str):
        raise ProfileFault("profile_value", place=f"{place}.when", value=str(raw)[:40])
    return When(
        raw["column"],
        tuple(_texts(raw, "is", f"{place}.when.is")),
        tuple(_texts(raw, "not", f"{place}.when.not")),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _text(raw: dict[str, Any], key: str, default: str | None) -> Any:
    value = raw.get(key, default)
    if value is not None and not isinstance(value, str | int):
        raise ProfileFault("profile_value", place=key, value=str(value)[:40])
    return None if value is None else str(value)


def _texts(raw: dict[str, Any], key: str, place: str) -> list[str]:
    value = raw.get(key, [])
    value = [value] if not isinstance(value, list) else value
    if not all(isinstance(item, str | int | float | bool) for item in value):
        raise ProfileFault("profile_value", place=place, value=str(value)[:40])
    return [_plain(item) for item in value]


def _among(raw: dict[str, Any], key: str, known: tuple[str, ...]) -> str | None:
    value = raw.get(key)
    if value is not None and value not in known:
        raise ProfileFault("profile_choice", place=key, value=str(value)[:40], known=", ".join(known))
    return value


def _dates(raw: dict[str, Any], key: str) -> str | None:
    value = raw.get(key)
    if value is None or value in DATES or (isinstance(value, str) and "%" in value):
        return value
    raise ProfileFault("profile_choice", place=key, value=str(value)[:40], known=", ".join((*DATES, "%Y…")))


def _count(raw: dict[str, Any], key: str, default: int) -> int:
    value = raw.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 100:
        raise ProfileFault("profile_value", place=key, value=str(value)[:40])
    return value


def _zone(raw: dict[str, Any], key: str, place: str) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise ProfileFault("profile_zone", place=place, value=str(value)[:40]) from error
    return str(value)
