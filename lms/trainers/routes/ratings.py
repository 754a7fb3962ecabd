"""Trainers by what learners said, corrected for who said it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from lms.core import clock, jobs
from lms.core.access import Permission, everywhere, requires
from lms.trainers.ratings import labels
from lms.trainers.ratings.jobs import KIND
from lms.trainers.ratings.queries import find_newest_run, list_rated, titles_of
from lms.trainers.routes import blueprint


@blueprint.get("/trainers/ratings")
@requires(Permission.SEE_EVALUATIONS)
def ratings() -> str:
    """The ratings as they were last worked out."""
    run = find_newest_run()
    rated = list_rated(run, current_user) if run else []
    codes = {code for one in rated for code in one.rating.levels.get("courses", {})}
    return render_template(
        "trainers/ratings.html", run=run, rated=rated, titles=titles_of(codes), labels=labels,
        may_ask=current_user.reaches_all(Permission.EVALUATE),
    )  # fmt: skip


@blueprint.post("/trainers/ratings")
@requires(Permission.EVALUATE)
@everywhere(Permission.EVALUATE)
def ask_for_ratings() -> Any:
    """Work them out anew."""
    job = jobs.enqueue(KIND, {}, actor=current_user, at=clock.now())
    return redirect(url_for("core.job", job_id=job.id))
