"""The job worker: does what pages asked for, sends letters, and picks up what got lost."""

from __future__ import annotations

import structlog
from flask import Flask
from huey import crontab

from assessments.actions.attempts import finish_overdue
from assessments.statistics_jobs import refresh_due as refresh_due_statistics
from lms.core import clock, jobs, mail
from lms.core.audit import System
from lms.evaluation import effect_jobs, plan_jobs
from lms.kpis import alert_jobs, load_jobs
from lms.kpis.actions.uploads import discard_stale
from lms.kpis.working_folders import sweep_working_folders
from lms.mentoring.logs import reminding as log_reminding
from lms.onboarding import jobs as onboarding_jobs
from lms.people.actions.audit import check_chain

log = structlog.get_logger(__name__)


def schedule(app: Flask) -> None:
    """What runs by the clock: nearly all of it every minute."""
    huey = app.extensions["huey"]

    def send_letters() -> None:
        with app.app_context():
            mail.send_due()

    def pick_up_lost_jobs() -> None:
        with app.app_context():
            jobs.sweep()

    def close_overdue_exams() -> None:
        with app.app_context():
            finish_overdue(at=clock.now())

    def look_at_alerts() -> None:
        with app.app_context():
            alert_jobs.ask_each_morning(at=clock.now())

    def ask_for_evaluations() -> None:
        with app.app_context():
            plan_jobs.ask_each_morning(at=clock.now())

    def look_after_onboarding() -> None:
        with app.app_context():
            onboarding_jobs.ask_each_morning(at=clock.now())

    def watch_work_order_folder() -> None:
        with app.app_context():
            load_jobs.watch_folder(at=clock.now())

    def sweep_fact_files() -> None:
        with app.app_context():
            load_jobs.sweep_facts(at=clock.now())
            sweep_working_folders(at=clock.now())

    def discard_stale_uploads() -> None:
        with app.app_context():
            discard_stale(days=app.extensions["settings"].upload_days, at=clock.now())

    def check_audit_trail() -> None:
        with app.app_context():
            check_chain(actor=System("nightly check"), at=clock.now())

    def refresh_effects() -> None:
        with app.app_context():
            effect_jobs.refresh_due(at=clock.now())

    def refresh_statistics() -> None:
        with app.app_context():
            refresh_due_statistics(at=clock.now())

    def remind_of_logs() -> None:
        with app.app_context():
            log_reminding.remind_due(at=clock.now())

    each_minute = (
        send_letters,
        pick_up_lost_jobs,
        close_overdue_exams,
        look_at_alerts,
        ask_for_evaluations,
        look_after_onboarding,
        watch_work_order_folder,
    )
    for function in each_minute:
        huey.periodic_task(crontab(minute="*"), name=function.__name__)(huey.lock_task(function.__name__)(function))
    huey.periodic_task(crontab(minute="*/10"), name="remind_of_logs")(huey.lock_task("remind_of_logs")(remind_of_logs))
    for minute, function in (
        ("30", discard_stale_uploads),
        ("40", sweep_fact_files),
        ("50", check_audit_trail),
        ("55", refresh_effects),
        ("20", refresh_statistics),
    ):
        nightly = crontab(minute=minute, hour="19")  # UTC
        huey.periodic_task(nightly, name=function.__name__)(huey.lock_task(function.__name__)(function))


def work(app: Flask, *, threads: int = 2) -> None:
    """Work until told to stop (SIGINT or SIGTERM); a job under way is finished first."""
    schedule(app)
    with app.app_context():
        jobs.sweep()
    app.extensions["huey"].create_consumer(
        workers=threads, worker_type="thread", periodic=True, initial_delay=0.1, max_delay=1.0
    ).run()
