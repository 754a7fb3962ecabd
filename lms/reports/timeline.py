"""One timeline of everything in an archive, in the reader's words: what happened, when, by whom, with what result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.practical_labels import STANDING_NAMES
from assessments.rules.practicals import Standing
from certificates.labels import DECISIONS, STATUS_TONES, STATUSES
from certificates.rules.status import DecisionKind
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.i18n import day, number
from lms.reports import evidence_links as links
from lms.reports.labels import KIND_ICONS, Kind
from lms.reports.records import Archive, CertificateRecord, ProgrammeRecord
from lms.reports.signatures import SignOffRecord
from lms.reports.wording import (
    course_words,
    exam_words,
    log_words,
    month_name,
    outcome_words,
    pairing_words,
    passed_words,
    rating_lines,
    session_detail,
    session_words,
    sign_off_words,
)


@dataclass(frozen=True)
class Entry:
    """One dated entry. `event` says what happened, `title` to what; `lines` are figures to unfold (label, value)."""

    kind: Kind
    on: date
    at: datetime | None
    event: str
    title: Bilingual | str
    detail: str = ""
    who: str = ""
    result: str = ""
    tone: str = "plain"
    href: str | None = None
    remark: str = ""
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return KIND_ICONS[self.kind]


def timeline(archive: Archive, reader: links.Reader) -> list[Entry]:
    """All entries, newest first."""
    entries = [entry for source in _SOURCES for entry in source(archive, reader)]
    return sorted(entries, key=lambda e: (e.on, e.at is not None, e.at.timestamp() if e.at else 0), reverse=True)


def _at(moment: datetime) -> tuple[date, datetime]:
    return clock.local_date(moment), moment


def _programmes(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.programmes:
        href = links.programme(record, reader)
        yield Entry(
            Kind.PROGRAMME, record.starts_on, None, _("Programme begun"), record.programme, href=href,
            detail=_("%(intake)s, version %(version)s of the programme", intake=record.intake, version=record.version),
        )  # fmt: skip
        for passage in record.passages:
            yield Entry(
                Kind.PROGRAMME, *_at(passage.passed_at), _("Stage passed"), passage.stage, str(record.programme),
                result=_("Passed"), tone="good", href=href,
            )  # fmt: skip
        for extension in record.extensions:
            longer = ngettext("by %(num)s day", "by %(num)s days", extension.days)
            title, detail, result = (
                (_("Stage repeated"), "", _("Repeated"))
                if extension.repeats
                else (_("Stage extended"), longer, _("Extended"))
            )
            yield Entry(
                Kind.PROGRAMME, *_at(extension.signed_at), title, extension.stage, detail, str(extension.signer), result, "due",
                href, remark=extension.reason,
            )  # fmt: skip
        yield from _outcome(record, reader)


def _outcome(record: ProgrammeRecord, reader: links.Reader) -> Iterator[Entry]:
    outcome = record.outcome
    if outcome is None:
        return
    words, tone, lines = outcome_words(outcome)
    yield Entry(
        Kind.PROGRAMME, *_at(outcome.decided_at), _("Programme ended"), record.programme, words,
        str(outcome.decider or ""), f"{number(float(outcome.figure))}%" if outcome.figure else "", tone,
        links.result(record, reader), outcome.reason, lines,
    )  # fmt: skip


def _courses(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.courses:
        yield Entry(
            Kind.COURSE, *_at(record.completed_at), _("Course completed"), record.title, course_words(record),
            result=_("Completed"), tone="good", href=links.course(record, reader),
        )  # fmt: skip


def _exams(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.exams:
        yield Entry(
            Kind.EXAM, *_at(record.finished_at), _("Theory exam"), record.title, exam_words(record),
            result=passed_words(record.passed, record.percent), tone="good" if record.passed else "bad",
            href=links.exam(record, reader),
        )  # fmt: skip


def _sign_offs(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.sign_offs:
        words, tone = _sign_off_result(record)
        remark = record.comment
        if record.revoked_at:
            remark = _("Taken back by %(name)s: %(reason)s", name=record.revoker, reason=record.revocation_reason)
        yield Entry(
            Kind.PRACTICAL, *_at(record.signed_at), _("Practical task signed"), record.title, sign_off_words(record),
            str(record.signer), words, tone, links.sign_off(record, reader), remark,
        )  # fmt: skip
        if record.revoked_at:
            yield Entry(
                Kind.PRACTICAL, *_at(record.revoked_at), _("Signature taken back"), record.title,
                _("The one of %(day)s no longer counts", day=day(record.signed_at)), str(record.revoker or ""),
                _("Revoked"), "bad", links.sign_off(record, reader), record.revocation_reason or "",
            )  # fmt: skip
        yield from _seconds(record, reader)


def _sign_off_result(record: SignOffRecord) -> tuple[str, str]:
    if record.revoked_at:
        return _("Revoked"), "bad"
    words, tone = STANDING_NAMES[record.standing]
    return str(words), "due" if record.standing == Standing.RETURNED else tone


def _seconds(record: SignOffRecord, reader: links.Reader) -> Iterator[Entry]:
    """What second people made of a sign-off, and what they withdrew of it."""
    href = links.sign_off(record, reader)
    for one in record.seconds:
        words, tone = (_("Agreed"), "good") if one.agreed else (str(STANDING_NAMES[Standing.REFUSED][0]), "bad")
        about = _("The sign-off of %(day)s", day=day(record.signed_at))
        yield Entry(
            Kind.PRACTICAL, *_at(one.signed_at), _("Second signature"), record.title, about, str(one.signer), words,
            tone, href, one.comment,
        )  # fmt: skip
        if one.withdrawn_at:
            yield Entry(
                Kind.PRACTICAL, *_at(one.withdrawn_at), _("Signature taken back"), record.title,
                _("The one of %(day)s no longer counts", day=day(one.signed_at)), str(one.signer), _("Revoked"), "bad",
                href, one.withdrawal_reason or "",
            )  # fmt: skip


def _practical_exams(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.practical_exams:
        yield Entry(
            Kind.EXAM, record.held_on, record.signed_at, _("Practical exam"), record.title,
            _("Pass mark %(mark)s%%", mark=number(record.pass_mark)), str(record.assessor),
            passed_words(record.passed, record.percent), "good" if record.passed else "bad",
            links.practical_exam(record, reader), record.comment,
        )  # fmt: skip


def _mentoring(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for rating in archive.ratings:
        yield Entry(
            Kind.MENTORING, *_at(rating.rated_at), _("Mentor's rating"), _("Rated by the technical mentor"), "",
            str(rating.mentor), f"{number(rating.percent)}%", href=links.rating(rating, reader),
            remark=rating.comment, lines=rating_lines(rating),
        )  # fmt: skip
    for pairing in archive.pairings:
        yield Entry(
            Kind.MENTORING, pairing.started_on, None, _("Mentor appointed"), pairing.mentor, pairing_words(pairing)
        )


def _log(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for month in archive.log:
        yield Entry(
            Kind.LOG, month.last_day, None, _("Growth log"), month_name(month.last_day), log_words(month),
            href=links.log(reader),
        )  # fmt: skip


def _certificates(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.certificates:
        href, title = links.certificate(record, reader), f"{record.scheme} · {record.tier}"
        yield Entry(
            Kind.CERTIFICATE, record.issued_on, record.awarded_at, _("Certificate issued"), title,
            _("No. %(number)s, valid until %(day)s", number=record.number, day=day(record.expires_on)),
            result=str(STATUSES[record.status]), tone=STATUS_TONES[record.status], href=href,
        )  # fmt: skip
        yield from _decisions(record, title, href)


def _decisions(record: CertificateRecord, title: str, href: str | None) -> Iterator[Entry]:
    for decision in record.decisions:
        restored = decision.kind == DecisionKind.REINSTATE
        yield Entry(
            Kind.CERTIFICATE, decision.effective_on, decision.decided_at, _("Decision on a certificate"), title,
            _("No. %(number)s", number=record.number), str(decision.decider), str(DECISIONS[decision.kind]),
            "good" if restored else "bad", href, decision.reason,
        )  # fmt: skip


def _sessions(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.sessions:
        words, tone = session_words(record)
        yield Entry(
            Kind.SESSION, record.last_day, record.ended_at, _("Session"), record.title, session_detail(record), result=words,
            tone=tone, href=links.session(record),
        )  # fmt: skip


def _trainings(archive: Archive, reader: links.Reader) -> Iterator[Entry]:
    for record in archive.trainings:
        yield Entry(
            Kind.CERTIFICATE, record.issued_on, None, _("Training certificate issued"), record.title,
            _("No. %(number)s", number=record.number), result=_("Withdrawn") if record.withdrawn else "",
            tone="bad" if record.withdrawn else "plain", href=links.training(record, reader),
        )  # fmt: skip


_SOURCES = (
    _programmes, _courses, _sessions, _exams, _sign_offs, _practical_exams, _mentoring, _log, _certificates, _trainings,
)  # fmt: skip
