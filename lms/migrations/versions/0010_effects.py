"""Estimates of effects, and drawn roll-outs

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("kpi_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("assigned", sa.String(length=10), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("waves", sa.Integer(), nullable=False),
        sa.Column("months_apart", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("assigned IN ('person', 'unit')", name=op.f("ck_roll_out_assigned")),
        sa.CheckConstraint("subject_kind IN ('course', 'programme', 'certificate')", name=op.f("ck_roll_out_subject")),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name=op.f("fk_roll_out_kpi_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_roll_out_made_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roll_out_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_out")),
    )
    with op.batch_alter_table("roll_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_out_subject"), ["subject_kind", "subject_code"], unique=False)

    op.create_table(
        "effect_estimate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=60), nullable=False),
        sa.Column("kpi_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("roll_out_id", sa.Integer(), nullable=True),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("timing", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("att", sa.Double(), nullable=True),
        sa.Column("se", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("df", sa.Double(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method IN ('staggered', 'two_arms', 'series')", name=op.f("ck_effect_estimate_method")),
        sa.CheckConstraint(
            "subject_kind IN ('course', 'programme', 'certificate')", name=op.f("ck_effect_estimate_subject")
        ),
        sa.CheckConstraint("timing IN ('scheduled', 'completed')", name=op.f("ck_effect_estimate_timing")),
        sa.CheckConstraint(
            "verdict IN ('effect', 'inconclusive', 'not robust', 'refused')", name=op.f("ck_effect_estimate_verdict")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_effect_estimate_asked_by")),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name=op.f("fk_effect_estimate_kpi_id")),
        sa.ForeignKeyConstraint(["roll_out_id"], ["roll_out.id"], name=op.f("fk_effect_estimate_roll_out_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_effect_estimate_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_estimate")),
    )
    with op.batch_alter_table("effect_estimate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_effect_estimate_kpi_id"), ["kpi_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_effect_estimate_subject"),
            ["subject_kind", "subject_code", "kpi_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_effect_estimate_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "roll_out_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roll_out_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("stratum", sa.String(length=200), nullable=True),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roll_out_place_person_id")),
        sa.ForeignKeyConstraint(["roll_out_id"], ["roll_out.id"], name=op.f("fk_roll_out_place_roll_out_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roll_out_place_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_out_place")),
        sa.UniqueConstraint("roll_out_id", "person_id", name=op.f("uq_roll_out_place_roll_out_id_person_id")),
    )
    with op.batch_alter_table("roll_out_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_out_place_person_id"), ["person_id"], unique=False)

    op.create_table(
        "roll_out_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roll_out_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_roll_out_withdrawal_made_by")),
        sa.ForeignKeyConstraint(["roll_out_id"], ["roll_out.id"], name=op.f("fk_roll_out_withdrawal_roll_out_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_out_withdrawal")),
        sa.UniqueConstraint("roll_out_id", name=op.f("uq_roll_out_withdrawal_roll_out_id")),
    )
    op.create_table(
        "effect_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estimate_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["estimate_id"], ["effect_estimate.id"], name=op.f("fk_effect_approval_estimate_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_effect_approval_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_approval")),
        sa.UniqueConstraint("estimate_id", name=op.f("uq_effect_approval_estimate_id")),
    )


def downgrade() -> None:
    op.drop_table("effect_approval")
    op.drop_table("roll_out_withdrawal")
    with op.batch_alter_table("roll_out_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roll_out_place_person_id"))

    op.drop_table("roll_out_place")
    with op.batch_alter_table("effect_estimate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_effect_estimate_unit_id"))
        batch_op.drop_index(batch_op.f("ix_effect_estimate_subject"))
        batch_op.drop_index(batch_op.f("ix_effect_estimate_kpi_id"))

    op.drop_table("effect_estimate")
    with op.batch_alter_table("roll_out", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roll_out_subject"))

    op.drop_table("roll_out")
