"""How exams are held, watched and marked: conduct, extra time, codes, marks, regrades, appeals

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "start_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_start_code_exam_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_start_code_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_code")),
    )
    with op.batch_alter_table("start_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_start_code_exam_id_start_code_valid_until"), ["exam_id", "valid_until"], unique=False
        )

    op.create_table(
        "exam_conduct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("at_deadline", sa.String(length=20), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("one_way", sa.Boolean(), nullable=False),
        sa.Column("shuffle_items", sa.Boolean(), nullable=False),
        sa.Column("shuffle_options", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("watches_focus", sa.Boolean(), nullable=False),
        sa.Column("second_marker", sa.Boolean(), nullable=False),
        sa.Column("most_apart", sa.Double(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("at_deadline IN ('submit', 'grace', 'abandon')", name=op.f("ck_exam_conduct_at_deadline")),
        sa.CheckConstraint("grace_minutes >= 0 AND appeal_days >= 0", name=op.f("ck_exam_conduct_not_negative")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_conduct_exam_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_exam_conduct_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_conduct")),
    )
    with op.batch_alter_table("exam_conduct", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_conduct_exam_id"), ["exam_id"], unique=False)

    op.create_table(
        "attempt_conduct",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("conduct_id", sa.Integer(), nullable=True),
        sa.Column("extra_percent", sa.Integer(), nullable=False),
        sa.Column("start_code_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_conduct_attempt_id")),
        sa.ForeignKeyConstraint(["conduct_id"], ["exam_conduct.id"], name=op.f("fk_attempt_conduct_conduct_id")),
        sa.ForeignKeyConstraint(["start_code_id"], ["start_code.id"], name=op.f("fk_attempt_conduct_start_code_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_attempt_conduct")),
    )
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("extra_percent", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("extra_percent BETWEEN 1 AND 200", name=op.f("ck_accommodation_extra_percent")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_accommodation_ended_by")),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_accommodation_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accommodation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accommodation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "focus_loss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_focus_loss_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_loss")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_focus_loss_attempt_id_number")),
    )
    op.create_table(
        "question_left",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_question_left_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "position", name=op.f("pk_question_left")),
    )
    op.create_table(
        "intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('time_added', 'stopped')", name=op.f("ck_intervention_kind")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_intervention_attempt_id")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_intervention_done_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
    )
    with op.batch_alter_table("intervention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intervention_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "essay_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=True),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f("ck_essay_mark_place")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_essay_mark_points")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_essay_mark_attempt_id")),
        sa.ForeignKeyConstraint(["marked_by"], ["person.id"], name=op.f("fk_essay_mark_marked_by")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_essay_mark_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay_mark")),
        sa.UniqueConstraint(
            "attempt_id", "position", "marked_by", name=op.f("uq_essay_mark_attempt_id_position_marked_by")
        ),
        sa.UniqueConstraint("attempt_id", "position", "place", name=op.f("uq_essay_mark_attempt_id_position_place")),
    )
    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("correct", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("way IN ('full', 'key', 'version', 'drop')", name=op.f("ck_regrade_way")),
        sa.CheckConstraint("(way = 'version') = (by_version_id IS NOT NULL)", name=op.f("ck_regrade_by_version")),
        sa.ForeignKeyConstraint(["by_version_id"], ["item_version.id"], name=op.f("fk_regrade_by_version_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_regrade_decided_by")),
        sa.ForeignKeyConstraint(["item_version_id"], ["item_version.id"], name=op.f("fk_regrade_item_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    with op.batch_alter_table("regrade", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regrade_item_version_id"), ["item_version_id"], unique=False)

    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name=op.f("ck_appeal_decided")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by != made_by", name=op.f("ck_appeal_somebody_else")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_appeal_attempt_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_appeal_decided_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_appeal_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("attempt_id", "position", name=op.f("uq_appeal_attempt_id_position")),
    )
    op.create_table(
        "regraded_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrade_id", sa.Integer(), nullable=True),
        sa.Column("appeal_id", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.CheckConstraint("(regrade_id IS NULL) != (appeal_id IS NULL)", name=op.f("ck_regraded_attempt_one_cause")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_regraded_attempt_appeal_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_regraded_attempt_attempt_id")),
        sa.ForeignKeyConstraint(["regrade_id"], ["regrade.id"], name=op.f("fk_regraded_attempt_regrade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regraded_attempt")),
        sa.UniqueConstraint("regrade_id", "attempt_id", name=op.f("uq_regraded_attempt_regrade_id_attempt_id")),
    )
    with op.batch_alter_table("regraded_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regraded_attempt_appeal_id"), ["appeal_id"], unique=False)

    with op.batch_alter_table("regraded_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regraded_attempt_attempt_id"), ["attempt_id"], unique=False)


def downgrade() -> None:
    op.drop_table("regraded_attempt")
    op.drop_table("appeal")
    op.drop_table("regrade")
    op.drop_table("essay_mark")
    op.drop_table("intervention")
    op.drop_table("question_left")
    op.drop_table("focus_loss")
    op.drop_table("accommodation")
    op.drop_table("attempt_conduct")
    op.drop_table("exam_conduct")
    op.drop_table("start_code")
