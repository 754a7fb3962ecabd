"""Designs of papers

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    operations: Any = op
    op.create_table(
        "paper_design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_paper_design_drafted_by_person")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_paper_design_published_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_design")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_paper_design_code_number")),
    )
    op.create_table(
        "paper_design_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chosen_by"], ["person.id"], name=op.f("fk_paper_design_choice_chosen_by_person")),
        sa.ForeignKeyConstraint(
            ["design_id"], ["paper_design.id"], name=op.f("fk_paper_design_choice_design_id_paper_design")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_design_choice")),
    )
    op.create_index(op.f("ix_paper_design_choice_layout"), "paper_design_choice", ["layout"])
    keep_rows(operations, "paper_design_choice")
    keep_rows(operations, "paper_design", when="OLD.published_at IS NOT NULL")


def downgrade() -> None:
    operations: Any = op
    free_rows(operations, "paper_design")
    free_rows(operations, "paper_design_choice")
    op.drop_table("paper_design_choice")
    op.drop_table("paper_design")
