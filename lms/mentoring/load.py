"""How many mentees a mentor has already, in the words that stand wherever a mentor is chosen."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.mentoring.queries.pairings import CandidateMentor
from lms.mentoring.rules import CAPACITY


def load_words(candidate: CandidateMentor) -> str:
    """The mentees a mentor has, of how many one can care for; said in a word where there is no room left."""
    if candidate.has_room:
        return _("%(count)s of %(capacity)s mentees", count=candidate.mentees, capacity=CAPACITY)
    return _("%(count)s of %(capacity)s mentees, full", count=candidate.mentees, capacity=CAPACITY)


def candidate_words(candidate: CandidateMentor, place: Bilingual | str, *others: str) -> str:
    """A mentor to choose from: who, how loaded, where, and what else helps to choose."""
    return " · ".join([str(candidate.name), load_words(candidate), str(place), *others])
