"""One content of a stage as a line on a page: what it is, how it stands, and where its evidence is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import ngettext

from courses.attendance.queries.counts import ANY_OF_KIND
from lms.core.bilingual import Bilingual
from lms.core.i18n import number, short_day
from lms.core.phrases import say as _
from lms.onboarding.labels import ICONS, KINDS, PARTS, REASONS
from lms.onboarding.queries.journeys import Journey
from lms.onboarding.rules.gate import (
    AGREEMENT,
    ATTENDANCE,
    COURSE,
    EXAM,
    LOG,
    MARKED,
    MENTOR_RATING,
    OWN_REF,
    PRACTICAL,
    PRACTICAL_EXAM,
    Check,
    Content,
)
from lms.onboarding.rules.result import exact

_MISSING = {
    EXAM: "exam_missing", PRACTICAL_EXAM: "practical_exam_missing", MENTOR_RATING: "mentor_rating_missing", AGREEMENT: "agreement_missing",
}  # fmt: skip
"""What is said of a content that was not there yet when a result was kept."""


@dataclass(frozen=True)
class Line:
    """What a page shows of one content."""

    kind: str
    title: str
    note: str
    tag: str
    tone: str
    icon: str
    href: str | None
    met: bool


def line_of(journey: Journey, check: Check, reader_id: int) -> Line:
    """A content of a stage that is not passed yet."""
    content, evidence = check.content, check.evidence
    is_own = journey.row.person_id == reader_id
    if check.met:
        # A part of the result: that the mark is there says nothing of whether it is enough, which the result says.
        tag, tone = (_("Met"), "good") if content.part is None else (_("Marked"), "plain")
        note = _standing_words(content, evidence.mark, evidence.done, evidence.on)
    else:
        urgent = check.reason in ("practical_returned", "attempts_used_up", "mark_below", "not_passed")
        tag, tone = _("Not met"), "bad" if urgent else "plain"
        note = reason_words(check)
    href = href_of(content, journey.row.person_id, evidence.record_id, is_own=is_own)
    if is_own and content.kind == COURSE and not check.met and evidence.next_id:
        href = url_for("courses.lesson", lesson_id=evidence.next_id)
    if content.part is not None:
        note = f"{KINDS[content.kind]} · {note}"  # the exams of a certification often share its name
    return Line(content.kind, title_of(journey, content), note, tag, tone, ICONS[content.kind], href, check.met)


def line_ahead(journey: Journey, content: Content, reader_id: int) -> Line:
    """A content of a stage whose evidence was not asked for."""
    is_own = journey.row.person_id == reader_id
    href = href_of(content, journey.row.person_id, None, is_own=is_own)
    return Line(
        content.kind, title_of(journey, content), need_of(content), "", "plain", ICONS[content.kind], href, False
    )


def line_kept(journey: Journey, kept: dict[str, Any], reader_id: int) -> Line:
    """A content of a passed stage, or of a result, as it was kept on the day."""
    content = Content(kept["kind"], kept["ref"], None, kept.get("part"))
    title = text_of(kept.get("title"), content)
    mark = None if kept.get("mark") is None else exact(kept["mark"])
    on = datetime.fromisoformat(kept["on"]) if kept.get("on") else None
    href = href_of(content, journey.row.person_id, kept.get("record_id"), is_own=journey.row.person_id == reader_id)
    met = bool(kept.get("met", True))
    words = _standing_words(content, mark, int(kept.get("done") or 0), on)
    if not met and mark is None and content.kind in _MISSING:
        words = str(REASONS[_MISSING[content.kind]])
    return Line(
        content.kind, title, words, _("Met") if met else _("Not met"), "good" if met else "bad", ICONS[content.kind], href, met
    )  # fmt: skip


def title_of(journey: Journey, content: Content) -> str:
    """What a content is called in the reader's language."""
    return text_of(journey.title_of(content), content)


def text_of(title: Bilingual | dict[str, str] | None, content: Content) -> str:
    """A title, or the kind's own name for what has none, or the code where nothing else is known."""
    if title:
        return str(Bilingual.of(title))
    return str(KINDS[content.kind]) if content.kind in OWN_REF else content.ref


def need_of(content: Content) -> str:
    """What a content asks for, in words."""
    if content.kind == LOG:
        return ngettext("At least %(num)s entry", "At least %(num)s entries", int(content.minimum or 1))
    if content.kind == ATTENDANCE:
        return ngettext("At least %(num)s session", "At least %(num)s sessions", int(content.minimum or 1))
    if content.kind in MARKED and content.part is not None:
        return _("Counts as “%(part)s” in the result", part=PARTS[content.part])
    if content.kind in MARKED and content.minimum is not None:
        return _("At least %(minimum)s%%", minimum=number(content.minimum))
    return str(KINDS[content.kind])


def reason_words(check: Check) -> str:
    """What is missing, in words; the comment of a returned task stands with it."""
    values = {k: number(v) if k in ("mark", "minimum") and v is not None else v for k, v in check.values.items()}
    if check.reason == "practical_returned":
        return _("Returned: %(comment)s", comment=check.evidence.returned)
    if check.reason == "course_open" and not check.evidence.total:
        return _("Not begun")
    if check.reason == "exam_missing" and check.evidence.next_id:
        return _("Under way: go on where you were")
    if check.reason == "exam_missing" and check.content.minimum is not None:
        return _("Not taken yet, at least %(minimum)s%%", minimum=number(check.content.minimum))
    return str(REASONS[check.reason] % values)


def _standing_words(content: Content, mark: Any, done: int, on: datetime | None) -> str:
    when = short_day(on)
    if content.kind in MARKED and mark is not None:
        return _("%(mark)s%% on %(day)s", mark=number(mark), day=when) if on else f"{number(mark)}%"
    if content.kind == LOG:
        return _("%(done)s entries", done=done)
    if content.kind == ATTENDANCE:
        return _("%(done)s attended, the last on %(day)s", done=done, day=when)
    if content.kind == PRACTICAL:
        return _("All sign-offs given, the last on %(day)s", day=when) if on else _("All sign-offs given")
    return _("Completed on %(day)s", day=when) if on else _("Completed")


def href_of(content: Content, learner_id: int, record_id: int | None, *, is_own: bool) -> str | None:
    """Where the evidence of a content is, for the learner or for somebody else who may see it."""
    if content.kind == COURSE:
        return url_for("courses.course", code=content.ref)
    if content.kind == ATTENDANCE:
        if record_id:
            return url_for("sessions.show", session_id=record_id)
        course = None if content.ref.startswith(ANY_OF_KIND) else content.ref
        return url_for("sessions.index", course=course) if is_own else None
    if content.kind == EXAM:
        if not is_own:
            return None
        if record_id:
            return url_for("assessments.result", attempt_id=record_id)
        return url_for("assessments.exam", code=content.ref)
    if content.kind == PRACTICAL:
        return url_for("assessments.practical", learner_id=learner_id, task_code=content.ref)
    if content.kind == PRACTICAL_EXAM:
        return url_for("assessments.practical_exam_result", exam_id=record_id) if record_id else None
    if content.kind == MENTOR_RATING:
        return url_for("mentoring.rating", rating_id=record_id) if record_id else None
    if is_own and content.kind == LOG:
        return url_for("mentoring.log")
    return None
