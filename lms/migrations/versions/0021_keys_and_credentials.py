"""Keys, credentials, status lists, erasure

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    operations: Any = op
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("kid", sa.String(80), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=True),
        sa.Column("secret_mark", sa.String(16), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_signing_key_kid")),
    )
    op.create_index(op.f("ix_signing_key_purpose_id"), "signing_key", ["purpose", "id"])
    op.create_table(
        "issued_credential",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("list_index", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(40), nullable=True),
        sa.Column("signed", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_issued_credential_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_issued_credential")),
        sa.UniqueConstraint("list_number", "list_index", name=op.f("uq_issued_credential_list_number")),
    )
    op.create_table(
        "status_list_copy",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("facts", sa.String(80), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", "purpose", name=op.f("pk_status_list_copy")),
    )
    op.create_table(
        "certificate_erasure",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_erasure_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_erasure")),
    )
    op.create_table(
        "person_erasure",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_erasure_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_erasure")),
    )
    keep_rows(operations, "certificate_erasure")
    keep_rows(operations, "person_erasure")


def downgrade() -> None:
    operations: Any = op
    free_rows(operations, "certificate_erasure")
    free_rows(operations, "person_erasure")
    for table in ("person_erasure", "certificate_erasure", "status_list_copy", "issued_credential", "signing_key"):
        op.drop_table(table)
