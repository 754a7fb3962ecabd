"""Who was asked to observe work orders of another unit

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_observer",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_asked_observer_asked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_asked_observer_person_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["observation_sample.id"], name=op.f("fk_asked_observer_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "person_id", name=op.f("pk_asked_observer")),
    )
    with op.batch_alter_table("asked_observer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_observer_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("asked_observer")
