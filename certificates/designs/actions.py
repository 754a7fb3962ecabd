"""Drafting designs and publishing them: what is published never changes, the next wording is the next version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from certificates.designs.design import PLACEHOLDERS, STANDARD_TEXTS, Languages, Layout, text_faults
from certificates.designs.models import PaperDesign, PaperDesignChoice
from certificates.designs.pictures import normalise
from lms.core import audit, files
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.pdf.fonts import describe, missing_characters

EMPTY: Mapping[str, Any] = {
    "languages": str(Languages.BOTH),
    "texts": {},
    "signatories": [],
    "logo": None,
    "seal": None,
}
_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


def add_design(*, code: str, layout: Layout, name: Bilingual, actor: Actor, at: datetime) -> PaperDesign:
    """The first draft of a design, worded as the standard one. Raises RuleBroken where the code is taken or no code."""
    if not _CODE.fullmatch(code):
        raise RuleBroken(Refusal("design_code", {"code": code[:40]}))
    if db.session.scalar(select(PaperDesign.id).where(PaperDesign.code == code).limit(1)) is not None:
        raise RuleBroken(Refusal("design_code_taken", {"code": code}))
    row = PaperDesign(
        code=code, number=1, layout=str(layout), name=name, content=dict(EMPTY), drafted_by=actor.id, drafted_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record("paper_design.drafted", "paper_design", row.id, actor=actor, at=at, code=code, number=1)
    return row


def draft_next(*, design: PaperDesign, actor: Actor, at: datetime) -> PaperDesign:
    """The draft of the next version, beginning as this one; the one there is where somebody began it already."""
    latest = db.session.scalars(
        select(PaperDesign).where(PaperDesign.code == design.code).order_by(PaperDesign.number.desc()).with_for_update()
    ).first()
    assert latest is not None
    if latest.published_at is None:
        return latest
    row = PaperDesign(
        code=design.code, number=latest.number + 1, layout=design.layout, name=design.name, content=design.content,
        drafted_by=actor.id, drafted_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("paper_design.drafted", "paper_design", row.id, actor=actor, at=at, code=row.code, number=row.number)
    return row


def keep_picture(*, content: bytes, use: str, actor: Actor, at: datetime) -> str:
    """A picture checked, written anew and put into the file store; its hash, by which designs name it."""
    drawn = normalise(content, use)
    return files.save(drawn, name=f"{use}.png", content_type="image/png", actor=actor, at=at).sha256


def write_design(
    *, design: PaperDesign, name: Bilingual, content: Mapping[str, Any], actor: Actor, at: datetime
) -> None:
    """Change a draft. Raises RuleBroken with everything that is wrong with its texts."""
    if design.published_at is not None:
        raise RuleBroken(Refusal("design_published"))
    if faults := faults_in(Layout(design.layout), content):
        raise RuleBroken(*faults)
    if design.name == name and design.content == content:
        return
    design.name, design.content = name, dict(content)
    design.drafted_by, design.drafted_at = actor.id, at
    db.session.flush()
    audit.record("paper_design.written", "paper_design", design.id, actor=actor, at=at, code=design.code, number=design.number)  # fmt: skip


def publish_design(*, design: PaperDesign, use: bool, actor: Actor, at: datetime) -> None:
    """Publish a draft; `use`: certificates awarded from now on are printed in it. Those issued before keep theirs."""
    if design.published_at is not None:
        raise RuleBroken(Refusal("design_published"))
    if faults := faults_in(Layout(design.layout), design.content):
        raise RuleBroken(*faults)
    design.published_by, design.published_at = actor.id, at
    db.session.flush()
    audit.record("paper_design.published", "paper_design", design.id, actor=actor, at=at, code=design.code, number=design.number)  # fmt: skip
    if use:
        choose_design(design=design, actor=actor, at=at)


def choose_design(*, design: PaperDesign, actor: Actor, at: datetime) -> None:
    """Issue papers in this version from now on."""
    if design.published_at is None:
        raise RuleBroken(Refusal("design_not_published"))
    db.session.add(PaperDesignChoice(layout=design.layout, design_id=design.id, chosen_by=actor.id, chosen_at=at))
    db.session.flush()
    audit.record("paper_design.chosen", "paper_design", design.id, actor=actor, at=at, code=design.code, number=design.number)  # fmt: skip


def drop_draft(*, design: PaperDesign, actor: Actor, at: datetime) -> None:
    """Throw a draft away."""
    if design.published_at is not None:
        raise RuleBroken(Refusal("design_published"))
    audit.record("paper_design.dropped", "paper_design", design.id, actor=actor, at=at, code=design.code, number=design.number)  # fmt: skip
    db.session.delete(design)
    db.session.flush()


def faults_in(layout: Layout, content: Mapping[str, Any]) -> list[Refusal]:
    """Everything that is wrong with the texts of a design, each naming its place."""
    texts = {slot: Bilingual.of(text) for slot, text in content["texts"].items()}
    languages = Languages(content["languages"])
    faults = [
        Refusal(f"design_{fault.code}", {
            "slot": fault.slot, "language": fault.language, "about": fault.about,
            "known": ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS[layout])),
        })
        for fault in text_faults(layout, languages, texts)
    ]  # fmt: skip
    said = [text for slot, text in texts.items() if slot in STANDARD_TEXTS[layout]]
    said += [Bilingual.of(one[part]) for one in content["signatories"] for part in ("name", "post")]
    if missing := missing_characters(" ".join(part for text in said for part in (text.zh, text.en))):
        faults.append(Refusal("design_character", {"characters": ", ".join(describe(c) for c in missing)}))
    if any(not (one["name"]["zh"] or one["name"]["en"]) for one in content["signatories"]):
        faults.append(Refusal("design_signatory_name"))
    return faults
