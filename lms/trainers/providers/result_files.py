"""A file of results from a provider: its headings in either language, and what each row says or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from lms.core.errors import describe
from lms.core.i18n import LOCALES
from lms.core.tables.reading import Row, Table
from lms.core.tables.writing import workbook
from lms.trainers.fees.rules import as_number
from lms.trainers.providers.models import ExternalAttendee, ExternalCourse
from lms.trainers.providers.rules import result_refusals

COLUMNS: dict[str, Any] = {
    "learner": _l("Learner"), "score": _l("Score"), "passed": _l("Passed"), "date": _l("Date"), "before": _l("Test before"),
    "level": _lp("evaluation", "Level"),
}  # fmt: skip
ALSO: dict[str, str] = {
    "employee_no": "learner", "employee no": "learner", "name": "learner", "工号": "learner", "姓名": "learner", "学员": "learner",
    "result": "score", "grade": "score", "成绩": "score", "分数": "score", "得分": "score", "pass": "passed", "合格": "passed",
    "是否合格": "passed", "通过": "passed", "是否通过": "passed", "day": "date", "日期": "date", "考试日期": "date", "训前成绩": "before",
}  # fmt: skip
"""Other headings that providers use."""
NEEDED = ("learner", "score")
YES = frozenset({"yes", "y", "true", "1", "passed", "pass", "是", "合格", "通过", "√"})
NO = frozenset({"no", "n", "false", "0", "failed", "fail", "not passed", "否", "不合格", "未通过", "×"})
TEST = 2
"""The level that a score means where the file says nothing else."""


@dataclass(frozen=True)
class Result:
    """What a row says of one attendee."""

    attendee: ExternalAttendee
    level: int
    value: float
    before: float | None
    passed: bool | None
    on_day: date | None

    @property
    def is_known(self) -> bool:
        """Is it what was entered last?"""
        last = next((one for one in reversed(self.attendee.results) if one.level == self.level), None)
        said = (self.value, self.before, self.passed, self.on_day)
        return last is not None and (last.value, last.before, last.passed, last.on_day) == said


@dataclass(frozen=True)
class Line:
    """One row: a result, or the sentences that say what is wrong."""

    number: int
    cells: tuple[str, ...]
    result: Result | None
    wrong: tuple[str, ...]


def headings(table: Table) -> dict[str, int]:
    """Which column holds what, by the heading's code, its word in either language, or another usual one."""
    names = {**ALSO, **{code: code for code in COLUMNS}}
    for locale in LOCALES.values():
        with force_locale(locale):
            names |= {str(word).lower(): code for code, word in COLUMNS.items()}
    found: dict[str, int] = {}
    for place, head in enumerate(table.header):
        code = names.get(head.lower())
        if code is not None:
            found.setdefault(code, place)
    return found


def read_results(
    table: Table, course: ExternalCourse, attendees: Sequence[ExternalAttendee], today: date
) -> list[Line]:
    """Every row. `attendees`: those whose results the reader keeps."""
    places, by_word = headings(table), _by_word(attendees)
    seen: set[tuple[int, int]] = set()
    found = []
    for row in table.rows:
        line = _line(row, places, course, by_word, today)
        if line.result is not None:
            key = (line.result.attendee.id, line.result.level)
            if key in seen:
                line = Line(row.line, row.cells, None, (_("This learner stands in the file twice."),))
            seen.add(key)
        found.append(line)
    return found


def _by_word(attendees: Sequence[ExternalAttendee]) -> dict[str, list[ExternalAttendee]]:
    """Attendees by number and by name in either script."""
    found: dict[str, list[ExternalAttendee]] = {}
    for one in attendees:
        for word in {one.person.employee_no, one.person.name_zh, one.person.name_latin} - {None, ""}:
            found.setdefault(word.casefold(), []).append(one)
    return found


def _line(
    row: Row, places: Mapping[str, int], course: ExternalCourse, by_word: Mapping[str, list[ExternalAttendee]], today: date
) -> Line:  # fmt: skip
    wrong: list[str] = []

    def cell(name: str) -> str:
        return row.cells[places[name]] if name in places else ""

    def told(name: str, sentence: str) -> None:
        wrong.append(_("%(column)s: %(sentence)s", column=str(COLUMNS[name]), sentence=sentence))

    meant = by_word.get(cell("learner").casefold(), [])
    if len(meant) != 1:
        told(
            "learner",
            _("several attendees have this name; write the number") if meant else _("does not attend this course"),
        )
    score, before = (as_number(cell(name).removesuffix("%")) for name in ("score", "before"))
    if score is None:
        told("score", _("no number"))
    if cell("before") and before is None:
        told("before", _("no number"))
    level = as_number(cell("level") or str(TEST))
    if level not in (1, 2, 3):
        told("level", _("write 1, 2 or 3"))
    said = cell("passed").casefold()
    if said and said not in YES | NO:
        told("passed", _("write yes or no"))
    on_day = _day(cell("date"))
    if cell("date") and on_day is None:
        told("date", _("write a day such as 2026-03-31"))
    if wrong or score is None or level is None:
        return Line(row.line, row.cells, None, tuple(wrong))
    passed = None if not said else said in YES
    result = Result(meant[0], int(level), float(score), None if before is None else float(before), passed, on_day)
    refused = result_refusals(result.level, result.value, result.before, on_day, from_day=course.from_day, today=today)
    return Line(row.line, row.cells, None if refused else result, tuple(describe(refused)))


def _day(text: str) -> date | None:
    parts = text.split(" ")[0].replace("/", "-").replace(".", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def rejects(table: Table, lines: Sequence[Line]) -> bytes:
    """The rows that are wrong as a workbook, as they stand in the file with the line and the reason before them, to be mended
    and sent again."""
    rows = [[line.number, " ".join(line.wrong), *line.cells] for line in lines if line.wrong]
    return workbook(_("Rejected rows"), [_("Line"), _("Reason"), *table.header], rows, widths=[8, 60])
