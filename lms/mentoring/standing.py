"""What mentoring asks of onboarding, which stands above it: where a mentee is in the programme."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from lms.core import events
from lms.core.bilingual import Bilingual

MENTEE_STANDING = "mentee standing"
"""The question `(person_ids) -> dict[int, MenteeStanding]`; people who are in no programme are left out."""


WITHOUT_LOG = "stage without log"
"""The question `(person_ids) -> set[int]`: those whose stage asks for no growth log now."""


UNDER_WAY = "intakes under way"
"""The question `() -> dict[int, set[int]]`: by intake, those whose programme has not ended."""


@dataclass(frozen=True)
class MenteeStanding:
    """Day `day` of `days` in a stage; `rating_due` when the mentor's rating is wanted now and not there yet."""

    stage: Bilingual
    day: int
    days: int
    late: bool
    rating_due: bool = False
    soon: bool = False
    """Late within the week, as things stand."""
    wants_log: bool = True
    """Does the stage ask for the growth log?"""

    @property
    def words(self) -> str:
        """The stage and the day; past the plan it says how many days were planned, never "day 11 of 10"."""
        if self.day > self.days:
            return _("%(stage)s, day %(day)s (%(days)s were planned)", stage=self.stage, day=self.day, days=self.days)
        return _("%(stage)s, day %(day)s of %(days)s", stage=self.stage, day=self.day, days=self.days)


def standing_of(person_ids: Collection[int]) -> dict[int, MenteeStanding]:
    """Where each person is."""
    found: dict[int, MenteeStanding] = {}
    if person_ids:
        for answer in events.answers(MENTEE_STANDING):
            found.update(answer(person_ids))
    return found


def without_log(person_ids: Collection[int]) -> set[int]:
    """Those of whom no growth log is wanted at present, so that nobody reminds them of it."""
    return {one for answer in events.answers(WITHOUT_LOG) for one in answer(person_ids)} if person_ids else set()


def under_way() -> dict[int, set[int]]:
    """By intake, those whose programme has not ended: they are who needs mentors."""
    found: dict[int, set[int]] = {}
    for answer in events.answers(UNDER_WAY):
        found.update(answer())
    return found
