"""The field of work that a scheme certifies

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scheme", sa.Column("field_of_work", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("scheme", "field_of_work")
