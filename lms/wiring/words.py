"""The words of the packages: refusals, notices, kinds of jobs and lines of the audit trail."""

from __future__ import annotations

from typing import Any

from assessments import conduct_labels as exam_conduct_labels
from assessments import labels as assessment_labels
from assessments import practical_labels, survey_labels
from assessments import quality_labels as item_quality_labels
from certificates import labels as certificate_labels
from certificates import life_labels as certificate_life_labels
from certificates.designs import labels as paper_labels
from certificates.drafts import labels as scheme_labels
from certificates.imports import labels as certificate_import_labels
from certificates.keys import labels as key_labels
from certificates.retirement import labels as retirement_labels
from certificates.training import labels as training_labels
from courses import labels as course_labels
from courses.attendance import labels as attendance_labels
from courses.sessions import labels as session_labels
from lms.api import labels as api_labels
from lms.core import labels as core_labels
from lms.evaluation import effect_labels, returns_labels
from lms.evaluation import labels as evaluation_labels
from lms.evaluation import plan_labels as evaluation_plan_labels
from lms.kpis import alert_labels, loading_labels, upload_labels
from lms.kpis import labels as kpi_labels
from lms.mentoring import labels as mentoring_labels
from lms.mentoring.appointments import labels as mentor_labels
from lms.mentoring.library import labels as library_labels
from lms.mentoring.matching import labels as pairing_labels
from lms.mentoring.results import labels as mentor_result_labels
from lms.mentoring.talks import labels as talk_labels
from lms.onboarding import labels as onboarding_labels
from lms.onboarding import template_labels as onboarding_template_labels
from lms.people import labels as people_labels
from lms.performance import labels as performance_labels
from lms.performance.ladders import labels as ladder_labels
from lms.plans import ability_labels as plan_ability_labels
from lms.plans import development_labels as plan_development_labels
from lms.plans import labels as plan_labels
from lms.reports import labels as report_labels
from lms.skills import labels as skill_labels
from lms.trainers.certification import labels as trainer_certification_labels
from lms.trainers.fees import labels as trainer_fee_labels
from lms.trainers.grades import labels as trainer_grade_labels
from lms.trainers.profiles import labels as trainer_profile_labels
from lms.trainers.providers import labels as provider_labels
from lms.trainers.ratings import labels as trainer_rating_labels
from lms.trainers.rights import labels as trainer_right_labels
from lms.workdays import labels as workday_labels

LABELS: tuple[Any, ...] = (
    core_labels,
    people_labels,
    workday_labels,
    course_labels,
    session_labels,
    attendance_labels,
    assessment_labels,
    exam_conduct_labels,
    practical_labels,
    item_quality_labels,
    survey_labels,
    certificate_labels,
    certificate_life_labels,
    certificate_import_labels,
    training_labels,
    paper_labels,
    key_labels,
    scheme_labels,
    retirement_labels,
    mentoring_labels,
    mentor_labels,
    pairing_labels,
    mentor_result_labels,
    talk_labels,
    library_labels,
    trainer_grade_labels,
    trainer_certification_labels,
    trainer_right_labels,
    trainer_profile_labels,
    trainer_fee_labels,
    trainer_rating_labels,
    provider_labels,
    onboarding_labels,
    onboarding_template_labels,
    kpi_labels,
    loading_labels,
    upload_labels,
    alert_labels,
    skill_labels,
    plan_labels,
    plan_ability_labels,
    plan_development_labels,
    evaluation_labels,
    effect_labels,
    evaluation_plan_labels,
    returns_labels,
    performance_labels,
    ladder_labels,
    report_labels,
    api_labels,
)
