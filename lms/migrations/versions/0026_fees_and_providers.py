"""Fees of trainers, their credits, honours and fund; ratings corrected; providers, their contracts, courses and scores

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = (
    "provider_reminder",
    "trainer_rating_run",
    "fee_extra",
    "fee_rules",
    "fee_run",
    "fund_entry",
    "provider",
    "provider_criteria",
    "trainer_honour",
    "trainer_rating",
    "external_course",
    "fee_decision",
    "provider_contract",
    "provider_person",
    "provider_price",
    "provider_score",
    "trainer_credit",
    "external_attendee",
    "external_result",
    "external_result_import",
    "external_sharing",
    "fee_line",
)
KEPT = (
    "provider_reminder",
    "trainer_rating_run",
    "fee_extra",
    "fee_rules",
    "fee_run",
    "fund_entry",
    "provider_criteria",
    "trainer_honour",
    "trainer_rating",
    "fee_decision",
    "provider_price",
    "provider_score",
    "trainer_credit",
    "external_result",
    "external_sharing",
    "fee_line",
)


def upgrade() -> None:
    op.create_table(
        "provider_reminder",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "days", name=op.f("pk_provider_reminder")),
        info={"append_only": True},
    )
    op.create_table(
        "trainer_rating_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("model", sa.JSON(), nullable=False),
        sa.Column("worked_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_rating_run")),
        info={"append_only": True},
    )
    op.create_table(
        "fee_extra",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_fee_extra_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fee_extra_person_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["fee_extra.id"], name=op.f("fk_fee_extra_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_extra")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_fee_extra_reverses_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_fee_extra_month"), "fee_extra", ["month"], unique=False)
    op.create_table(
        "fee_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_fee_rules_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_rules")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_fee_rules_from_day"), "fee_rules", ["from_day"], unique=False)
    op.create_table(
        "fee_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["prepared_by"], ["person.id"], name=op.f("fk_fee_run_prepared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_run")),
        sa.UniqueConstraint("id", "month", "prepared_by", name=op.f("uq_fee_run_id_month_prepared_by")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_fee_run_month_number")),
        info={"append_only": True},
    )
    op.create_table(
        "fund_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=120), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hundredths <> 0", name=op.f("ck_fund_entry_amount")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_fund_entry_entered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fund_entry_person_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["fund_entry.id"], name=op.f("fk_fund_entry_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_entry")),
        sa.UniqueConstraint("origin", name=op.f("uq_fund_entry_origin")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_fund_entry_reverses_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_fund_entry_currency_fund_entry_day"), "fund_entry", ["currency", "day"], unique=False)
    op.create_index(op.f("ix_fund_entry_person_id"), "fund_entry", ["person_id"], unique=False)
    op.create_table(
        "provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.String(length=300), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_provider_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("code", name=op.f("uq_provider_code")),
    )
    op.create_table(
        "provider_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_provider_criteria_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_criteria")),
        info={"append_only": True},
    )
    op.create_table(
        "trainer_honour",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_trainer_honour_named_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_honour_person_id")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_trainer_honour")),
        info={"append_only": True},
    )
    op.create_table(
        "trainer_rating",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("raw_mean", sa.Double(), nullable=False),
        sa.Column("adjusted_mean", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_rating_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["trainer_rating_run.id"], name=op.f("fk_trainer_rating_run_id")),
        sa.PrimaryKeyConstraint("run_id", "person_id", name=op.f("pk_trainer_rating")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_trainer_rating_person_id_trainer_rating_run_id"),
        "trainer_rating",
        ["person_id", "run_id"],
        unique=False,
    )
    op.create_table(
        "external_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("share_days", sa.Integer(), nullable=True),
        sa.Column("bought_by", sa.Integer(), nullable=False),
        sa.Column("bought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("form IN ('open', 'in_house', 'online')", name=op.f("ck_external_course_form")),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_external_course_days")),
        sa.CheckConstraint("hundredths >= 0", name=op.f("ck_external_course_amount")),
        sa.ForeignKeyConstraint(["bought_by"], ["person.id"], name=op.f("fk_external_course_bought_by")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_external_course_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_course")),
    )
    op.create_index(op.f("ix_external_course_provider_id"), "external_course", ["provider_id"], unique=False)
    op.create_index(op.f("ix_external_course_until_day"), "external_course", ["until_day"], unique=False)
    op.create_table(
        "fee_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('approved', 'returned')", name=op.f("ck_fee_decision_kind")),
        sa.CheckConstraint("decided_by <> prepared_by", name=op.f("ck_fee_decision_four_eyes")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_fee_decision_decided_by")),
        sa.ForeignKeyConstraint(
            ["run_id", "month", "prepared_by"],
            ["fee_run.id", "fee_run.month", "fee_run.prepared_by"],
            name="fk_fee_decision_run",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_decision")),
        sa.UniqueConstraint("run_id", name=op.f("uq_fee_decision_run_id")),
        info={"append_only": True},
    )
    op.create_index(
        "uq_fee_decision_closed",
        "fee_decision",
        ["month"],
        unique=True,
        sqlite_where=sa.text("kind = 'approved'"),
        postgresql_where=sa.text("kind = 'approved'"),
    )
    op.create_table(
        "provider_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_provider_contract_days")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_provider_contract_added_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_provider_contract_file_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["person.id"], name=op.f("fk_provider_contract_keeper_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_contract_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_contract")),
    )
    op.create_index(op.f("ix_provider_contract_provider_id"), "provider_contract", ["provider_id"], unique=False)
    op.create_index(op.f("ix_provider_contract_until_day"), "provider_contract", ["until_day"], unique=False)
    op.create_table(
        "provider_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('contact', 'trainer')", name=op.f("ck_provider_person_kind")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_provider_person_added_by")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_person_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_person")),
    )
    op.create_index(op.f("ix_provider_person_provider_id"), "provider_person", ["provider_id"], unique=False)
    op.create_table(
        "provider_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("basis IN ('person', 'day', 'course')", name=op.f("ck_provider_price_basis")),
        sa.CheckConstraint("form IN ('open', 'in_house', 'online')", name=op.f("ck_provider_price_form")),
        sa.CheckConstraint("hundredths >= 0", name=op.f("ck_provider_price_amount")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_provider_price_entered_by")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_price_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_price")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_provider_price_provider_id"), "provider_price", ["provider_id"], unique=False)
    op.create_table(
        "provider_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("criteria_id", sa.Integer(), nullable=False),
        sa.Column("scorer_id", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["criteria_id"], ["provider_criteria.id"], name=op.f("fk_provider_score_criteria_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_score_provider_id")),
        sa.ForeignKeyConstraint(["scorer_id"], ["person.id"], name=op.f("fk_provider_score_scorer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_score")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_provider_score_provider_id_provider_score_scorer_id"),
        "provider_score",
        ["provider_id", "scorer_id"],
        unique=False,
    )
    op.create_table(
        "trainer_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("points", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_credit_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["fee_run.id"], name=op.f("fk_trainer_credit_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_credit")),
        sa.UniqueConstraint("origin", name=op.f("uq_trainer_credit_origin")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_trainer_credit_person_id_trainer_credit_day"), "trainer_credit", ["person_id", "day"], unique=False
    )
    op.create_index(op.f("ix_trainer_credit_run_id"), "trainer_credit", ["run_id"], unique=False)
    op.create_table(
        "external_attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_external_attendee_added_by")),
        sa.ForeignKeyConstraint(["course_id"], ["external_course.id"], name=op.f("fk_external_attendee_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_external_attendee_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_attendee")),
        sa.UniqueConstraint("course_id", "person_id", name=op.f("uq_external_attendee_course_id_person_id")),
    )
    op.create_index(op.f("ix_external_attendee_person_id"), "external_attendee", ["person_id"], unique=False)
    op.create_table(
        "external_result_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["external_course.id"], name=op.f("fk_external_result_import_course_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_external_result_import_file_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_external_result_import_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_result_import")),
    )
    op.create_index(op.f("ix_external_result_import_course_id"), "external_result_import", ["course_id"], unique=False)
    op.create_table(
        "external_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("before", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_external_result_level")),
        sa.CheckConstraint(
            "value BETWEEN 0 AND 100 AND (before IS NULL OR before BETWEEN 0 AND 100)",
            name=op.f("ck_external_result_scale"),
        ),
        sa.ForeignKeyConstraint(["attendee_id"], ["external_attendee.id"], name=op.f("fk_external_result_attendee_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_external_result_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_result")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_external_result_attendee_id_external_result_level"),
        "external_result",
        ["attendee_id", "level"],
        unique=False,
    )
    op.create_table(
        "external_sharing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["external_attendee.id"], name=op.f("fk_external_sharing_attendee_id")
        ),
        sa.ForeignKeyConstraint(["linked_by"], ["person.id"], name=op.f("fk_external_sharing_linked_by")),
        sa.ForeignKeyConstraint(["session_id"], ["course_session.id"], name=op.f("fk_external_sharing_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_sharing")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_external_sharing_attendee_id"), "external_sharing", ["attendee_id"], unique=False)
    op.create_index(op.f("ix_external_sharing_session_id"), "external_sharing", ["session_id"], unique=False)
    op.create_table(
        "fee_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("session_day_id", sa.Integer(), nullable=True),
        sa.Column("session_number", sa.String(length=20), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("preparation_minutes", sa.Integer(), nullable=False),
        sa.Column("rules_id", sa.Integer(), nullable=True),
        sa.Column("rate_hundredths", sa.BigInteger(), nullable=True),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('taught', 'correction', 'extra')", name=op.f("ck_fee_line_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fee_line_person_id")),
        sa.ForeignKeyConstraint(["rules_id"], ["fee_rules.id"], name=op.f("fk_fee_line_rules_id")),
        sa.ForeignKeyConstraint(["run_id"], ["fee_run.id"], name=op.f("fk_fee_line_run_id")),
        sa.ForeignKeyConstraint(["session_day_id"], ["session_day.id"], name=op.f("fk_fee_line_session_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_line")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_fee_line_person_id"), "fee_line", ["person_id"], unique=False)
    op.create_index(op.f("ix_fee_line_run_id_fee_line_person_id"), "fee_line", ["run_id", "person_id"], unique=False)
    op.create_index(
        op.f("ix_fee_line_session_day_id_fee_line_person_id"), "fee_line", ["session_day_id", "person_id"], unique=False
    )
    operations: Any = op
    for table in KEPT:
        keep_rows(operations, table)


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
    for table in reversed(TABLES):
        op.drop_table(table)
