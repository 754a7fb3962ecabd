"""Tables of standard setting: judges who say item by item how likely somebody who only just passes is right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.append_only import append_only
from lms.core.db import Base


@append_only
class CutPanel(Base):
    """A panel about one paper of an exam, drawn by a version of its blueprint. `borderline` describes whom the judges have
    in mind: somebody who can do just enough."""

    __tablename__ = "cut_panel"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"))
    borderline: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]


@append_only
class CutPanelItem(Base):
    """A wording that the panel judges, and the points it gives."""

    __tablename__ = "cut_panel_item"

    panel_id: Mapped[int] = mapped_column(ForeignKey("cut_panel.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    points: Mapped[float]


@append_only
class CutJudge(Base):
    """Somebody who judges."""

    __tablename__ = "cut_judge"

    panel_id: Mapped[int] = mapped_column(ForeignKey("cut_panel.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    named_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]


class CutRound(Base):
    """A round of judging; from the second on judges see what candidates did, and what the others said. Ended by dating
    `closed_at`, and then `figures` hold what it came to (see `rules.quality.standard`)."""

    __tablename__ = "cut_round"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 5", name="number"),)

    panel_id: Mapped[int] = mapped_column(ForeignKey("cut_panel.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON)


@append_only
class CutRating(Base):
    """What a judge said of an item in a round, in per cent. The last one of a round counts. Tied to the judge, so that the
    database itself refuses anybody else's."""

    __tablename__ = "cut_rating"
    __table_args__ = (
        ForeignKeyConstraint(
            ["panel_id", "person_id"], ["cut_judge.panel_id", "cut_judge.person_id"], name="fk_cut_rating_judge"
        ),
        ForeignKeyConstraint(
            ["panel_id", "number"], ["cut_round.panel_id", "cut_round.number"], name="fk_cut_rating_round"
        ),
        ForeignKeyConstraint(
            ["panel_id", "position"], ["cut_panel_item.panel_id", "cut_panel_item.position"], name="fk_cut_rating_item"
        ),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    person_id: Mapped[int]
    position: Mapped[int]
    percent: Mapped[int]
    rated_at: Mapped[datetime]


@append_only
class CutDecision(Base):
    """What was decided from a panel's last round, and signed: the pass mark in per cent, on what it rests, the blueprint
    version from which it counts."""

    __tablename__ = "cut_decision"
    __table_args__ = (
        CheckConstraint("basis IN ('mean', 'median', 'trimmed', 'other', 'unchanged')", name="basis"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark"),
    )

    panel_id: Mapped[int] = mapped_column(ForeignKey("cut_panel.id"), primary_key=True)
    basis: Mapped[str] = mapped_column(String(20))
    before: Mapped[float]
    pass_mark: Mapped[float]
    blueprint_id: Mapped[int] = mapped_column(ForeignKey("blueprint.id"))
    reason: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]
