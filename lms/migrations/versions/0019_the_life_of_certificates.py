"""The life of certificates: renewal, applications, decisions, appeals, calls for an exam on what changed, reminders

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEPT = (
    "tier_application", "application_decision", "certificate_appeal", "certificate_appeal_answer", "delta_call",
    "delta_call_end",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("tier", sa.Column("renewal", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column(
        "certificate_decision", sa.Column("impartial", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("certificate", sa.Column("cycle", sa.Integer(), server_default="0", nullable=False))
    op.add_column("certificate", sa.Column("how", sa.String(length=20), server_default="award", nullable=False))
    op.add_column("certificate", sa.Column("grace_until", sa.Date(), nullable=True))
    op.add_column("certificate", sa.Column("grace_counts", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Written out, since SQLite takes a foreign key only along with its column: a copied table would leave its rows behind.
    op.execute(
        "ALTER TABLE certificate ADD COLUMN follows_id INTEGER "
        "CONSTRAINT fk_certificate_follows_id REFERENCES certificate (id)"
    )
    op.create_index(
        op.f("ix_certificate_follows_id_certificate_issued_on"),
        "certificate",
        ["follows_id", "issued_on"],
        unique=False,
    )
    op.create_table(
        "certificate_reminder",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_reminder_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "days", name=op.f("pk_certificate_reminder")),
    )
    op.create_table(
        "tier_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("applied_by", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'renewal' OR certificate_id IS NOT NULL", name=op.f("ck_tier_application_renews_something")
        ),
        sa.ForeignKeyConstraint(["applied_by"], ["person.id"], name=op.f("fk_tier_application_applied_by")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_tier_application_certificate_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tier_application_person_id")),
        sa.ForeignKeyConstraint(["tier_id"], ["tier.id"], name=op.f("fk_tier_application_tier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_application")),
    )
    with op.batch_alter_table("tier_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tier_application_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tier_application_person_id_tier_application_tier_id"), ["person_id", "tier_id"], unique=False
        )

    op.create_table(
        "application_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("impartial", sa.Boolean(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["tier_application.id"], name=op.f("fk_application_decision_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_application_decision_certificate_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_application_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_decision")),
    )
    with op.batch_alter_table("application_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_decision_application_id"), ["application_id"], unique=False)

    op.create_table(
        "delta_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("product_line", sa.String(length=20), nullable=True),
        sa.Column("course_version_id", sa.Integer(), nullable=True),
        sa.Column("exam_code", sa.String(length=60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("consequence", sa.String(length=20), nullable=False),
        sa.Column("called_by", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("consequence IN ('warn', 'suspend')", name=op.f("ck_delta_call_consequence")),
        sa.CheckConstraint(
            "scheme_id IS NOT NULL OR product_line IS NOT NULL", name=op.f("ck_delta_call_of_something")
        ),
        sa.ForeignKeyConstraint(["called_by"], ["person.id"], name=op.f("fk_delta_call_called_by")),
        sa.ForeignKeyConstraint(
            ["course_version_id"], ["course_version.id"], name=op.f("fk_delta_call_course_version_id")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_delta_call_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delta_call")),
    )
    op.create_table(
        "certificate_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("refusal_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lodged_by", sa.Integer(), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'appeal' OR (decision_id IS NULL) <> (refusal_id IS NULL)",
            name=op.f("ck_certificate_appeal_against_one_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_appeal_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["certificate_decision.id"], name=op.f("fk_certificate_appeal_decision_id")
        ),
        sa.ForeignKeyConstraint(["lodged_by"], ["person.id"], name=op.f("fk_certificate_appeal_lodged_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_appeal_person_id")),
        sa.ForeignKeyConstraint(
            ["refusal_id"], ["application_decision.id"], name=op.f("fk_certificate_appeal_refusal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_appeal")),
    )
    with op.batch_alter_table("certificate_appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_appeal_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_appeal_person_id"), ["person_id"], unique=False)

    op.create_table(
        "delta_call_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["delta_call.id"], name=op.f("fk_delta_call_end_call_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_delta_call_end_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delta_call_end")),
        sa.UniqueConstraint("call_id", name=op.f("uq_delta_call_end_call_id")),
    )
    op.create_table(
        "delta_reminder",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["delta_call.id"], name=op.f("fk_delta_reminder_call_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delta_reminder_person_id")),
        sa.PrimaryKeyConstraint("call_id", "person_id", "days", name=op.f("pk_delta_reminder")),
    )
    op.create_table(
        "certificate_appeal_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("impartial", sa.Boolean(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_certificate_appeal_answer_answered_by")),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["certificate_appeal.id"], name=op.f("fk_certificate_appeal_answer_appeal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_appeal_answer")),
        sa.UniqueConstraint("appeal_id", name=op.f("uq_certificate_appeal_answer_appeal_id")),
    )
    operations: Any = op
    for table in KEPT:
        keep_rows(operations, table)


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
    op.drop_table("certificate_appeal_answer")
    op.drop_table("delta_reminder")
    op.drop_table("delta_call_end")
    op.drop_table("certificate_appeal")
    op.drop_table("delta_call")
    op.drop_table("application_decision")
    op.drop_table("tier_application")
    op.drop_table("certificate_reminder")
    op.drop_index(op.f("ix_certificate_follows_id_certificate_issued_on"), table_name="certificate")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        for column in ("follows_id", "cycle", "how", "grace_until", "grace_counts"):
            batch_op.drop_column(column)
    op.drop_column("certificate_decision", "impartial")
    op.drop_column("tier", "renewal")
