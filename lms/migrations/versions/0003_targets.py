"""targets

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kpi_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kpi_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("statement", sa.JSON(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("until_month", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('newcomer', 'growing', 'settled')", name=op.f("ck_kpi_target_stage")),
        sa.CheckConstraint("until_month IS NULL OR until_month >= from_month", name=op.f("ck_kpi_target_months")),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name=op.f("fk_kpi_target_kpi_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_kpi_target_made_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_kpi_target_owner_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_kpi_target_post_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kpi_target_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_target")),
    )
    with op.batch_alter_table("kpi_target", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kpi_target_kpi_id_kpi_target_from_month"), ["kpi_id", "from_month"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("kpi_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kpi_target_kpi_id_kpi_target_from_month"))

    op.drop_table("kpi_target")
