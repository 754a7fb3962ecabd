"""Tables of work orders drawn by lot to be observed, and of what observers saw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.append_only import append_only
from lms.core.db import Base
from lms.people.models import Unit


class ObservationSample(Base):
    """One draw, with all that it takes to repeat it: the unit (None: all), the months, the seed, the limits of the bands of
    satisfaction, and how many orders lay in each layer on that day: [{"team", "band", "month", "orders"}]. `unrated`
    counts the orders without a satisfaction, of which none could be drawn. `criteria` is the rubric of that day."""

    __tablename__ = "observation_sample"
    __table_args__ = (
        CheckConstraint("size BETWEEN 3 AND 300", name="size"),
        CheckConstraint("low_below < high_from", name="bands"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    first_month: Mapped[date]
    last_month: Mapped[date]
    size: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    low_below: Mapped[float]
    high_from: Mapped[float]
    layers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    unrated: Mapped[int]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    drawn_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drawn_at: Mapped[datetime] = mapped_column(index=True)

    unit: Mapped[Unit | None] = relationship()


class AskedObserver(Base):
    """Somebody from beyond the unit of a sample, who was asked to observe its orders: they see these, not what the sample
    says."""

    __tablename__ = "asked_observer"

    sample_id: Mapped[int] = mapped_column(ForeignKey("observation_sample.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]


class ObservationOrder(Base):
    """A work order that was drawn, with what the facts said of it on that day."""

    __tablename__ = "observation_order"
    __table_args__ = (
        UniqueConstraint("sample_id", "position"),
        UniqueConstraint("sample_id", "source", "order_no"),
        CheckConstraint("band IN ('low', 'middle', 'high')", name="band"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("observation_sample.id"))
    position: Mapped[int]
    source: Mapped[str] = mapped_column(String(100))
    order_no: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team: Mapped[str] = mapped_column(String(200), default="")
    product: Mapped[str] = mapped_column(String(200), default="")
    band: Mapped[str] = mapped_column(String(6))
    csat: Mapped[float]
    month: Mapped[date]
    opened_at: Mapped[datetime]


@append_only
class Observation(Base):
    """What one observer saw of one work order; never changed. `why_not` says why nothing could be judged."""

    __tablename__ = "observation"
    __table_args__ = (UniqueConstraint("order_id", "observer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("observation_order.id"))
    observer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    comment: Mapped[str] = mapped_column(Text, default="")
    why_not: Mapped[str] = mapped_column(Text, default="")
    observed_at: Mapped[datetime]

    ratings: Mapped[list[ObservationRating]] = relationship(order_by="ObservationRating.criterion")


@append_only
class ObservationRating(Base):
    """The points for one criterion. One that could not be seen has no row."""

    __tablename__ = "observation_rating"
    __table_args__ = (CheckConstraint("points BETWEEN 1 AND 5", name="points"),)

    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    ability_id: Mapped[int] = mapped_column(ForeignKey("ability.id"))
    points: Mapped[int]
