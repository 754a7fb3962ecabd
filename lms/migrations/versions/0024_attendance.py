"""Attendance, calendar feeds, training certificates

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEPT = (
    "attendance_terms", "attendance", "absence_reason", "course_certificate_terms", "training_certificate_withdrawal",
)  # fmt: skip


def upgrade() -> None:
    operations: Any = op
    op.create_table(
        "wrong_guess",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_guess")),
    )
    with op.batch_alter_table("wrong_guess", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wrong_guess_place_wrong_guess_who_wrong_guess_at"), ["place", "who", "at"], unique=False
        )

    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('learner', 'trainer', 'room')", name=op.f("ck_calendar_feed_kind")),
        sa.CheckConstraint("(person_id IS NULL) <> (room_id IS NULL)", name=op.f("ck_calendar_feed_one_thing")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_calendar_feed_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_calendar_feed_revoked_by")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_calendar_feed_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("handle", name=op.f("uq_calendar_feed_handle")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_feed_room_id"), ["room_id"], unique=False)

    op.create_table(
        "attendance_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("least_percent", sa.Integer(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("walk_ins", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("least_percent BETWEEN 1 AND 100", name=op.f("ck_attendance_terms_least_percent")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_attendance_terms_course_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_attendance_terms_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_terms")),
        info={"append_only": True},
    )
    with op.batch_alter_table("attendance_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_terms_course_id"), ["course_id"], unique=False)

    op.create_table(
        "course_certificate_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("on_completion", sa.Boolean(), nullable=False),
        sa.Column("on_attendance", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_certificate_terms_course_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_course_certificate_terms_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_certificate_terms")),
        info={"append_only": True},
    )
    with op.batch_alter_table("course_certificate_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_certificate_terms_course_id"), ["course_id"], unique=False)

    op.create_table(
        "absence_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_absence_reason_given_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_reason_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_absence_reason_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_reason")),
        info={"append_only": True},
    )
    with op.batch_alter_table("absence_reason", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_reason_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_absence_reason_session_id_absence_reason_person_id_absence_reason_id"),
            ["session_id", "person_id", "id"],
            unique=False,
        )

    op.create_table(
        "training_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("course_version_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("face", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('completion', 'attendance')", name=op.f("ck_training_certificate_kind")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_training_certificate_course_id")),
        sa.ForeignKeyConstraint(
            ["course_version_id"], ["course_version.id"], name=op.f("fk_training_certificate_course_version_id")
        ),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_training_certificate_issued_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_certificate_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_training_certificate_session_id")),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["course_certificate_terms.id"], name=op.f("fk_training_certificate_terms_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_training_certificate_code")),
        sa.UniqueConstraint("number", name=op.f("uq_training_certificate_number")),
        sa.UniqueConstraint("occasion", name=op.f("uq_training_certificate_occasion")),
    )
    with op.batch_alter_table("training_certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_certificate_course_id_training_certificate_issued_on"),
            ["course_id", "issued_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_training_certificate_issued_on"), ["issued_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_training_certificate_person_id_training_certificate_issued_on"),
            ["person_id", "issued_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_training_certificate_session_id"), ["session_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_day_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=60), nullable=True),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("how IN ('code', 'list', 'walk_in', 'left', 'absent')", name=op.f("ck_attendance_how")),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_attendance_noted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.ForeignKeyConstraint(["session_day_id"], ["session_day.id"], name=op.f("fk_attendance_session_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("token", name=op.f("uq_attendance_token")),
        info={"append_only": True},
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_person_id_attendance_session_day_id"),
            ["person_id", "session_day_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_session_day_id_attendance_person_id_attendance_id"),
            ["session_day_id", "person_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_attendance_code_once",
            ["session_day_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("how = 'code'"),
            postgresql_where=sa.text("how = 'code'"),
        )

    op.create_table(
        "attendance_door",
        sa.Column("session_day_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_attendance_door_opened_by")),
        sa.ForeignKeyConstraint(["session_day_id"], ["session_day.id"], name=op.f("fk_attendance_door_session_day_id")),
        sa.PrimaryKeyConstraint("session_day_id", name=op.f("pk_attendance_door")),
    )
    op.create_table(
        "training_certificate_withdrawal",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["training_certificate.id"],
            name=op.f("fk_training_certificate_withdrawal_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_training_certificate_withdrawal_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_training_certificate_withdrawal")),
        info={"append_only": True},
    )
    op.create_table(
        "training_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("recipe", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["training_certificate.id"], name=op.f("fk_training_paper_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_paper")),
        sa.UniqueConstraint("certificate_id", "recipe", name=op.f("uq_training_paper_certificate_id_recipe")),
    )
    with op.batch_alter_table("training_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_paper_sha256"), ["sha256"], unique=False)

    for table in KEPT:
        keep_rows(operations, table)


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
    with op.batch_alter_table("training_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_paper_sha256"))

    op.drop_table("training_paper")
    op.drop_table("training_certificate_withdrawal")
    op.drop_table("attendance_door")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attendance_code_once", sqlite_where=sa.text("how = 'code'"), postgresql_where=sa.text("how = 'code'")
        )
        batch_op.drop_index(batch_op.f("ix_attendance_session_day_id_attendance_person_id_attendance_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_person_id_attendance_session_day_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("training_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_certificate_session_id"))
        batch_op.drop_index(batch_op.f("ix_training_certificate_person_id_training_certificate_issued_on"))
        batch_op.drop_index(batch_op.f("ix_training_certificate_issued_on"))
        batch_op.drop_index(batch_op.f("ix_training_certificate_course_id_training_certificate_issued_on"))

    op.drop_table("training_certificate")
    with op.batch_alter_table("absence_reason", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_reason_session_id_absence_reason_person_id_absence_reason_id"))
        batch_op.drop_index(batch_op.f("ix_absence_reason_person_id"))

    op.drop_table("absence_reason")
    with op.batch_alter_table("course_certificate_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_certificate_terms_course_id"))

    op.drop_table("course_certificate_terms")
    with op.batch_alter_table("attendance_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_terms_course_id"))

    op.drop_table("attendance_terms")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_room_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_feed_person_id"))

    op.drop_table("calendar_feed")
    with op.batch_alter_table("wrong_guess", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wrong_guess_place_wrong_guess_who_wrong_guess_at"))

    op.drop_table("wrong_guess")
