"""The words of gaps in abilities, of observed work orders, and of 360° rounds."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from lms.core.audit_words import AuditWords

BAND_NAMES: dict[str, Any] = {
    "low": _l("Low satisfaction"),
    "middle": _l("Middle satisfaction"),
    "high": _l("High satisfaction"),
}
BAND_TONES = {"low": "bad", "middle": "due", "high": "good"}
GROUP_NAMES: dict[str, Any] = {
    "self": _l("Oneself"),
    "supervisor": _l("Supervisor"),
    "peer": _l("Peers"),
    "mentee": _l("Mentees"),
}
QUESTION_NAMES: dict[str, Any] = {"keep": _l("To be kept"), "change": _l("To be improved next")}
REFUSALS: dict[str, Any] = {
    "sample_title": _l("Give the sample a name."),
    "sample_size": _l("Draw from %(least)s to %(most)s work orders."),
    "sample_months": _l("Choose at most %(most)s months, the first before the last."),
    "sample_bands": _l("The limits of low and high satisfaction lie between 0 and 100, the low one first."),
    "sample_empty": _l(
        "Nothing to draw from: no work order of these months and units has a satisfaction (%(unrated)s have none)."
    ),
    "observe_own": _l("This is your own work order; somebody else observes it."),
    "observe_points": _l("Choose one of the five points, or leave the criterion out."),
    "observe_nothing": _l("Rate at least one criterion, or say why nothing can be judged."),
    "observe_both": _l("Either rate, or say why nothing can be judged."),
    "observe_twice": _l("You have observed this work order already. What was said is not changed."),
    "round_abilities": _l("Choose from one to %(most)s abilities."),
    "round_twice": _l("Nobody rates in two groups, and nobody is rated by themselves twice."),
    "round_too_few": _l(
        "Choose at least %(least)s peers; mentees either none or at least %(least)s: smaller groups are never shown."
    ),
    "round_days": _l("The round opens today or later, and is due after it opens."),
    "round_person": _l("Choose people who are at work, from the list."),
}
NOTICES: dict[str, Any] = {
    "asked_to_observe": _l("You are asked to observe work orders of another unit: “%(title)s”."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Abilities observed and rated"),
    actions={
        "sample.drawn": _l("Work orders drawn by lot"),
        "sample.observer_asked": _l("Observer from another unit asked"),
        "order.observed": _l("Work order observed"),
        "round.opened": _l("360° round opened"),
    },
    subjects={"observation_sample": _l("Sample of work orders"), "feedback_round": _l("360° round")},
    details={
        "title": _l("Name"),
        "seed": _l("Seed"),
        "orders": _l("Work orders"),
        "unit": _l("Unit"),
        "first": _l("First month"),
        "last": _l("Last month"),
        "order": _l("Work order"),
        "position": _l("Place"),
        "rated": _l("Criteria rated"),
        "person": _l("Person"),
        "supervisor": _l("Supervisor"),
        "peers": _l("Peers"),
        "mentees": _l("Mentees"),
        "abilities": _l("Abilities"),
    },
    people=frozenset({"person", "supervisor"}),
)
