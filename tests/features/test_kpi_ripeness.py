"""Months whose look-ahead window is still open are compared with nothing: on pages, cards and by alert rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Kpi, Reading, Subject
from lms.kpis.queries.alert_series import find_newest
from lms.kpis.rules.alerts import Colour, Kind, Measure, Side, Terms
from lms.kpis.rules.sums import Sums
from lms.people.models import Person
from lms.performance.rules.observing import UNRIPE, observe
from lms.performance.rules.observing import Measure as CardMeasure
from lms.performance.rules.periods import Period as CardPeriod
from lms.performance.rules.periods import Span
from tests.factories import Factory

COURSE = {
    date(2025, 7, 1): 20, date(2025, 8, 1): 20, date(2025, 9, 1): 20, date(2025, 10, 1): 20, date(2025, 11, 1): 20,
    date(2025, 12, 1): 20, date(2026, 1, 1): 8, date(2026, 2, 1): 0,
}  # fmt: skip
"""Repeat visits of 100 orders each; today is the second of March, so the windows of January and February are open."""


@pytest.fixture
def manager(make: Factory) -> Person:
    with transaction() as session:
        ship_definitions(actor=System(), at=clock.now())
        kpi = session.scalars(select(Kpi).where(Kpi.code == "repeat_visits")).one()
        subject = Subject(level="all", source="", key="")
        session.add(subject)
        session.flush()
        for month, total in COURSE.items():
            session.add(
                Reading(
                    kpi_id=kpi.id, subject_id=subject.id, month=month, n=100, total=total, base=100, squares=total,
                    logs=0.0, log_squares=0.0, median=None,
                )
            )  # fmt: skip
    return make.person(Role.MANAGER, everywhere=True, unit=make.unit("ROOT"))


def test_open_months_make_no_finding(manager: Person, make: Factory) -> None:
    page = make.browser(manager).get("/kpis/repeat_visits?lang=en").text
    assert "became better" not in page
    assert "no certain change: 20.0% in the last 3 months, 20.0% in those before" in page
    assert "until Dec 2025" in page
    assert page.count("Not ripe yet") == 2
    overview = make.browser(manager).get("/kpis").text
    assert "until Dec 2025; later months are not ripe yet" in overview


def test_alert_rules_wait(manager: Person) -> None:
    kpi = db.session.scalars(select(Kpi).where(Kpi.code == "repeat_visits")).one()
    terms = Terms(kind=Kind.THRESHOLD, side=Side.ABOVE, colour=Colour.RED, limit=10)
    assert find_newest(kpi.versions[-1], terms, clock.today()) == date(2025, 12, 1)
    assert find_newest(kpi.versions[-1], replace(terms, measure=Measure.COUNT), clock.today()) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("span", "first", "value", "why"),
    [(Span.MONTH, date(2026, 2, 1), None, UNRIPE), (Span.QUARTER, date(2026, 1, 1), 20.0, "")],
)
def test_cards_leave_open_months_out(span: Span, first: date, value: float | None, why: str) -> None:
    sums = {("k", date(2026, 1, 1)): Sums(100, 20, 100, 20), ("k", date(2026, 2, 1)): Sums(100, 0, 100, 0)}
    seen = observe(
        ["k"], kpis={"k": CardMeasure("share", "percent", 10)}, sums=sums, growth=None,
        period=CardPeriod(span, first), unripe={("k", date(2026, 2, 1))},
    )["k"]  # fmt: skip
    assert (seen.value, seen.why) == (value, why)
