"""The pages of the question bank, examinations, practicals and questionnaires; one module a subject, all on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("assessments", "assessments", template_folder="templates")

from assessments.routes import (  # noqa: E402, F401  the pages register themselves
    attempts,
    bank,
    bank_import,
    countersigning,
    exam_editor,
    exams,
    practical_exams,
    practicals,
    questionnaires,
    sign_offs,
    survey_results,
    surveys,
    withdrawals,
)
