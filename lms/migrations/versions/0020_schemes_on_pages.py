"""Schemes edited on pages, tiers retired, pledges signed, and what a tier unlocks

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tier", sa.Column("unlocks", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "scheme_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_scheme_draft_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_draft")),
        sa.UniqueConstraint("code", name=op.f("uq_scheme_draft_code")),
    )
    op.create_table(
        "pledge_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("tier_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pledge_signature_person_id")),
        sa.ForeignKeyConstraint(["tier_id"], ["tier.id"], name=op.f("fk_pledge_signature_tier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_signature")),
    )
    with op.batch_alter_table("pledge_signature", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pledge_signature_person_id_pledge_signature_digest"), ["person_id", "digest"], unique=False
        )
    op.create_table(
        "tier_retirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_tier_retirement_decided_by")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_tier_retirement_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_retirement")),
    )
    with op.batch_alter_table("tier_retirement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tier_retirement_scheme_id_tier_retirement_level"), ["scheme_id", "level"], unique=False
        )
    operations: Any = op
    keep_rows(operations, "pledge_signature")
    keep_rows(operations, "tier_retirement")


def downgrade() -> None:
    operations: Any = op
    free_rows(operations, "tier_retirement")
    op.drop_table("tier_retirement")
    free_rows(operations, "pledge_signature")
    op.drop_table("pledge_signature")
    op.drop_table("scheme_draft")
    op.drop_column("tier", "unlocks")
