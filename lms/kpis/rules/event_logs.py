"""What is proposed for an event log: which column says when a row came to be, and which row of an order tells a field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.kpis.rules.fields import BY_NAME
from lms.kpis.rules.profiles import FieldRule, When

CHANGE_TIMES = (
    "changedat", "changeddate", "changetime", "changedate", "updatedat", "sysupdatedat", "updated", "lastupdated", "updatetime", "modifiedat",
    "modified", "lastmodified", "eventtime", "eventat", "eventdate", "loggedat", "timestamp", "time", "变更时间", "更新时间",
    "修改时间", "操作时间", "事件时间", "处理时间", "记录时间", "发生时间", "时间",
)  # fmt: skip
"""Headings of the moment at which a row came to be: lower case, without spaces and marks. The likelier first."""
STATES = (
    "event", "eventtype", "activity", "action", "newstate", "newstatus", "tostate", "tostatus",
    "事件", "操作", "动作", "活动", "新状态", "变更后状态", "环节", "节点",
)  # fmt: skip
"""Headings of what happened, where no column is called the state."""
NEW = ("new", "open", "opened", "created", "registered", "logged", "submitted", "reported", "unassigned", "新建", "新", "待受理", "待处理", "待派单", "待分配", "待接单", "已创建", "未受理", "已提交", "未处理", "报修", "创建", "建单", "开单")  # fmt: skip
RESOLVED = ("resolved", "solved", "fixed", "repaired", "completed", "complete", "done", "finished", "已解决", "解决", "已完成", "完成", "完工", "已完工", "已修复", "修复")  # fmt: skip
CLOSED = ("closed", "close", "archived", "已关闭", "关闭", "已结案", "结案", "已归档", "归档", "已结单", "结单")
ARRIVED = ("arrived", "on site", "onsite", "on-site", "已到达", "到达", "已到场", "到场", "已上门", "上门")
REOPENED = ("reopened", "re-opened", "reopen", "重新打开", "重开", "已重开", "再次打开", "返修")
ONCE_IS_ENOUGH = ("escalated", "complaint", "grave_complaint", "error")
"""What stays true of an order once any row of it said so."""
_MOST = 0.8
_FEWEST_ORDERS = 2


@dataclass(frozen=True)
class Log:
    """What a log proposes beside the columns: the heading that orders the rows, and the rules of single fields."""

    order_by: str | None
    rules: Mapping[str, FieldRule]


def read_log(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    fields: Mapping[str, FieldRule],
    *,
    nulls: Sequence[str],
    is_moment: Callable[[str], bool],
) -> Log:
    """The proposal for a log whose columns have been told apart already; `fields` are the rules found for them."""
    orders = _orders(header, rows, fields["order_no"].columns[0], nulls)
    change = _change_time(header, orders, fields, is_moment)
    state = _state(header, fields)
    rules = {name: replace(rule, take="any") for name, rule in fields.items() if name in ONCE_IS_ENOUGH}
    if state is not None:
        rules |= {} if "status" in fields else {"status": FieldRule(columns=(header[state],))}
        if change is not None:
            rules |= _moments(header[change], header[state], *_words(orders, state), fields)
        words = _among(_words(orders, state)[1], REOPENED)
        if "reopened" not in fields and words:
            rules["reopened"] = FieldRule(columns=(header[state],), take="count", when=When(header[state], words))
    if change is not None and ("opened_at" not in fields or fields["opened_at"].columns == (header[change],)):
        rules["opened_at"] = FieldRule(columns=(header[change],), take="first")
    order = [name for name in BY_NAME if name in rules]
    return Log(header[change] if change is not None else None, {name: rules[name] for name in order})


def _orders(
    header: Sequence[str], rows: Sequence[Sequence[str]], number: str, nulls: Sequence[str]
) -> list[list[list[str]]]:
    """The rows of each order that has several, cells that mean nothing empty."""
    place, empty, found = header.index(number), set(nulls), dict[str, list[list[str]]]()
    for row in rows:
        cells = ["" if cell.strip() in empty else cell.strip() for cell in row]
        cells += [""] * (len(header) - len(cells))
        if cells[place]:
            found.setdefault(cells[place], []).append(cells)
    return [some for some in found.values() if len(some) > 1]


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading).casefold()


def _change_time(
    header: Sequence[str], orders: Sequence[list[list[str]]], fields: Mapping[str, FieldRule],
    is_moment: Callable[[str], bool],
) -> int | None:  # fmt: skip
    """The column of moments that differ from row to row of an order: one called so, else the only one that nothing else
    is made of, else what was taken for the opening."""
    moving = [place for place in range(len(header)) if _moves(orders, place, is_moment)]
    named = sorted((CHANGE_TIMES.index(_plain(header[p])), p) for p in moving if _plain(header[p]) in CHANGE_TIMES)
    if named:
        return named[0][1]
    used = {column: name for name, rule in fields.items() for column in rule.columns}
    free = [place for place in moving if header[place] not in used]
    opening = [place for place in moving if used.get(header[place]) == "opened_at"]
    found = free if len(free) == 1 else opening
    return found[0] if found else None


def _moves(orders: Sequence[list[list[str]]], place: int, is_moment: Callable[[str], bool]) -> bool:
    """Is the column filled with moments throughout, of which most orders have several?"""
    if len(orders) < _FEWEST_ORDERS:
        return False
    cells = [row[place] for rows in orders for row in rows]
    if sum(1 for cell in cells if cell and is_moment(cell)) < _MOST * len(cells):
        return False
    return sum(1 for rows in orders if len({row[place] for row in rows}) > 1) >= _MOST * len(orders)


def _state(header: Sequence[str], fields: Mapping[str, FieldRule]) -> int | None:
    if "status" in fields:
        return header.index(fields["status"].columns[0])
    used = {column for rule in fields.values() for column in rule.columns}
    found = (p for p, heading in enumerate(header) if _plain(heading) in STATES and heading not in used)
    return next(found, None)


def _words(orders: Sequence[list[list[str]]], state: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of orders that nobody has touched yet, and all words of the state's column."""
    words = tuple(dict.fromkeys(row[state] for rows in orders for row in rows if row[state]))
    new = _among(words, NEW)
    if not new and orders:
        word, count = Counter(rows[0][state] for rows in orders).most_common(1)[0]
        later = _among((word,), (*RESOLVED, *CLOSED))
        new = (word,) if word and not later and count >= _MOST * len(orders) and len(words) > 1 else ()
    return new, words


def _among(words: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word.casefold() in known)


def _moments(
    change: str, state: str, new: tuple[str, ...], words: tuple[str, ...], fields: Mapping[str, FieldRule]
) -> dict[str, FieldRule]:
    """Moments that no column tells, by the row in which the state came to be so."""
    first = {
        "responded_at": When(state, not_among=new) if new else None,
        "arrived_at": When(state, found) if (found := _among(words, ARRIVED)) else None,
    }
    last = {
        "resolved_at": When(state, found) if (found := _among(words, RESOLVED)) else None,
        "closed_at": When(state, found) if (found := _among(words, CLOSED)) else None,
    }
    return {
        name: FieldRule(columns=(change,), take=take, when=when)
        for take, found_when in (("first", first), ("last", last))
        for name, when in found_when.items()
        if when is not None and name not in fields
    }
