"""Trainers: who they are and where they stand."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.paging import page_of, wanted_page
from lms.trainers.grades.labels import GRADE_NAMES, STATUS_NAMES, STATUS_TONES
from lms.trainers.grades.queries import list_trainers
from lms.trainers.routes import blueprint

PER_PAGE = 30


@blueprint.get("/trainers")
@requires(Permission.SEE_TRAINERS)
def trainer_list() -> str:
    """Everybody who holds or held a grade as a trainer."""
    return render_template(
        "trainers/list.html", page=page_of(list_trainers(current_user, clock.today()), wanted_page(), PER_PAGE),
        grade_names=GRADE_NAMES, status_names=STATUS_NAMES, status_tones=STATUS_TONES,
    )  # fmt: skip
