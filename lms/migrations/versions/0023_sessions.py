"""Rooms, sessions with their days, trainers and sign-ups. No room and no trainer is booked twice: the database refuses it

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEPT = ("sign_up", "session_change", "session_reminder")
BOOKED = ("room_id", "person_id")


def refuse_double_bookings() -> None:
    """Two bookings of one thing never overlap. SQLite has one writer at a time, so that a trigger sees every row; PostgreSQL
    holds it by an exclusion constraint, written with ranges alone, which needs no extension."""
    for column in BOOKED:
        thing = column.removesuffix("_id")
        if op.get_bind().dialect.name == "sqlite":
            for deed in ("INSERT", "UPDATE"):
                op.execute(f"""
                    CREATE TRIGGER booking_{thing}_once_{deed.lower()} BEFORE {deed} ON booking
                    WHEN NEW.{column} IS NOT NULL AND EXISTS (
                        SELECT 1 FROM booking AS other
                        WHERE other.{column} = NEW.{column} AND other.id IS NOT NEW.id
                        AND other.ends_at > NEW.starts_at AND other.starts_at < NEW.ends_at)
                    BEGIN SELECT RAISE(ABORT, 'booking_{thing}_once'); END
                """)
        else:
            op.execute(
                f"ALTER TABLE booking ADD CONSTRAINT booking_{thing}_once EXCLUDE USING gist "
                f"(int4range({column}, {column}, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) "
                f"WHERE ({column} IS NOT NULL)"
            )


def upgrade() -> None:
    operations: Any = op
    op.create_table(
        "course_needs",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("needs_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("course_id <> needs_id", name=op.f("ck_course_needs_another")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_needs_course_id")),
        sa.ForeignKeyConstraint(["needs_id"], ["course.id"], name=op.f("fk_course_needs_needs_id")),
        sa.PrimaryKeyConstraint("course_id", "needs_id", name=op.f("pk_course_needs")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("site", sa.JSON(), nullable=False),
        sa.Column("equipment", sa.JSON(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seats > 0", name=op.f("ck_room_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("code", name=op.f("uq_room_code")),
    )
    op.create_table(
        "course_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("course_version_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("product_line", sa.String(length=20), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("apply_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("invited_only", sa.Boolean(), nullable=False),
        sa.Column("remind_days", sa.JSON(), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=True),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seats > 0", name=op.f("ck_course_session_seats")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["person.id"], name=op.f("fk_course_session_cancelled_by")),
        sa.ForeignKeyConstraint(
            ["course_version_id"], ["course_version.id"], name=op.f("fk_course_session_course_version_id")
        ),
        sa.ForeignKeyConstraint(["planned_by"], ["person.id"], name=op.f("fk_course_session_planned_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_course_session_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_session")),
        sa.UniqueConstraint("number", name=op.f("uq_course_session_number")),
    )
    with op.batch_alter_table("course_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_session_course_version_id"), ["course_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_session_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_session_series"), ["series"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_session_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "session_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_session_change_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_session_change_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_change")),
        info={"append_only": True},
    )
    with op.batch_alter_table("session_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_change_session_id"), ["session_id"], unique=False)

    op.create_table(
        "session_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_session_day_lasts")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_session_day_room_id")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_session_day_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_day")),
    )
    with op.batch_alter_table("session_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_day_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_day_session_id"), ["session_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_session_day_starts_at_session_day_ends_at"), ["starts_at", "ends_at"], unique=False
        )

    op.create_table(
        "session_material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(file_id IS NULL) <> (url IS NULL)", name=op.f("ck_session_material_file_or_link")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_session_material_added_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_session_material_file_id")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_session_material_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_material")),
    )
    with op.batch_alter_table("session_material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_material_session_id"), ["session_id"], unique=False)

    op.create_table(
        "session_reminder",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_session_reminder_session_id")),
        sa.PrimaryKeyConstraint("session_id", "days_before", "starts_at", name=op.f("pk_session_reminder")),
        info={"append_only": True},
    )
    op.create_table(
        "session_trainer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_session_trainer_added_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_trainer_person_id")),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_session_trainer_removed_by")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_session_trainer_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_trainer")),
    )
    with op.batch_alter_table("session_trainer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_trainer_person_id_session_trainer_removed_at"),
            ["person_id", "removed_at"],
            unique=False,
        )
        batch_op.create_index(
            "uq_session_trainer_present",
            ["session_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.create_table(
        "sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("other_session_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sign_up_by_id")),
        sa.ForeignKeyConstraint(["other_session_id"], ["course_session.id"], name=op.f("fk_sign_up_other_session_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_up_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_sign_up_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        info={"append_only": True},
    )
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_up_person_id_sign_up_session_id_sign_up_id"),
            ["person_id", "session_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_sign_up_session_id_sign_up_person_id_sign_up_id"),
            ["session_id", "person_id", "id"],
            unique=False,
        )

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_day_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(room_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_booking_one_thing")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_lasts")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_booking_person_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_room_id")),
        sa.ForeignKeyConstraint(["session_day_id"], ["session_day.id"], name=op.f("fk_booking_session_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_booking_person_id_booking_ends_at"), ["person_id", "ends_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_booking_room_id_booking_ends_at"), ["room_id", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_session_day_id"), ["session_day_id"], unique=False)

    op.create_table(
        "teaching_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("takes", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_teaching_ask_asked_by")),
        sa.ForeignKeyConstraint(["instead_of_id"], ["session_trainer.id"], name=op.f("fk_teaching_ask_instead_of_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_teaching_ask_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_teaching_ask_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_ask")),
        sa.UniqueConstraint(
            "session_id", "instead_of_id", "person_id", name=op.f("uq_teaching_ask_session_id_instead_of_id_person_id")
        ),
    )
    with op.batch_alter_table("teaching_ask", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_teaching_ask_person_id_teaching_ask_answered_at"), ["person_id", "answered_at"], unique=False
        )

    for table in KEPT:
        keep_rows(operations, table)
    refuse_double_bookings()


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
    with op.batch_alter_table("teaching_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teaching_ask_person_id_teaching_ask_answered_at"))

    op.drop_table("teaching_ask")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_session_day_id"))
        batch_op.drop_index(batch_op.f("ix_booking_room_id_booking_ends_at"))
        batch_op.drop_index(batch_op.f("ix_booking_person_id_booking_ends_at"))

    op.drop_table("booking")
    with op.batch_alter_table("sign_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_up_session_id_sign_up_person_id_sign_up_id"))
        batch_op.drop_index(batch_op.f("ix_sign_up_person_id_sign_up_session_id_sign_up_id"))

    op.drop_table("sign_up")
    with op.batch_alter_table("session_trainer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_session_trainer_present",
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_session_trainer_person_id_session_trainer_removed_at"))

    op.drop_table("session_trainer")
    op.drop_table("session_reminder")
    with op.batch_alter_table("session_material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_material_session_id"))

    op.drop_table("session_material")
    with op.batch_alter_table("session_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_day_starts_at_session_day_ends_at"))
        batch_op.drop_index(batch_op.f("ix_session_day_session_id"))
        batch_op.drop_index(batch_op.f("ix_session_day_room_id"))

    op.drop_table("session_day")
    with op.batch_alter_table("session_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_change_session_id"))

    op.drop_table("session_change")
    with op.batch_alter_table("course_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_session_unit_id"))
        batch_op.drop_index(batch_op.f("ix_course_session_series"))
        batch_op.drop_index(batch_op.f("ix_course_session_ended_at"))
        batch_op.drop_index(batch_op.f("ix_course_session_course_version_id"))

    op.drop_table("course_session")
    op.drop_table("room")
    op.drop_table("course_needs")
