"""Tables of scenario cards and simulated calls, rated by several assessors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models.practicals import Rubric
from lms.core.append_only import append_only
from lms.core.bilingual import Bilingual
from lms.core.db import Base


class ScenarioCard(Base):
    """A call to be played. `brief` is what the learner is told, `role` what the one who plays the caller knows, `moves`
    ([{"zh", "en"}]) what the caller does in turn. `raters` assessors rate it, each alone; when they differ by more than
    `settle_above` points, a further one settles it. A change makes a new version (same code, next number)."""

    __tablename__ = "scenario_card"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[Bilingual]
    brief: Mapped[Bilingual]
    role: Mapped[Bilingual]
    moves: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    minutes: Mapped[int]
    raters: Mapped[int]
    settle_above: Mapped[float]
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    added_at: Mapped[datetime]

    rubric: Mapped[Rubric] = relationship()


class Simulation(Base):
    """One simulated call of one learner, by one version of a card."""

    __tablename__ = "simulation"
    __table_args__ = (UniqueConstraint("arranged_by", "form_token"), UniqueConstraint("id", "learner_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("scenario_card.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    held_on: Mapped[date]
    arranged_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    arranged_at: Mapped[datetime]
    form_token: Mapped[str] = mapped_column(String(40))

    card: Mapped[ScenarioCard] = relationship()
    assessors: Mapped[list[SimulationAssessor]] = relationship(order_by="SimulationAssessor.id")
    called_off: Mapped[SimulationCalledOff | None] = relationship()


@append_only
class SimulationAssessor(Base):
    """Somebody who rates a simulation; `settles` for the one who was asked because the others differ too much. The
    learner stands here too, so that the database itself can refuse a learner who rates themselves."""

    __tablename__ = "simulation_assessor"
    __table_args__ = (
        ForeignKeyConstraint(
            ["simulation_id", "learner_id"],
            ["simulation.id", "simulation.learner_id"],
            name="fk_simulation_assessor_simulation",
        ),
        UniqueConstraint("simulation_id", "assessor_id"),
        CheckConstraint("assessor_id <> learner_id", name="not_the_learner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    simulation_id: Mapped[int]
    learner_id: Mapped[int]
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    settles: Mapped[bool]
    named_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]

    rating: Mapped[SimulationRating | None] = relationship()
    relief: Mapped[SimulationRelief | None] = relationship()


@append_only
class SimulationRelief(Base):
    """That an assessor who has not rated is asked no more, and why; another was named in their place."""

    __tablename__ = "simulation_relief"

    seat_id: Mapped[int] = mapped_column(ForeignKey("simulation_assessor.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    relieved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    relieved_at: Mapped[datetime]


@append_only
class SimulationCalledOff(Base):
    """That a simulation is rated no more, and why. What was rated stays on record and counts for nothing."""

    __tablename__ = "simulation_called_off"

    simulation_id: Mapped[int] = mapped_column(ForeignKey("simulation.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    called_off_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_off_at: Mapped[datetime]


@append_only
class SimulationRating(Base):
    """What one assessor rated, once and alone. Never changed. `ratings` maps criterion keys to points."""

    __tablename__ = "simulation_rating"
    __table_args__ = (
        ForeignKeyConstraint(
            ["simulation_id", "assessor_id"],
            ["simulation_assessor.simulation_id", "simulation_assessor.assessor_id"],
            name="fk_simulation_rating_assessor",
        ),
        UniqueConstraint("simulation_id", "assessor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    simulation_id: Mapped[int]
    assessor_id: Mapped[int]
    ratings: Mapped[dict[str, int]] = mapped_column(JSON)
    percent: Mapped[float]
    failed_musts: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    rated_at: Mapped[datetime]
