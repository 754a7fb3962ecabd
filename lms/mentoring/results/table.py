"""Mentors' results as a table to take away, for appraisal and rewards: each figure with its number and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from lms.mentoring.appointments.labels import STATUS_NAMES
from lms.mentoring.appointments.queries import Mentor
from lms.mentoring.labels import kind_name
from lms.mentoring.results.labels import comparison_words
from lms.mentoring.results.queries import Results
from lms.mentoring.results.rules import Measured

WIDTHS = (14, 16, 24, 24, 14)


def heading() -> list[str]:
    """The columns, in the reader's language."""
    return [
        _("Employee number"), _("Name"), _("Unit"), _("Kinds of mentor"), _("Status"),
        _("Mentees now"), _("Mentees at most"), _("Mentees in 24 months"),
        *_measured(_("Hours to the answer")),
        *_measured(_("Days to independence")), *_measured(_("Days to independence, comparable mentees")), _("Days to independence, compared"),
        *_measured(_("All exams passed at the first attempt, per cent")),
        *_measured(_("All exams passed at the first attempt, per cent, comparable mentees")), _("All exams passed at the first attempt, compared"),
        _("Coaching talks"), _("Answers of mentees shown"), _("Mean of their answers, 1 to 5"), _("Reward points"), _("Thanks"),
    ]  # fmt: skip


def _measured(name: str) -> Iterator[str]:
    for part in (_("mean"), "n", _("lower limit"), _("upper limit")):
        yield f"{name} · {part}"


def lines(
    mentors: Sequence[Mentor], results: Mapping[int, Results], thanks: Mapping[int, Sequence[Any]]
) -> list[list[Any]]:
    """A line for each mentor, in the order given."""
    return [_line(one, results[one.person.id], thanks.get(one.person.id, ())) for one in mentors]


def _line(one: Mentor, found: Results, thanks: Sequence[Any]) -> list[Any]:
    said = found.said.means.values()
    return [
        one.person.employee_no, str(one.person.name), str(one.person.unit.name),
        ", ".join(kind_name(kind) for kind in sorted(one.kinds, reverse=True)), str(STATUS_NAMES[one.status]),
        one.mentees, one.offer.capacity, found.accompanied,
        *_figures(found.answers),
        *_figures(found.independence), *_figures(found.independence_others),
        comparison_words(found.independence, found.independence_others),
        *_figures(found.passes), *_figures(found.passes_others), comparison_words(found.passes, found.passes_others),
        found.talks, found.said.shown, round(sum(said) / len(said), 2) if said else None, found.points,
        "\n".join(f"{credit.given_on}: {credit.reason}" for credit in thanks),
    ]  # fmt: skip


def _figures(one: Measured) -> Iterator[Any]:
    yield from (_rounded(one.value), one.n, _rounded(one.low), _rounded(one.high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
