"""Menu entries of trainers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from lms.core.access import Permission
from lms.core.navigation import NavEntry

MANAGING = (
    NavEntry(_l("Trainers"), "trainers.trainer_list", "school", _l("Training"), Permission.SEE_TRAINERS, section="trainers."),
)  # fmt: skip
