"""Reads of designs: versions, which one is in use, and a design as papers are made from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from certificates.designs.design import STANDARD, Design, Languages, Layout, Signatory
from certificates.designs.models import PaperDesign, PaperDesignChoice
from certificates.designs.pictures import kept_picture
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class Listed:
    """A design as the list shows it: its newest published version, and the draft of the next where there is one."""

    code: str
    published: PaperDesign | None
    draft: PaperDesign | None
    in_use: bool

    @property
    def newest(self) -> PaperDesign:
        """The draft, or what is published."""
        row = self.draft or self.published
        assert row is not None
        return row


def get_design(design_id: int) -> PaperDesign:
    """A version of a design. Raises NotFound."""
    row = db.session.get(PaperDesign, design_id)
    if row is None:
        raise NotFound
    return row


def list_versions(code: str) -> list[PaperDesign]:
    """The versions of a design, newest first."""
    query = select(PaperDesign).where(PaperDesign.code == code).order_by(PaperDesign.number.desc())
    return list(db.session.scalars(query))


def list_designs() -> list[Listed]:
    """Every design once, by layout and code."""
    used = set(designs_in_use().values())
    by_code: dict[str, list[PaperDesign]] = {}
    order = {str(layout): place for place, layout in enumerate(Layout)}
    for row in db.session.scalars(select(PaperDesign).order_by(PaperDesign.code, PaperDesign.number)):
        by_code.setdefault(row.code, []).append(row)
    listed = [
        Listed(
            code=code,
            published=next((row for row in reversed(rows) if row.published_at), None),
            draft=next((row for row in rows if row.published_at is None), None),
            in_use=any(row.id in used for row in rows),
        )
        for code, rows in by_code.items()
    ]
    return sorted(listed, key=lambda one: (order[one.newest.layout], one.code))


def list_published(layouts: Collection[Layout]) -> list[PaperDesign]:
    """The newest published version of each design of some layouts."""
    newest = (
        select(PaperDesign.code, func.max(PaperDesign.number).label("number"))
        .where(PaperDesign.published_at.is_not(None))
        .group_by(PaperDesign.code)
        .subquery()
    )
    query = select(PaperDesign).join(
        newest, (PaperDesign.code == newest.c.code) & (PaperDesign.number == newest.c.number)
    )
    return list(db.session.scalars(query.where(PaperDesign.layout.in_(layouts)).order_by(PaperDesign.code)))


def designs_in_use() -> dict[str, int]:
    """The version in which papers of each layout are issued now, by layout; none where it is the standard design."""
    latest = select(func.max(PaperDesignChoice.id)).group_by(PaperDesignChoice.layout)
    query = select(PaperDesignChoice.layout, PaperDesignChoice.design_id).where(PaperDesignChoice.id.in_(latest))
    return dict(db.session.execute(query).all())


def designs_of(kept: Collection[Mapping[str, Any]], layout: Layout) -> dict[int | None, Design]:
    """The designs of some kept faces in a layout, by the id of the version (None: the standard one). One statement."""
    ids = {design_id_in(face, layout) for face in kept}
    wanted = ids - {None}
    rows = db.session.scalars(select(PaperDesign).where(PaperDesign.id.in_(wanted))) if wanted else ()
    return {None: STANDARD[layout]} | {row.id: design_in(row) for row in rows}


def design_id_in(face: Mapping[str, Any], layout: Layout) -> int | None:
    """The version of a design that a kept face was issued in; None for the standard one."""
    number: int | None = (face.get("designs") or {}).get(str(layout))
    return number


def design_in(row: PaperDesign) -> Design:
    """A version as papers are made from it."""
    return design_from(Layout(row.layout), row.content)


def design_from(layout: Layout, content: Mapping[str, Any]) -> Design:
    """The same from what a row holds."""
    return Design(
        layout,
        Languages(content.get("languages", Languages.BOTH)),
        {slot: Bilingual.of(text) for slot, text in content.get("texts", {}).items()},
        tuple(
            Signatory(
                Bilingual.of(one["name"]), Bilingual.of(one["post"]), kept_picture(one.get("picture"), "signature")
            )
            for one in content.get("signatories", ())
        ),
        kept_picture(content.get("logo"), "logo"),
        kept_picture(content.get("seal"), "seal"),
    )
