"""How good items and exams are, equivalent forms and exposure, and pass marks set by judges

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEPT = (
    "statistics_run", "item_statistic", "exam_drawing", "exam_form", "exam_form_item", "attempt_form",
    "cut_panel", "cut_panel_item", "cut_judge", "cut_rating", "cut_decision",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "cut_panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("blueprint_id", sa.Integer(), nullable=False),
        sa.Column("borderline", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blueprint_id"], ["blueprint.id"], name=op.f("fk_cut_panel_blueprint_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_cut_panel_exam_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_cut_panel_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_panel")),
    )
    with op.batch_alter_table("cut_panel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cut_panel_exam_id"), ["exam_id"], unique=False)
    op.create_table(
        "exam_drawing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("exposure_percent", sa.Integer(), nullable=True),
        sa.Column("exposure_days", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("exposure_days BETWEEN 1 AND 3650", name=op.f("ck_exam_drawing_exposure_days")),
        sa.CheckConstraint("exposure_percent BETWEEN 1 AND 100", name=op.f("ck_exam_drawing_exposure_percent")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_drawing_exam_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_exam_drawing_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_drawing")),
    )
    with op.batch_alter_table("exam_drawing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_drawing_exam_id"), ["exam_id"], unique=False)
    op.create_table(
        "form_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("blueprint_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["blueprint_id"], ["blueprint.id"], name=op.f("fk_form_set_blueprint_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_form_set_ended_by")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_form_set_exam_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_form_set_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_set")),
    )
    with op.batch_alter_table("form_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_set_exam_id"), ["exam_id"], unique=False)
    op.create_table(
        "statistics_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("basis IN ('first', 'all')", name=op.f("ck_statistics_run_basis")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_statistics_run_exam_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistics_run")),
    )
    with op.batch_alter_table("statistics_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statistics_run_exam_id"), ["exam_id"], unique=False)
    op.create_table(
        "cut_decision",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Double(), nullable=False),
        sa.Column("pass_mark", sa.Double(), nullable=False),
        sa.Column("blueprint_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "basis IN ('mean', 'median', 'trimmed', 'other', 'unchanged')", name=op.f("ck_cut_decision_basis")
        ),
        sa.CheckConstraint("pass_mark BETWEEN 1 AND 100", name=op.f("ck_cut_decision_pass_mark")),
        sa.ForeignKeyConstraint(["blueprint_id"], ["blueprint.id"], name=op.f("fk_cut_decision_blueprint_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["cut_panel.id"], name=op.f("fk_cut_decision_panel_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_cut_decision_signed_by")),
        sa.PrimaryKeyConstraint("panel_id", name=op.f("pk_cut_decision")),
    )
    op.create_table(
        "cut_judge",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_cut_judge_named_by")),
        sa.ForeignKeyConstraint(["panel_id"], ["cut_panel.id"], name=op.f("fk_cut_judge_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cut_judge_person_id")),
        sa.PrimaryKeyConstraint("panel_id", "person_id", name=op.f("pk_cut_judge")),
    )
    op.create_table(
        "cut_panel_item",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_version_id"], ["item_version.id"], name=op.f("fk_cut_panel_item_item_version_id")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["cut_panel.id"], name=op.f("fk_cut_panel_item_panel_id")),
        sa.PrimaryKeyConstraint("panel_id", "position", name=op.f("pk_cut_panel_item")),
    )
    op.create_table(
        "cut_round",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.CheckConstraint("number BETWEEN 1 AND 5", name=op.f("ck_cut_round_number")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_cut_round_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_cut_round_opened_by")),
        sa.ForeignKeyConstraint(["panel_id"], ["cut_panel.id"], name=op.f("fk_cut_round_panel_id")),
        sa.PrimaryKeyConstraint("panel_id", "number", name=op.f("pk_cut_round")),
    )
    op.create_table(
        "exam_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_set_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("expected_percent", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["form_set_id"], ["form_set.id"], name=op.f("fk_exam_form_form_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_form")),
        sa.UniqueConstraint("form_set_id", "number", name=op.f("uq_exam_form_form_set_id_number")),
    )
    op.create_table(
        "item_statistic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_version_id"], ["item_version.id"], name=op.f("fk_item_statistic_item_version_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["statistics_run.id"], name=op.f("fk_item_statistic_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_statistic")),
        sa.UniqueConstraint("run_id", "item_version_id", name=op.f("uq_item_statistic_run_id_item_version_id")),
    )
    with op.batch_alter_table("item_statistic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_statistic_item_version_id"), ["item_version_id"], unique=False)
    op.create_table(
        "attempt_form",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_form_attempt_id")),
        sa.ForeignKeyConstraint(["form_id"], ["exam_form.id"], name=op.f("fk_attempt_form_form_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_attempt_form")),
    )
    with op.batch_alter_table("attempt_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_form_form_id"), ["form_id"], unique=False)
    op.create_table(
        "cut_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_cut_rating_percent")),
        sa.ForeignKeyConstraint(
            ["panel_id", "number"], ["cut_round.panel_id", "cut_round.number"], name="fk_cut_rating_round"
        ),
        sa.ForeignKeyConstraint(
            ["panel_id", "person_id"], ["cut_judge.panel_id", "cut_judge.person_id"], name="fk_cut_rating_judge"
        ),
        sa.ForeignKeyConstraint(
            ["panel_id", "position"], ["cut_panel_item.panel_id", "cut_panel_item.position"], name="fk_cut_rating_item"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_rating")),
    )
    with op.batch_alter_table("cut_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cut_rating_panel_id"), ["panel_id"], unique=False)
    op.create_table(
        "exam_form_item",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["exam_form.id"], name=op.f("fk_exam_form_item_form_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_exam_form_item_item_id")),
        sa.PrimaryKeyConstraint("form_id", "position", name=op.f("pk_exam_form_item")),
        sa.UniqueConstraint("form_id", "item_id", name=op.f("uq_exam_form_item_form_id_item_id")),
    )
    operations: Any = op
    for table in KEPT:
        keep_rows(operations, table)


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
    for table in (
        "exam_form_item",
        "cut_rating",
        "attempt_form",
        "item_statistic",
        "exam_form",
        "cut_round",
        "cut_panel_item",
        "cut_judge",
        "cut_decision",
        "statistics_run",
        "form_set",
        "exam_drawing",
        "cut_panel",
    ):
        op.drop_table(table)
