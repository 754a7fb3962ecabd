"""The menu, in its order."""

from __future__ import annotations

from flask import Flask

from assessments import conduct_labels as exam_conduct_labels
from assessments import navigation as assessment_navigation
from assessments import practical_navigation, survey_navigation
from certificates import navigation as certificate_navigation
from courses import navigation as course_navigation
from courses.sessions import navigation as session_navigation
from lms.api import navigation as api_navigation
from lms.core import labels as core_labels
from lms.core.navigation import add_entries
from lms.evaluation import navigation as evaluation_navigation
from lms.home import navigation as home_navigation
from lms.kpis import navigation as kpi_navigation
from lms.mentoring import navigation as mentoring_navigation
from lms.mentoring.library import labels as library_labels
from lms.onboarding import navigation as onboarding_navigation
from lms.people import navigation as people_navigation
from lms.performance import navigation as performance_navigation
from lms.plans import development_labels as plan_development_labels
from lms.plans import navigation as plan_navigation
from lms.reports import navigation as report_navigation
from lms.trainers import navigation as trainer_navigation
from lms.trainers.fees import links as trainer_fee_links
from lms.workdays import labels as workday_labels


def install_menu(app: Flask) -> None:
    """Every entry of the menu, in its order."""
    add_entries(app, home_navigation.NAVIGATION)
    add_entries(app, mentoring_navigation.MENTEES)
    add_entries(app, course_navigation.NAVIGATION)
    add_entries(app, session_navigation.NAVIGATION)
    add_entries(app, assessment_navigation.NAVIGATION)
    add_entries(app, practical_navigation.NAVIGATION)
    add_entries(app, exam_conduct_labels.NAVIGATION)
    add_entries(app, mentoring_navigation.NAVIGATION)
    add_entries(app, mentoring_navigation.TALKS)
    add_entries(app, library_labels.NAVIGATION)
    add_entries(app, certificate_navigation.OWN)
    add_entries(app, onboarding_navigation.NAVIGATION)
    add_entries(app, mentoring_navigation.MANAGING)
    add_entries(app, trainer_navigation.OWN)
    add_entries(app, trainer_navigation.MANAGING)
    add_entries(app, trainer_fee_links.NAVIGATION)
    add_entries(app, workday_labels.NAVIGATION)
    add_entries(app, plan_development_labels.NAVIGATION)
    add_entries(app, certificate_navigation.NAVIGATION)
    add_entries(app, course_navigation.AUTHORING)
    add_entries(app, certificate_navigation.SCHEMES)
    add_entries(app, kpi_navigation.NAVIGATION)
    add_entries(app, kpi_navigation.TARGETS)
    add_entries(app, kpi_navigation.ALERTS)
    add_entries(app, kpi_navigation.LOADS)
    add_entries(app, plan_navigation.ABILITIES)
    add_entries(app, plan_navigation.NAVIGATION)
    add_entries(app, survey_navigation.NAVIGATION)
    add_entries(app, evaluation_navigation.NAVIGATION)
    add_entries(app, evaluation_navigation.EFFECTS)
    add_entries(app, evaluation_navigation.RETURNS)
    add_entries(app, plan_navigation.OWN)
    add_entries(app, performance_navigation.OWN)
    add_entries(app, performance_navigation.NAVIGATION)
    add_entries(app, people_navigation.NAVIGATION)
    add_entries(app, report_navigation.NAVIGATION)
    add_entries(app, people_navigation.AUDIT)
    add_entries(app, api_navigation.NAVIGATION)
    add_entries(app, certificate_navigation.KEYS)
    add_entries(app, core_labels.NAVIGATION)
    add_entries(app, people_navigation.PROFILE)
