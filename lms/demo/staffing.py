"""Who works at the demo company: everybody's name, unit, post, roles and dates, made from the seed alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lms.core.access import Role
from lms.demo.cast import CAST
from lms.demo.intakes import CERTIFYING, NEWEST, SHADOWING, IntakePlan, plan_intakes
from lms.demo.names import FOREIGN, RARE, Name, names
from lms.demo.places import REGIONS, STATIONS
from lms.demo.workdays import workday_from

LEAST_PEOPLE, MOST_PEOPLE = 60, 5000
PRODUCT_LINES = ("home", "commercial", "industrial")
_STATION_ORDER = ("SH-PD", "GZ-TH", "BJ-YZ", "CD", "SZ", "SZX", "TJ", "WH", "SH-HQ", "HZ", "XA", "QD", "NJ", "DG", "CQ", "SY", "XM")  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One person of the company. `key` names a part of the cast, `intake` the place of their intake in the plan."""

    name: Name
    unit: str
    post: str
    grade: str
    hired_on: date
    language: str = "zh"
    product_line: str | None = None
    left_on: date | None = None
    roles: tuple[tuple[Role, str | None], ...] = ()
    key: str | None = None
    intake: int | None = None
    number: str = ""

    @property
    def is_trusted(self) -> bool:
        """Mentors and assessors, who need a valid certificate of their own."""
        return any(role in (Role.MENTOR, Role.ASSESSOR) for role, _ in self.roles)


@dataclass(frozen=True)
class CompanyPlan:
    """The whole company: its members in the order of their numbers, and its intakes, oldest first."""

    members: tuple[Member, ...]
    intakes: tuple[IntakePlan, ...]
    stations: tuple[str, ...]


def plan_company(*, people: int, months: int, seed: int, today: date) -> CompanyPlan:
    """The same arguments give the same company."""
    intakes = plan_intakes(people, months, today, random.Random(f"intakes {seed}"))
    stations = _STATION_ORDER[: max(4, min(len(STATIONS), people // 20))]
    staff = _Staffing(random.Random(f"people {seed}"), months, today, stations)
    members = [*staff.cast(intakes), *staff.new_hires(intakes), *staff.leaders()]
    members += staff.others(people - len(members))
    ordered = sorted(members, key=lambda m: (m.hired_on, m.name.latin))
    return CompanyPlan(
        tuple(replace(member, number=f"HT{10001 + n}") for n, member in enumerate(ordered)), intakes, stations
    )


class _Staffing:
    def __init__(self, chance: random.Random, months: int, today: date, stations: Sequence[str]) -> None:
        self.chance, self.today, self.stations = chance, today, stations
        self.window = timedelta(days=months * 30 + 40)
        self.names = names(chance, taken=frozenset(part.name.zh for part in CAST))

    def cast(self, intakes: Sequence[IntakePlan]) -> Iterator[Member]:
        """Those whose names and stories are fixed."""
        shadowing = next(n for n, plan in enumerate(intakes) if plan.state == SHADOWING)
        for part in CAST:
            is_new = part.years == 0
            hired = intakes[shadowing].starts_on if is_new else self._day(timedelta(days=part.years * 365))
            yield Member(
                part.name, part.unit, part.post, part.grade, hired, product_line=part.product_line,
                roles=part.roles or ((Role.LEARNER, None),), key=part.key, intake=shadowing if is_new else None,
            )  # fmt: skip

    def new_hires(self, intakes: Sequence[IntakePlan]) -> Iterator[Member]:
        """The people of every intake but the learner who can sign in."""
        for place, plan in enumerate(intakes):
            count = plan.size - (plan.state == SHADOWING)
            for n in range(count):
                name, language, unit = next(self.names), "zh", "CC"
                if plan.track == "technician":
                    # The mentor and the supervisor of the cast have people of their own station in the open intakes.
                    near = (plan.state == SHADOWING and n < 3) or (plan.state == CERTIFYING and n < 2)
                    unit = "SH-PD" if near else self.chance.choice(self.stations)
                elif self.chance.random() < 0.12:
                    name, language, unit = self._from_abroad(name)
                if plan.state == NEWEST and n < 2:
                    name = RARE[n]
                elif plan.state == CERTIFYING and n == 2:
                    name = RARE[2]
                post = "field-engineer" if plan.track == "technician" else "service-agent"
                line = self.chance.choice(PRODUCT_LINES)
                yield Member(
                    name, unit, post, "P1", plan.starts_on, language=language, intake=place,
                    product_line=line if plan.track == "technician" else None, roles=((Role.LEARNER, None),),
                )  # fmt: skip

    def leaders(self) -> Iterator[Member]:
        """Managers of regions, supervisors of stations and centres, trainers, assessors, HR."""
        for region in REGIONS:
            yield self._veteran(region, "regional-manager", "M3", (Role.SUPERVISOR, region))
        for station in self.stations:
            if station != "SH-PD":
                yield self._veteran(station, "service-supervisor", "M2", (Role.SUPERVISOR, station))
            yield self._veteran(station, "senior-field-engineer", "P5", (Role.MENTOR, None), line=True)
        for unit in ("CC", "PARTS"):
            yield self._veteran(unit, "service-supervisor", "M2", (Role.SUPERVISOR, unit))
        for _ in range(3):
            yield self._veteran("CC", "senior-service-agent", "P4", (Role.MENTOR, None))
        yield self._veteran("CC", "senior-service-agent", "P5", (Role.ASSESSOR, None))
        yield self._veteran("SOUTH", "senior-field-engineer", "P6", (Role.ASSESSOR, None), line=True)
        yield self._veteran("HQ", "trainer", "P6", (Role.TRAINER, None))
        yield self._veteran("HQ", "hr-specialist", "P4", (Role.HR, None))
        yield self._veteran("PARTS", "parts-specialist", "P4", (Role.MENTOR, None))
        yield self._veteran("CC", "service-supervisor", "M1", (Role.MENTOR, None))

    def others(self, count: int) -> Iterator[Member]:
        """Everybody else: engineers at the stations, agents, parts people. Some of them left."""
        for n in range(max(0, count)):
            lot = self.chance.random()
            if lot < 0.58:
                member = self._engineer(self.stations[n % len(self.stations)])
            elif lot < 0.88:
                member = self._agent()
            else:
                member = self._veteran("PARTS", "parts-specialist", self.chance.choice(("P2", "P3", "P4")))
            yield self._perhaps_gone(member)

    def _engineer(self, station: str) -> Member:
        years = self._years()
        if years > 5 and self.chance.random() < 0.6:
            role = (Role.MENTOR, None) if self.chance.random() < 0.6 else (Role.LEARNER, None)
            grade = "P4" if years < 8 else "P5"
            return self._veteran(station, "senior-field-engineer", grade, role, line=True, years=years)
        return self._veteran(station, "field-engineer", "P2" if years < 4 else "P3", line=True, years=years)

    def _agent(self) -> Member:
        years = self._years()
        if years > 4 and self.chance.random() < 0.5:
            role = (Role.MENTOR, None) if self.chance.random() < 0.7 else (Role.LEARNER, None)
            return self._veteran("CC", "senior-service-agent", "P4", role, years=years)
        return self._veteran("CC", "service-agent", "P2" if years < 4 else "P3", years=years)

    def _veteran(
        self, unit: str, post: str, grade: str, *roles: tuple[Role, str | None], line: bool = False, years: float = 0
    ) -> Member:
        name, language = next(self.names), "zh"
        if unit == "CC" and post.endswith("agent") and self.chance.random() < 0.06:
            name, language, unit = self._from_abroad(name)
        senior = post.startswith("senior") or grade.startswith("M")
        years = years or self.chance.uniform(5, 14) if senior else years or self._years()
        return Member(
            name, unit, post, grade, self._day(timedelta(days=years * 365)), language=language,
            product_line=self.chance.choice(PRODUCT_LINES) if line else None, roles=roles or ((Role.LEARNER, None),),
        )  # fmt: skip

    def _years(self) -> float:
        """Years since the hire of somebody who came before the intakes; the newer, the more of them there are."""
        return min(14.8, self.window.days / 365 + self.chance.expovariate(1 / 3.5))

    def _from_abroad(self, otherwise: Name) -> tuple[Name, str, str]:
        """The next of the few who work in English at the international desk; a common name once there are no more."""
        used = getattr(self, "_foreign", 0)
        self._foreign = used + 1
        return (FOREIGN[used], "en", "CC-INT") if used < len(FOREIGN) else (otherwise, "zh", "CC-INT")

    def _perhaps_gone(self, member: Member) -> Member:
        if self.chance.random() > 0.06 or Role.MENTOR in {role for role, _ in member.roles}:
            return member
        last = self.today - timedelta(days=self.chance.randint(10, max(20, self.window.days - 60)))
        return replace(member, left_on=workday_from(last))

    def _day(self, ago: timedelta) -> date:
        return workday_from(self.today - ago)
