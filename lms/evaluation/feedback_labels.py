"""The words of answers by part."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.evaluation.rules.feedback import Part

PART_NAMES: dict[str, Any] = {
    Part.TRAINING: _l("By training"),
    Part.VERSION: _l("By version"),
    Part.INTAKE: _l("By intake"),
    Part.SESSION: _l("By session"),
    Part.TRAINER: _l("By trainer"),
    Part.MONTH: _l("Over time"),
}
PART_HEADS: dict[str, Any] = {
    Part.TRAINING: _l("Training"),
    Part.VERSION: _l("Version of the training"),
    Part.INTAKE: _l("Intake"),
    Part.SESSION: _l("Session"),
    Part.TRAINER: _l("Responsible trainer"),
    Part.MONTH: _l("Month"),
}
