"""The words of training needs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords
from lms.plans.rules import Priority, Source, State

STATE_NAMES: dict[str, Any] = {
    State.OPEN: _l("Not decided yet"),
    State.ACCEPTED: _l("Accepted"),
    State.DECLINED: _l("Declined"),
    State.MERGED: _l("Merged"),
}
STATE_TONES = {State.OPEN: "due", State.ACCEPTED: "good", State.DECLINED: "plain", State.MERGED: "plain"}
SOURCE_NAMES: dict[str, Any] = {
    Source.KPI_ALERT: _l("KPI alert"),
    Source.KPI_FIGURES: _l("KPIs that fall short"),
    Source.EVALUATION: _l("Verdict of an evaluation"),
    Source.ABILITY_GAP: _l("Gap in an ability"),
}
PRIORITY_NAMES: dict[int, Any] = {
    Priority.FIRST: _l("Before all else"),
    Priority.SOON: _l("Soon"),
    Priority.LATER: _l("When it fits"),
}
WEIGHT_NAMES: dict[int, Any] = {3: _l("above all"), 2: _l("clearly"), 1: _l("somewhat")}
REFUSALS: dict[str, Any] = {
    "need_decided": _l("This need has been decided already."),
    "need_reason_missing": _l("Say why, so that whoever raised it understands."),
    "need_into_what": _l("Choose the need it is merged into."),
    "need_into_ended": _l("The need it is merged into has itself been declined or merged."),
    "need_without_ability": _l("Choose at least one ability: a need without one cannot be met by training."),
    "need_day_past": _l("The day lies in the past."),
    "need_stranger": _l("Somebody chosen does not belong to the unit."),
}
NOTICES: dict[str, Any] = {
    "need_raised": _l("%(by)s raised a training need: %(title)s. Decide what is done about it."),
    "need_accepted": _l("Your training need was accepted: %(title)s."),
    "need_declined": _l("Your training need was declined: %(title)s. The reason stands with it."),
    "need_merged": _l("Your training need was merged into another: %(title)s."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Training needs"),
    actions={
        "need.raised": _l("Training need raised"),
        "need.accepted": _l("Training need accepted"),
        "need.declined": _l("Training need declined"),
        "need.merged": _l("Training need merged"),
    },
    subjects={"training_need": _l("Training need")},
    details={
        "alert": _l("Alert"),
        "people": _l("Number of people"),
        "reason": _l("Reason"),
        "into": _l("Merged into"),
    },
)
