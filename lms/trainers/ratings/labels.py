"""The words of trainers' ratings."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.trainers.ratings.judging import Remark, Verdict, Why

VERDICT_NAMES: dict[str, Any] = {
    Verdict.ABOVE: _l("Above the mean"), Verdict.BELOW: _l("Below the mean"), Verdict.CANNOT_TELL: _l("Cannot tell"),
}  # fmt: skip
VERDICT_TONES: dict[str, str] = {Verdict.ABOVE: "good", Verdict.BELOW: "due", Verdict.CANNOT_TELL: "plain"}
WHY_NAMES: dict[str, Any] = {
    Why.FEW: _l("too few ratings"),
    Why.MEAN_INSIDE: _l("the mean of all lies within the interval"),
    Why.ALONE: _l("nobody to compare with"),
    Why.ALIKE: _l("the ratings show no difference between trainers"),
}
REMARK_NAMES: dict[str, Any] = {
    Remark.LEARNERS_ONCE: _l("Answers are anonymous or each learner rated once: how strict a learner is cannot be corrected for, only how strict a session (group) was."),
    Remark.ONE_GROUP: _l("All ratings come from one session (group)."),
    Remark.GROUPS_ARE_TRAINERS: _l("Each session (group) had a trainer of its own: how strict it was cannot be told from its trainer."),
    Remark.FEW_GROUPS: _l("Ratings come from fewer than five sessions (groups): how strict they were is known roughly only."),
    Remark.NOT_CONNECTED: _l("Nobody rated trainers of all parts: parts are compared on trust that they are alike on the whole."),
    Remark.ALIKE: _l("The ratings show no difference between trainers."),
    Remark.EQUAL: _l("All ratings are the same."),
}  # fmt: skip
SIGNAL_NAMES: dict[str, Any] = {
    "good": _l("Good"),
    "mixed": _l("Not clear"),
    "weak": _l("Weak"),
    "unknown": _l("Cannot tell"),
}
SIGNAL_TONES: dict[str, str] = {"good": "good", "mixed": "due", "weak": "bad", "unknown": "plain"}
JOB_KINDS: dict[str, Any] = {"trainers.ratings": _l("Ratings of trainers")}
