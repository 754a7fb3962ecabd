"""How many mentees a mentor has or would have, in the words that stand wherever a mentor is chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from lms.core.bilingual import Bilingual
from lms.mentoring.queries.pairings import CandidateMentor, capacities_of, list_pairs
from lms.mentoring.rules import CAPACITY, Kind, Pair, overloaded
from lms.people.queries.people import list_people


def load_words(candidate: CandidateMentor) -> str:
    """The mentees a mentor has, of how many one can care for; said in a word where there is no room left."""
    if candidate.has_room:
        return _("%(count)s of %(capacity)s mentees", count=candidate.mentees, capacity=candidate.capacity)
    return _("%(count)s of %(capacity)s mentees, full", count=candidate.mentees, capacity=candidate.capacity)


def candidate_words(candidate: CandidateMentor, place: Bilingual | str, *others: str) -> str:
    """A mentor to choose from: who, how loaded, where, and what else helps to choose."""
    return " · ".join([str(candidate.name), load_words(candidate), str(place), *others])


def standing_words(candidate: CandidateMentor) -> list[str]:
    """What else is to be known of a mentor before either part is chosen: a rest, one part only, an appointment that is over."""
    words = [_("rests")] if candidate.rests else []
    if candidate.parts is None:
        return words
    if not candidate.parts:
        return [*words, _("appointment over")]
    if len(candidate.parts) == 1:
        words += [_("technical mentor only") if Kind.TECHNICAL in candidate.parts else _("culture mentor only")]
    return words


@dataclass(frozen=True)
class Overload:
    """A mentor who would have more mentees than one can care for."""

    mentor_id: int
    name: Bilingual
    before: int
    after: int
    capacity: int

    @property
    def words(self) -> str:
        """The warning."""
        return _(
            "%(name)s would have %(after)s mentees instead of %(before)s; their limit is %(capacity)s.",
            name=self.name, after=self.after, before=self.before, capacity=self.capacity,
        )  # fmt: skip


def find_overloads(wanted: Collection[Pair], today: date) -> list[Overload]:
    """Whom some pairings would take past the limit."""
    mentors = {mentor for mentor, _mentee, _kind in wanted}
    if not mentors:
        return []
    room = capacities_of(mentors)
    found = overloaded(list_pairs(mentors, today), wanted, room)
    people = list_people(found) if found else []
    return [Overload(person.id, person.name, *found[person.id], room.get(person.id, CAPACITY)) for person in people]


def what_is_confirmed(overloads: Collection[Overload]) -> str:
    """The value of the box that confirms exactly these; a choice changed afterwards is asked about again."""
    return ",".join(f"{one.mentor_id}:{one.after}" for one in overloads)
