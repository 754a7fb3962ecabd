"""A company of engineers with two years of figures, of whom some were trained, for tests of effects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import insert, select

from courses.models import Course, CourseCompletion, CourseVersion
from lms.core import clock
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.evaluation.effect_jobs import estimate_now
from lms.evaluation.rules.questions import Question
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Kpi, Reading, Subject
from lms.kpis.rules.periods import shift
from lms.people.models import Person, Unit
from tests.factories import Factory

COURSE, KPI, MONTHS = "fault-diagnosis", "first_time_fix", 24
Value = Callable[[int, int], float]
"""(person's place, month's place) to the share fixed the first time."""


@dataclass
class Scene:
    """The unit, the engineers' ids, and the months with figures."""

    unit: Unit
    people: list[int]
    months: list[date]
    version: int

    def ask(self, **given: object) -> int:
        """An estimate, as the job makes it."""
        return estimate_now("course", COURSE, KPI, Question(**given), at=clock.now())  # type: ignore[arg-type]


def make_scene(make: Factory, trained: Sequence[int | None], share: Value, *, orders: int = 40) -> Scene:
    """`trained` gives each engineer the month's place of the completion. Figures have a little noise, drawn once."""
    unit, post = make.unit("STATION"), make.post()
    this_month = clock.today().replace(day=1)
    months = [shift(this_month, n - MONTHS) for n in range(MONTHS)]
    noise = Random(7)
    with transaction() as session:
        ship_definitions(actor=System(), at=clock.now())
        kpi_id = session.scalars(select(Kpi.id).where(Kpi.code == KPI)).one()
        rows = [
            {"employee_no": f"F{n:03d}", "name_zh": f"工程师{n}", "unit_id": unit.id, "post_id": post.id, "product_line": "home",
             "hired_on": date(2020, 1, 1), "added_at": clock.now()}
            for n in range(len(trained))
        ]  # fmt: skip
        people = list(session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))
        subjects = list(
            session.scalars(
                insert(Subject).returning(Subject.id, sort_by_parameter_order=True),
                [{"level": "technician", "source": "desk", "key": f"F{n:03d}", "person_id": person} for n, person in enumerate(people)],
            )
        )  # fmt: skip
        all_of_them = Subject(level="all", source="", key="")
        session.add(all_of_them)
        session.flush()
        readings = [
            {"kpi_id": kpi_id, "subject_id": subject, "month": month, "n": orders, "base": orders,
             "total": round(orders * min(max(share(n, place) + noise.gauss(0, 0.03), 0), 1), 2)}
            for n, subject in enumerate(subjects)
            for place, month in enumerate(months)
        ]  # fmt: skip
        readings += [{"kpi_id": kpi_id, "subject_id": all_of_them.id, "month": month, "n": 1, "base": 1, "total": 1} for month in months]  # fmt: skip
        session.execute(insert(Reading), readings)
        course = Course(
            code=COURSE, category="c", delivery="online", title=Bilingual("故障诊断", "Fault diagnosis"),
            summary=Bilingual("甲", "A"), added_at=clock.now(),
        )  # fmt: skip
        version = CourseVersion(course=course, number=1, published_at=clock.now())
        session.add(version)
        session.flush()
        for person, place in zip(people, trained, strict=True):
            if place is not None:
                day = datetime.combine(months[place] + timedelta(days=9), time(6), UTC)
                session.add(CourseCompletion(person_id=person, version_id=version.id, completed_at=day))
        return Scene(unit, people, months, version.id)
