"""Sign-offs, exam answers, marks and decisions: the database refuses to change or delete them

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

from typing import Any

from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEPT = (
    "sign_off", "sign_off_photo", "sign_off_revocation", "countersignature", "countersignature_withdrawal",
    "practical_exam", "simulation_assessor", "simulation_relief", "simulation_called_off", "simulation_rating",
    "response", "question_left", "intervention", "essay_mark", "regrade", "regraded_attempt",
    "item_review", "exam_conduct", "observation", "observation_rating", "mentor_rating", "stage_passage",
    "stage_extension", "outcome", "need_decision", "certificate_decision", "placement",
)  # fmt: skip
_OWN_WORDING = """
SELECT 1 FROM item_version WHERE item_version.id = NEW.item_version_id AND item_version.added_by = NEW.reviewed_by
"""


def upgrade() -> None:
    operations: Any = op
    for table in KEPT:
        keep_rows(operations, table)
    keep_rows(operations, "appeal", when="OLD.decided_at IS NOT NULL")
    if operations.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER item_review_by_another BEFORE INSERT ON item_review WHEN EXISTS ({_OWN_WORDING}) "
            "BEGIN SELECT RAISE(ABORT, 'nobody reviews their own wording'); END"
        )
        return
    op.execute(f"""
        CREATE FUNCTION refuse_own_review() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS ({_OWN_WORDING}) THEN
                RAISE EXCEPTION 'nobody reviews their own wording' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute(
        "CREATE TRIGGER item_review_by_another BEFORE INSERT ON item_review "
        "FOR EACH ROW EXECUTE FUNCTION refuse_own_review()"
    )


def downgrade() -> None:
    operations: Any = op
    if operations.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER item_review_by_another")
    else:
        op.execute("DROP TRIGGER item_review_by_another ON item_review")
        op.execute("DROP FUNCTION refuse_own_review()")
    for table in (*KEPT, "appeal"):
        free_rows(operations, table)
