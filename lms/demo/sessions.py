"""Sessions of the demo company: rooms, a few that are over, one today, some to come with waiting lists, one that was cancelled."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from courses.sessions.actions.cancelling import cancel_session
from courses.sessions.actions.materials import add_material
from courses.sessions.actions.planning import Wanted, close_session, plan_session
from courses.sessions.actions.rooms import save_room
from courses.sessions.actions.signups import sign_up_many
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind
from courses.sessions.rules.times import Span
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.demo import attendance
from lms.demo.company import Company
from lms.demo.workdays import at as moment_of
from lms.demo.workdays import workday_from, workdays_back
from lms.people.models import Person

_ROOMS = (
    ("SH-301", "301 教室", "Room 301", "上海总部三楼", "Shanghai headquarters, 3rd floor", "投影仪、白板", "Projector, whiteboard", 24),
    ("SH-LAB", "实训车间", "Practice workshop", "上海总部一楼", "Shanghai headquarters, ground floor",
     "六台实训机组、万用表", "Six practice units, multimeters", 12),
    ("GZ-201", "201 教室", "Room 201", "广州分部", "Guangzhou branch", "投影仪", "Projector", 20),
)  # fmt: skip
_NOTE = Bilingual("请自带工作服和安全鞋。", "Please bring work clothes and safety shoes.")


class Sessions:
    """Writes them through the same actions as the pages do."""

    def __init__(self, company: Company, zone: ZoneInfo, now: datetime, seed: int) -> None:
        self.company, self.zone, self.now = company, zone, now
        self.chance = random.Random(f"sessions {seed}")
        self.manager = company.cast["manager"]
        others = [one for one in company.holding(Role.TRAINER) if one.id != company.cast["trainer"].id]
        self.trainers = [company.cast["trainer"], *others]
        self.learners = [one for one in company.people if one.left_on is None and one not in self.trainers]
        self.rooms: dict[str, int] = {}

    def write(self, say: Callable[[str], None]) -> None:
        """All of it."""
        today = self.now.astimezone(self.zone).date()
        begun = moment_of(workdays_back(today, 60), 9, self.zone)
        for code, zh, en, site_zh, site_en, has_zh, has_en, seats in _ROOMS:
            room = save_room(
                room=None, code=code, name=Bilingual(zh, en), site=Bilingual(site_zh, site_en), equipment=Bilingual(has_zh, has_en),
                seats=seats, zone=None, actor=self.manager, at=begun,
            )  # fmt: skip
            self.rooms[code] = room.id
        count = self._over(today) + self._coming(today)
        say(f"sessions: {count} in {len(self.rooms)} rooms")

    def _some(self, count: int, *first: str) -> list[Person]:
        named = [self.company.cast[key] for key in first if key in self.company.cast]
        rest = [one for one in self.learners if one not in named]
        return [*named, *self.chance.sample(rest, max(0, min(count, len(self.learners)) - len(named)))]

    def _plan(
        self, course: str, day: date, *, hours: tuple[float, float], room: str | None, seats: int, lead: int = 0,
        kind: SessionKind = SessionKind.CLASSROOM, planned: datetime, days: int = 1, link: str = "", approval: bool = False,
        past: bool = False,
    ) -> int:  # fmt: skip
        dates = [day]
        while len(dates) < days:
            dates.append(workday_from(dates[-1] + timedelta(days=1)))
        plan = tuple(
            PlannedDay(
                Span(moment_of(one, hours[0], self.zone), moment_of(one, hours[1], self.zone)), self.zone.key,
                self.rooms[room] if room else None,
            )
            for one in dates
        )  # fmt: skip
        lead_id = self.trainers[lead % len(self.trainers)].id
        wanted = Wanted(
            course, self.company.units["HQ"].id, kind, "zh", seats, plan, link=link, note=_NOTE.zh if kind is SessionKind.DRILL else "",
            needs_approval=approval, lead_id=lead_id,
        )  # fmt: skip
        return plan_session(wanted=wanted, actor=self.manager, at=planned, past_allowed=past).id

    def _sign_up(self, session_id: int, people: Sequence[Person], at: datetime, *, own: bool = False) -> None:
        if own:
            for one in people:
                sign_up_many(session_id=session_id, person_ids=[one.id], actor=one, at=at, own=True)
        else:
            sign_up_many(session_id=session_id, person_ids=[one.id for one in people], actor=self.manager, at=at)

    def _over(self, today: date) -> int:
        """Two that are over."""
        for back, course, room, lead in (
            (20, "customer-communication", "SH-301", 0),
            (8, "safety-basics", "SH-LAB", 1),
        ):
            day = workdays_back(today, back)
            planned = moment_of(workdays_back(day, 12), 10, self.zone)
            number = self._plan(course, day, hours=(9, 16), room=room, seats=12, lead=lead, planned=planned)
            people, trainer = self._some(10, "learner"), self.trainers[lead % len(self.trainers)]
            self._sign_up(number, people, planned + timedelta(hours=2))
            attendance.give_certificates(course, actor=self.manager, at=planned)
            attendance.keep_list(number, people, trainer=trainer)
            close_session(session_id=number, actor=trainer, at=moment_of(day, 16, self.zone))
            attendance.explain_absence(number, people[-1], at=moment_of(day, 18, self.zone))
        return 2

    def _coming(self, today: date) -> int:
        """One today, and those of the next weeks."""
        planned = moment_of(workdays_back(today, 6), 10, self.zone)

        def ahead(days: int) -> date:
            return workday_from(today + timedelta(days=days))

        now = self._plan(
            "power-fault-diagnosis",
            today,
            hours=(14, 17),
            room="SH-LAB",
            seats=10,
            kind=SessionKind.DRILL,
            planned=planned,
        )
        self._sign_up(now, self._some(8), planned)
        material = {"session_id": now, "actor": self.trainers[0], "at": planned}
        add_material(name="三步诊断法 Three steps of diagnosis", url="https://example.org/three-steps", **material)  # type: ignore[arg-type]
        full = self._plan(
            "complaint-handling", ahead(5), hours=(9, 12), room="SH-301", seats=6, days=2, planned=planned
        )
        self._sign_up(full, self._some(9), planned)
        self._plan("service-process", ahead(9), hours=(13.5, 16.5), room="GZ-201", seats=16, lead=1, planned=planned)
        asked = self._plan(
            "commercial-units", ahead(12), hours=(9, 17), room="SH-LAB", seats=8, approval=True, planned=planned
        )
        station = [
            one
            for one in self.learners
            if one.unit_id == self.company.cast["supervisor"].unit_id and one.id != self.company.cast["supervisor"].id
        ]
        self._sign_up(asked, station[:2], planned, own=True)
        online = self._plan(
            "customer-communication", ahead(7), hours=(19, 20.5), room=None, seats=40, kind=SessionKind.ONLINE, planned=planned,
            link="https://example.org/meeting/4711",
        )  # fmt: skip
        self._sign_up(online, self._some(12, "learner"), planned)
        off = self._plan("safety-basics", ahead(6), hours=(9, 16), room="GZ-201", seats=12, lead=1, planned=planned)
        self._sign_up(off, self._some(7), planned)
        reason = "培训室漏水维修 Burst pipe in the training room"
        cancel_session(session_id=off, reason=reason, actor=self.manager, at=planned + timedelta(days=1))
        self._plan("safety-basics", ahead(20), hours=(9, 16), room="GZ-201", seats=12, lead=1, planned=planned)
        return 7
