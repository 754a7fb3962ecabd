"""The words for items and exams. Those for practicals stand in `practical_labels`."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

KIND_NAMES: dict[str, Any] = {
    "single": _l("One answer"),
    "multiple": _l("Several answers"),
    "true_false": _l("True or false"),
}
DIFFICULTY_NAMES: dict[int, Any] = {1: _l("Easy"), 2: _l("Medium"), 3: _l("Hard")}
TIER_NAMES: dict[str, Any] = {
    "junior": _l("Junior"),
    "intermediate": _l("Intermediate"),
    "senior": _l("Senior"),
    "expert": _l("Expert"),
}
REFUSALS: dict[str, Any] = {
    "exam_not_open": _l("This exam opens when you reach it in your training programme. Until then, go on with your current stage."),
    "exam_passed_already": _l("You have passed this exam; there is no need to sit it again."),
    "no_attempts_left": _l("All %(allowed)s attempts are used. Talk to your supervisor or training manager about what comes next."),
    "wait_for_next_attempt": _l("The next attempt opens %(hours)s hours after the last one. Use the time to go through what went wrong."),
    "bank_too_small": _l("“%(topic)s”: %(needed)s items are wanted, the bank has %(found)s."),
    "bank_too_small_at_difficulty": _l("“%(topic)s”, difficulty %(difficulty)s: %(needed)s items are wanted, the bank has %(found)s."),
    "blueprint_empty": _l("The exam draws nothing yet. Give at least one topic a number of items."),
    "exam_code_taken": _l("There is already an exam with the code “%(code)s”."),
    "import_has_faults": _l("%(faults)s places in the files are wrong, so nothing was imported. Mend them and upload the files again."),
}  # fmt: skip
SAVE_REFUSALS: dict[str, Any] = {
    "late": _l("The time is up. This answer came after the deadline and was not saved; everything saved before counts."),
    "taken": _l("Another page of yours has saved a newer answer to this question."),
    "wrong": _l("That answer does not fit the question. Reload the page and choose again."),
}
