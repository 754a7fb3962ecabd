"""Drafts of schemes: begun from nothing, from what holds now or from a file; changed; published; thrown away."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from certificates.actions.schemes import publish_scheme
from certificates.drafts.labels import readable
from certificates.drafts.models import SchemeDraft
from certificates.models import Scheme, Tier
from certificates.queries.drafts import get_ladder
from certificates.queries.requirement_titles import Titles, titles_in
from certificates.requirement_questions import programmes
from certificates.rules.requirement_kinds import WITH_CODES, Kind, codes_of, leaves
from certificates.rules.requirement_tree import places
from certificates.rules.schemes import CODE, faults
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken

BLANK: dict[str, Any] = {
    "family": "field",
    "title": {"zh": "", "en": ""},
    "certificate_title": {"zh": "", "en": ""},
    "tiers": [],
}
TEXTS = ("title", "knowledge", "skill", "examination")


def new_scheme(code: str) -> dict[str, Any]:
    """What a draft of a scheme that there is not yet begins with. Raises RuleBroken: a blank one in the place of a scheme that
    holds would take out everything that it says."""
    if db.session.scalar(select(Scheme.id).where(Scheme.code == code)) is not None:
        raise RuleBroken(Refusal("scheme_code_taken", {"code": code}))
    return {"code": code}


def begin_draft(*, data: Mapping[str, Any], actor: Actor, at: datetime) -> SchemeDraft:
    """Begin a draft; one of the same code that is there already is not written over. Raises RuleBroken."""
    code = data.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise RuleBroken(Refusal("scheme_code", {"code": str(code or "")[:40]}))
    if db.session.scalar(select(SchemeDraft.id).where(SchemeDraft.code == code)) is not None:
        raise RuleBroken(Refusal("scheme_draft_exists", {"code": code}))
    assert actor.id is not None
    draft = SchemeDraft(
        code=code, data={**copy.deepcopy(BLANK), **copy.deepcopy(dict(data))}, changed_by=actor.id, changed_at=at
    )
    db.session.add(draft)
    db.session.flush()
    audit.record("scheme.draft_begun", "scheme_draft", draft.id, actor=actor, at=at, code=code)
    return draft


def change_draft(*, draft: SchemeDraft, data: Mapping[str, Any], actor: Actor, at: datetime) -> SchemeDraft:
    """Keep what was written; a draft may be as unfinished as it likes."""
    assert actor.id is not None
    draft.data = copy.deepcopy(dict(data))
    draft.changed_by, draft.changed_at = actor.id, at
    db.session.flush()
    return draft


def discard_draft(*, draft: SchemeDraft, actor: Actor, at: datetime) -> None:
    """Throw a draft away."""
    audit.record("scheme.draft_discarded", "scheme_draft", draft.id, actor=actor, at=at, code=draft.code)
    db.session.delete(draft)
    db.session.flush()


def publish_draft(*, draft: SchemeDraft, actor: Actor, at: datetime) -> Scheme:
    """Make new versions of the tiers that a draft changes. Raises RuleBroken with everything that is wrong in it."""
    if wrong := draft_faults(draft.data):
        raise RuleBroken(*wrong)
    scheme = publish_scheme(data=draft.data, actor=actor, at=at)
    db.session.delete(draft)
    db.session.flush()
    return scheme


def draft_faults(data: Mapping[str, Any]) -> tuple[Refusal, ...]:
    """Everything that is wrong in a draft: what its form demands, and what it names that does not exist."""
    wrong = faults(data)
    return readable(wrong or (*published_faults(data), *reference_faults(data)))


def published_faults(data: Mapping[str, Any], tiers: Sequence[Tier] | None = None) -> tuple[Refusal, ...]:
    """What published tiers forbid: leaving out one that was not retired, and writing one anew that was. `tiers`: those of the
    scheme, where they are known already."""
    if tiers is None:
        tiers = get_ladder(data["code"], clock.today()).tiers
    retired = [tier.level for tier in tiers if tier.is_retired(clock.today())]
    have, asked = len(tiers) - len(retired), len(data["tiers"])
    if asked < have:
        return (Refusal("scheme_tiers_fewer", {"scheme": data["code"], "have": have}),)
    if retired and asked > have:
        return (Refusal("scheme_tier_retired", {"scheme": data["code"], "level": min(retired)}),)
    return ()


def reference_faults(data: Mapping[str, Any], titles: Titles | None = None) -> tuple[Refusal, ...]:
    """What a scheme names that nothing carries: an exam, a course, a KPI … `titles` of all of it where they are known."""
    tiers = data["tiers"]
    asked = [one for tier in tiers for _part, some in parts_of(tier) for one in some]
    titles = titles or titles_in(asked)
    named = any(one["kind"] == Kind.PROGRAMME for one in leaves(asked))
    known_programmes = {one.code for one in programmes()} if named else set()
    wrong = []
    for level, tier in enumerate(tiers, 1):
        for _part, some in parts_of(tier):
            for place, one in places(some):
                kind = one["kind"]
                codes = [one["kpi"]] if kind == Kind.KPI else codes_of(one) if kind in WITH_CODES else ()
                for code in codes:
                    known = code in known_programmes if kind == Kind.PROGRAMME else titles.exists(kind, code)
                    if not known:
                        fault = Refusal("scheme_reference", {"place": place, "code": code, "kind": kind})
                        wrong.append(Refusal("scheme_tier", {"level": level, "fault": fault}))
    return tuple(Refusal("scheme_fault", {"scheme": data["code"], "fault": fault}) for fault in wrong)


def parts_of(tier: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lists of requirements of a tier by name: "tier" for its own, "cycle-2" for those from the second renewal on."""
    cycles = (tier.get("renewal") or {}).get("cycles") or ()
    return [
        ("tier", tier.get("requirements") or []),
        *((f"cycle-{cycle['from']}", cycle.get("requirements") or []) for cycle in cycles),
    ]


def with_part(tier: Mapping[str, Any], part: str, requirements: list[dict[str, Any]]) -> dict[str, Any]:
    """A tier with one of its lists of requirements changed."""
    if part == "tier":
        return {**tier, "requirements": requirements}
    renewal = dict(tier.get("renewal") or {})
    renewal["cycles"] = [
        {**cycle, "requirements": requirements} if f"cycle-{cycle['from']}" == part else cycle
        for cycle in renewal.get("cycles") or ()
    ]
    return {**tier, "renewal": renewal}
