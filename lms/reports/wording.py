"""Sentences about records, in the reader's language; the page and the paper share them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from assessments.practical_labels import STANDING_NAMES, mode_name
from courses.attendance.labels import ABSENCE_NAMES
from courses.labels import CATEGORY_NAMES
from courses.sessions.labels import KIND_NAMES as SESSION_KINDS
from lms.core.i18n import day, language, number
from lms.mentoring.labels import DIMENSION_NAMES
from lms.mentoring.labels import KIND_NAMES as MENTOR_NAMES
from lms.onboarding.labels import OUTCOMES, PARTS
from lms.reports.records import (
    Archive,
    CourseRecord,
    ExamRecord,
    LogMonth,
    OutcomeRecord,
    PairingRecord,
    RatingRecord,
)
from lms.reports.session_records import SessionRecord
from lms.reports.signatures import SignOffRecord

OUTCOME_TONES = {"on_duty": "good", "other_post": "due", "ended": "due", "left": "plain", "transferred": "plain"}
Lines = tuple[tuple[str, str], ...]


def outcome_words(outcome: OutcomeRecord) -> tuple[str, str, Lines]:
    """How a programme ended, its tone, and the parts of the figure."""
    return str(OUTCOMES[outcome.kind]), OUTCOME_TONES[outcome.kind], part_lines(outcome)


def part_lines(outcome: OutcomeRecord) -> Lines:
    """The parts of the figure, each with its mark and weight."""
    return tuple((str(PARTS.get(part["part"], part["part"])), _part_words(part)) for part in outcome.parts)


def _part_words(part: Mapping[str, Any]) -> str:
    mark, weight = part["mark"], part["weight"]
    if mark is None:
        return _("no mark")
    return _("%(mark)s%%, counts %(weight)s%%", mark=number(float(mark)), weight=number(float(weight)))


def passed_words(passed: bool, percent: float) -> str:
    """A mark and whether it was enough."""
    if passed:
        return _("%(mark)s%%, passed", mark=number(percent))
    return _("%(mark)s%%, not passed", mark=number(percent))


def course_words(record: CourseRecord) -> str:
    """Category and version of a course."""
    return _("%(category)s, version %(version)s", category=category_name(record.category), version=record.version)


def exam_words(record: ExamRecord) -> str:
    """Points and pass mark of an attempt."""
    return _(
        "%(score)s of %(points)s points, pass mark %(mark)s%%",
        score=number(record.score),
        points=number(record.points),
        mark=number(record.pass_mark),
    )


def standing_name(standing: str) -> str:
    """What has become of a sign-off."""
    return str(STANDING_NAMES[standing][0])


def sign_off_words(record: SignOffRecord) -> str:
    """How and when the work was done, and the evidence."""
    words = _("%(mode)s, work of %(day)s", mode=mode_name(record.mode), day=day(record.performed_on))
    if record.work_order:
        words = _("%(words)s, work order %(order)s", words=words, order=record.work_order)
    if record.photos:
        words = _n("%(words)s, %(num)s photo", "%(words)s, %(num)s photos", record.photos, words=words)
    return words


def mentor_kind(kind: str) -> str:
    """A mentor's part."""
    return str(MENTOR_NAMES[kind])


def pairing_words(record: PairingRecord) -> str:
    """As what and how long somebody was the mentor."""
    if record.ended_on is None:
        return _("%(kind)s, since %(start)s", kind=mentor_kind(record.kind), start=day(record.started_on))
    return _(
        "%(kind)s, %(start)s to %(end)s",
        kind=mentor_kind(record.kind),
        start=day(record.started_on),
        end=day(record.ended_on),
    )


def rating_lines(record: RatingRecord) -> Lines:
    """The rated dimensions."""
    return tuple(
        (str(DIMENSION_NAMES.get(key, key)), _("%(points)s of 5", points=points))
        for key, points in record.ratings.items()
    )


def month_name(day_in_it: date) -> str:
    """A month as its reader writes it."""
    return format_date(day_in_it, "y年M月" if language() == "zh" else "MMMM y")


def log_words(month: LogMonth) -> str:
    """How much was written."""
    return _n("%(num)s entry", "%(num)s entries", month.entries)


def log_summary(archive: Archive) -> str:
    """The whole growth log in figures."""
    return _n(
        "%(num)s entry since %(month)s, the last on %(day)s. The texts stay with the writer and the mentors.",
        "%(num)s entries since %(month)s, the last on %(day)s. The texts stay with the writer and the mentors.",
        archive.log_entries,
        month=month_name(archive.log[-1].last_day),
        day=day(archive.log[0].last_day),
    )


def category_name(category: str) -> str:
    """A course category."""
    return str(CATEGORY_NAMES.get(category, category))


def rating_text(record: RatingRecord) -> str:
    """All rated dimensions in one line."""
    return _(", ").join(f"{DIMENSION_NAMES.get(key, key)} {points}" for key, points in record.ratings.items())


def courses_note(archive: Archive) -> str:
    """What stands beside the number of courses."""
    if not archive.courses:
        return _("none yet")
    return _("the last on %(day)s", day=day(archive.courses[0].completed_at))


def exams_note(archive: Archive) -> str:
    """What stands beside the number of exams."""
    if not archive.examinations:
        return _("none taken yet")
    return _n("in %(num)s attempt", "in %(num)s attempts", archive.examinations)


def practicals_note(archive: Archive) -> str:
    """What stands beside the number of sign-offs."""
    if not archive.sign_offs:
        return _("none yet")
    returned = sum(not record.passed and record.revoked_at is None for record in archive.sign_offs)
    revoked = sum(record.revoked_at is not None for record in archive.sign_offs)
    if revoked:
        return _("%(returned)s returned, %(revoked)s revoked", returned=returned, revoked=revoked)
    return _("%(returned)s returned", returned=returned)


def certificates_note(archive: Archive) -> str:
    """What stands beside the number of certificates."""
    if archive.certificates_valid:
        next_end = min(record.expires_on for record in archive.certificates_valid)
        return _("the next ends on %(day)s", day=day(next_end))
    if archive.certificates:
        return _n("%(num)s not valid today", "%(num)s not valid today", len(archive.certificates))
    return _("none yet")


def session_words(record: SessionRecord) -> tuple[str, str]:
    """How somebody's part in a session stands, and its tone."""
    if record.attended:
        return _("Attended"), "good"
    if not record.known:
        return "", "plain"
    if record.absence:
        return _("Not there: %(reason)s", reason=ABSENCE_NAMES[record.absence]), "due"
    return (_("Attended in part") if record.percent else _("Not there")), "bad"


def session_detail(record: SessionRecord) -> str:
    """The kind of session, its number, and how much of it."""
    parts = [str(SESSION_KINDS[record.kind]), record.number]
    if record.known and record.percent:
        parts.append(_("%(percent)s%% of the time", percent=record.percent))
    return " · ".join(parts)
