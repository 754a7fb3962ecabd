"""Who was asked to observe work orders of another unit, and to rate practical examinations besides somebody else

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEPT = ("practical_opinion", "assessor_ask")


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
    op.create_table(
        "practical_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("percent", sa.Double(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("form_token", sa.String(length=40), nullable=False),
        sa.CheckConstraint("assessor_id <> learner_id", name=op.f("ck_practical_opinion_rated_by_another")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_practical_opinion_rubric_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_practical_opinion_learner_id")),
        sa.ForeignKeyConstraint(["assessor_id"], ["person.id"], name=op.f("fk_practical_opinion_assessor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practical_opinion")),
        sa.UniqueConstraint(
            "learner_id", "rubric_id", "held_on", "assessor_id",
            name=op.f("uq_practical_opinion_learner_id_rubric_id_held_on_assessor_id"),
        ),
        sa.UniqueConstraint("assessor_id", "form_token", name=op.f("uq_practical_opinion_assessor_id_form_token")),
    )  # fmt: skip
    op.create_index(op.f("ix_practical_opinion_rubric_id"), "practical_opinion", ["rubric_id"], unique=False)
    op.create_table(
        "assessor_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('rate', 'escalated')", name=op.f("ck_assessor_ask_kind")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_assessor_ask_rubric_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["person.id"], name=op.f("fk_assessor_ask_learner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessor_ask_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessor_ask")),
        sa.UniqueConstraint(
            "learner_id", "rubric_id", "held_on", "person_id", "place",
            name=op.f("uq_assessor_ask_learner_id_rubric_id_held_on_person_id_place"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_assessor_ask_rubric_id"), "assessor_ask", ["rubric_id"], unique=False)
    op.create_index(
        op.f("ix_assessor_ask_person_id_assessor_ask_asked_at"), "assessor_ask", ["person_id", "asked_at"], unique=False
    )
    operations: Any = op
    for table in KEPT:
        keep_rows(operations, table)


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
        op.drop_table(table)
    op.drop_table("asked_observer")
