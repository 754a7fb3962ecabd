"""Who may be a mentor, pairing rounds, talks, feedback, drafts and photos of the log, the case library

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from lms.core.append_only import free_rows, keep_rows

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coaching_talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=True),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("reality", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("will", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mentee_id <> mentor_id", name=op.f("ck_coaching_talk_two_people")),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_coaching_talk_mentee_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_coaching_talk_mentor_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_coaching_talk_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_talk")),
    )
    with op.batch_alter_table("coaching_talk", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coaching_talk_mentee_id_coaching_talk_held_on"), ["mentee_id", "held_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_coaching_talk_mentor_id"), ["mentor_id"], unique=False)

    op.create_table(
        "log_draft",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_log_draft_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_log_draft")),
    )
    op.create_table(
        "log_reminder",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_log_reminder_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_log_reminder")),
    )
    op.create_table(
        "mentor_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("technical", sa.Boolean(), nullable=False),
        sa.Column("culture", sa.Boolean(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.Column("exception", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("appointed_by", sa.Integer(), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["appointed_by"], ["person.id"], name=op.f("fk_mentor_appointment_appointed_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_appointment_person_id")),
        sa.ForeignKeyConstraint(["renews_id"], ["mentor_appointment.id"], name=op.f("fk_mentor_appointment_renews_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_appointment")),
    )
    with op.batch_alter_table("mentor_appointment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_appointment_person_id_mentor_appointment_from_day"),
            ["person_id", "from_day"],
            unique=False,
        )

    op.create_table(
        "mentor_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_mentor_credit_given_by")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_mentor_credit_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_credit")),
    )
    with op.batch_alter_table("mentor_credit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_credit_mentor_id"), ["mentor_id"], unique=False)

    op.create_table(
        "mentor_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("years", sa.Double(), nullable=False),
        sa.Column("least_rating", sa.Double(), nullable=False),
        sa.Column("raters", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('technical', 'culture')", name=op.f("ck_mentor_criteria_kind")),
        sa.CheckConstraint("tier BETWEEN 0 AND 9", name=op.f("ck_mentor_criteria_tier")),
        sa.CheckConstraint(
            "years >= 0 AND raters >= 0 AND term_months > 0", name=op.f("ck_mentor_criteria_not_negative")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_mentor_criteria_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_criteria")),
    )
    with op.batch_alter_table("mentor_criteria", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_criteria_kind_mentor_criteria_from_day"), ["kind", "from_day"], unique=False
        )

    op.create_table(
        "mentor_feedback",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_mentor_feedback_mentor_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mentor_feedback")),
    )
    with op.batch_alter_table("mentor_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_feedback_mentor_id"), ["mentor_id"], unique=False)

    op.create_table(
        "mentor_feedback_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_mentor_feedback_given_mentee_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_mentor_feedback_given_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_feedback_given")),
        sa.UniqueConstraint("mentor_id", "mentee_id", name=op.f("uq_mentor_feedback_given_mentor_id_mentee_id")),
    )
    op.create_table(
        "mentor_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("product_lines", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("shift", sa.String(length=20), nullable=False),
        sa.Column("abilities", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 0 AND 12", name=op.f("ck_mentor_profile_capacity")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_profile_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_mentor_profile_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_profile")),
    )
    with op.batch_alter_table("mentor_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_profile_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mentor_rest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_rest_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_mentor_rest_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_rest")),
    )
    with op.batch_alter_table("mentor_rest", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_rest_person_id_mentor_rest_from_day"), ["person_id", "from_day"], unique=False
        )

    op.create_table(
        "mentor_suitability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("communication", sa.Integer(), nullable=False),
        sa.Column("patience", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "communication BETWEEN 1 AND 5 AND patience BETWEEN 1 AND 5", name=op.f("ck_mentor_suitability_one_to_five")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_suitability_person_id")),
        sa.ForeignKeyConstraint(["rated_by"], ["person.id"], name=op.f("fk_mentor_suitability_rated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_suitability")),
    )
    with op.batch_alter_table("mentor_suitability", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_suitability_person_id"), ["person_id"], unique=False)

    op.create_table(
        "pairing_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("balance", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_pairing_weights_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_weights")),
    )
    op.create_table(
        "work_rhythm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("shift", sa.String(length=20), nullable=False),
        sa.Column("rest_days", sa.JSON(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_rhythm_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_work_rhythm_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_rhythm")),
    )
    with op.batch_alter_table("work_rhythm", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_work_rhythm_person_id_work_rhythm_from_day"), ["person_id", "from_day"], unique=False
        )

    op.create_table(
        "coaching_agreement",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coaching_agreement_person_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["coaching_talk.id"], name=op.f("fk_coaching_agreement_talk_id")),
        sa.PrimaryKeyConstraint("talk_id", "person_id", name=op.f("pk_coaching_agreement")),
    )
    op.create_table(
        "coaching_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("doer", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("doer IN ('mentee', 'mentor')", name=op.f("ck_coaching_step_doer")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_coaching_step_done_by")),
        sa.ForeignKeyConstraint(["talk_id"], ["coaching_talk.id"], name=op.f("fk_coaching_step_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_step")),
    )
    with op.batch_alter_table("coaching_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coaching_step_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_coaching_step_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "library_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("product_line", sa.String(length=20), nullable=True),
        sa.Column("put_forward_by", sa.Integer(), nullable=False),
        sa.Column("put_forward_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_library_case_author_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_library_case_entry_id")),
        sa.ForeignKeyConstraint(["put_forward_by"], ["person.id"], name=op.f("fk_library_case_put_forward_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_case")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_library_case_entry_id")),
    )
    with op.batch_alter_table("library_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_case_author_id"), ["author_id"], unique=False)

    op.create_table(
        "log_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_log_photo_entry_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_log_photo_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_photo")),
    )
    with op.batch_alter_table("log_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_photo_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "pairing_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("weights_id", sa.Integer(), nullable=False),
        sa.Column("loosened", sa.JSON(), nullable=False),
        sa.Column("pins", sa.JSON(), nullable=False),
        sa.Column("bans", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_pairing_round_made_by")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_pairing_round_published_by")),
        sa.ForeignKeyConstraint(["weights_id"], ["pairing_weights.id"], name=op.f("fk_pairing_round_weights_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_round")),
    )
    op.create_table(
        "case_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('published', 'declined', 'withdrawn')", name=op.f("ck_case_decision_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["library_case.id"], name=op.f("fk_case_decision_case_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_case_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_decision")),
    )
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_decision_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("symptom", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("diagnosis", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["library_case.id"], name=op.f("fk_case_edition_case_id")),
        sa.ForeignKeyConstraint(["edited_by"], ["person.id"], name=op.f("fk_case_edition_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_edition")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_edition_case_id_number")),
    )
    op.create_table(
        "case_thanks",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["library_case.id"], name=op.f("fk_case_thanks_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_thanks_person_id")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_case_thanks")),
    )
    op.create_table(
        "follow_up_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 365", name=op.f("ck_follow_up_terms_days")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_follow_up_terms_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_terms")),
    )
    op.create_index(op.f("ix_follow_up_terms_course_code"), "follow_up_terms", ["course_code"], unique=False)
    op.create_table(
        "follow_up_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_follow_up_ask_mentee_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_follow_up_ask_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_ask")),
        sa.UniqueConstraint(
            "mentee_id", "course_code", "completed_on", name=op.f("uq_follow_up_ask_mentee_id_course_code_completed_on")
        ),
    )
    op.create_index(op.f("ix_follow_up_ask_mentor_id"), "follow_up_ask", ["mentor_id"], unique=False)
    kept: Any = op
    for table in ("follow_up_terms", "follow_up_ask"):
        keep_rows(kept, table)


def downgrade() -> None:
    kept: Any = op
    for table in ("follow_up_terms", "follow_up_ask"):
        free_rows(kept, table)
    op.drop_index(op.f("ix_follow_up_ask_mentor_id"), "follow_up_ask")
    op.drop_table("follow_up_ask")
    op.drop_index(op.f("ix_follow_up_terms_course_code"), "follow_up_terms")
    op.drop_table("follow_up_terms")
    op.drop_table("case_thanks")
    op.drop_table("case_edition")
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_decision_case_id"))

    op.drop_table("case_decision")
    op.drop_table("pairing_round")
    with op.batch_alter_table("log_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_photo_entry_id"))

    op.drop_table("log_photo")
    with op.batch_alter_table("library_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_library_case_author_id"))

    op.drop_table("library_case")
    with op.batch_alter_table("coaching_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coaching_step_talk_id"))
        batch_op.drop_index(batch_op.f("ix_coaching_step_due_on"))

    op.drop_table("coaching_step")
    op.drop_table("coaching_agreement")
    with op.batch_alter_table("work_rhythm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_rhythm_person_id_work_rhythm_from_day"))

    op.drop_table("work_rhythm")
    op.drop_table("pairing_weights")
    with op.batch_alter_table("mentor_suitability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_suitability_person_id"))

    op.drop_table("mentor_suitability")
    with op.batch_alter_table("mentor_rest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_rest_person_id_mentor_rest_from_day"))

    op.drop_table("mentor_rest")
    with op.batch_alter_table("mentor_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_profile_person_id"))

    op.drop_table("mentor_profile")
    op.drop_table("mentor_feedback_given")
    with op.batch_alter_table("mentor_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_feedback_mentor_id"))

    op.drop_table("mentor_feedback")
    with op.batch_alter_table("mentor_criteria", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_criteria_kind_mentor_criteria_from_day"))

    op.drop_table("mentor_criteria")
    with op.batch_alter_table("mentor_credit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_credit_mentor_id"))

    op.drop_table("mentor_credit")
    with op.batch_alter_table("mentor_appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_appointment_person_id_mentor_appointment_from_day"))

    op.drop_table("mentor_appointment")
    op.drop_table("log_reminder")
    op.drop_table("log_draft")
    with op.batch_alter_table("coaching_talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coaching_talk_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_coaching_talk_mentee_id_coaching_talk_held_on"))

    op.drop_table("coaching_talk")
