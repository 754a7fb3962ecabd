"""Levels of abilities, observed work orders, and 360° rounds

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ability_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ability_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('exam', 'task', 'rubric')", name=op.f("ck_ability_measure_kind")),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_ability_measure_level")),
        sa.ForeignKeyConstraint(["ability_id"], ["ability.id"], name=op.f("fk_ability_measure_ability_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_ability_measure_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ability_measure")),
    )
    with op.batch_alter_table("ability_measure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ability_measure_ability_id_ability_measure_from_day"),
            ["ability_id", "from_day"],
            unique=False,
        )

    op.create_table(
        "feedback_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("abilities", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> supervisor_id", name=op.f("ck_feedback_round_two_people")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_feedback_round_opened_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feedback_round_person_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_feedback_round_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_round")),
    )
    with op.batch_alter_table("feedback_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_round_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_round_supervisor_id"), ["supervisor_id"], unique=False)

    op.create_table(
        "observation_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("low_below", sa.Double(), nullable=False),
        sa.Column("high_from", sa.Double(), nullable=False),
        sa.Column("layers", sa.JSON(), nullable=False),
        sa.Column("unrated", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low_below < high_from", name=op.f("ck_observation_sample_bands")),
        sa.CheckConstraint("size BETWEEN 3 AND 300", name=op.f("ck_observation_sample_size")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_observation_sample_drawn_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_observation_sample_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_sample")),
    )
    with op.batch_alter_table("observation_sample", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_sample_drawn_at"), ["drawn_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_observation_sample_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "required_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ability_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("family", sa.String(length=20), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(post_id IS NULL) <> (family IS NULL)", name=op.f("ck_required_level_post_or_family")),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_required_level_level")),
        sa.CheckConstraint("tier BETWEEN 0 AND 9", name=op.f("ck_required_level_tier")),
        sa.ForeignKeyConstraint(["ability_id"], ["ability.id"], name=op.f("fk_required_level_ability_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_required_level_post_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_required_level_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_level")),
    )
    with op.batch_alter_table("required_level", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_required_level_ability_id_required_level_from_day"), ["ability_id", "from_day"], unique=False
        )

    op.create_table(
        "observation_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("order_no", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=False),
        sa.Column("band", sa.String(length=6), nullable=False),
        sa.Column("csat", sa.Double(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("band IN ('low', 'middle', 'high')", name=op.f("ck_observation_order_band")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_observation_order_person_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["observation_sample.id"], name=op.f("fk_observation_order_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_order")),
        sa.UniqueConstraint("sample_id", "position", name=op.f("uq_observation_order_sample_id_position")),
        sa.UniqueConstraint(
            "sample_id", "source", "order_no", name=op.f("uq_observation_order_sample_id_source_order_no")
        ),
    )
    with op.batch_alter_table("observation_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_order_person_id"), ["person_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("observer_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["observer_id"], ["person.id"], name=op.f("fk_observation_observer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["observation_order.id"], name=op.f("fk_observation_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("order_id", "observer_id", name=op.f("uq_observation_order_id_observer_id")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_observer_id"), ["observer_id"], unique=False)

    op.create_table(
        "observation_rating",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("ability_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("points BETWEEN 1 AND 5", name=op.f("ck_observation_rating_points")),
        sa.ForeignKeyConstraint(["ability_id"], ["ability.id"], name=op.f("fk_observation_rating_ability_id")),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_observation_rating_observation_id")
        ),
        sa.PrimaryKeyConstraint("observation_id", "criterion", name=op.f("pk_observation_rating")),
    )


def downgrade() -> None:
    op.drop_table("observation_rating")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_observer_id"))

    op.drop_table("observation")
    with op.batch_alter_table("observation_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_order_person_id"))

    op.drop_table("observation_order")
    with op.batch_alter_table("required_level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_required_level_ability_id_required_level_from_day"))

    op.drop_table("required_level")
    with op.batch_alter_table("observation_sample", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_sample_unit_id"))
        batch_op.drop_index(batch_op.f("ix_observation_sample_drawn_at"))

    op.drop_table("observation_sample")
    with op.batch_alter_table("feedback_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_round_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_round_person_id"))

    op.drop_table("feedback_round")
    with op.batch_alter_table("ability_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ability_measure_ability_id_ability_measure_from_day"))

    op.drop_table("ability_measure")
