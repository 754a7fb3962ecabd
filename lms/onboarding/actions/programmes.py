"""Publishing programmes: every change is a new version, and whoever is under way stays on theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.onboarding.models import Programme, ProgrammeVersion, Stage, StageContent
from lms.onboarding.queries.programmes import find_latest_version
from lms.onboarding.rules.gate import OWN_REF
from lms.onboarding.rules.policy import Policy
from lms.onboarding.rules.programme import faults
from lms.onboarding.track_data import readable


def publish_programme(*, data: Mapping[str, Any], actor: Actor, at: datetime) -> ProgrammeVersion:
    """Publish a programme from its data (see `tracks/`). Raises RuleBroken with everything that is wrong in them.

    Data that say what the latest version says already make no new one: that version is given back.
    """
    if wrong := faults(data):
        raise RuleBroken(*readable(wrong))
    programme = db.session.scalar(select(Programme).where(Programme.code == data["code"]))
    if programme is None:
        programme = Programme(code=data["code"], title=Bilingual.of(data["title"]), family=data["family"])
        db.session.add(programme)
        db.session.flush()
    latest = find_latest_version(programme.id)
    made = _version(programme, data, number=latest.number + 1 if latest else 1, at=at)
    title = Bilingual.of(data["title"])
    same_name = (programme.title, programme.family) == (title, data["family"])
    if latest is not None and same_name and _says(latest) == _says(made):
        return latest
    programme.title, programme.family = title, data["family"]
    db.session.add(made)
    db.session.flush()
    audit.record(
        "programme.published", "programme_version", made.id, actor=actor, at=at, code=programme.code, number=made.number
    )
    return made


def _version(programme: Programme, data: Mapping[str, Any], *, number: int, at: datetime) -> ProgrammeVersion:
    award = data.get("award") or {}
    return ProgrammeVersion(
        programme_id=programme.id,
        number=number,
        published_at=at,
        weights={part: float(weight) for part, weight in data["weights"].items()},
        minimums={part: float(mark) for part, mark in (data.get("minimums") or {}).items()},
        pass_mark=float(data["pass_mark"]),
        extension_days=int(data["extension_days"]),
        policy=Policy.of(data.get("policy")).as_dict(),
        scheme_code=award.get("scheme"),
        tier_level=award.get("level"),
        stages=[_stage(position, stage) for position, stage in enumerate(data["stages"], 1)],
    )


def _stage(position: int, stage: Mapping[str, Any]) -> Stage:
    return Stage(
        position=position,
        code=stage["code"],
        title=Bilingual.of(stage["title"]),
        purpose=Bilingual.of(stage.get("purpose") or ""),
        days=stage["days"],
        need=stage.get("need"),
        groups=[{"code": g["code"], "need": g.get("need")} for g in stage.get("groups") or []],
        contents=[
            StageContent(
                position=n,
                kind=content["kind"],
                ref=content["kind"] if content["kind"] in OWN_REF else str(content.get("ref") or ""),
                minimum=None if content.get("minimum") is None else float(content["minimum"]),
                part=content.get("part"),
                group_code=content.get("group"),
            )
            for n, content in enumerate(stage["contents"], 1)
        ],
    )


def _says(version: ProgrammeVersion) -> tuple[Any, ...]:
    """What a version says, without its number and date."""
    return (
        version.weights, version.minimums, version.pass_mark, version.extension_days, version.scheme_code, version.tier_level,
        version.policy,
        [
            (s.code, s.title, s.purpose, s.days, s.need, s.groups, [(c.kind, c.ref, c.minimum, c.part, c.group_code) for c in s.contents])
            for s in version.stages
        ],
    )  # fmt: skip
