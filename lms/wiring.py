"""How the packages are joined: blueprints, menu, words, and who reacts to what. One visible list."""

from __future__ import annotations

from typing import Any

from flask import Flask

import lms.models  # noqa: F401  every table is known before the first query
from assessments import conduct_labels as exam_conduct_labels
from assessments import labels as assessment_labels
from assessments import navigation as assessment_navigation
from assessments import practical_labels, practical_navigation, practical_questions, survey_labels, survey_navigation
from assessments import quality_labels as item_quality_labels
from assessments import statistics_jobs as assessment_jobs  # noqa: F401  its jobs register themselves
from assessments.queries.exams import ACCESS
from assessments.routes import blueprint as assessments
from assessments.survey_questions import APART, CONTEXTS
from certificates import erasing as certificate_erasing
from certificates import exam_access as certificate_exam_access
from certificates import jobs as certificate_jobs  # noqa: F401  its jobs register themselves
from certificates import labels as certificate_labels
from certificates import life_labels as certificate_life_labels
from certificates import navigation as certificate_navigation
from certificates import questions as certificate_questions
from certificates import requirement_questions
from certificates.designs import labels as paper_labels
from certificates.drafts import labels as scheme_labels
from certificates.eligibility import rights as certificate_rights
from certificates.imports import labels as certificate_import_labels
from certificates.keys import labels as key_labels
from certificates.reminders import jobs as certificate_reminder_jobs  # noqa: F401  its jobs register themselves
from certificates.routes import blueprint as certificates
from certificates.training import export as training_export  # noqa: F401  its jobs register themselves
from certificates.training import handlers as training_handlers
from certificates.training import labels as training_labels
from certificates.training import links as training_links
from certificates.training.routes import blueprint as training
from courses import labels as course_labels
from courses import navigation as course_navigation
from courses.attendance import handlers as attendance_handlers
from courses.attendance import labels as attendance_labels
from courses.attendance import links as attendance_links
from courses.attendance.routes import blueprint as attendance
from courses.calendars import links as calendar_links
from courses.calendars.routes import blueprint as calendars
from courses.routes import authoring
from courses.routes import blueprint as courses
from courses.sessions import handlers as session_handlers
from courses.sessions import labels as session_labels
from courses.sessions import navigation as session_navigation
from courses.sessions.questions import DAYS_OFF, INTAKE_MEMBERS, INTAKES, MAY_TEACH, TRAINERS_AWAY, WHO_MAY_TEACH
from courses.sessions.routes import blueprint as sessions
from courses.sessions.routes.show import SESSION_LINKS
from lms.api import handlers as api_handlers
from lms.api import labels as api_labels
from lms.api import navigation as api_navigation
from lms.api.problems import problem_page
from lms.api.routes import blueprint as api
from lms.core import labels as core_labels
from lms.core.audit_words import register_audit_words
from lms.core.errors import register_error_writer, register_refusals
from lms.core.events import provide, subscribe
from lms.core.labels import register_job_kinds
from lms.core.links import COURSE_LINKS, LEARNER_LINKS, PERSON_LINKS, PROFILE_LINKS
from lms.core.navigation import add_entries
from lms.core.notices import register_notices
from lms.core.routes import blueprint as core
from lms.evaluation import answers as evaluation_answers
from lms.evaluation import effect_jobs, effect_labels, returns_jobs, returns_labels, trainer_levels  # noqa: F401  its jobs register themselves
from lms.evaluation import handlers as evaluation_handlers
from lms.evaluation import labels as evaluation_labels
from lms.evaluation import navigation as evaluation_navigation
from lms.evaluation import plan_jobs as evaluation_jobs  # noqa: F401  its jobs register themselves
from lms.evaluation import plan_labels as evaluation_plan_labels
from lms.evaluation.queries.attendance import sessions_held
from lms.evaluation.routes import blueprint as evaluation
from lms.evaluation.sessions import SESSIONS
from lms.evaluation.survey_contexts import survey_contexts
from lms.home import navigation as home_navigation
from lms.home.routes import blueprint as home
from lms.kpis import alert_jobs, alert_labels, load_jobs, loading_labels, upload_labels  # noqa: F401  its jobs register themselves
from lms.kpis import labels as kpi_labels
from lms.kpis import navigation as kpi_navigation
from lms.kpis import upload_jobs as kpi_upload_jobs  # noqa: F401  its jobs register themselves
from lms.kpis.alert_questions import ALERT_LINKS
from lms.kpis.events import CLOSED_MONTHS
from lms.kpis.marks import FIGURE_LINKS, TRAINING_MARKS
from lms.kpis.place_questions import PLACE_LINKS
from lms.kpis.routes import blueprint as kpis
from lms.mentoring import answers as mentoring_answers
from lms.mentoring import handlers as mentoring_handlers
from lms.mentoring import labels as mentoring_labels
from lms.mentoring import navigation as mentoring_navigation
from lms.mentoring.appointments import labels as mentor_labels
from lms.mentoring.library import labels as library_labels
from lms.mentoring.library.written import cases_written
from lms.mentoring.logs.away import AWAY
from lms.mentoring.matching import labels as pairing_labels
from lms.mentoring.results import labels as mentor_result_labels
from lms.mentoring.routes import blueprint as mentoring
from lms.mentoring.standing import MENTEE_STANDING, WITHOUT_LOG
from lms.mentoring.talks import labels as talk_labels
from lms.onboarding import handlers as onboarding_handlers
from lms.onboarding import jobs as onboarding_jobs  # noqa: F401  its jobs register themselves
from lms.onboarding import labels as onboarding_labels
from lms.onboarding import marks as onboarding_marks
from lms.onboarding import navigation as onboarding_navigation
from lms.onboarding import template_labels as onboarding_template_labels
from lms.onboarding.queries import answers as onboarding_answers
from lms.onboarding.queries.away import away_days
from lms.onboarding.queries.brought_through import mentees_through, programmes
from lms.onboarding.routes import blueprint as onboarding
from lms.people import jobs as people_jobs  # noqa: F401  its jobs register themselves
from lms.people import labels as people_labels
from lms.people import navigation as people_navigation
from lms.people import session as people_session
from lms.people.queries.scope import SCOPE
from lms.people.routes import blueprint as people
from lms.performance import jobs as performance_jobs  # noqa: F401  its jobs register themselves
from lms.performance import labels as performance_labels
from lms.performance import navigation as performance_navigation
from lms.performance.ladders import labels as ladder_labels
from lms.performance.queries.closings import closed_months
from lms.performance.routes import blueprint as performance
from lms.plans import ability_labels as plan_ability_labels
from lms.plans import development_labels as plan_development_labels
from lms.plans import labels as plan_labels
from lms.plans import navigation as plan_navigation
from lms.plans.queries import rounds as plan_rounds
from lms.plans.routes import blueprint as plans
from lms.reports import jobs as report_jobs  # noqa: F401  its jobs register themselves
from lms.reports import labels as report_labels
from lms.reports import navigation as report_navigation
from lms.reports.routes import blueprint as reports
from lms.skills import labels as skill_labels
from lms.trainers import answers as trainer_answers
from lms.trainers import navigation as trainer_navigation
from lms.trainers.certification import labels as trainer_certification_labels
from lms.trainers.fees import labels as trainer_fee_labels
from lms.trainers.fees import links as trainer_fee_links
from lms.trainers.grades import labels as trainer_grade_labels
from lms.trainers.profiles import labels as trainer_profile_labels
from lms.trainers.providers import labels as provider_labels
from lms.trainers.providers import reminding as provider_jobs  # noqa: F401  its jobs register themselves
from lms.trainers.providers.questions import INTERNAL_YEAR
from lms.trainers.questions import TRAINER_LINKS
from lms.trainers.ratings import asking as rating_asking
from lms.trainers.ratings import labels as trainer_rating_labels
from lms.trainers.ratings.jobs import LEVELS_OF
from lms.trainers.rights import labels as trainer_right_labels
from lms.trainers.routes import blueprint as trainers
from lms.workdays import labels as workday_labels
from lms.workdays.routes import blueprint as workdays

BLUEPRINTS = (
    core,
    people,
    workdays,
    courses,
    authoring,
    sessions,
    attendance,
    calendars,
    assessments,
    certificates,
    training,
    mentoring,
    trainers,
    onboarding,
    kpis,
    plans,
    evaluation,
    performance,
    reports,
    api,
    home,
)
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


def install_packages(app: Flask) -> None:
    """Register every package with the application."""
    people_session.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for labels in LABELS:
        register_refusals(getattr(labels, "REFUSALS", {}))
        register_notices(getattr(labels, "NOTICES", {}))
        register_job_kinds(getattr(labels, "JOB_KINDS", {}))
        if hasattr(labels, "AUDIT_WORDS"):
            register_audit_words(labels.AUDIT_WORDS)
    register_error_writer("/api", problem_page)
    _menu(app)
    _events(app)
    _questions(app)


def _menu(app: Flask) -> None:
    """The menu, in its order."""
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


def _events(app: Flask) -> None:
    """Who reacts to what: subscribe(app, Event, handler)."""
    for kind, handler in (
        *certificate_erasing.HANDLERS, *session_handlers.HANDLERS, *attendance_handlers.HANDLERS, *training_handlers.HANDLERS, *mentoring_handlers.HANDLERS, *onboarding_handlers.HANDLERS, *alert_jobs.HANDLERS, *evaluation_handlers.HANDLERS, *rating_asking.HANDLERS,
        *api_handlers.HANDLERS,
    ):  # fmt: skip
        subscribe(app, kind, handler)


def _questions(app: Flask) -> None:
    """Who answers what a lower package asks: provide(app, question, answer)."""
    provide(app, ALERT_LINKS, plan_navigation.alert_links)
    provide(app, PLACE_LINKS, plan_navigation.place_links)
    provide(app, SCOPE, mentoring_answers.person_scope)
    provide(app, practical_questions.MAY_SIGN_OFF, mentoring_answers.may_sign_off)
    provide(app, practical_questions.MAY_EXAMINE, mentoring_answers.may_examine)
    provide(app, practical_questions.MAY_EXAMINE, certificate_rights.may_examine)
    provide(app, practical_questions.CANDIDATES, onboarding_answers.practical_exam_candidates)
    provide(app, practical_questions.CANDIDATES, evaluation_answers.practical_exam_candidates)
    provide(app, practical_questions.PRACTICAL_TASKS, onboarding_answers.practical_tasks)
    provide(app, practical_questions.PRACTICALS_FROM, onboarding_answers.practicals_from)
    provide(app, ACCESS, onboarding_answers.exam_access)
    provide(app, ACCESS, evaluation_answers.exam_access)
    provide(app, ACCESS, certificate_exam_access.exam_access)
    provide(app, MENTEE_STANDING, onboarding_answers.mentee_standings)
    provide(app, WITHOUT_LOG, onboarding_answers.without_log)
    provide(app, AWAY, away_days)
    provide(app, PROFILE_LINKS, certificate_navigation.profile_links)
    provide(app, PROFILE_LINKS, training_links.profile_links)
    provide(app, PROFILE_LINKS, calendar_links.profile_links)
    provide(app, PERSON_LINKS, onboarding_navigation.person_links)
    provide(app, PERSON_LINKS, exam_conduct_labels.person_links)
    provide(app, PERSON_LINKS, mentoring_navigation.person_links)
    provide(app, PERSON_LINKS, certificate_navigation.person_links)
    provide(app, certificate_questions.PROGRAMME_PASSED, onboarding_answers.programmes_passed)
    provide(app, requirement_questions.CASES_WRITTEN, cases_written)
    provide(app, requirement_questions.MENTEES_THROUGH, mentees_through)
    provide(app, requirement_questions.PROGRAMMES, programmes)
    provide(app, certificate_questions.MAY_CERTIFY, mentoring_answers.may_certify)
    provide(app, certificate_questions.COHORT_MEMBERS, onboarding_answers.cohort_members)
    provide(app, certificate_questions.COHORTS, onboarding_answers.cohorts)
    provide(app, INTAKES, onboarding_answers.cohorts)
    provide(app, INTAKE_MEMBERS, onboarding_answers.cohort_members)
    provide(app, TRAINING_MARKS, onboarding_marks.training_marks)
    provide(app, PROFILE_LINKS, kpi_navigation.profile_links)
    provide(app, PERSON_LINKS, kpi_navigation.person_links)
    provide(app, FIGURE_LINKS, performance_navigation.figure_links)
    provide(app, CLOSED_MONTHS, closed_months)
    provide(app, CONTEXTS, survey_contexts)
    provide(app, SESSIONS, sessions_held)
    provide(app, CONTEXTS, plan_rounds.contexts)
    provide(app, APART, plan_rounds.floors)
    provide(app, PROFILE_LINKS, plan_navigation.profile_links)
    provide(app, PERSON_LINKS, plan_navigation.person_links)
    provide(app, COURSE_LINKS, attendance_links.course_links)
    provide(app, SESSION_LINKS, attendance_links.session_links)
    provide(app, COURSE_LINKS, training_links.course_links)
    provide(app, MAY_TEACH, trainer_answers.may_teach)
    provide(app, TRAINER_LINKS, trainer_navigation.trainer_links)
    provide(app, TRAINER_LINKS, evaluation_navigation.trainer_links)
    provide(app, WHO_MAY_TEACH, trainer_answers.refusals_to_teach)
    provide(app, TRAINERS_AWAY, trainer_answers.trainers_away)
    provide(app, DAYS_OFF, mentoring_answers.days_off)
    provide(app, CONTEXTS, trainer_answers.survey_contexts)
    provide(app, ACCESS, trainer_answers.exam_access)
    provide(app, PROFILE_LINKS, trainer_navigation.profile_links)
    provide(app, PROFILE_LINKS, trainer_fee_links.profile_links)
    provide(app, CONTEXTS, rating_asking.survey_contexts)
    provide(app, LEVELS_OF, trainer_levels.levels_of)
    provide(app, INTERNAL_YEAR, trainer_levels.internal_year)
    provide(app, PERSON_LINKS, trainer_navigation.person_links)
    provide(app, COURSE_LINKS, evaluation_navigation.course_links)
    provide(app, LEARNER_LINKS, evaluation_answers.course_page_links)
    provide(app, LEARNER_LINKS, session_navigation.learner_links)
    provide(app, PROFILE_LINKS, performance_navigation.profile_links)
    provide(app, PERSON_LINKS, performance_navigation.person_links)
    provide(app, PROFILE_LINKS, report_navigation.profile_links)
    provide(app, PERSON_LINKS, report_navigation.person_links)
