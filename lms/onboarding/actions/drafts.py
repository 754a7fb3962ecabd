"""Drafts of programmes: begun from nothing, from a version or from a file; changed; published; thrown away."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import select

from certificates.queries.schemes import list_schemes, list_tiers
from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.onboarding.actions.programmes import publish_programme
from lms.onboarding.change_models import ProgrammeDraft
from lms.onboarding.models import Programme, ProgrammeVersion
from lms.onboarding.queries.titles import KNOWN_KINDS, describe
from lms.onboarding.rules.gate import Content
from lms.onboarding.rules.programme import CODE, faults, place_of
from lms.onboarding.track_data import BLANK, readable


def begin_draft(*, data: Mapping[str, Any], actor: Actor, at: datetime) -> ProgrammeDraft:
    """Begin a draft; one of the same code that is there already is not written over. Raises RuleBroken."""
    code = str(data.get("code") or "")
    if not CODE.fullmatch(code):
        raise RuleBroken(Refusal("template_code", {"code": code}))
    if db.session.scalar(select(ProgrammeDraft.id).where(ProgrammeDraft.code == code)) is not None:
        raise RuleBroken(Refusal("draft_exists", {"code": code}))
    if set(data) <= {"code"} and db.session.scalar(select(Programme.id).where(Programme.code == code)) is not None:
        raise RuleBroken(Refusal("template_taken", {"code": code}))
    assert actor.id is not None
    draft = ProgrammeDraft(
        code=code, data={**copy.deepcopy(BLANK), **copy.deepcopy(dict(data))}, changed_by=actor.id, changed_at=at
    )
    db.session.add(draft)
    db.session.flush()
    audit.record("programme.draft_begun", "programme_draft", draft.id, actor=actor, at=at, code=code)
    return draft


def change_draft(*, draft: ProgrammeDraft, data: Mapping[str, Any], actor: Actor, at: datetime) -> ProgrammeDraft:
    """Keep what was written; a draft may be as unfinished as it likes."""
    assert actor.id is not None
    draft.data = copy.deepcopy(dict(data))
    draft.changed_by, draft.changed_at = actor.id, at
    db.session.flush()
    return draft


def discard_draft(*, draft: ProgrammeDraft, actor: Actor, at: datetime) -> None:
    """Throw a draft away."""
    audit.record("programme.draft_discarded", "programme_draft", draft.id, actor=actor, at=at, code=draft.code)
    db.session.delete(draft)
    db.session.flush()


def publish_draft(*, draft: ProgrammeDraft, actor: Actor, at: datetime) -> ProgrammeVersion:
    """Make a version of a draft. Raises RuleBroken with everything that is wrong in it."""
    if wrong := draft_faults(draft.data):
        raise RuleBroken(*wrong)
    version = publish_programme(data=draft.data, actor=actor, at=at)
    db.session.delete(draft)
    db.session.flush()
    return version


def draft_faults(data: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Everything that is wrong in a draft, references to what does not exist included."""
    wrong = list(faults(data))
    contents = [
        (stage, number, line, Content(str(content.get("kind")), str(content.get("ref") or "")))
        for number, stage in enumerate(data.get("stages") or [], 1)
        for line, content in enumerate(stage.get("contents") or [], 1)
    ]
    known = describe([content for *_, content in contents])
    for stage, number, line, content in contents:
        if content.kind in KNOWN_KINDS and content.ref and (content.kind, content.ref) not in known:
            wrong.append(Refusal("template_ref_unknown", {**place_of(stage, number), "line": line, "ref": content.ref}))
    return readable([*wrong, *_award_faults(data.get("award") or {})])


def _award_faults(award: Mapping[str, Any]) -> Iterator[Refusal]:
    """Nobody would be told of a tier that does not exist before the first who passes gets no certificate."""
    scheme, level = str(award.get("scheme") or ""), award.get("level")
    if scheme:
        meant = [one.id for one in list_schemes() if fnmatchcase(one.code, scheme)]
        if level not in {tier.level for tier in list_tiers(meant)}:
            yield Refusal("template_award", {"scheme": scheme, "level": level})


def title_of(draft: ProgrammeDraft) -> Bilingual:
    """What a draft is called so far."""
    said = Bilingual.of(draft.data.get("title") or "")
    return said if said.zh or said.en else Bilingual(draft.code, draft.code)
