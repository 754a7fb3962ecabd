"""Trainers: what each grade asks and who holds it, certification with trial lectures, the right to teach, profiles, absences

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEPT = (
    "trainer_grade_version",
    "trainer_grade",
    "trainer_grade_event",
    "trainer_reminder",
    "trainer_application",
    "trainer_decision",
    "trial_judge",
    "trial_judge_release",
    "trial_judgement",
    "teaching_right",
    "teaching_right_end",
    "trainer_profile",
    "trainer_suitability",
)


def upgrade() -> None:
    op.create_table(
        "trainer_absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('leave', 'sick', 'travel', 'other')", name=op.f("ck_trainer_absence_kind")),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_trainer_absence_days")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_trainer_absence_entered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_absence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_absence")),
    )
    with op.batch_alter_table("trainer_absence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_trainer_absence_person_id_trainer_absence_until_day"),
            ["person_id", "until_day"],
            unique=False,
        )

    op.create_table(
        "trainer_grade_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("course_levels", sa.JSON(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("certification", sa.JSON(), nullable=False),
        sa.Column("renewal", sa.JSON(), nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_trainer_grade_version_level")),
        sa.CheckConstraint("validity_months > 0", name=op.f("ck_trainer_grade_version_validity")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_trainer_grade_version_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_grade_version")),
        sa.UniqueConstraint("level", "number", name=op.f("uq_trainer_grade_version_level_number")),
        info={"append_only": True},
    )
    op.create_table(
        "trainer_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("bio", sa.JSON(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("product_lines", sa.JSON(), nullable=False),
        sa.Column("most_hours", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("most_hours BETWEEN 0 AND 300", name=op.f("ck_trainer_profile_most_hours")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_profile_person_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_trainer_profile_photo_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_trainer_profile_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_profile")),
        info={"append_only": True},
    )
    with op.batch_alter_table("trainer_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainer_profile_person_id"), ["person_id"], unique=False)

    op.create_table(
        "trainer_suitability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("speaking", sa.Integer(), nullable=False),
        sa.Column("willing", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rated_by <> person_id", name=op.f("ck_trainer_suitability_rated_by_another")),
        sa.CheckConstraint(
            "speaking BETWEEN 1 AND 5 AND willing BETWEEN 1 AND 5", name=op.f("ck_trainer_suitability_one_to_five")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_suitability_person_id")),
        sa.ForeignKeyConstraint(["rated_by"], ["person.id"], name=op.f("fk_trainer_suitability_rated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_suitability")),
        info={"append_only": True},
    )
    with op.batch_alter_table("trainer_suitability", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainer_suitability_person_id"), ["person_id"], unique=False)

    op.create_table(
        "teaching_right",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level IN ('assist', 'teach', 'develop')", name=op.f("ck_teaching_right_level")),
        sa.CheckConstraint("until_day IS NULL OR from_day <= until_day", name=op.f("ck_teaching_right_days")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_teaching_right_course_id")),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_teaching_right_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_teaching_right_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_right")),
        info={"append_only": True},
    )
    with op.batch_alter_table("teaching_right", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teaching_right_course_id"), ["course_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_teaching_right_person_id_teaching_right_course_id"), ["person_id", "course_id"], unique=False
        )

    op.create_table(
        "trainer_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("exam_code", sa.String(length=60), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('award', 'renewal')", name=op.f("ck_trainer_application_kind")),
        sa.ForeignKeyConstraint(["applied_by"], ["person.id"], name=op.f("fk_trainer_application_applied_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_application_person_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["trainer_grade_version.id"], name=op.f("fk_trainer_application_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_application")),
        sa.UniqueConstraint("id", "person_id", name=op.f("uq_trainer_application_id_person_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("trainer_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainer_application_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trainer_application_version_id"), ["version_id"], unique=False)

    op.create_table(
        "teaching_right_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_teaching_right_end_ended_by")),
        sa.ForeignKeyConstraint(["right_id"], ["teaching_right.id"], name=op.f("fk_teaching_right_end_right_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_right_end")),
        sa.UniqueConstraint("right_id", name=op.f("uq_teaching_right_end_right_id")),
        info={"append_only": True},
    )
    op.create_table(
        "trainer_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('granted', 'refused', 'taken_back')", name=op.f("ck_trainer_decision_kind")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["trainer_application.id"], name=op.f("fk_trainer_decision_application_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_trainer_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_decision")),
        sa.UniqueConstraint("application_id", name=op.f("uq_trainer_decision_application_id")),
        info={"append_only": True},
    )
    op.create_table(
        "trainer_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how IN ('award', 'renewal', 'import')", name=op.f("ck_trainer_grade_how")),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_trainer_grade_days")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["trainer_application.id"], name=op.f("fk_trainer_grade_application_id")
        ),
        sa.ForeignKeyConstraint(["follows_id"], ["trainer_grade.id"], name=op.f("fk_trainer_grade_follows_id")),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_trainer_grade_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trainer_grade_person_id")),
        sa.ForeignKeyConstraint(["version_id"], ["trainer_grade_version.id"], name=op.f("fk_trainer_grade_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_grade")),
        sa.UniqueConstraint("application_id", name=op.f("uq_trainer_grade_application_id")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_trainer_grade_follows_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("trainer_grade", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_trainer_grade_person_id_trainer_grade_until_day"), ["person_id", "until_day"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_trainer_grade_version_id"), ["version_id"], unique=False)

    op.create_table(
        "trial_lecture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_by", sa.Integer(), nullable=True),
        sa.Column("called_off_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id", "candidate_id"],
            ["trainer_application.id", "trainer_application.person_id"],
            name="fk_trial_lecture_application",
        ),
        sa.ForeignKeyConstraint(["called_off_by"], ["person.id"], name=op.f("fk_trial_lecture_called_off_by")),
        sa.ForeignKeyConstraint(["planned_by"], ["person.id"], name=op.f("fk_trial_lecture_planned_by")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_trial_lecture_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_lecture")),
        sa.UniqueConstraint("id", "candidate_id", name=op.f("uq_trial_lecture_id_candidate_id")),
    )
    with op.batch_alter_table("trial_lecture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_lecture_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trial_lecture_rubric_id"), ["rubric_id"], unique=False)

    op.create_table(
        "trainer_grade_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('suspend', 'reinstate', 'withdraw')", name=op.f("ck_trainer_grade_event_kind")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_trainer_grade_event_decided_by")),
        sa.ForeignKeyConstraint(["grade_id"], ["trainer_grade.id"], name=op.f("fk_trainer_grade_event_grade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_grade_event")),
        info={"append_only": True},
    )
    with op.batch_alter_table("trainer_grade_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainer_grade_event_grade_id"), ["grade_id"], unique=False)

    op.create_table(
        "trainer_reminder",
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grade_id"], ["trainer_grade.id"], name=op.f("fk_trainer_reminder_grade_id")),
        sa.PrimaryKeyConstraint("grade_id", "days", name=op.f("pk_trainer_reminder")),
        info={"append_only": True},
    )
    op.create_table(
        "trial_judge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lecture_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("judge_id <> candidate_id", name=op.f("ck_trial_judge_not_the_candidate")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_trial_judge_asked_by")),
        sa.ForeignKeyConstraint(["judge_id"], ["person.id"], name=op.f("fk_trial_judge_judge_id")),
        sa.ForeignKeyConstraint(
            ["lecture_id", "candidate_id"],
            ["trial_lecture.id", "trial_lecture.candidate_id"],
            name="fk_trial_judge_lecture",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_judge")),
        sa.UniqueConstraint("lecture_id", "judge_id", name=op.f("uq_trial_judge_lecture_id_judge_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("trial_judge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_judge_judge_id"), ["judge_id"], unique=False)

    op.create_table(
        "trial_judge_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_trial_judge_release_released_by")),
        sa.ForeignKeyConstraint(["seat_id"], ["trial_judge.id"], name=op.f("fk_trial_judge_release_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_judge_release")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_trial_judge_release_seat_id")),
        info={"append_only": True},
    )
    op.create_table(
        "trial_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lecture_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("percent", sa.Double(), nullable=False),
        sa.Column("failed_musts", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecture_id", "judge_id"],
            ["trial_judge.lecture_id", "trial_judge.judge_id"],
            name="fk_trial_judgement_judge",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_judgement")),
        sa.UniqueConstraint("lecture_id", "judge_id", name=op.f("uq_trial_judgement_lecture_id_judge_id")),
        info={"append_only": True},
    )
    operations: Any = op
    for table in KEPT:
        keep_rows(operations, table)


def downgrade() -> None:
    operations: Any = op
    for table in KEPT:
        free_rows(operations, table)
    op.drop_table("trial_judgement")
    op.drop_table("trial_judge_release")
    with op.batch_alter_table("trial_judge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trial_judge_judge_id"))

    op.drop_table("trial_judge")
    op.drop_table("trainer_reminder")
    with op.batch_alter_table("trainer_grade_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainer_grade_event_grade_id"))

    op.drop_table("trainer_grade_event")
    with op.batch_alter_table("trial_lecture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trial_lecture_rubric_id"))
        batch_op.drop_index(batch_op.f("ix_trial_lecture_application_id"))

    op.drop_table("trial_lecture")
    with op.batch_alter_table("trainer_grade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainer_grade_version_id"))
        batch_op.drop_index(batch_op.f("ix_trainer_grade_person_id_trainer_grade_until_day"))

    op.drop_table("trainer_grade")
    op.drop_table("trainer_decision")
    op.drop_table("teaching_right_end")
    with op.batch_alter_table("trainer_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainer_application_version_id"))
        batch_op.drop_index(batch_op.f("ix_trainer_application_person_id"))

    op.drop_table("trainer_application")
    with op.batch_alter_table("teaching_right", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teaching_right_person_id_teaching_right_course_id"))
        batch_op.drop_index(batch_op.f("ix_teaching_right_course_id"))

    op.drop_table("teaching_right")
    with op.batch_alter_table("trainer_suitability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainer_suitability_person_id"))

    op.drop_table("trainer_suitability")
    with op.batch_alter_table("trainer_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainer_profile_person_id"))

    op.drop_table("trainer_profile")
    op.drop_table("trainer_grade_version")
    with op.batch_alter_table("trainer_absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainer_absence_person_id_trainer_absence_until_day"))

    op.drop_table("trainer_absence")
