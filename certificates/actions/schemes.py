"""Publishing schemes and their tiers: a tier that changes becomes a new version; certificates stay with theirs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from certificates.drafts.labels import readable
from certificates.events import RulesChanged
from certificates.models import Scheme, Tier
from certificates.rules.schemes import faults
from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken


def publish_scheme(*, data: Mapping[str, Any], actor: Actor, at: datetime) -> Scheme:
    """Add a scheme with its tiers from their data (see the demo's `schemes.yaml`), or bring it to what they say.

    Raises RuleBroken with everything that is wrong. Publishing the same data again changes nothing.
    """
    if wrong := faults(data):
        raise RuleBroken(*readable(wrong))
    scheme = add_scheme(
        code=data["code"],
        title=Bilingual.of(data["title"]),
        certificate_title=Bilingual.of(data["certificate_title"]),
        field_of_work=Bilingual.of(data["field_of_work"]) if data.get("field_of_work") else None,
        family=data["family"],
        product_line=data.get("product_line"),
        actor=actor,
        at=at,
    )
    for level, tier in enumerate(data["tiers"], 1):
        publish_tier(
            scheme=scheme,
            level=level,
            code=tier["code"],
            title=Bilingual.of(tier["title"]),
            knowledge=Bilingual.of(tier["knowledge"]),
            skill=Bilingual.of(tier["skill"]),
            examination=Bilingual.of(tier["examination"]),
            requirements=copy.deepcopy(list(tier["requirements"])),
            validity_months=tier["validity_months"],
            renewal=copy.deepcopy(dict(tier.get("renewal") or {})),
            unlocks=copy.deepcopy(dict(tier.get("unlocks") or {})),
            actor=actor,
            at=at,
        )
    return scheme


def add_scheme(
    *,
    code: str,
    title: Bilingual,
    certificate_title: Bilingual,
    family: str,
    product_line: str | None,
    field_of_work: Bilingual | None = None,
    actor: Actor,
    at: datetime,
) -> Scheme:
    """A scheme by its code, made or renamed."""
    scheme = db.session.scalar(select(Scheme).where(Scheme.code == code))
    says = {
        "title": title, "certificate_title": certificate_title, "field_of_work": field_of_work,
        "family": family, "product_line": product_line,
    }  # fmt: skip
    if scheme is not None and all(getattr(scheme, name) == value for name, value in says.items()):
        return scheme
    if scheme is None:
        scheme = Scheme(code=code)
        db.session.add(scheme)
    for name, value in says.items():
        setattr(scheme, name, value)
    db.session.flush()
    audit.record("scheme.published", "scheme", scheme.id, actor=actor, at=at, code=code)
    return scheme


def publish_tier(
    *,
    scheme: Scheme,
    level: int,
    code: str,
    title: Bilingual,
    knowledge: Bilingual,
    skill: Bilingual,
    examination: Bilingual,
    requirements: list[dict[str, Any]],
    validity_months: int,
    renewal: dict[str, Any] | None = None,
    unlocks: dict[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Tier:
    """A new version of a tier; the latest is given back where it says the same already."""
    query = select(Tier).where(Tier.scheme_id == scheme.id, Tier.level == level)
    latest = db.session.scalar(query.order_by(Tier.number.desc()).limit(1))
    tier = Tier(
        scheme_id=scheme.id,
        level=level,
        number=latest.number + 1 if latest else 1,
        code=code,
        title=title,
        knowledge=knowledge,
        skill=skill,
        examination=examination,
        requirements=requirements,
        validity_months=validity_months,
        renewal=renewal or {},
        unlocks=unlocks or {},
        published_at=at,
    )
    if latest is not None and _says(latest) == _says(tier):
        return latest
    db.session.add(tier)
    db.session.flush()
    db.session.expire(scheme, ["tiers"])
    audit.record(
        "tier.published", "tier", tier.id, actor=actor, at=at, scheme=scheme.code, level=level, number=tier.number
    )
    if latest is not None:
        events.publish(RulesChanged(scheme.id, at))
    return tier


def _says(tier: Tier) -> tuple[Any, ...]:
    texts = (tier.title, tier.knowledge, tier.skill, tier.examination)
    return (tier.code, *texts, tier.requirements, tier.validity_months, tier.renewal, tier.unlocks)
