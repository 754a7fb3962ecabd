"""What a certificate was awarded for, each piece as a line with a link to the record it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from certificates.labels import EVIDENCE_KINDS, REQUIREMENT_KINDS
from certificates.models import Certificate
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.paths import path_to


@dataclass(frozen=True)
class Evidence:
    """One piece: what kind, what of, the mark or how much of how much, the day, and where it stands."""

    kind: str
    title: Bilingual | None
    mark: float | None
    done: int | None
    total: int | None
    on: date | None
    href: str | None


def list_evidence(certificate: Certificate, *, is_own: bool) -> list[Evidence]:
    """The evidence as it was kept on the day of the award. An attempt can be opened only by whoever sat it."""
    return [_one(kept, certificate.person_id, is_own) for kept in certificate.evidence]


def _one(kept: dict[str, Any], person_id: int, is_own: bool) -> Evidence:
    kind, mark = str(kept.get("kind", "")), kept.get("mark")
    return Evidence(
        kind=str(EVIDENCE_KINDS.get(kind) or REQUIREMENT_KINDS.get(kind, kind)),
        title=_title(kept),
        mark=None if mark is None else float(mark),
        done=kept.get("done"),
        total=kept.get("total"),
        on=_day(kept["on"]) if kept.get("on") else None,
        href=_href(kind, kept.get("ref"), kept.get("record_id"), person_id, is_own),
    )


def _title(kept: dict[str, Any]) -> Bilingual | None:
    """The title of the piece, or its words where it was written down by hand."""
    if kept.get("title"):
        return Bilingual.of(kept["title"])
    return Bilingual(kept["text"], kept["text"]) if kept.get("text") else None


def _day(kept: str) -> date:
    """A day, or the day of a moment: programmes keep moments."""
    return clock.local_date(datetime.fromisoformat(kept)) if "T" in kept else date.fromisoformat(kept)


def _href(kind: str, ref: str | None, record_id: int | None, person_id: int, is_own: bool) -> str | None:
    if kind == "exam" and is_own and record_id:
        return path_to("assessments.result", attempt_id=record_id)
    if kind == "practical" and ref:
        return path_to("assessments.practical", learner_id=person_id, task_code=ref)
    if kind == "practical_exam" and record_id:
        return path_to("assessments.practical_exam_result", exam_id=record_id)
    if kind == "course" and ref:
        return path_to("courses.course", code=ref)
    return None
