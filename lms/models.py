"""Every table, imported in one place, for migrations and checks."""

import lms.core.audit
import lms.core.files
import lms.core.jobs
import lms.core.mail
import lms.core.notices
import lms.mentoring.models
import lms.onboarding.models
import lms.people.models  # noqa: F401
from lms.core.db import Base

metadata = Base.metadata
