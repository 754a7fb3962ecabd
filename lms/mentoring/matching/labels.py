"""The words of pairing: limits, wishes, reasons, and what can be done for who is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from courses.sessions.saying import both
from lms.core.audit_words import AuditWords
from lms.core.bilingual import Bilingual

LIMIT_NAMES: dict[str, Any] = {
    "same_city": _l("Same city"),
    "product_line": _l("The technical mentor knows the product line"),
    "own_supervisor": _l("The culture mentor is not one's own supervisor"),
}
WISH_NAMES: dict[str, Any] = {
    "skills": _l("Abilities that the post asks for"),
    "product_line": _l("Product line"),
    "language": _l("Common language"),
    "shift": _l("Same shift"),
    "city": _l("Same city, where it is no hard limit"),
    "rating": _l("Communication and patience"),
    "results": _l("Past mentees' exams"),
}
REFUSALS: dict[str, Any] = {
    "nobody_to_pair": _l("Nobody here lacks a mentor of this kind."),
    "round_closed": _l("This proposal is published or put away; it stays as it is."),
    "pair_unknown": _l("This person is not part of the proposal."),
    "nothing_to_loosen": _l("Nobody is left, or there is no such limit."),
    "facts_moved": _l("Something has changed since the proposal was made: a mentor, a place or a limit. It was made anew; please look at it again."),
}  # fmt: skip
NOTICES: dict[str, Any] = {
    "pairs_published": _l("Mentors are appointed: %(title)s. Mentees: %(count)s."),
    "mentees_without_mentor": _l("%(name)s has left; mentees who need another mentor: %(count)s. A proposal is ready."),
}
AUDIT_WORDS = AuditWords(
    area=_l("Pairing of intakes"),
    actions={
        "pairing_weights.set": _l("Weights of the pairing set"),
        "pairing_round.made": _l("Pairing proposed"),
        "pairing_round.pinned": _l("Pair settled by hand"),
        "pairing_round.banned": _l("Pair forbidden"),
        "pairing_round.freed": _l("Pair left to the proposal again"),
        "pairing_round.loosened": _l("Limit loosened"),
        "pairing_round.tightened": _l("Limits hold again"),
        "pairing_round.discarded": _l("Proposal put away"),
        "pairing_round.published": _l("Pairing published"),
    },
    subjects={"pairing_weights": _l("Weights of the pairing"), "pairing_round": _l("Proposal of mentors")},
    details={
        "weights": _l("Weights"), "limits": _l("Hard limits"), "balance": _l("Spread of the load"), "title": _l("Title"),
        "mentees": _l("Number of mentees"), "mentee": _l("Mentee"), "mentor": _l("Mentor"), "kind": _l("Kind of mentor"),
        "limit": _l("Limit"), "pairs": _l("Pairs"), "unmatched": _l("Without a mentor"),
    },
    values={"limit": {**LIMIT_NAMES, "capacity": _l("One more mentee each")}},
    people=frozenset({"mentee", "mentor"}),
)  # fmt: skip


def hand_over_title(name: Bilingual) -> Bilingual:
    """What a proposal is called in which the mentees of one mentor get others."""
    return both(lambda: _("Hand-over from %(name)s", name=str(name)))


def hands_over() -> Bilingual:
    """Why a mentor is kept away from a proposal that hands over their mentees."""
    return both(lambda: _("hands over"))


def has_left() -> Bilingual:
    """Why a mentor who left is kept away."""
    return both(lambda: _("has left"))


def step_words(step: str) -> str:
    """What would be loosened."""
    return {
        "same_city": _("Let them have a mentor in another city"),
        "product_line": _("Let the technical mentor be of another product line"),
        "own_supervisor": _("Let the culture mentor be their own supervisor"),
        "capacity": _("Give every mentor one more place"),
    }[step]


def step_brings(placed: int) -> str:
    """What that would bring."""
    return ngettext("places %(num)s more", "places %(num)s more", placed)


def choice_words(rank: int, out_of: int, *, pinned: bool) -> str:
    """Which choice it was."""
    if pinned:
        return _("settled by hand")
    if rank == 1:
        return _("best of %(n)s possible", n=out_of)
    return _("choice %(rank)s of %(n)s possible", rank=rank, n=out_of)


def reason_words(wishes: Sequence[Sequence[Any]]) -> list[str]:
    """The points of a pair in words, from [wish, fulfilled, weight, points]; wishes without weight are left out."""
    return [
        words
        for name, fulfilled, weight, _points in wishes
        if weight and (words := _reason(str(name), float(fulfilled)))
    ]


def _reason(name: str, fulfilled: float) -> str:
    yes = fulfilled >= 0.5
    if name == "skills":
        return (
            _("can teach %(percent)s of the abilities asked for", percent=f"{100 * fulfilled:.0f}%")
            if fulfilled
            else ""
        )
    if name == "product_line":
        return _("same product line") if yes else _("another product line")
    if name == "language":
        return _("common language") if yes else _("no common language")
    if name == "shift":
        return _("same shift") if yes else _("another shift")
    if name == "city":
        return _("same city") if yes else _("another city")
    if name == "rating":
        return (
            _("communication and patience %(value)s of 5", value=f"{1 + 4 * fulfilled:.1f}") if fulfilled != 0.5 else ""
        )
    return (
        _("%(percent)s of past mentees passed at once", percent=f"{100 * fulfilled:.0f}%") if fulfilled != 0.5 else ""
    )


def left_words(one: Mapping[str, Any]) -> str:
    """Why somebody is left."""
    if one["reason"] == "no_free_place":
        return _("Every mentor who fits is full.")
    limits: Mapping[str, int] = one["limits"]
    if not limits:
        return _("No mentor fits, whichever single limit is loosened.")
    return _(
        "No mentor fits. Kept away by a single limit: %(limits)s.",
        limits=_("; ").join(_("%(n)s × %(what)s", n=n, what=barred_words(name)) for name, n in limits.items()),
    )


def barred_words(limit: str) -> str:
    """What stands against a mentor."""
    return {
        "same_city": _("works in another city"), "product_line": _("does not know the product line"),
        "own_supervisor": _("is their supervisor"), "rest": _("rests"), "ban": _("forbidden by hand or already the other mentor"),
        "family": _("is of another job family"), "kind": _("is not appointed for this part"), "self": _("is the person themselves"),
    }[limit]  # fmt: skip
