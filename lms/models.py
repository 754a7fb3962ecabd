"""Every table, imported in one place, for migrations and checks."""

# ruff: noqa: F401  imported so that the tables are known
import assessments.models
import certificates.appeals.models
import certificates.applications.models
import certificates.credentials.models
import certificates.deltas.models
import certificates.designs.models
import certificates.drafts.models
import certificates.keys.models
import certificates.models
import certificates.pledges.models
import certificates.reminders.models
import certificates.training.models
import courses.attendance.models
import courses.calendars.models
import courses.models
import courses.sessions.models
import lms.api.models
import lms.api.webhooks.models
import lms.core.audit
import lms.core.files
import lms.core.jobs
import lms.core.mail
import lms.core.notices
import lms.evaluation.models
import lms.kpis.models
import lms.mentoring.models
import lms.onboarding.change_models
import lms.onboarding.models
import lms.people.models
import lms.performance.ladders.models
import lms.performance.models
import lms.plans.models
import lms.skills.models
import lms.trainers.fees.models
import lms.trainers.models
import lms.trainers.providers.models
import lms.trainers.ratings.models
import lms.workdays.models
from lms.core.db import Base

metadata = Base.metadata
