"""Defining a KPI on the page: errors with their place, a trial on real orders, versions from a month on, and drilling down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import clock, jobs
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import Job
from lms.kpis.actions.loading import load
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import Kpi, KpiVersion, Reading, Subject
from lms.kpis.rules.profiles import read_profile
from tests.browsing import send
from tests.factories import Factory

MONTH = date(2026, 2, 1)
FORM = {
    "code": "cost_per_order", "zh": "单均成本", "en": "Cost per order", "meaning_zh": "每单成本", "meaning_en": "Cost of one order",
    "kind": "mean", "numerator": "cost", "denominator": "kind == 'repair'", "exclusions": "", "unit": "yuan", "digits": "1",
    "direction": "down", "least_sample": "5", "from_month": "2000-01",
}  # fmt: skip


PROFILE = """
name = "desk"
source = "desk"
[fields]
order_no = "order"
technician = "technician"
kind = "kind"
cost = "cost"
opened_at = "opened"
first_time_fix = "fixed"
"""


def orders(folder: Path, many: int) -> None:
    """A month of orders: repairs that cost 100, 101 and so on, and one inspection."""
    rows = ["order,technician,kind,cost,opened,fixed"]
    for number in range(many + 1):
        kind, fixed = ("repair" if number < many else "inspection"), ("yes" if number % 4 else "no")
        rows.append(f"W{number:03},T{number % 2},{kind},{100 + number},2026-02-03 12:00:00,{fixed}")
    path = folder / "orders.csv"
    path.write_text("\n".join(rows) + "\n")
    load(path, read_profile(PROFILE), how="command", actor=System(), at=clock.now())


@pytest.fixture
def manager(make: Factory) -> FlaskClient:
    with transaction():
        ship_definitions(actor=System(), at=clock.now())
    return make.browser(make.person(Role.MANAGER, everywhere=True))


def tried(page: str) -> str:
    """The print of what was tried, as the page carries it."""
    return page.split('name="tried"')[1].split('value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"numerator": "cots"}, "Character 1: There is no column cots; did you mean cost?"),
        ({"numerator": "cost + kind"}, "Character 8:"),
        ({"numerator": "__import__('os')"}, "Character 1:"),
        ({"numerator": "hours(opened_at)"}, "Character 1: Values that hours takes: 2."),
        ({"numerator": "q" * 200}, f"There is no column {'q' * 40}…."),
        ({"denominator": "kind = 'repair'"}, "Character 6: Write == to compare."),
        ({"exclusions": "cost"}, "Character 1:"),
        ({"code": "heat"}, "taken by a page"),
        ({"code": "Cost per order"}, "small letters"),
        ({"least_sample": "0"}, "1 to 10,000"),
        ({"from_month": "never"}, "Choose a month."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(manager: FlaskClient, change: dict[str, str], said: str) -> None:
    answer = send(manager, "/kpis/definitions/new", {**FORM, **change, "try": "1"})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True).replace("&#39;", "'")
    assert db.session.scalar(select(Kpi.id).where(Kpi.code == "cost_per_order")) is None


def test_a_kpi_is_tried_then_saved_then_computed(manager: FlaskClient, tmp_path: Path) -> None:
    orders(tmp_path, 9)
    page = send(manager, "/kpis/definitions/new", {**FORM, "save": "1"}).get_data(as_text=True)
    assert "What it would say" in page  # not saved untried
    assert "¥104.0" in page  # the mean of 100 to 108
    assert "n = 9" in page
    changed = {**FORM, "numerator": "cost * 2", "save": "1", "tried": tried(page)}
    page = send(manager, "/kpis/definitions/new", changed).get_data(as_text=True)
    assert "¥208.0" in page  # changed since the trial: tried again
    assert send(manager, "/kpis/definitions/new", {**changed, "tried": tried(page)}).status_code == 302
    job = db.session.scalars(select(Job).where(Job.kind == "kpis.recompute")).one()
    number = job.id
    db.session.rollback()
    jobs.run(number)
    everything = select(Subject.id).where(Subject.level == "all", Subject.source == "").scalar_subquery()
    kpi = select(Kpi.id).where(Kpi.code == "cost_per_order").scalar_subquery()
    reading = db.session.scalars(select(Reading).where(Reading.kpi_id == kpi, Reading.subject_id == everything)).one()
    assert (reading.n, reading.total, reading.month) == (9, 1872.0, MONTH)
    assert "208.0" in manager.get("/kpis/cost_per_order").get_data(as_text=True)


def test_a_change_is_a_new_version_and_never_reaches_back(manager: FlaskClient, make: Factory) -> None:
    kpi = db.session.scalars(select(Kpi).where(Kpi.code == "csat")).one()
    newest = kpi.versions[-1]
    said = {
        "zh": "客户满意度", "en": "CSAT", "meaning_zh": "满意度", "meaning_en": "Satisfaction", "kind": newest.kind,
        "numerator": newest.numerator, "denominator": "csat is not null", "unit": newest.unit, "digits": "1", "direction": "up",
        "least_sample": "20", "save": "1",
    }  # fmt: skip
    db.session.rollback()
    address = "/kpis/definitions/csat/change"
    page = send(manager, address, {**said, "from_month": "2026-03"}).get_data(as_text=True)
    assert "There are no orders to try it on yet." in page
    past = send(manager, address, {**said, "from_month": "2026-02", "tried": tried(page)})
    assert past.status_code == 422
    assert "Months that are past keep their definition" in past.get_data(as_text=True)
    assert send(manager, address, {**said, "from_month": "2026-03", "tried": tried(page)}).status_code == 302
    versions = db.session.execute(
        select(KpiVersion.number, KpiVersion.from_month, KpiVersion.least_sample)
        .join(Kpi)
        .where(Kpi.code == "csat")
        .order_by(KpiVersion.number)
    ).all()
    assert [(row[0], row[1], row[2]) for row in versions] == [(1, date(2000, 1, 1), 10), (2, date(2026, 3, 1), 20)]
    page = manager.get("/kpis/definitions/csat").get_data(as_text=True)
    assert "Version 1, from the start" in page
    assert "Version 2, from Mar 2026" in page
    assert send(make.browser(make.person(Role.SUPERVISOR)), address, said).status_code == 403


def test_a_kpi_given_up_is_shown_no_more_until_it_is_used_again(manager: FlaskClient) -> None:
    send(manager, "/kpis/definitions/nps/retire")
    assert db.session.scalar(select(Kpi.retired_at).where(Kpi.code == "nps")) is not None
    assert send(manager, "/kpis/definitions/nps/retire").status_code == 422
    send(manager, "/kpis/definitions/nps/restore")
    assert db.session.scalar(select(Kpi.retired_at).where(Kpi.code == "nps")) is None


def test_a_figure_leads_down_to_its_orders(manager: FlaskClient, make: Factory, tmp_path: Path) -> None:
    orders(tmp_path, 9)
    page = manager.get("/kpis/orders?kpi=first_time_fix&month=2026-02").get_data(as_text=True)
    assert "9 orders count" in page  # an inspection is no repair
    assert page.index("W000") < page.index("W001")  # those not fixed at once come first
    technician = make.person(Role.LEARNER)
    with transaction() as session:
        session.scalars(select(Subject).where(Subject.key == "T1")).one().person_id = technician.id
    own = make.browser(technician).get("/kpis/orders?kpi=first_time_fix&month=2026-02").get_data(as_text=True)
    assert "W001" in own
    assert "W000" not in own
    assert manager.get("/kpis/orders?kpi=first_time_fix&month=2025-01").status_code == 200
    for wrong in ("kpi=first_time_fix", "kpi=nothing&month=2026-02", "month=2026-02", "kpi=csat&month=soon"):
        assert manager.get(f"/kpis/orders?{wrong}").status_code == 404


def test_the_moments_of_orders_are_those_of_the_house(manager: FlaskClient, tmp_path: Path) -> None:
    orders(tmp_path, 1)
    page = manager.get("/kpis/orders?kpi=first_time_fix&month=2026-02").get_data(as_text=True)
    assert "3 Feb 2026, 12:00" in page
