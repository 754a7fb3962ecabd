"""What changes while onboarding runs: working days, drafts, pauses, moves, agreements, rules; development plans

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEPT = ("day_decision", "plan_agreement", "plan_review", "intake_move", "version_move", "stage_agreement")


def upgrade() -> None:
    op.create_table(
        "day_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_day_decision_set_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_day_decision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_decision")),
    )
    with op.batch_alter_table("day_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_decision_unit_id_day_decision_day"), ["unit_id", "day"], unique=False)

    op.create_table(
        "development_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("occasion", sa.JSON(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_development_plan_opened_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_development_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_plan")),
        sa.UniqueConstraint("person_id", name=op.f("uq_development_plan_person_id")),
    )
    op.create_table(
        "plan_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_by", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_why", sa.Text(), nullable=False),
        sa.CheckConstraint("phase BETWEEN 1 AND 3", name=op.f("ck_plan_goal_phase")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_plan_goal_added_by")),
        sa.ForeignKeyConstraint(["dropped_by"], ["person.id"], name=op.f("fk_plan_goal_dropped_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["development_plan.id"], name=op.f("fk_plan_goal_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_goal")),
    )
    with op.batch_alter_table("plan_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_goal_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_plan_agreement_agreed_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["development_plan.id"], name=op.f("fk_plan_agreement_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_agreement")),
    )
    with op.batch_alter_table("plan_agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_agreement_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["held_by"], ["person.id"], name=op.f("fk_plan_review_held_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["development_plan.id"], name=op.f("fk_plan_review_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_review")),
    )
    with op.batch_alter_table("plan_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_review_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "programme_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_programme_draft_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_draft")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_draft_code")),
    )
    op.create_table(
        "programme_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name=op.f("ck_programme_pause_forward")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_programme_pause_ended_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_programme_pause_enrolment_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_programme_pause_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_pause")),
    )
    with op.batch_alter_table("programme_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_pause_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "intake_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_intake_move_cohort_id")),
        sa.ForeignKeyConstraint(["moved_by"], ["person.id"], name=op.f("fk_intake_move_moved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_move")),
    )
    with op.batch_alter_table("intake_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intake_move_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "version_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("from_version_id", sa.Integer(), nullable=False),
        sa.Column("to_version_id", sa.Integer(), nullable=False),
        sa.Column("stage_code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_version_move_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["programme_version.id"], name=op.f("fk_version_move_from_version_id")
        ),
        sa.ForeignKeyConstraint(["moved_by"], ["person.id"], name=op.f("fk_version_move_moved_by")),
        sa.ForeignKeyConstraint(
            ["to_version_id"], ["programme_version.id"], name=op.f("fk_version_move_to_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_move")),
    )
    with op.batch_alter_table("version_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_move_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "stage_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_stage_agreement_enrolment_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_stage_agreement_mentor_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_agreement_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_agreement")),
    )
    with op.batch_alter_table("stage_agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_agreement_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "enrolment_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("hired_from", sa.Date(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("join_days", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lead_days >= 0 AND join_days >= 0", name=op.f("ck_enrolment_rule_not_negative")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_enrolment_rule_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_enrolment_rule_made_by")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_enrolment_rule_post_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_enrolment_rule_programme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_enrolment_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_rule")),
    )
    with op.batch_alter_table("enrolment_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_rule_unit_id"), ["unit_id"], unique=False)
    operations: Any = op
    for table in KEPT:
        keep_rows(operations, table)


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
    op.drop_table("enrolment_rule")
    op.drop_table("stage_agreement")
    op.drop_table("version_move")
    op.drop_table("intake_move")
    op.drop_table("programme_pause")
    op.drop_table("programme_draft")
    op.drop_table("plan_review")
    op.drop_table("plan_agreement")
    op.drop_table("plan_goal")
    op.drop_table("development_plan")
    op.drop_table("day_decision")
