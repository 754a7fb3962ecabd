"""Tables of what came in: profiles of sources, loads, the files that hold the facts, and who and what they are about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class SourceProfile(Base):
    """How one source's files are read: a TOML text. A change is a new version; loads name the version they used."""

    __tablename__ = "source_profile"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class WorkOrderLoad(Base):
    """One file, batch or request that was loaded, with what became of its rows."""

    __tablename__ = "work_order_load"
    __table_args__ = (
        CheckConstraint("how IN ('page', 'folder', 'api', 'command', 'demo')", name="how"),
        Index(None, "source", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    how: Mapped[str] = mapped_column(String(10))
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("source_profile.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    rejects_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    idempotency_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    rows: Mapped[int]
    orders: Mapped[int]
    loaded: Mapped[int]
    replaced: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    first_opened_at: Mapped[datetime | None]
    last_opened_at: Mapped[datetime | None]
    notes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    loaded_at: Mapped[datetime]


class FactFile(Base):
    """One Parquet file of work orders: those of a source opened in a month. Superseded files are history, not facts."""

    __tablename__ = "fact_file"
    __table_args__ = (Index(None, "source", "month", "superseded_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    month: Mapped[date]
    path: Mapped[str] = mapped_column(String(200), unique=True)
    rows: Mapped[int]
    load_id: Mapped[int] = mapped_column(ForeignKey("work_order_load.id"))
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("work_order_load.id"))


class Subject(Base):
    """What a reading is about: a technician, a team or a product as a source names it, a unit of the organisation, or all.

    A technician's key is matched to a person once, by machine or by hand; readings stay as they are when that changes.
    """

    __tablename__ = "kpi_subject"
    __table_args__ = (
        UniqueConstraint("level", "source", "key"),
        CheckConstraint("level IN ('technician', 'team', 'product', 'unit', 'all')", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(80), default="")
    key: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    matched_how: Mapped[str | None] = mapped_column(String(20))
    matched_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    matched_at: Mapped[datetime | None]


class MonthReopened(Base):
    """A closed or reported month whose figures changed because a load brought late or corrected orders."""

    __tablename__ = "month_reopened"
    __table_args__ = (UniqueConstraint("month", "load_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(index=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("work_order_load.id"))
    added: Mapped[int]
    replaced: Mapped[int]
    at: Mapped[datetime]
