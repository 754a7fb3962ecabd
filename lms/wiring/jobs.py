"""The modules whose jobs and schedules register themselves when they are loaded."""

# ruff: noqa: F401

from __future__ import annotations

from assessments import statistics_jobs as assessment_jobs
from certificates import jobs as certificate_jobs
from certificates.reminders import jobs as certificate_reminder_jobs
from certificates.training import export as training_export
from lms.evaluation import effect_jobs, returns_jobs
from lms.evaluation import plan_jobs as evaluation_jobs
from lms.kpis import load_jobs
from lms.kpis import upload_jobs as kpi_upload_jobs
from lms.onboarding import jobs as onboarding_jobs
from lms.people import jobs as people_jobs
from lms.performance import jobs as performance_jobs
from lms.reports import jobs as report_jobs
from lms.trainers.providers import reminding as provider_jobs
