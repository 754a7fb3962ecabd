"""What the tests of KPI cards stand on: KPIs with their readings, score cards, people with training on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.bilingual import Bilingual
from lms.core.db import transaction
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Kpi, Reading, Subject
from lms.people.models import Person, Unit
from lms.performance.actions.definitions import publish_scorecard, ship_scorecards, use_scorecard

ACTOR = audit.System("test")
FEBRUARY, JANUARY = date(2026, 2, 1), date(2026, 1, 1)

SMALL_CARD = [
    {
        "code": "result",
        "name": {"zh": "结果", "en": "Result"},
        "weight": 60,
        "lines": [
            {"measure": "first_time_fix", "weight": 50, "worst": 60, "target": 80, "best": 90},
            {"measure": "csat", "weight": 50, "worst": 70, "target": 90, "best": 100},
        ],
    },
    {
        "code": "growth",
        "name": {"zh": "成长", "en": "Growth"},
        "weight": 40,
        "lines": [{"measure": "growth.rating", "weight": 100, "worst": 50, "target": 80, "best": 95}],
    },
]


def ship() -> None:
    """The KPIs and the score cards that come with the software."""
    with transaction():
        ship_definitions(actor=ACTOR, at=clock.now())
        ship_scorecards(actor=ACTOR, at=clock.now())


def small_card(from_month: date = date(2025, 1, 1), audience: str = "field") -> None:
    """A card small enough to be checked by hand, used for the field engineers."""
    with transaction():
        publish_scorecard(
            code="small", name=Bilingual("小卡", "Small card"), meaning=Bilingual("试", "A test"), parts=SMALL_CARD,
            from_month=from_month, actor=ACTOR, at=clock.now(),
        )  # fmt: skip
        use_scorecard(audience=audience, code="small", from_month=from_month, actor=ACTOR, at=clock.now())


def subject_of(owner: Person | Unit, key: str = "") -> int:
    """The subject whose readings are a person's or a unit's, made when it is not there."""
    is_person = isinstance(owner, Person)
    with transaction() as session:
        key = key or f"{'T' if is_person else 'U'}{owner.id}"
        known = session.scalar(select(Subject.id).where(Subject.key == key))
        if known is not None:
            return known
        subject = Subject(
            level="technician" if is_person else "unit", source="test" if is_person else "", key=key,
            person_id=owner.id if is_person else None, unit_id=None if is_person else owner.id,
        )  # fmt: skip
        session.add(subject)
        session.flush()
        return subject.id


def read(
    owner: Person | Unit, month: date, figures: Mapping[str, tuple[int, float]], *, key: str = ""
) -> None:  # fmt: skip
    """Readings of a month: KPI to (orders, sum). A mean's sum is its orders times the mean."""
    subject_id = subject_of(owner, key)
    with transaction() as session:
        ids = {kpi.code: kpi.id for kpi in session.scalars(select(Kpi))}
        for code, (n, total) in figures.items():
            session.merge(
                Reading(
                    kpi_id=ids[code], subject_id=subject_id, month=month, n=n, total=total, base=float(n),
                    squares=total * total / n if n else 0.0, logs=0.0, log_squares=0.0, median=None,
                )
            )  # fmt: skip
