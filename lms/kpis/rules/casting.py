"""What a profile makes of a source's text, as SQL of the fact engine: text in, the field's type out, NULL where it fails.

Each expression tries the usual writing first and anything else only where that fails, so that millions of rows stay quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lms.kpis.rules.date_sql import with_offset, written_date
from lms.kpis.rules.fields import BY_NAME, Field
from lms.kpis.rules.lengths import seconds_sql
from lms.kpis.rules.profiles import UNITS, FieldRule, Profile
from lms.kpis.rules.sql import literal, texts
from lms.kpis.rules.zones import Within, to_utc

TRUE = ("true", "t", "yes", "y", "1", "x", "√", "✓", "是", "有", "真", "已")
FALSE = ("false", "f", "no", "n", "0", "×", "✗", "✘", "否", "无", "未", "没有", "假")
PRIORITIES = {
    "P0": ("p0", "0", "critical", "emergency", "down", "0 - critical", "停机", "停线", "特急", "危急", "重大"),
    "P1": ("p1", "1", "1 - critical", "urgent", "high", "高", "紧急", "加急", "严重"),
    "P2": ("p2", "2", "2 - high", "medium", "normal", "moderate", "中", "普通", "一般", "正常"),
    "P3": ("p3", "3", "3 - moderate", "low", "minor", "低", "次要", "预约"),
}
PRIORITY_WORDS = {word: priority for priority, words in PRIORITIES.items() for word in words}
_OFFSET = r"\d:\d\d.*([Zz]|UTC|GMT|[+-]\d\d(:?\d\d)?)$"
EARLIEST = "1990-01-01 00:00:00"
_PLAIN = "____-__-_____:__:__"


@dataclass(frozen=True)
class Cast:
    """One field's SQL, in two steps: `sql` makes a value from `text` (NULL where it cannot), and over that value, known as
    `value`, `finished` is what is kept and `wrong` says that it may not be. The codes name what was the matter."""

    field: Field
    sql: str
    text: str
    column: str
    code: str
    absolute: str = ""
    """For a moment: the SQL of "it is UTC already"; else it is local to `zone`."""
    zone: str = ""
    plain: str = ""
    """For a moment: the SQL of "it is written in the usual way", known as `is_plain` to the others."""
    after: str = ""
    """For a duration: the field of the moment that it counts from."""

    @property
    def value(self) -> str:
        """The name of the first step's value."""
        return f"r_{self.field.name}"

    @property
    def is_plain(self) -> str:
        """The name of what `plain` says."""
        return f"l_{self.field.name}"

    @property
    def wrong_code(self) -> str:
        """What is the matter with a value that could be read."""
        return {"text": "too_long", "moment": "far_date"}.get(self.field.kind, "out_of_range")


Locate = Callable[[str], str | None]
"""From a heading to the SQL name of its column; None where the file has none."""


def casts(profile: Profile, locate: Locate, zone: str, *, usual_spaces: bool = False) -> list[Cast]:
    """Every field that the profile fills from this file. `zone` is the organisation's, for profiles without one;
    `usual_spaces`: no cell is empty text or holds a space that is none of ASCII."""
    found: dict[str, Cast] = {}
    for name, rule in profile.fields.items():
        if rule.after is None:
            made = _cast(BY_NAME[name], rule, profile, locate, zone, usual_spaces)
            if made is not None:
                found[name] = made
    for name, rule in profile.fields.items():
        if rule.after is not None and rule.after in found:
            made = _duration(BY_NAME[name], rule, found[rule.after], profile, locate)
            if made is not None:
                found[name] = made
    return [found[name] for name in profile.fields if name in found]


def condition(column: str, among: Iterable[str], not_among: Iterable[str]) -> str:
    """The SQL of "only rows where the column holds one of these, and none of those"."""
    parts = []
    if among:
        parts.append(f"coalesce(trim({column}), '') IN ({texts(among)})")
    if not_among:
        parts.append(f"coalesce(trim({column}), '') NOT IN ({texts(not_among)})")
    return " AND ".join(parts) or "TRUE"


def _cast(
    field: Field, rule: FieldRule, profile: Profile, locate: Locate, zone: str, usual_spaces: bool
) -> Cast | None:
    if rule.take == "count":
        return Cast(field, "1", "'1'", " / ".join(rule.columns), _code(field))
    if rule.value is not None and not rule.columns:
        text = literal(rule.value)
        return Cast(field, _typed(field, rule, profile, text, zone), text, "", _code(field))
    columns = [locate(column) for column in rule.columns]
    if any(column is None for column in columns):
        return None
    names = [column for column in columns if column is not None]
    text = _joined(field, names)
    if field.kind == "moment":
        dates, own_zone = rule.dates or profile.dates, rule.zone or profile.zone or zone
        plain = _plain(text) if dates == "ymd" else ""
        named = f"l_{field.name}" if plain else ""
        sql, absolute = _read_moment(text, dates, named), _absolute(text, dates, named)
        return Cast(field, sql, text, " / ".join(rule.columns), "bad_date", absolute, own_zone, plain)
    sql = _typed(field, rule, profile, text, zone, usual_spaces=usual_spaces)
    return Cast(field, sql, text, " / ".join(rule.columns), _code(field))


def _joined(field: Field, names: list[str]) -> str:
    """The text of several columns. Of a moment the first is the day, to which a spreadsheet likes to add a midnight."""
    if len(names) == 1:
        return names[0]
    if field.kind != "moment":
        return f"nullif(concat_ws('/', {', '.join(names)}), '')"
    day = f"regexp_replace({names[0]}, '[ T]00:00(:00([.]0+)?)?$', '')"
    return f"CASE WHEN {names[0]} IS NOT NULL THEN concat_ws(' ', {day}, {', '.join(names[1:])}) END"


def _code(field: Field) -> str:
    if field.name == "priority":
        return "bad_priority"
    return {
        "text": "bad_text", "moment": "bad_date", "flag": "bad_flag", "integer": "bad_integer", "number": "bad_number",
    }[field.kind]  # fmt: skip


def _typed(field: Field, rule: FieldRule, profile: Profile, text: str, zone: str, *, usual_spaces: bool = False) -> str:
    if field.name == "priority":
        return _priority(text, {**PRIORITY_WORDS, **rule.words}, rule.otherwise)
    if field.kind == "text":
        return _text(text, rule, usual_spaces)
    if field.kind == "moment":
        return moment(text, rule.dates or profile.dates, rule.zone or profile.zone or zone)
    if field.kind == "flag":
        return _flag(text, rule)
    meant = _words(text, rule.words, None, keep=True) if rule.words else text
    value = number(meant, profile.decimal)
    if rule.otherwise is None:
        return value
    return f"coalesce({value}, CASE WHEN {text} IS NOT NULL THEN TRY_CAST({literal(rule.otherwise)} AS DOUBLE) END)"


def _priority(text: str, words: dict[str, str], otherwise: str | None) -> str:
    """Most sources write the codes as they are, and to find that out is cheaper than to try all words."""
    codes = [code for code in PRIORITIES if words[code.lower()] == code]
    slow = _words(text, words, otherwise)
    return f"CASE WHEN {text} IN ({texts(codes)}) THEN {text} ELSE {slow} END" if codes else slow


def _text(text: str, rule: FieldRule, usual_spaces: bool) -> str:
    plain = f"nullif(trim({text}), '')"
    if usual_spaces:  # to look for a space costs a fifth of what taking spaces off does
        plain = f"CASE WHEN contains({text}, ' ') THEN {plain} ELSE {text} END"
    return _words(plain, rule.words, rule.otherwise, keep=rule.otherwise is None) if rule.words else plain


def _words(text: str, words: dict[str, str], otherwise: str | None, *, keep: bool = False) -> str:
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(meaning)}" for word, meaning in words.items())
    rest = (
        text if keep else "NULL" if otherwise is None else f"CASE WHEN {text} IS NOT NULL THEN {literal(otherwise)} END"
    )
    return f"CASE lower(trim({text})) {cases} ELSE {rest} END" if cases else rest


def _flag(text: str, rule: FieldRule) -> str:
    usual = {**dict.fromkeys(TRUE, "true"), **dict.fromkeys(FALSE, "false")}
    words = rule.words if rule.words and rule.otherwise is not None else {**usual, **rule.words}
    meant = f"CAST({_words(text, words, rule.otherwise)} AS BOOLEAN)"
    if rule.words or rule.otherwise:
        return meant
    return f"CASE WHEN {text} IN ('true', '1') THEN true WHEN {text} IN ('false', '0') THEN false ELSE {meant} END"


def number(text: str, decimal: str) -> str:
    """The SQL of a number, also with thousands marks, a currency or a percent sign."""
    if decimal == ",":
        plain = f"replace(replace(regexp_replace({text}, '[^0-9.,+-]', '', 'g'), '.', ''), ',', '.')"
        return f"CASE WHEN regexp_matches({text}, '^[+-]?[0-9]+$') THEN TRY_CAST({text} AS DOUBLE) WHEN {_written(text)} THEN TRY_CAST({plain} AS DOUBLE) END"
    plain = f"replace(regexp_replace({text}, '[^0-9.,+-]', '', 'g'), ',', '')"
    loose = f"CASE WHEN {_written(text)} THEN TRY_CAST({plain} AS DOUBLE) END"
    return f"coalesce(TRY_CAST({text} AS DOUBLE), {loose})"


def _written(text: str) -> str:
    """Digits with marks between them, and around them at most a currency or a percent sign."""
    return f"regexp_matches({text}, '^\\s*([¥￥$€£]|[A-Za-z]{{3}})?\\s*[+-]?[0-9][0-9.,\\s]*\\s*(%|％|元|[A-Za-z]{{3}})?\\s*$')"


def finished(cast: Cast, rule: FieldRule, within: Within | None = None) -> str:
    """The SQL of what is kept, over the first step's value. Moments that are kept lie `within`."""
    field, value = cast.field, cast.value
    if rule.scale and field.least is not None and field.most is not None:
        low, high = rule.scale
        value = f"({value} - {low}) / {high - low} * {field.most - field.least} + {field.least}"
        value = f"round({value})" if field.kind == "integer" else value
    if cast.absolute:
        return f"CASE WHEN u_{field.name} THEN {value} ELSE {to_utc(value, cast.zone, within)} END"
    return f"TRY_CAST({value} AS INTEGER)" if field.kind == "integer" else value


def wrong(cast: Cast, rule: FieldRule, until: str) -> str | None:
    """The SQL of "this value may not be": too long, out of range, a day far away (`until` is the latest). None: cannot be."""
    field, value = cast.field, cast.value
    if field.kind == "text":
        # Never fewer bytes than characters, and bytes need not be counted.
        longest = field.longest
        return (
            f"CASE WHEN strlen({value}) > {longest} THEN length({value}) > {longest} ELSE FALSE END"
            if longest
            else None
        )
    if field.kind == "moment":
        far = f"{value} NOT BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{until}'"
        begun = f" AND r_{cast.after} BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{until}'" if cast.after else ""
        return far + begun  # a duration is not to blame for the moment that it counts from
    if field.kind == "flag":
        return None
    low, high = rule.scale or (field.least, field.most)
    parts = [f"{value} < {low}" if low is not None else "", f"{value} > {high}" if high is not None else ""]
    if field.kind == "integer" and not rule.scale:
        parts += [f"{value} <> floor({value})", f"abs({value}) > 2147483647"]
    else:
        parts.append(f"NOT isfinite({value})")
    return " OR ".join(part for part in parts if part)


def shortened(number: str) -> str:
    """The SQL of "a spreadsheet wrote this order number with an exponent": many orders would become one."""
    return f"CASE WHEN contains({number}, 'E+') THEN regexp_full_match({number}, '[0-9]([.][0-9]+)?E[+][0-9]+') ELSE FALSE END"


def moment(text: str, dates: str, zone: str) -> str:
    """The SQL of a moment in UTC from its text, which is local to the zone unless it names an offset."""
    local, absolute = local_moment(text, dates)
    shifted = f"list_transform([{local}], lambda found: {to_utc('found', zone)})[1]"  # which names it many times
    return f"CASE WHEN {absolute} THEN {local} ELSE {shifted} END"


def local_moment(text: str, dates: str) -> tuple[str, str]:
    """The SQL of the moment that a text says, and of "that is UTC already"."""
    return _read_moment(text, dates), _absolute(text, dates)


def _plain(text: str) -> str:
    """The SQL of "this text has the shape of 2026-05-01 08:30:00"."""
    return f"{text} LIKE '{_PLAIN}'"


def _read_moment(text: str, dates: str, plain: str = "") -> str:
    """The SQL of what a text says: local time, or UTC where it names an offset or counts seconds. `plain` names a column
    that knows what `_plain` says."""
    if dates in ("epoch", "epoch_ms"):
        factor = 1_000_000 if dates == "epoch" else 1000
        return f"make_timestamp(CAST(round(TRY_CAST({text} AS DOUBLE) * {factor}) AS BIGINT))"
    if "%" in dates:
        return f"try_strptime({text}, {literal(dates)})"
    slow = f"CASE WHEN regexp_matches({text}, '{_OFFSET}') THEN {with_offset(text, dates)} ELSE {written_date(text, dates)} END"
    return (
        f"CASE WHEN {plain or _plain(text)} THEN TRY_CAST({text} AS TIMESTAMP) ELSE {slow} END"
        if dates == "ymd"
        else slow
    )


def _absolute(text: str, dates: str, plain: str = "") -> str:
    """The SQL of "this text says UTC, or its offset"."""
    if dates in ("epoch", "epoch_ms"):
        return "TRUE"
    if "%" in dates:
        return "FALSE"
    return f"(CASE WHEN {plain or _plain(text)} THEN FALSE ELSE regexp_matches({text}, '{_OFFSET}') END)"


def _duration(field: Field, rule: FieldRule, after: Cast, profile: Profile, locate: Locate) -> Cast | None:
    column = locate(rule.columns[0]) if rule.columns else None
    if column is None or rule.unit is None:
        return None
    seconds = seconds_sql(column, f"({number(column, profile.decimal)})", rule.unit, UNITS[rule.unit])
    length = f"CAST(round(({seconds}) * 1000) AS BIGINT)"
    begun = f"({after.sql})"
    text = f"CASE WHEN {begun} IS NOT NULL THEN {column} END"
    if after.absolute:
        begun = f"(CASE WHEN {after.absolute} THEN {begun} ELSE {to_utc(begun, after.zone)} END)"
    sql = f"{begun} + to_milliseconds({length})"
    return Cast(field, sql, text, rule.columns[0], "bad_duration", after=after.field.name)
