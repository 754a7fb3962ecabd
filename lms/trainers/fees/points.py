"""Points towards promotion, and the hours of a year: what lines of fees add to them, and what corrections take away again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from lms.trainers.fees.models import FeeLine
from lms.trainers.fees.rules import Rules, credits_of


def counted(line: FeeLine) -> int:
    """How often the hours of a line count: once where its day is paid with it, -1 where a correction takes all of it back, not at all
    where only the amount is another."""
    if line.kind == "taught":
        return int(line.hundredths > 0)
    if line.kind != "correction":
        return 0
    return int(Decimal(line.basis["due"]) > 0) - int(Decimal(line.basis["paid"]) > 0)


def credits_of_lines(
    lines: Sequence[FeeLine], earlier: Mapping[tuple[int, str], int], rules: Mapping[int, Rules]
) -> dict[tuple[int, int, str], Decimal]:
    """Points by person, rules and what they are for. `earlier`: what closed months paid each person for each session, in hundredths;
    a course taught for the first time counts once, however many months its days lie in."""
    minutes: dict[tuple[int, int], int] = defaultdict(int)
    firsts: dict[tuple[int, int], int] = defaultdict(int)
    sums: dict[tuple[int, str], int] = defaultdict(int)
    rules_of: dict[tuple[int, str], int] = {}
    for line in lines:
        if line.kind == "extra" or line.rules_id is None:
            continue
        minutes[line.person_id, line.rules_id] += counted(line) * line.minutes
        if line.basis.get("first") == "yes" and line.hundredths:
            key = (line.person_id, line.session_number)
            sums[key] += line.hundredths
            rules_of.setdefault(key, line.rules_id)
    for key, paid in sums.items():
        before = earlier.get(key, 0)
        firsts[key[0], rules_of[key]] += int(before + paid > 0) - int(before > 0)
    found = {}
    for (person_id, rules_id), total in minutes.items():
        for kind, points in credits_of(rules[rules_id], total, firsts.get((person_id, rules_id), 0)).items():
            found[person_id, rules_id, kind] = points
    return found
