"""The pages of the question bank, examinations and practicals; one module a subject, all on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("assessments", "assessments", template_folder="templates")

from assessments.routes import bank, exams  # noqa: E402, F401  the pages register themselves
