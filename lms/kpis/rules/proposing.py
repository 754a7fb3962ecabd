"""A profile proposed from a file's headings and first rows: which column holds what, how dates are written, what is empty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lms.kpis.rules.casting import FALSE, PRIORITY_WORDS, TRUE
from lms.kpis.rules.cells import is_number, is_value
from lms.kpis.rules.doubtful_days import Doubt, find_doubts
from lms.kpis.rules.event_logs import Log, read_log
from lms.kpis.rules.fields import BY_NAME, NEEDED
from lms.kpis.rules.heading_words import HEADINGS, NULL_WORDS
from lms.kpis.rules.lengths import HEADINGS as LENGTHS
from lms.kpis.rules.lengths import is_length, unit_of
from lms.kpis.rules.likeness import (
    Known,
    earliest,
    empty_words,
    graded,
    guess,
    numbering,
    still_a_word,
    unlike,
    yes_and_no,
)
from lms.kpis.rules.profiles import FieldRule, Profile
from lms.kpis.rules.written_days import epoch_of, is_day, moments_of, possible_orders
from lms.kpis.rules.written_times import with_times

_NUMBERED = re.compile(r"([0-5])(\s*[-–—:：.、]\s*\w.*)?")
_USUAL = ("1 - critical", "2 - high", "3 - moderate", "4 - low", "5 - planning")
_LONGEST_NAME = 60
_CLEAR = 0.9
"""The share of a column's values that decides what the column is; the others are told as wrong when the file is checked."""


_MOST = 0.6
"""The share of the words of urgency that are known, before a column is taken for that."""
_NOBODY = Known()


@dataclass(frozen=True)
class Proposal:
    """A profile with what it rests on. `lacking`: needed fields without a column; `doubts`: columns, used or not, whose dates
    could be read day first or month first."""

    profile: Profile
    lacking: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unused: tuple[str, ...] = ()


def propose(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, name: str, source: str, known: Known = _NOBODY,
    until: date = date.max,
) -> Proposal:  # fmt: skip
    """The likeliest profile for a file by its header and some rows. `known`: which of its values name people and units;
    `until`: the latest day that an order may tell."""
    plain = [_plain(heading) for heading in header]
    nulls = _nulls(plain, rows)
    values = _values(header, rows, nulls)
    mapping = _mapping(header, rows, values, known)
    dated = {index: texts for index, texts in values.items() if texts and _share(texts, is_day) >= _CLEAR}
    fields = {field: _rule(field, header[index], values[index]) for field, index in mapping.items()}
    numbers = values[mapping["order_no"]] if "order_no" in mapping else []
    fold = len(numbers) > 1 and len(set(numbers)) < len(numbers) * 0.8
    log = read_log(header, rows, fields, nulls=nulls, is_moment=is_day) if fold else Log(None, {})
    fields = {field: {**fields, **log.rules}[field] for field in HEADINGS if field in fields or field in log.rules}
    if not fold:
        fields = with_times(fields, header, values, dated)
    doubts = find_doubts(header, rows, dated, opened=mapping.get("opened_at"), until=until)
    likely = {heading: doubt.likely or doubt.orders[0] for doubt in doubts for heading in doubt.headings}
    orders = {header[index]: possible_orders(texts, until)[0] for index, texts in dated.items()} | likely
    orders |= _counted_seconds(fields, header, values)
    used = [column for rule in fields.values() for column in rule.columns if column in orders]
    used += [log.order_by] if log.order_by in orders else []
    dates = _usual_dates(
        {column: orders[column] for column in used}, header[mapping["opened_at"]] if "opened_at" in mapping else ""
    )
    fields = {field: _with_dates(rule, orders, dates) for field, rule in fields.items()}
    profile = Profile(
        name=re.sub(r"[^\w .()-]", "-", name)[:_LONGEST_NAME].strip(" .-") or "profile", source=source[:80],
        fields=fields, null_words=nulls, dates=dates, fold=fold, order_by=log.order_by,
    )  # fmt: skip
    return Proposal(
        profile,
        lacking=tuple(field for field in NEEDED if field not in fields),
        doubts=tuple(doubts),
        unused=tuple(heading for heading in header if heading not in profile.columns()),
    )


def _values(header: Sequence[str], rows: Sequence[Sequence[str]], nulls: Sequence[str]) -> dict[int, list[str]]:
    return {
        index: [row[index].strip() for row in rows if index < len(row) and row[index].strip() not in ("", *nulls)]
        for index in range(len(header))
    }


def _nulls(plain: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The words that stand for nothing: the usual ones, but “none” where it answers a question of yes and no; and those that
    stand among numbers and moments."""
    seen = {cell.strip() for row in rows for cell in row}
    values = _values(plain, rows, ())
    usual = [word for word in NULL_WORDS if word in seen]
    usual = [word for word in usual if word not in FALSE or not still_a_word(word, values, plain, is_value)]
    rest = {index: [text for text in texts if text not in usual] for index, texts in values.items()}
    return (*usual, *empty_words(rest, is_value))


def _usual_dates(orders: Mapping[str, str], opened: str) -> str:
    """How most of the file's moments are written; of two ways that are as frequent, as the opening is."""
    counts = Counter(orders.values())
    most = max(counts.values(), default=0)
    often = [order for order, count in counts.items() if count == most]
    return orders[opened] if orders.get(opened) in often else next(iter(often), "ymd")


def _counted_seconds(
    fields: Mapping[str, FieldRule], header: Sequence[str], values: Mapping[int, Sequence[str]]
) -> dict[str, str]:
    """The columns of moments that count seconds or milliseconds, each with which."""
    columns = {rule.columns[0] for field, rule in fields.items() if rule.columns and BY_NAME[field].kind == "moment" and not rule.after}  # fmt: skip
    return {
        heading: way
        for index, heading in enumerate(header)
        if heading in columns and (way := epoch_of(values[index])) is not None
    }


def _with_dates(rule: FieldRule, orders: Mapping[str, str], usual: str) -> FieldRule:
    """A rule that says how its own column is written, where that differs from the rest of the file."""
    own = next((orders[column] for column in rule.columns if column in orders), usual)
    return rule if own == usual or rule.after else replace(rule, dates=own)


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading).casefold()


def _mapping(
    header: Sequence[str], rows: Sequence[Sequence[str]], values: dict[int, list[str]], known: Known
) -> dict[str, int]:
    plain = [_plain(heading) for heading in header]
    mapping: dict[str, int] = {}
    for exact in (True, False):
        for field, names in HEADINGS.items():
            if field in mapping:
                continue
            for called in names:
                found = [
                    index
                    for index, heading in enumerate(plain)
                    if index not in mapping.values() and heading
                    and (heading == called if exact else len(called) > 3 and heading.startswith(called) and not unlike(field, heading))
                    and _fits(field, values[index])
                ]  # fmt: skip
                if found:
                    mapping[field] = found[0]
                    break
    mapping |= guess(plain, values, mapping, known, _hints_at)
    mapping |= _needed(rows, values, mapping)
    for field in LENGTHS:
        lengths = (
            index
            for index, heading in enumerate(header)
            if index not in mapping.values() and is_length(field, heading, values[index])
        )
        if field not in mapping and "opened_at" in mapping and (found_at := next(lengths, None)) is not None:
            mapping[field] = found_at
    return {field: mapping[field] for field in HEADINGS if field in mapping}


def _needed(
    rows: Sequence[Sequence[str]], values: Mapping[int, Sequence[str]], mapping: Mapping[str, int]
) -> dict[str, int]:
    """What no order can do without, by the values alone: the column that numbers the rows, the moment that comes first."""
    free = [index for index in values if index not in mapping.values() and values[index]]
    dated = [index for index in free if _share(values[index], is_day) >= _CLEAR]
    found: dict[str, int] = {}
    if "order_no" not in mapping:
        place = numbering([index for index in free if index not in dated], values, len(rows))
        found |= {} if place is None else {"order_no": place}
    if "opened_at" not in mapping and dated:
        moments = [index for index in values if values[index] and _share(values[index], is_day) >= _CLEAR]
        orders = {index: possible_orders(values[index], date.max)[0] for index in moments}
        place = earliest(dated, [moments_of(row, orders) for row in rows[:500]])
        found |= {} if place is None else {"opened_at": place}
    return found


def _fits(field: str, texts: Sequence[str]) -> bool:
    """Could these values be the field's? Judged kindly: nine in ten."""
    if not texts:
        return True
    kind = BY_NAME[field].kind
    if graded(field, texts) is not None:
        return True
    if kind == "moment":
        return _share(texts, lambda text: is_day(text) or is_number(text)) >= 0.9
    if kind in ("number", "integer"):
        return _share(texts, is_number) >= 0.9
    if kind == "flag":
        usual = _share(texts, lambda text: text.casefold() in (*TRUE, *FALSE)) >= 0.9
        return usual or yes_and_no(field, texts) is not None
    return _share(texts, is_day) < _CLEAR


def _hints_at(field: str, texts: Sequence[str]) -> bool:
    """The same where only a part of the heading speaks for the field: then its values must."""
    if field == "priority" and not _numbered_priorities({text.casefold() for text in texts}):
        return _share(texts, lambda text: bool(_priority_word(text.casefold()))) >= _MOST
    if BY_NAME[field].kind == "moment":
        return _share(texts, is_day) >= _CLEAR or epoch_of(texts) is not None
    return _fits(field, texts)


def _share(texts: Sequence[str], fits: object) -> float:
    return sum(map(bool, map(fits, texts))) / len(texts)  # type: ignore[call-overload]


def _rule(field: str, heading: str, texts: Sequence[str]) -> FieldRule:
    rule = FieldRule(columns=(heading,))
    if not texts:
        return rule
    if BY_NAME[field].kind == "moment" and field != "opened_at" and epoch_of(texts) is None:
        unit = unit_of(heading, texts)
        return FieldRule(columns=(heading,), unit=unit, after="opened_at") if unit else rule
    if field == "csat":
        words = graded(field, texts)
        return FieldRule(columns=(heading,), words=words or {}, scale=(1.0, 5.0) if words else _scale(texts))
    if BY_NAME[field].kind == "flag":
        return FieldRule(columns=(heading,), words=yes_and_no(field, texts) or {})
    if field == "priority":
        return FieldRule(columns=(heading,), words=_priorities(texts))
    return replace(rule, words=graded(field, texts) or {})


def _scale(texts: Sequence[str]) -> tuple[float, float] | None:
    """The scale of marks by nearly all of them, so that a slip in a single cell does not hide it. None: it is 0 to 100."""
    marks = [mark for mark in map(_mark, texts) if mark is not None]
    if len(marks) < len(texts) * _CLEAR:
        return None
    for scale in ((1.0, 5.0), (0.0, 10.0)):
        if sum(mark <= scale[1] for mark in marks) >= len(marks) * _CLEAR:
            return scale
    return None


def _mark(text: str) -> float | None:
    if not is_number(text) or "%" in text:
        return None
    try:
        return float(re.sub(r",(\d{1,2})$", r".\1", text.strip("¥￥$€ ")).replace(",", ""))
    except ValueError:
        return None


def _numbered_priorities(seen: Collection[str]) -> dict[str, str]:
    """Of a scale that counts from one, as “1 - Critical” to “4 - Low” or 1 to 4, the first is the highest. The usual words
    of such a scale are known though the sample lacks them."""
    found = {word: match for word in seen if (match := _NUMBERED.fullmatch(word))}
    if len(found) < len(seen) * _CLEAR or any(match[1] == "0" for match in found.values()):
        return {}
    worded = any(match[2] for match in found.values())
    if not worded and not any(match[1] in "45" for match in found.values()):
        return {}  # 1 to 3 alone may as well begin with a 0 that the sample lacks
    words = dict.fromkeys((*seen, *(_USUAL if worded else ())))
    return {word: f"P{min(int(match[1]), 4) - 1}" for word in words if (match := _NUMBERED.fullmatch(word))}


def _priority_word(word: str) -> str | None:
    """The level that a word means, also where it is part of another: “by appointment”, “can be booked”."""
    if word in PRIORITY_WORDS:
        return PRIORITY_WORDS[word]
    parts = (known for known in PRIORITY_WORDS if len(known) > 1 and not known.isascii() and known in word)
    return next((PRIORITY_WORDS[known] for known in sorted(parts, key=len, reverse=True)), None)


def _priorities(texts: Sequence[str]) -> dict[str, str]:
    """What the known ones among a column's words mean. Urgent is the highest where "high" follows it and nothing stands above."""
    seen = dict.fromkeys(text.casefold() for text in texts)
    if numbered := _numbered_priorities(seen):
        return numbered
    words = {word: level for word in seen if (level := _priority_word(word))}
    for urgent, high in (("紧急", "高"), ("urgent", "high")):
        if {urgent, high} <= words.keys() and "P0" not in words.values():
            words[urgent] = "P0"
    return {word: level for word, level in words.items() if word != level.casefold()}
