"""Who answers what a lower package asks."""

from __future__ import annotations

from flask import Flask

from assessments import conduct_labels as exam_conduct_labels
from assessments import practical_questions
from assessments.queries.exams import ACCESS
from assessments.queries.simulations import rubrics_of_cards
from assessments.survey_questions import APART, CONTEXTS
from certificates import exam_access as certificate_exam_access
from certificates import navigation as certificate_navigation
from certificates import questions as certificate_questions
from certificates import requirement_questions
from certificates.eligibility import rights as certificate_rights
from certificates.training import links as training_links
from courses.attendance import links as attendance_links
from courses.calendars import links as calendar_links
from courses.sessions import navigation as session_navigation
from courses.sessions.questions import DAYS_OFF, INTAKE_MEMBERS, INTAKES, MAY_TEACH, TRAINERS_AWAY, WHO_MAY_TEACH
from courses.sessions.routes.show import SESSION_LINKS
from lms.core.events import provide
from lms.core.links import COURSE_LINKS, LEARNER_LINKS, PERSON_LINKS, PROFILE_LINKS
from lms.evaluation import answers as evaluation_answers
from lms.evaluation import navigation as evaluation_navigation
from lms.evaluation import trainer_levels
from lms.evaluation.queries.attendance import sessions_held
from lms.evaluation.sessions import SESSIONS
from lms.evaluation.survey_contexts import survey_contexts
from lms.kpis import navigation as kpi_navigation
from lms.kpis.alert_questions import ALERT_LINKS
from lms.kpis.events import CLOSED_MONTHS
from lms.kpis.marks import FIGURE_LINKS, TRAINING_MARKS
from lms.kpis.place_questions import PLACE_LINKS
from lms.mentoring import answers as mentoring_answers
from lms.mentoring import navigation as mentoring_navigation
from lms.mentoring.library.written import cases_written
from lms.mentoring.logs.away import AWAY
from lms.mentoring.standing import MENTEE_STANDING, UNDER_WAY, WITHOUT_LOG
from lms.onboarding import marks as onboarding_marks
from lms.onboarding import navigation as onboarding_navigation
from lms.onboarding.queries import answers as onboarding_answers
from lms.onboarding.queries.away import away_days
from lms.onboarding.queries.brought_through import mentees_through, programmes
from lms.people.queries.scope import SCOPE
from lms.performance import navigation as performance_navigation
from lms.performance.queries.closings import closed_months
from lms.plans import navigation as plan_navigation
from lms.plans.queries import rounds as plan_rounds
from lms.reports import navigation as report_navigation
from lms.trainers import answers as trainer_answers
from lms.trainers import navigation as trainer_navigation
from lms.trainers.fees import links as trainer_fee_links
from lms.trainers.providers.questions import INTERNAL_YEAR
from lms.trainers.questions import TRAINER_LINKS
from lms.trainers.ratings import asking as rating_asking
from lms.trainers.ratings.jobs import LEVELS_OF


def install_questions(app: Flask) -> None:
    """Who answers what a lower package asks: provide(app, question, answer)."""
    provide(app, ALERT_LINKS, plan_navigation.alert_links)
    provide(app, PLACE_LINKS, plan_navigation.place_links)
    provide(app, SCOPE, mentoring_answers.person_scope)
    provide(app, practical_questions.MAY_SIGN_OFF, mentoring_answers.may_sign_off)
    provide(app, practical_questions.MAY_EXAMINE, mentoring_answers.may_examine)
    provide(app, practical_questions.MAY_EXAMINE, certificate_rights.may_examine)
    provide(app, practical_questions.CANDIDATES, onboarding_answers.practical_exam_candidates)
    provide(app, practical_questions.CANDIDATES, evaluation_answers.practical_exam_candidates)
    provide(app, practical_questions.RATED_OTHERWISE, rubrics_of_cards)
    provide(app, practical_questions.RATED_OTHERWISE, trainer_answers.lecture_rubrics)
    provide(app, practical_questions.PRACTICAL_TASKS, onboarding_answers.practical_tasks)
    provide(app, practical_questions.PRACTICALS_FROM, onboarding_answers.practicals_from)
    provide(app, ACCESS, onboarding_answers.exam_access)
    provide(app, ACCESS, evaluation_answers.exam_access)
    provide(app, ACCESS, certificate_exam_access.exam_access)
    provide(app, MENTEE_STANDING, onboarding_answers.mentee_standings)
    provide(app, WITHOUT_LOG, onboarding_answers.without_log)
    provide(app, UNDER_WAY, onboarding_answers.under_way)
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
