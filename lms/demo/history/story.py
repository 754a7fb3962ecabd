"""The history as a whole: years in bulk, the last days deed by deed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update

from lms.core.db import db
from lms.core.mail import Letter
from lms.core.notices import Notice
from lms.demo.history.acting import Acting
from lms.demo.history.album import Album
from lms.demo.history.deeds import Deed, Round
from lms.demo.history.facts import Facts
from lms.demo.history.gates import Gates
from lms.demo.history.learner import Learner
from lms.demo.history.shelf import Shelf
from lms.demo.history.way import rounds
from lms.demo.workdays import at, workday_before, workdays_back
from lms.people.models import Person

ACTED_WORKDAYS = 3
"""What happened within so many working days is done through the actions."""


@dataclass
class Story:
    """Writes the ways of all learners."""

    shelf: Shelf
    people: dict[int, Person]
    album: Album
    zone: ZoneInfo
    now: datetime
    recent: list[Deed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = self.now.astimezone(self.zone).date()
        self.horizon = at(workdays_back(workday_before(self.today), ACTED_WORKDAYS), 0, self.zone)
        self.facts = Facts(self.shelf, self.people, self.album)
        self.gates = Gates(self.today)

    def write_past(self, learners: list[Learner]) -> None:
        """Everything before the last days: for each round first the facts of everybody, then their gates."""
        ways = {learner.id: list(rounds(learner, self.shelf)) for learner in learners}
        known = {learner.id: learner for learner in learners}
        number = 0
        while any(ways.values()):
            past: list[Deed] = []
            closed: list[tuple[Learner, Round]] = []
            for person_id, way in ways.items():
                if not way:
                    continue
                current = way.pop(0)
                past += [deed for deed in current.deeds if deed.at < self.horizon]
                self._keep([deed for deed in current.deeds if deed.at >= self.horizon])
                if self._is_past(current):
                    closed.append((known[person_id], current))
                    continue
                for later in (current.after, *(d for r in way for d in (*r.deeds, r.after))):
                    self._keep([later] if later is not None else [])
                ways[person_id] = []
                if current.closes and current.done_at < self.horizon:
                    closed.append((known[person_id], _undecided(current)))
            self.facts.write(past)
            self.gates.close(closed)
            number += 1

    def _is_past(self, current: Round) -> bool:
        """Did all of it happen, with what was decided after, before the last days?"""
        if not current.closes:
            return current.after is not None and current.after.at < self.horizon
        return current.done_at < self.horizon and (current.after is None or current.after.at < self.horizon)

    def _keep(self, deeds: list[Deed]) -> None:
        self.recent += [deed for deed in deeds if deed.at < self.now]

    def act_recent(self) -> int:
        """The last days, one deed after the other."""
        acting = Acting(self.people, self.album, self.facts)
        for deed in sorted(self.recent, key=lambda deed: deed.at):
            acting.perform(deed)
        return len(self.recent)

    def tidy(self) -> None:
        """Old letters went out long ago and old notices were read."""
        db.session.flush()
        db.session.execute(delete(Letter).where(Letter.written_at < self.horizon))
        db.session.execute(
            update(Notice)
            .where(Notice.given_at < self.horizon, Notice.read_at.is_(None))
            .values(read_at=Notice.given_at)
        )


def _undecided(failed: Round) -> Round:
    return Round(failed.stage, failed.deeds, failed.closes, failed.passes, None)
