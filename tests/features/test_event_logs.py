"""Event logs: the order of the changes and the folding are proposed, shown on the page, and give whole orders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.kpis import facts
from lms.kpis.actions.loading import load
from lms.kpis.proposals import propose_for
from lms.kpis.rules.profile_text import write_profile
from lms.kpis.rules.profiles import FieldRule, When, read_profile
from lms.kpis.rules.proposing import propose
from tests.factories import Factory
from tests.features.work_order_scene import kept, sign_in_loader, upload

pytestmark = pytest.mark.one_database

LOG = "工单号,报修时间,变更时间,工单状态,技师工号,产品,是否升级\n" + "".join(
    f"WO{n:02d},2026-02-{n:02d} 08:00,2026-02-{n:02d} {hour:02d}:{10 + n:02d},{state},{who},压缩机,{up}\n"
    for hour, state, who, up in (  # the rows of a change, not in the order of time
        (8, "待受理", "", "否"), (12, "已解决", "E0002", "否"), (9, "处理中", "E0001", "是"), (18, "已关闭", "E0002", "否"),
    )
    for n in range(1, 13)
)  # fmt: skip
REAL = Path(__file__).parents[3] / "shared/data/servicedesk-servicenow-uci498/incident_event_log_first3000.csv"
TIMES = ["2026-02-01 08:00", "2026-02-01 09:00", "2026-02-01 10:00"]


def rows_of(states: list[str], orders: int = 4) -> list[list[str]]:
    """A log of some orders with these states, an hour apart."""
    return [[f"A{n}", f"2026-02-0{n} {8 + i:02d}:00", s] for n in range(1, orders + 1) for i, s in enumerate(states)]


@pytest.mark.parametrize(
    ("header", "states", "rules"),
    [
        (
            ["ticket id", "timestamp", "status"], ["New", "In work", "Resolved", "Closed"],
            {
                "opened_at": ("timestamp", "first", None),
                "responded_at": ("timestamp", "first", When("status", not_among=("New",))),
                "resolved_at": ("timestamp", "last", When("status", ("Resolved",))),
                "closed_at": ("timestamp", "last", When("status", ("Closed",))),
            },
        ),
        (
            ["工单号", "操作时间", "动作"], ["建单", "到场", "完工", "重开", "完工"],
            {
                "opened_at": ("操作时间", "first", None),
                "responded_at": ("操作时间", "first", When("动作", not_among=("建单",))),
                "arrived_at": ("操作时间", "first", When("动作", ("到场",))),
                "resolved_at": ("操作时间", "last", When("动作", ("完工",))),
                "reopened": ("动作", "count", When("动作", ("重开",))),
            },
        ),
        (  # no word is known: whatever all orders begin with is what nobody has touched yet
            ["ticket id", "created at", "status"], ["Eingang", "Arbeit"],
            {
                "opened_at": ("created at", "first", None),
                "responded_at": ("created at", "first", When("status", not_among=("Eingang",))),
            },
        ),
    ],
)  # fmt: skip
def test_rules_are_proposed_from_headings_and_words(
    header: list[str], states: list[str], rules: dict[str, tuple[str, str, When | None]]
) -> None:
    found = propose(header, rows_of(states), name="x", source="x")
    assert found.profile.fold
    assert found.profile.order_by == header[1]
    assert found.lacking == ()
    assert {
        name: (rule.columns[0], rule.take, rule.when) for name, rule in found.profile.fields.items() if rule.take
    } == rules
    assert read_profile(write_profile(found.profile)) == found.profile


def test_moments_that_a_column_tells_are_left_to_it() -> None:
    header = ["no", "opened at", "changed at", "resolved at", "state"]
    rows = [[no, TIMES[0], at, "", state] for no, at, state in rows_of(["New", "Resolved"])]
    found = propose(["number", *header[1:]], rows, name="x", source="x").profile
    assert found.order_by == "changed at"
    assert found.fields["resolved_at"] == FieldRule(columns=("resolved at",))
    assert found.fields["opened_at"].take is None


def test_one_row_an_order_is_no_log() -> None:
    found = propose(["ticket id", "opened at", "status"], [[f"A{n}", t, "New"] for n, t in enumerate(TIMES)], name="x", source="x")  # fmt: skip
    assert (found.profile.fold, found.profile.order_by) == (False, None)
    assert not any(rule.take or rule.when for rule in found.profile.fields.values())


def orders() -> list[Any]:
    with facts.connect() as connection:
        facts.orders_relation(connection)
        return connection.execute(
            "SELECT order_no, technician, status, escalated, responded_at, resolved_at, closed_at FROM orders ORDER BY 1"
        ).fetchall()


def test_a_log_goes_in_as_proposed(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    row = load(path, propose_for(path, "desk").profile, how="command", actor=System("test"), at=clock.now())
    assert (row.rows, row.orders, row.loaded, row.rejected) == (48, 12, 12, 0)
    day = datetime(2026, 2, 1, tzinfo=UTC).replace(tzinfo=None)  # as facts hold moments
    moments = (day.replace(hour=hour, minute=11) for hour in (1, 4, 10))  # UTC
    assert orders()[0] == ("WO01", "E0002", "已关闭", True, *moments)


def test_the_page_shows_what_was_proposed_and_the_orders_it_makes(make: Factory) -> None:
    loader = sign_in_loader(make)
    upload(loader, LOG.encode("gb18030"))
    choices = kept().choices
    assert (choices["fold"], choices["order_by"]) == (["1"], ["变更时间"])
    assert (choices["take-responded_at"], choices["when-responded_at"]) == (["first"], ["工单状态"])
    page = loader.get(f"/kpis/uploads/{kept().id}").text
    assert "looks like an event log" in page
    assert '<option value="变更时间" selected>' in page
    assert (
        page.count('<details class="sf-more" open>') == 4
    )  # the fields, and of these what rests on the state, are there to be looked at
    assert page.count("已关闭") >= 3


@pytest.mark.skipif(not REAL.is_file(), reason="the real log is not on this machine (../shared/data)")
def test_the_service_desks_own_log(app: Flask, tmp_path: Path) -> None:
    profile = propose_for(REAL, "servicedesk").profile
    assert (profile.fold, profile.order_by, profile.dates) == (True, "sys_updated_at", "dmy")
    assert profile.fields["responded_at"].when == When("incident_state", not_among=("New",))
    assert profile.fields["resolved_at"] == FieldRule(columns=("resolved_at",))
    words = profile.fields["priority"].words
    assert [words[word] for word in ("1 - critical", "2 - high", "3 - moderate", "4 - low")] == ["P0", "P1", "P2", "P3"]
    row = load(REAL, profile, how="command", actor=System("test"), at=clock.now())
    assert (row.rows, row.rejected) == (21453, 0)
    found = orders()
    assert len(found) == row.orders
    assert sum(1 for order in found if order[4] is not None) > 0.9 * len(found)
