"""reviews of items asked for by name

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-24 15:55:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_review_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_item_review_request_asked_by")),
        sa.ForeignKeyConstraint(
            ["item_version_id"], ["item_version.id"], name=op.f("fk_item_review_request_item_version_id")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_item_review_request_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_review_request")),
        sa.UniqueConstraint(
            "item_version_id", "reviewer_id", name=op.f("uq_item_review_request_item_version_id_reviewer_id")
        ),
    )
    with op.batch_alter_table("item_review_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_review_request_reviewer_id"), ["reviewer_id"], unique=False)
    keep_rows(op, "item_review_request")


def downgrade() -> None:
    free_rows(op, "item_review_request")
    with op.batch_alter_table("item_review_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_review_request_reviewer_id"))

    op.drop_table("item_review_request")
