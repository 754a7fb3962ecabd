"""The words of mentors' results, of thanks, and of what mentees say in confidence."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.core.audit_words import AuditWords
from lms.mentoring.feedback.rules import Question
from lms.mentoring.results.rules import Measured

QUESTION_NAMES: dict[str, Any] = {
    Question.TIME: _l("Takes time for me"),
    Question.EXPLAINS: _l("Explains so that I understand"),
    Question.PATIENCE: _l("Stays patient when something goes wrong"),
    Question.TRUST: _l("I can ask and admit anything"),
    Question.FEEDBACK: _l("Tells me clearly what is good and what is not"),
}
AGREEMENT: dict[int, Any] = {
    1: lazy_pgettext("agreement", "Not at all"), 2: _l("Rather not"), 3: _l("In part"), 4: _l("Mostly"), 5: _l("Fully"),
}  # fmt: skip
REFUSALS: dict[str, Any] = {
    "mentor_question_open": _l("Every question needs an answer."),
    "not_their_mentee": _l("Only those whom the mentor accompanies or accompanied may rate."),
    "mentor_rated_too_early": _l("Rate after %(days)s days together; before that it says little."),
    "mentor_rated_already": _l("You have rated this mentor already; what you said cannot be told from the others' any more, so it stays."),
    "credits_self": _l("Nobody thanks themselves."),
}  # fmt: skip
NOTICES: dict[str, Any] = {"mentor_thanked": _l("%(giver)s thanks you as a mentor: %(reason)s")}
AUDIT_WORDS = AuditWords(
    area=_l("Results of mentors"),
    actions={
        "mentor.rated_by_mentee": _l("Mentor rated by a mentee"),
        "mentor_credit.given": _l("Mentor thanked"),
        "mentor_results.exported": _l("Mentors' results exported"),
    },
    subjects={"mentor_credit": _l("Thanks to a mentor"), "mentor_results": _l("Mentors' results")},
    details={"mentor": _l("Mentor"), "points": _l("Reward points"), "mentors": _l("Number of mentors")},
    people=frozenset({"mentor"}),
)


def measured_words(one: Measured, unit: str) -> str:
    """A figure with its number and limits. `unit` is hours, days or percent."""
    if one.value is None:
        return _("nothing to count yet")
    values = {"value": _figure(one.value, unit), "n": one.n}
    if one.low is None or one.high is None:
        return _("%(value)s, from a single case", **values) if one.n == 1 else _("%(value)s, n = %(n)s", **values)
    return _("%(value)s, n = %(n)s, 95 %% between %(low)s and %(high)s", **values,
             low=_figure(one.low, unit), high=_figure(one.high, unit))  # fmt: skip


def _figure(value: float, unit: str) -> str:
    if unit == "hours":
        return _("%(n)s hours", n=f"{value:.1f}")
    if unit == "days":
        return _("%(n)s days", n=f"{value:.0f}")
    return f"{value:.0f} %"


def comparison_words(own: Measured, others: Measured) -> str:
    """What may be said beside comparable mentees: nothing where too few stand behind it."""
    if not own.enough or not others.enough:
        return _("Too few people for a comparison.")
    if own.low is None or own.high is None or others.low is None or others.high is None:
        return _("Too few people for a comparison.")
    if own.high < others.low:
        return _("Lower than with comparable mentees, beyond chance.")
    if own.low > others.high:
        return _("Higher than with comparable mentees, beyond chance.")
    return _("No difference from comparable mentees that chance would not explain.")
