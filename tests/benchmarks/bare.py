"""The baseline: the least that a Flask + SQLAlchemy page can be, measured in the same run as ours.

`/page` looks up a session and runs three indexed queries through the ORM and renders 4.8 KB by Jinja; `/insert` writes one row
in a short durable transaction. Both on the same database engine, driver settings and server as Shifu.
"""

from __future__ import annotations

import os

from flask import Flask, request
from sqlalchemy import ForeignKey, String, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import lms.core.db  # noqa: F401  brings the same SQLite settings to every engine of the process

PEOPLE, RECORDS = 400, 12
PAGE = (
    "<!doctype html><title>{{ who.name }}</title><h1>{{ who.name }}</h1><p>{{ unit.name }}</p><ul>"
    "{% for r in records %}<li><a href='/records/{{ r.id }}'>{{ r.title }}</a> <span>{{ r.state }}</span></li>{% endfor %}</ul>"
     "<p>" + "plain text that stands on the page. " * 92 + "</p>"
)  # fmt: skip


class Base(DeclarativeBase):
    """The baseline's own tables."""


class Unit(Base):
    """A unit."""

    __tablename__ = "bare_unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))


class Who(Base):
    """A person with a session token."""

    __tablename__ = "bare_who"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(50))
    unit_id: Mapped[int] = mapped_column(ForeignKey("bare_unit.id"))


class Record(Base):
    """Something that stands on the person's page."""

    __tablename__ = "bare_record"
    id: Mapped[int] = mapped_column(primary_key=True)
    who_id: Mapped[int] = mapped_column(ForeignKey("bare_who.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))


class Entry(Base):
    """What `/insert` writes."""

    __tablename__ = "bare_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    who_id: Mapped[int]
    text: Mapped[str] = mapped_column(String(80))


def create_app(url: str) -> Flask:
    """The baseline on a database."""
    engine = create_engine(url) if url.startswith("sqlite") else create_engine(url, pool_size=5, max_overflow=10)
    app = Flask("bare")
    template = app.jinja_env.from_string(PAGE)

    @app.get("/page")
    def page() -> str:
        with Session(engine) as session:
            who = session.scalars(select(Who).where(Who.token == request.cookies.get("token", "t1"))).one()
            unit = session.get_one(Unit, who.unit_id)
            records = session.scalars(select(Record).where(Record.who_id == who.id).order_by(Record.id)).all()
            return template.render(who=who, unit=unit, records=records)

    @app.post("/insert")
    def put() -> dict[str, bool]:
        with engine.connect() as plain:
            connection = plain.execution_options(writing=True)
            with connection.begin():
                connection.execute(insert(Entry).values(who_id=1, text=request.get_data(as_text=True)[:80]))
        return {"saved": True}

    return app


def fill() -> None:
    """Make the baseline's tables on DATABASE_URL."""
    engine = create_engine(os.environ["DATABASE_URL"]).execution_options(writing=True)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        connection.execute(insert(Unit), [{"id": n, "name": f"Unit {n}"} for n in range(1, 21)])
        connection.execute(
            insert(Who),
            [{"id": n, "token": f"t{n}", "name": f"Person {n}", "unit_id": n % 20 + 1} for n in range(1, PEOPLE + 1)],
        )
        rows = [{"who_id": n % PEOPLE + 1, "title": f"Record {n}", "state": "done"} for n in range(PEOPLE * RECORDS)]
        connection.execute(insert(Record), rows)


application = create_app(os.environ["DATABASE_URL"]) if "BENCH_BARE" in os.environ else None
