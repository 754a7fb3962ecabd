"""A tier that asks for service figures: what the learner's page says, month by month, and what a scheme may ask."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from certificates.models import Tier
from certificates.queries.requirements import requirement_states
from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.jobs import run_waiting
from lms.kpis.queries.criteria import criterion_states
from lms.kpis.rules.criteria import Criterion
from lms.people.models import Person
from tests.browsing import send
from tests.certificate_samples import award, publish, scheme_data
from tests.factories import Factory
from tests.features.kpi_card_scene import read, ship
from tests.features.work_order_scene import checked, kept, sign_in_loader, upload

RUN = {"kind": "kpi", "kpi": "csat", "op": ">=", "value": 95, "months_running": 3, "least_n": 10}
CASES = {"kind": "kpi", "kpi": "complex_cases", "op": ">=", "value": 50}
RECENT = {"kind": "kpi", "kpi": "first_time_fix", "op": ">=", "value": 85, "within_months": 12, "least_n": 50}


def asking(*requirements: dict[str, Any]) -> list[dict[str, Any]]:
    tiers: list[dict[str, Any]] = scheme_data()["tiers"]
    tiers[1]["requirements"] = list(requirements)
    return tiers


@pytest.fixture
def engineer(make: Factory) -> Person:
    ship()
    publish(tiers=asking(RUN, CASES, RECENT))
    person = make.person(Role.LEARNER, product_line="home", hired_on=date(2024, 1, 5))
    award(person)
    return person


def requirements(make: Factory, person: Person) -> str:
    page = make.browser(person).get("/my/certificates").get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_says_what_is_asked_and_how_far_one_is(make: Factory, engineer: Person) -> None:
    page = requirements(make, engineer)
    assert "CSAT at least 95 in 3 months running, from 10 orders or more each No figures yet Not met yet" in page
    assert "Complex cases: at least 50 No figures yet Not met yet" in page
    assert "First-time fix rate at least 85% over the last 12 months, from 50 orders or more" in page
    for number, mean in ((12, 97.0), (1, 96.0)):
        month = date(2025 if number == 12 else 2026, number, 1)
        read(engineer, month, {"csat": (12, 12 * mean), "complex_cases": (60, 20), "first_time_fix": (30, 27)})
    page = requirements(make, engineer)
    assert "2 of 3 months: Dec 2025 to Jan 2026, 24 orders Not met yet" in page
    assert "40 of 50: Dec 2025 to Jan 2026 Not met yet" in page
    assert "90.0% from 60 orders, Dec 2025 to Jan 2026 Met" in page
    read(engineer, date(2026, 2, 1), {"csat": (10, 950), "complex_cases": (60, 10)})
    page = requirements(make, engineer)
    assert "3 of 3 months: Dec 2025 to Feb 2026, 34 orders Met" in page
    assert "50 of 50: Dec 2025 to Feb 2026 Met" in page


def test_too_few_orders_are_told_from_no_figures(make: Factory, engineer: Person) -> None:
    read(engineer, date(2025, 12, 1), {"csat": (12, 12 * 97), "first_time_fix": (30, 29)})
    read(engineer, date(2026, 1, 1), {"csat": (6, 600)})
    page = requirements(make, engineer)
    assert "1 of 3 months: Dec 2025, 12 orders; too few orders in Jan 2026: 6 of at least 10 Not met yet" in page
    assert "96.7% from 30 orders, Dec 2025; too few orders: 30 of at least 50 Not met yet" in page
    assert "Complex cases: at least 50 No figures yet Not met yet" in page
    read(engineer, date(2026, 2, 1), {"csat": (14, 14 * 92.5)})
    assert "; not reached in Feb 2026: 92.5 Not met yet" in requirements(make, engineer)


def test_months_that_are_not_ripe_are_named(make: Factory) -> None:
    ship()
    repeats = {"kind": "kpi", "kpi": "repeat_visits", "op": "<=", "value": 5, "months_running": 2, "least_n": 10}
    publish(tiers=asking(repeats))
    person = make.person(Role.LEARNER, product_line="home", hired_on=date(2024, 1, 5))
    award(person)
    for when in (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)):
        read(person, when, {"repeat_visits": (20, 0)})
    page = requirements(make, person)
    assert "1 of 2 months: Dec 2025, 20 orders; not ripe yet, so not counted: Jan 2026 to Feb 2026 Not met yet" in page


def test_each_requirement_leads_to_the_figures_it_rests_on(make: Factory, engineer: Person) -> None:
    page = make.browser(engineer).get("/my/certificates").get_data(as_text=True)
    for code in ("csat", "complex_cases", "first_time_fix"):
        path = f"/kpis/{code}?person={engineer.id}"
        assert f'href="{path}"' in page
        assert make.browser(engineer).get(path).status_code == 200


def test_the_states_carry_months_figures_and_orders(make: Factory, engineer: Person) -> None:
    for number in (12, 1, 2):
        read(engineer, date(2025 if number == 12 else 2026, number, 1), {"csat": (12, 12 * 96.5)})
    tier = db.session.query(Tier).filter_by(level=2).one()
    state = requirement_states(engineer.id, tier, clock.today())[0]
    assert (state.met, state.have, state.total, state.on) == (True, 3, 3, date(2026, 2, 28))
    criteria = [Criterion("csat", ">=", 95, months_running=3, least_n=10), Criterion("no_such_kpi", ">=", 1)]
    met, unknown = criterion_states(engineer.id, criteria, clock.today())
    assert [(m.month.isoformat(), m.value, m.n, m.holds) for m in met.months] == [
        ("2025-12-01", 96.5, 12, True), ("2026-01-01", 96.5, 12, True), ("2026-02-01", 96.5, 12, True),
    ]  # fmt: skip
    assert (unknown.met, unknown.have, unknown.months) == (False, None, ())


def test_other_people_s_figures_count_for_nobody_else(make: Factory, engineer: Person) -> None:
    other = make.person(Role.LEARNER, product_line="home")
    for number in (12, 1, 2):
        read(other, date(2025 if number == 12 else 2026, number, 1), {"csat": (12, 12 * 96.5)})
    assert "No figures yet" in requirements(make, engineer)


@pytest.mark.parametrize(
    "requirement",
    [
        {"kind": "kpi"},
        {"kind": "kpi", "kpi": "csat", "value": "high"},
        {**RUN, "op": "about"},
        {**RUN, "months_running": 0},
    ],
)
def test_a_scheme_with_a_condition_that_cannot_be_read_is_not_published(
    make: Factory, requirement: dict[str, Any]
) -> None:
    with pytest.raises(RuleBroken):
        publish(tiers=asking(requirement))


def test_complex_cases_are_counted_from_the_work_orders_themselves(make: Factory) -> None:
    browser = sign_in_loader(make)
    person = make.person(Role.LEARNER, product_line="home", hired_on=date(2024, 1, 5))
    other = make.person(Role.LEARNER, product_line="home")
    grades = ("1", "2", "3", "4")  # complex from 3 on
    rows = [
        f"WO{n:03d},2026-01-{n % 27 + 1:02d} 09:30,{(other if n % 10 == 0 else person).employee_no},{grades[n % 4]}"
        for n in range(120)
    ]
    upload(browser, ("工单号,报修时间,技师工号,复杂度\n" + "\n".join(rows) + "\n").encode())
    checked(browser)
    answer = send(browser, f"/kpis/uploads/{kept().id}/load")
    assert answer.status_code == 303, answer.text
    run_waiting()
    mine = [n for n in range(120) if n % 10]
    complex_ones = sum(1 for n in mine if n % 4 >= 2)
    criteria = [Criterion("complex_cases", ">=", value) for value in (complex_ones, complex_ones + 1)]
    enough, short = criterion_states(person.id, criteria, clock.today())
    assert (enough.met, enough.have, short.met) == (True, complex_ones, False)
