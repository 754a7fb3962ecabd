"""The pages of the question bank, examinations, practicals and questionnaires; one module a subject, all on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("assessments", "assessments", template_folder="templates")

from assessments.routes import (  # noqa: E402, F401  the pages register themselves
    agreement,
    appeals,
    attempts,
    bank,
    bank_authoring,
    bank_export,
    bank_import,
    bank_reviews,
    countersigning,
    cut_scores,
    exam_conduct,
    exam_drawing,
    exam_editor,
    exams,
    invigilation,
    marking,
    practical_exams,
    practical_tasks,
    practicals,
    questionnaires,
    rubric_assessors,
    sign_offs,
    simulations,
    statistics,
    survey_results,
    surveys,
    take_along,
    withdrawals,
)
