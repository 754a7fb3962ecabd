"""The pages of the packages: their blueprints, from the lowest floor to the highest."""

from __future__ import annotations

from assessments.routes import blueprint as assessments
from certificates.routes import blueprint as certificates
from certificates.training.routes import blueprint as training
from courses.attendance.routes import blueprint as attendance
from courses.calendars.routes import blueprint as calendars
from courses.routes import authoring
from courses.routes import blueprint as courses
from courses.sessions.routes import blueprint as sessions
from lms.api.routes import blueprint as api
from lms.core.routes import blueprint as core
from lms.evaluation.routes import blueprint as evaluation
from lms.home.routes import blueprint as home
from lms.kpis.routes import blueprint as kpis
from lms.mentoring.routes import blueprint as mentoring
from lms.onboarding.routes import blueprint as onboarding
from lms.people.routes import blueprint as people
from lms.performance.routes import blueprint as performance
from lms.plans.routes import blueprint as plans
from lms.reports.routes import blueprint as reports
from lms.trainers.routes import blueprint as trainers
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
