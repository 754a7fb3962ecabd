"""Cost ledgers, money values and ROI cases

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cost_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_cost_import_file_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_cost_import_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_import")),
    )
    op.create_table(
        "hourly_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hundredths >= 0", name=op.f("ck_hourly_rate_amount")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_hourly_rate_made_by")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_hourly_rate_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hourly_rate")),
    )
    op.create_table(
        "roi_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("subject_kind IN ('course', 'programme', 'plan')", name=op.f("ck_roi_case_subject")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_roi_case_made_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roi_case_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roi_case")),
    )
    with op.batch_alter_table("roi_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roi_case_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "cost_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("spread_over", sa.Integer(), nullable=True),
        sa.Column("spread_used", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("rate_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=200), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('planned', 'actual')", name=op.f("ck_cost_entry_stage")),
        sa.CheckConstraint("subject_kind IN ('course', 'programme', 'plan')", name=op.f("ck_cost_entry_subject")),
        sa.CheckConstraint(
            "spread_over IS NULL OR (spread_over > 0 AND spread_used BETWEEN 0 AND spread_over)",
            name=op.f("ck_cost_entry_spread"),
        ),
        sa.CheckConstraint("until_day IS NULL OR until_day >= from_day", name=op.f("ck_cost_entry_days")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_cost_entry_made_by")),
        sa.ForeignKeyConstraint(["rate_id"], ["hourly_rate.id"], name=op.f("fk_cost_entry_rate_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["cost_entry.id"], name=op.f("fk_cost_entry_reverses_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_cost_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_entry")),
        sa.UniqueConstraint("origin", name=op.f("uq_cost_entry_origin")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_cost_entry_reverses_id")),
    )
    with op.batch_alter_table("cost_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cost_entry_subject_kind_cost_entry_subject_code_cost_entry_stage"),
            ["subject_kind", "subject_code", "stage"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_cost_entry_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "roi_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["roi_case.id"], name=op.f("fk_roi_told_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_roi_told_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roi_told")),
    )
    with op.batch_alter_table("roi_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roi_told_case_id"), ["case_id"], unique=False)

    op.create_table(
        "roi_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('forecast', 'result')", name=op.f("ck_roi_version_stage")),
        sa.ForeignKeyConstraint(["case_id"], ["roi_case.id"], name=op.f("fk_roi_version_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_roi_version_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roi_version")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_roi_version_case_id_number")),
    )
    op.create_table(
        "roi_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_roi_override_signed_by")),
        sa.ForeignKeyConstraint(["version_id"], ["roi_version.id"], name=op.f("fk_roi_override_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roi_override")),
        sa.UniqueConstraint("version_id", name=op.f("uq_roi_override_version_id")),
    )


def downgrade() -> None:
    op.drop_table("roi_override")
    op.drop_table("roi_version")
    with op.batch_alter_table("roi_told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roi_told_case_id"))

    op.drop_table("roi_told")
    with op.batch_alter_table("cost_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cost_entry_unit_id"))
        batch_op.drop_index(batch_op.f("ix_cost_entry_subject_kind_cost_entry_subject_code_cost_entry_stage"))

    op.drop_table("cost_entry")
    with op.batch_alter_table("roi_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roi_case_unit_id"))

    op.drop_table("roi_case")
    op.drop_table("hourly_rate")
    op.drop_table("cost_import")
