"""The job worker: does what pages asked for, sends letters, and picks up what got lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask
from huey import crontab

from assessments.actions.attempts import finish_overdue
from assessments.statistics_jobs import refresh_due as refresh_due_statistics
from certificates.credentials.statuslists import refresh_lists
from certificates.reminders import jobs as certificate_reminder_jobs
from courses.sessions.reminding import look_after_sessions
from lms.api.webhooks.actions import follow_eligibility
from lms.api.webhooks.delivery import send_calls
from lms.core import clock, jobs, mail
from lms.core.audit import System
from lms.evaluation import effect_jobs, plan_jobs
from lms.kpis import alert_jobs, load_jobs
from lms.kpis.actions.uploads import discard_stale
from lms.kpis.working_folders import sweep_working_folders
from lms.mentoring.logs import reminding as log_reminding
from lms.onboarding import jobs as onboarding_jobs
from lms.people.actions.audit import check_chain
from lms.trainers.grades import reminding as trainer_reminding
from lms.trainers.providers import reminding as provider_reminding
from lms.trainers.ratings import jobs as rating_jobs

log = structlog.get_logger(__name__)


Task = Callable[[], object]


def schedule(app: Flask) -> None:
    """What runs by the clock: nearly all of it every minute, what is heavy at night (UTC)."""

    def run(name: str, when: Callable[[datetime], bool], task: Task) -> None:
        def inside() -> None:
            with app.app_context():
                task()

        huey = app.extensions["huey"]
        huey.periodic_task(when, name=name)(huey.lock_task(name)(inside))

    for name, task in _each_minute().items():
        run(name, crontab(minute="*"), task)
    run("remind_of_logs", crontab(minute="*/10"), lambda: log_reminding.remind_due(at=clock.now()))
    run("remind_of_re_reviews", crontab(minute="*/10"), lambda: trainer_reminding.remind_due(at=clock.now()))
    for minute, (name, task) in _each_night(app.extensions["settings"].upload_days).items():
        run(name, crontab(minute=str(minute), hour="19"), task)


def _each_minute() -> dict[str, Task]:
    return {
        "send_letters": mail.send_due,
        "pick_up_lost_jobs": jobs.sweep,
        "close_overdue_exams": lambda: finish_overdue(at=clock.now()),
        "look_at_alerts": lambda: alert_jobs.ask_each_morning(at=clock.now()),
        "ask_for_evaluations": lambda: plan_jobs.ask_each_morning(at=clock.now()),
        "look_after_onboarding": lambda: onboarding_jobs.ask_each_morning(at=clock.now()),
        "refresh_status_lists": lambda: refresh_lists(at=clock.now()),
        "look_after_certificates": lambda: certificate_reminder_jobs.ask_each_morning(at=clock.now()),
        "look_after_sessions": lambda: look_after_sessions(at=clock.now()),
        "follow_eligibility": lambda: follow_eligibility(at=clock.now()),
        "send_webhook_calls": lambda: send_calls(at=clock.now()),
        "watch_work_order_folder": lambda: load_jobs.watch_folder(at=clock.now()),
    }


def _each_night(upload_days: int) -> dict[int, tuple[str, Task]]:
    """By the minute of the hour at which they begin."""
    return {
        20: ("refresh_statistics", lambda: refresh_due_statistics(at=clock.now())),
        30: ("discard_stale_uploads", lambda: discard_stale(days=upload_days, at=clock.now())),
        40: ("sweep_fact_files", _sweep_files),
        50: ("check_audit_trail", lambda: check_chain(actor=System("nightly check"), at=clock.now())),
        55: ("refresh_effects", lambda: effect_jobs.refresh_due(at=clock.now())),
        57: ("rate_trainers", lambda: rating_jobs.refresh_ratings(at=clock.now())),
        58: ("look_after_providers", lambda: provider_reminding.ask_each_night(at=clock.now())),
    }


def _sweep_files() -> None:
    load_jobs.sweep_facts(at=clock.now())
    sweep_working_folders(at=clock.now())


def work(app: Flask, *, threads: int = 2) -> None:
    """Work until told to stop (SIGINT or SIGTERM); a job under way is finished first."""
    schedule(app)
    with app.app_context():
        jobs.sweep()
    app.extensions["huey"].create_consumer(
        workers=threads, worker_type="thread", periodic=True, initial_delay=0.1, max_delay=1.0
    ).run()
