"""Evaluation plans, their tasks and verdicts

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("origin_kind", sa.String(length=20), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("intake", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "origin_kind IN ('course_version', 'programme_version')", name=op.f("ck_evaluation_wave_origin")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_wave")),
        sa.UniqueConstraint(
            "origin_kind",
            "origin_id",
            "level",
            "days",
            "intake",
            name=op.f("uq_evaluation_wave_origin_kind_origin_id_level_days_intake"),
        ),
    )
    op.create_index("ix_evaluation_wave_subject", "evaluation_wave", ["subject_kind", "subject_code"])
    op.create_table(
        "evaluation_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("depth", sa.String(length=20), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("rounds", sa.JSON(), nullable=False),
        sa.Column("exam_before", sa.String(length=60), nullable=True),
        sa.Column("exam_after", sa.String(length=60), nullable=True),
        sa.Column("rubric", sa.String(length=60), nullable=True),
        sa.Column("retention_weeks", sa.Integer(), nullable=True),
        sa.Column("kpi_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("depth IN ('skills', 'conduct', 'whole')", name=op.f("ck_evaluation_plan_depth")),
        sa.CheckConstraint("subject_kind IN ('course', 'programme')", name=op.f("ck_evaluation_plan_subject")),
        sa.CheckConstraint("retention_weeks BETWEEN 1 AND 52", name=op.f("ck_evaluation_plan_retention_weeks")),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name=op.f("fk_evaluation_plan_kpi_id")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_evaluation_plan_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_plan")),
        sa.UniqueConstraint(
            "subject_kind", "subject_code", "number", name=op.f("uq_evaluation_plan_subject_kind_subject_code_number")
        ),
    )
    op.create_table(
        "evaluation_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evaluation_task_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["evaluation_plan.id"], name=op.f("fk_evaluation_task_plan_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["evaluation_wave.id"], name=op.f("fk_evaluation_task_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_task")),
        sa.UniqueConstraint("wave_id", "person_id", name=op.f("uq_evaluation_task_wave_id_person_id")),
    )
    op.create_index(op.f("ix_evaluation_task_person_id"), "evaluation_task", ["person_id"])
    op.create_table(
        "retention_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("subject_kind IN ('course', 'programme')", name=op.f("ck_retention_test_subject")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_retention_test_exam_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_retention_test_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["evaluation_plan.id"], name=op.f("fk_retention_test_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_test")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_code",
            "person_id",
            name=op.f("uq_retention_test_subject_kind_subject_code_person_id"),
        ),
    )
    op.create_index(op.f("ix_retention_test_exam_id"), "retention_test", ["exam_id"])
    op.create_index("ix_retention_test_person_id", "retention_test", ["person_id", "exam_id"])
    op.create_table(
        "evaluation_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("proposed", sa.String(length=20), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('expand', 'adjust', 'retire', 'cannot_tell')", name=op.f("ck_evaluation_verdict_verdict")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["training_need.id"], name=op.f("fk_evaluation_verdict_need_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_evaluation_verdict_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_verdict")),
    )
    op.create_index("ix_evaluation_verdict_subject", "evaluation_verdict", ["subject_kind", "subject_code"])
    op.create_index(op.f("ix_evaluation_verdict_need_id"), "evaluation_verdict", ["need_id"])


def downgrade() -> None:
    for table in ("evaluation_verdict", "retention_test", "evaluation_task", "evaluation_plan", "evaluation_wave"):
        op.drop_table(table)
