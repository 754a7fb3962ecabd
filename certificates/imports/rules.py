"""What a table of earlier certificates must look like, and what is wrong with a line of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

COLUMNS: dict[str, tuple[str, ...]] = {
    "employee_no": ("employee_no", "employee number", "employee no", "工号", "员工号", "员工编号"),
    "scheme": ("scheme", "scheme code", "code of the scheme", "认证方案", "方案代码", "认证方案代码"),
    "tier": ("tier", "level", "等级", "级别"),
    "issued_on": ("issued_on", "issued on", "issue date", "发证日期", "签发日期"),
    "expires_on": ("expires_on", "valid until", "expiry date", "有效期至", "到期日期"),
    "number": ("number", "certificate number", "证书编号"),
    "evidence": ("evidence", "依据", "证明材料", "证据", "证书依据"),
}
"""The fields with the headings under which they are known."""

NEEDED = ("employee_no", "scheme", "tier", "issued_on", "evidence")
LONGEST_NUMBER, LONGEST_EVIDENCE = 40, 1000
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")


@dataclass(frozen=True)
class Fault:
    """What is wrong: `column` is a field of COLUMNS; words for `code` stand in the labels."""

    column: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Line:
    """One certificate to bring over, in its line of the file. `expires_on` None: by the tier's rule; `number` "": a new one."""

    line: int
    employee_no: str
    scheme: str
    level: int
    issued_on: date
    expires_on: date | None
    number: str
    evidence: str


@dataclass(frozen=True)
class Known:
    """What the lines are checked against: people by number, tiers by (scheme, level), their levels by (scheme, name), numbers that are taken, and the first
    days that somebody has certificates of a tier from."""

    people: Collection[str]
    tiers: Collection[tuple[str, int]]
    names: Mapping[tuple[str, str], int]
    numbers: Collection[str]
    held: Collection[tuple[str, str, int, date]]


def find_columns(header: Sequence[str]) -> dict[str, int]:
    """Which column holds which field, by its heading."""
    plain = [heading.strip().lower() for heading in header]
    return {
        field: plain.index(name)
        for field, names in COLUMNS.items()
        for name in [next((name for name in names if name in plain), None)]
        if name is not None
    }


def missing_columns(found: Mapping[str, int]) -> list[str]:
    """The fields that must have a column and have none."""
    return [field for field in NEEDED if field not in found]


def read_day(text: str) -> date | None:
    """A day as people write it: 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日; None where it is no day."""
    matched = _DATE.fullmatch(text) or _CHINESE_DATE.fullmatch(text)
    if matched is None:
        return None
    try:
        return date(*(int(part) for part in matched.groups()[:3]))
    except ValueError:
        return None


def read_line(number: int, cells: Mapping[str, str], known: Known, today: date) -> tuple[Line | None, list[Fault]]:
    """One line as a certificate, or everything that is wrong with it."""
    faults: list[Fault] = []
    person, scheme, tier = cells.get("employee_no", ""), cells.get("scheme", ""), cells.get("tier", "")
    evidence, own = cells.get("evidence", ""), cells.get("number", "")
    if person not in known.people:
        faults.append(Fault("employee_no", "unknown_person", person))
    level = int(tier) if tier.isdecimal() and len(tier) < 3 else known.names.get((scheme, tier.lower()), 0)
    if (scheme, level) not in known.tiers:
        schemes = {code for code, _level in known.tiers}
        faults.append(
            Fault("tier", "unknown_tier", tier) if scheme in schemes else Fault("scheme", "unknown_scheme", scheme)
        )
    issued_on, expires_on = read_day(cells.get("issued_on", "")), read_day(cells.get("expires_on", ""))
    if issued_on is None:
        faults.append(Fault("issued_on", "no_day", cells.get("issued_on", "")))
    elif issued_on > today:
        faults.append(Fault("issued_on", "in_future", cells["issued_on"]))
    elif (person, scheme, level, issued_on) in known.held:
        faults.append(Fault("issued_on", "held_already", cells["issued_on"]))
    if cells.get("expires_on") and expires_on is None:
        faults.append(Fault("expires_on", "no_day", cells["expires_on"]))
    elif expires_on is not None and issued_on is not None and expires_on < issued_on:
        faults.append(Fault("expires_on", "before_issue", cells["expires_on"]))
    if len(own) > LONGEST_NUMBER:
        faults.append(Fault("number", "too_long", own))
    elif own in known.numbers:
        faults.append(Fault("number", "number_taken", own))
    if not evidence:
        faults.append(Fault("evidence", "no_evidence"))
    elif len(evidence) > LONGEST_EVIDENCE:
        faults.append(Fault("evidence", "too_long", evidence[:40]))
    if faults or issued_on is None:
        return None, faults
    return Line(number, person, scheme, level, issued_on, expires_on, own, evidence), []


def doubles(lines: Sequence[Line]) -> list[tuple[int, Fault]]:
    """Lines that say again what a line above says: the same number, or the same tier from the same day."""
    found: list[tuple[int, Fault]] = []
    numbers: set[str] = set()
    periods: set[tuple[str, str, int, date]] = set()
    for line in lines:
        period = (line.employee_no, line.scheme, line.level, line.issued_on)
        if line.number and line.number in numbers:
            found.append((line.line, Fault("number", "twice", line.number)))
        elif period in periods:
            found.append((line.line, Fault("issued_on", "twice", line.issued_on.isoformat())))
        numbers.add(line.number)
        periods.add(period)
    return found
