"""The classes that the tracks' gates ask for: each intake sits in them together, early enough for whoever is fastest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from courses.attendance.actions.arriving import keep_arrivals
from courses.sessions.actions.planning import Wanted, close_session, plan_session
from courses.sessions.actions.rooms import save_room
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.models import SessionDay
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.demo.company import Company
from lms.demo.history.learner import Learner
from lms.demo.history.shelf import Shelf
from lms.demo.workdays import at, workdays, workdays_back
from lms.onboarding.rules.gate import ATTENDANCE

_HOURS = (16.2, 17.7)
"""When nothing else is taught by the same trainers."""
_ROOMS = {
    "technician": ("SH-302", Bilingual("302 新员工教室", "Room 302, new hires"), Bilingual("上海总部三楼", "Shanghai headquarters, 3rd floor")),
    "agent": ("CC-1", Bilingual("客服中心教室", "Contact centre classroom"), Bilingual("客服中心一楼", "Contact centre, ground floor")),
}  # fmt: skip
_SEATS = 24


class Classes:
    """Writes them through the same actions as the pages do."""

    def __init__(self, company: Company, shelf: Shelf, zone: ZoneInfo, now: datetime) -> None:
        self.company, self.shelf, self.zone, self.now = company, shelf, zone, now
        self.manager = company.cast["manager"]
        trainers = company.holding(Role.TRAINER)
        self.leads = {"technician": trainers[-1], "agent": trainers[0]}

    def write(self, learners: Sequence[Learner]) -> int:
        """Everything that was held before now, and what is planned already. Returns how many."""
        intakes: dict[tuple[date, str], list[Learner]] = defaultdict(list)
        for one in learners:
            intakes[one.starts_on, one.track].append(one)
        if not intakes:
            return 0
        first = min(starts_on for starts_on, _track in intakes)
        rooms = {track: self._room(track, at(workdays_back(first, 5), 9, self.zone)) for track in _ROOMS}
        count = 0
        for (starts_on, track), some in sorted(intakes.items()):
            for course, index in self._asked(track, some):
                day = workdays(starts_on, index + 1)[-1]
                self._hold(course, day, rooms[track], self.leads[track].id, some, begins=starts_on)
                count += 1
        return count

    def _room(self, track: str, begun: datetime) -> int:
        code, name, site = _ROOMS[track]
        return save_room(
            room=None, code=code, name=name, site=site, equipment=Bilingual("投影仪", "Projector"), seats=_SEATS, zone=None,
            actor=self.manager, at=begun,
        ).id  # fmt: skip

    def _asked(self, track: str, learners: Sequence[Learner]) -> Iterator[tuple[str, int]]:
        """Course and working day of each class: the second day for the first stage, else when the fastest is half through."""
        for n, stage in enumerate(self.shelf.programmes[track].stages):
            for content in stage.contents:
                if content.kind == ATTENDANCE:
                    half = min(sum(one.spans[:n]) + one.spans[n] // 2 for one in learners) - 1
                    yield content.ref, max(1, half) if n else 1

    def _hold(self, course: str, day: date, room: int, lead: int, learners: Sequence[Learner], *, begins: date) -> None:
        planned = at(workdays_back(begins, 2), 15.5, self.zone)
        span = Span(at(day, _HOURS[0], self.zone), at(day, _HOURS[1], self.zone))
        wanted = Wanted(
            course, self.company.units["HQ"].id, SessionKind.CLASSROOM, "zh", _SEATS, (PlannedDay(span, self.zone.key, room),),
            invited_only=True, lead_id=lead,
        )  # fmt: skip
        number = plan_session(wanted=wanted, actor=self.manager, at=planned, past_allowed=True).id
        people = [one.id for one in learners]
        sign_up_many(session_id=number, person_ids=people, actor=self.manager, at=planned)
        if span.ends_at >= self.now:
            return
        day_id = db.session.scalars(select(SessionDay.id).where(SessionDay.session_id == number)).one()
        keep_arrivals(day_id=day_id, arrivals=dict.fromkeys(people, span.starts_at))
        close_session(session_id=number, actor=db.session.get_one(type(self.manager), lead), at=span.ends_at)
