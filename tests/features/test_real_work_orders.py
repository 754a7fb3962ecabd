"""Three real logs, read by profiles kept here: counts and figures as their independent answer keys have them."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.kpis import facts
from lms.kpis.actions.loading import load
from lms.kpis.models import WorkOrderLoad
from lms.kpis.rules.profile_text import write_profile
from lms.kpis.rules.profiles import read_profile

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PROFILES = ROOT / "tests" / "profiles"
pytestmark = [
    pytest.mark.long,
    pytest.mark.one_database,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real logs are not on this machine (../shared/data)"),
]


def put(path: Path, name: str, **values: Any) -> WorkOrderLoad:
    profile = read_profile((PROFILES / f"{name}.toml").read_text("utf-8"))
    return load(path, profile, how="command", actor=System("test"), at=clock.now(), **values)


def ask(sql: str) -> tuple[Any, ...]:
    with facts.connect() as connection:
        facts.orders_relation(connection)
        row = connection.execute(sql).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("name", ["servicedesk", "fieldwork", "citizen"])
def test_profiles_are_written_as_they_are_read(name: str) -> None:
    profile = read_profile((PROFILES / f"{name}.toml").read_text("utf-8"))
    assert read_profile(write_profile(profile)) == profile


@pytest.mark.parametrize(("part", "file"), [("first3000", "incident_event_log_first3000.csv"), ("full", "incident_event_log.csv.gz")])  # fmt: skip
def test_a_service_desk(app: Flask, tmp_path: Path, part: str, file: str) -> None:
    folder = DATA / "servicedesk-servicenow-uci498"
    key = json.loads((folder / "reference_kpis.json").read_text("utf-8"))[part]
    path = folder / file
    if path.suffix == ".gz":
        path = tmp_path / "log.csv"
        with gzip.open(folder / file) as packed, path.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
    row = put(path, "servicedesk")
    assert (row.rows, row.orders, row.loaded, row.rejected) == (key["rows"], key["incidents"], key["incidents"], 0)
    zone = clock.zone()
    assert row.first_opened_at is not None
    assert row.last_opened_at is not None
    assert f"{row.first_opened_at.astimezone(zone):%Y-%m-%d %H:%M:%S}" == key["opened_from"]
    assert f"{row.last_opened_at.astimezone(zone):%Y-%m-%d %H:%M:%S}" == key["opened_to"]
    assert ask(
        "SELECT count(DISTINCT technician), count(*) FILTER (WHERE sla_made), "
        "count(*) FILTER (WHERE reopened > 0), count(*) FILTER (WHERE first_time_fix), "
        "count(*) FILTER (WHERE resolved_at IS NULL), count(*) FILTER (WHERE resolved_at < opened_at) FROM orders"
    ) == (
        key["resolved_by_distinct"], key["made_sla_true"], key["reopened"], key["reassigned_0"],
        key["resolved_at_missing"], key["resolve_negative"],
    )  # fmt: skip
    hours = "epoch({} - opened_at) / 3600"
    mean, median, closed, responded = ask(
        f"SELECT avg({hours.format('resolved_at')}), median({hours.format('resolved_at')}), "
        f"avg({hours.format('closed_at')}), median({hours.format('responded_at')}) FROM orders"
    )
    assert mean == pytest.approx(key["resolve_hours_mean"], abs=1e-3)
    assert median == pytest.approx(key["resolve_hours_median"], abs=1e-3)
    assert closed == pytest.approx(key["close_hours_mean"], abs=1e-3)
    assert responded == pytest.approx(key["first_nonnew_hours_median"], abs=1e-3)
    for name, count, sla, _reopened, hours_of in key["top10_resolved_by"]:
        own = ask(f"SELECT count(*), avg(sla_made::INT), median({hours.format('resolved_at')}) FROM orders WHERE technician = '{name}'")  # fmt: skip
        assert own == (count, pytest.approx(sla, abs=1e-4), pytest.approx(hours_of, abs=1e-3))


def test_field_work_without_numbers_or_technicians(app: Flask) -> None:
    folder = DATA / "fieldwork-excavator-workorders"
    key = json.loads((folder / "reference_kpis.json").read_text("utf-8"))
    row = put(folder / "excavators-cleaned.csv", "fieldwork", partial=True)
    assert (row.rows, row.loaded, row.rejected) == (key["rows"], key["rows"] - 1, 1)  # one row has shifted columns
    again = put(folder / "excavators-cleaned.csv", "fieldwork", partial=True)
    assert (again.loaded, again.replaced, again.unchanged) == (0, 0, key["rows"] - 1)
    repaired = "kind = 'PM01' AND product IS NOT NULL"
    assert ask(f"SELECT count(*) FROM orders WHERE {repaired}") == (key["pm01_rows_with_system"],)
    for days in (7, 30, 90):
        (share,) = ask(
            f"SELECT avg(coalesce(gap <= {days}, false)::INT) FROM (SELECT date_diff('day', opened_at, lead(opened_at) "
            f"OVER (PARTITION BY asset, product ORDER BY opened_at)) AS gap FROM orders WHERE {repaired})"
        )
        assert share == pytest.approx(key[f"repeat_within_{days}d"], abs=1e-6)


def test_requests_of_citizens(app: Flask) -> None:
    folder = DATA / "citizen-nyc311-apr2024"
    key = json.loads((folder / "reference_kpis.json").read_text("utf-8"))
    row = put(folder / "311_Service_Requests.csv", "citizen")
    assert (row.rows, row.loaded, row.rejected) == (key["rows"], key["rows"], 0)
    assert row.first_opened_at is not None
    assert row.first_opened_at.isoformat() == "2024-04-16T02:51:53+00:00"  # summer time in New York
    assert ask(
        "SELECT count(closed_at), round(median(epoch(closed_at - opened_at)) / 3600, 6), "
        "round(avg(epoch(closed_at - opened_at)) / 3600, 5), count(DISTINCT product), "
        "count(*) FILTER (WHERE team = 'NYPD') FROM orders"
    ) == (key["closed"], key["close_hours_median"], key["close_hours_mean"], key["complaint_types"], key["agencies"]["NYPD"])  # fmt: skip
