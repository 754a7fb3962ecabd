"""KPI cards: score cards and their versions, months closed and opened again, cards as they were

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scorecard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
        sa.UniqueConstraint("code", name=op.f("uq_scorecard_code")),
    )
    op.create_table(
        "scorecard_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("meaning", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_scorecard_version_made_by")),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_scorecard_version_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_version")),
        sa.UniqueConstraint("scorecard_id", "number", name=op.f("uq_scorecard_version_scorecard_id_number")),
    )
    op.create_table(
        "scorecard_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_scorecard_use_made_by")),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_scorecard_use_scorecard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_use")),
    )
    op.create_table(
        "card_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_card_closing_asked_by")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_card_closing_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_closing")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_card_closing_month_number")),
    )
    op.create_table(
        "card_reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reopened_by", sa.Integer(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["card_closing.id"], name=op.f("fk_card_reopening_closing_id")),
        sa.ForeignKeyConstraint(["reopened_by"], ["person.id"], name=op.f("fk_card_reopening_reopened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_reopening")),
        sa.UniqueConstraint("closing_id", name=op.f("uq_card_reopening_closing_id")),
    )
    op.create_table(
        "card_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_card_snapshot_one_subject")),
        sa.ForeignKeyConstraint(["closing_id"], ["card_closing.id"], name=op.f("fk_card_snapshot_closing_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_card_snapshot_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_card_snapshot_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["scorecard_version.id"], name=op.f("fk_card_snapshot_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_snapshot")),
        sa.UniqueConstraint("closing_id", "person_id", name=op.f("uq_card_snapshot_closing_id_person_id")),
        sa.UniqueConstraint("closing_id", "unit_id", name=op.f("uq_card_snapshot_closing_id_unit_id")),
    )
    with op.batch_alter_table("card_snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_snapshot_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_snapshot_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    for table in (
        "card_snapshot", "card_reopening", "card_closing", "scorecard_use", "scorecard_version", "scorecard",
    ):  # fmt: skip
        op.drop_table(table)
