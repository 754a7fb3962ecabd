"""ROI cases: opening one, keeping a version of it, signing for more than the first year, noting who was told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.evaluation.models import RoiCase, RoiOverride, RoiTold, RoiVersion
from lms.evaluation.rules.returns.reading import read_case


def open_case(
    *, subject_kind: str, subject_code: str, unit_id: int | None, title: Bilingual, actor: Actor, at: datetime
) -> RoiCase:
    """A case without figures yet."""
    case = RoiCase(
        subject_kind=subject_kind,
        subject_code=subject_code,
        unit_id=unit_id,
        title=title,
        made_by=actor.id,
        made_at=at,
    )
    db.session.add(case)
    db.session.flush()
    audit.record("roi.opened", "roi_case", case.id, actor=actor, at=at, code=subject_code)
    return case


def save_version(*, case: RoiCase, stage: str, content: dict[str, Any], actor: Actor, at: datetime) -> RoiVersion:
    """Keep the figures as they are now. What cannot be computed is not kept: CaseFaults says what is wrong."""
    read_case(content)
    number = case.versions[-1].number + 1 if case.versions else 1
    version = RoiVersion(number=number, stage=stage, content=content, made_by=actor.id, made_at=at)
    case.versions.append(version)
    db.session.flush()
    audit.record("roi.saved", "roi_case", case.id, actor=actor, at=at, version=number)
    return version


def sign_override(*, version: RoiVersion, reason: str, actor: Actor, at: datetime) -> RoiOverride:
    """Let a version count more than the first year, with one's name. Its author cannot."""
    if version.override is not None:
        raise RuleBroken(Refusal("roi_signed"))
    if "override" not in version.content:
        raise RuleBroken(Refusal("roi_first_year"))
    if actor.id is None or version.made_by == actor.id:
        raise RuleBroken(Refusal("roi_own_override"))
    signed = RoiOverride(version=version, reason=reason, signed_by=actor.id, signed_at=at)
    db.session.add(signed)
    db.session.flush()
    audit.record("roi.override_signed", "roi_case", version.case_id, actor=actor, at=at, version=version.number, reason=reason)  # fmt: skip
    return signed


def note_told(*, case: RoiCase, who: str, told_on: date, actor: Actor, at: datetime) -> RoiTold:
    """Somebody was told of the result."""
    told = RoiTold(who=who, told_on=told_on, made_by=actor.id, made_at=at)
    case.told.append(told)
    db.session.flush()
    audit.record("roi.told", "roi_case", case.id, actor=actor, at=at)
    return told
