"""Three real logs, read by profiles kept here: what is loaded and reported agrees with the answer keys beside the data, which
were made independently."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.kpis import facts
from lms.kpis.actions.loading import load
from lms.kpis.definitions import ship_definitions
from lms.kpis.models import WorkOrderLoad
from lms.kpis.queries.readings import figures, find_subject
from lms.kpis.report_cli import report_kpi
from lms.kpis.rules.profile_text import write_profile
from lms.kpis.rules.profiles import read_profile

DATA = Path(__file__).parents[3] / "shared" / "data"
PROFILES = Path(__file__).parents[1] / "profiles"
pytestmark = [
    pytest.mark.long,
    pytest.mark.one_database,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data with real work orders is not here"),
]


def brought_in(unpacked: Path, folder: str, name: str, profile: str) -> WorkOrderLoad:
    """The load of a log; `unpacked` is where a packed one may lie."""
    with transaction():
        ship_definitions(actor=System("test"), at=clock.now())
    one = read_profile((PROFILES / f"{profile}.toml").read_text("utf-8"))
    path = DATA / folder / name
    if name.endswith(".gz"):
        path = unpacked / name.removesuffix(".gz")
        path.write_bytes(gzip.decompress((DATA / folder / name).read_bytes()))
    assert read_profile(write_profile(one)) == one
    return load(path, one, how="command", actor=System("test"), at=clock.now(), partial=True)


def ask(sql: str) -> tuple[Any, ...]:
    """One row about the orders that lie there as facts."""
    with facts.connect() as connection:
        facts.orders_relation(connection)
        row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def answers(folder: str) -> dict[str, Any]:
    key: dict[str, Any] = json.loads((DATA / folder / "reference_kpis.json").read_text("utf-8"))
    return key


def told(*words: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(report_kpi, [*words, "--json"])
    db.session.rollback()
    assert result.exit_code == 0, result.output
    groups: list[dict[str, Any]] = json.loads(result.output)["groups"]
    return groups


def value(*words: str) -> float:
    (group,) = told(*words)
    number: float = group["value"]
    return number


@pytest.mark.parametrize(
    ("name", "part"), [("incident_event_log_first3000.csv", "first3000"), ("incident_event_log.csv.gz", "full")]
)
def test_service_desk(app: Flask, tmp_path: Path, name: str, part: str) -> None:
    folder = "servicedesk-servicenow-uci498"
    key = answers(folder)[part]
    done = brought_in(tmp_path, folder, name, "servicedesk")
    assert (done.rows, done.orders, done.loaded, done.rejected) == (key["rows"], key["incidents"], key["incidents"], 0)
    moments = (done.first_opened_at, done.last_opened_at)
    assert [f"{at.astimezone(clock.zone()):%Y-%m-%d %H:%M:%S}" for at in moments if at] == [
        key["opened_from"],
        key["opened_to"],
    ]
    assert ask(
        "SELECT count(DISTINCT technician), count(*) FILTER (WHERE first_time_fix), "
        "count(*) FILTER (WHERE resolved_at < opened_at) FROM orders"
    ) == (key["resolved_by_distinct"], key["reassigned_0"], key["resolve_negative"])
    (made,) = told("--kpi", "sla_made")
    assert (made["n"], made["total"]) == (key["incidents"], key["made_sla_true"])
    assert made["value"] == pytest.approx(key["made_sla_rate"], abs=5e-7)
    (again,) = told("--kpi", "reopened")
    assert again["value"] == pytest.approx(key["reopen_rate"], abs=5e-7)
    assert again["total"] == key["reopened"]
    (first_line,) = told("--kpi", "first_line")
    assert first_line["total"] == key["reassigned_0"]
    (resolved,) = told("--kpi", "resolution_hours")
    assert resolved["n"] == key["incidents"] - key["resolved_at_missing"]
    assert resolved["mean"]["value"] == pytest.approx(key["resolve_hours_mean"], abs=5e-5)
    assert resolved["median"]["value"] == pytest.approx(key["resolve_hours_median"], abs=5e-5)
    assert resolved["median"]["low"] <= resolved["median"]["value"] <= resolved["median"]["high"]
    assert value("--kpi", "close_hours") == pytest.approx(key["close_hours_mean"], abs=5e-5)
    _resolvers(key)
    _first_answers(key)
    _readings(key)


def _resolvers(key: dict[str, Any]) -> None:
    """Volume, service level, reopened and median hours of the ten who resolved most."""
    by = {code: {g["key"]: g for g in told("--kpi", code, "--by", "technician")} for code in ("volume", "sla_made", "reopened", "resolution_hours")}  # fmt: skip
    assert len(by["volume"]) == key["resolved_by_distinct"]
    assert [n for _, n, *_ in key["top10_resolved_by"]] == sorted(
        (g["n"] for g in by["volume"].values()), reverse=True
    )[:10]
    for who, n, sla, reopened, median in key["top10_resolved_by"]:
        assert by["volume"][who]["n"] == n
        assert by["sla_made"][who]["value"] == pytest.approx(sla, abs=5e-5)
        assert by["reopened"][who]["value"] == pytest.approx(reopened, abs=5e-5)
        assert by["resolution_hours"][who]["median"]["value"] == pytest.approx(median, abs=5e-5)


def _first_answers(key: dict[str, Any]) -> None:
    """A definition of one's own: hours to the first change by which an incident is no longer new."""
    with transaction() as session:
        from lms.kpis.models import Kpi

        version = session.query(Kpi).filter_by(code="first_response_minutes").one().versions[-1]
        version.kind, version.numerator, version.unit = "median", "hours(opened_at, responded_at)", "hours"
        version.denominator = "true"
    assert value("--kpi", "first_response_minutes") == pytest.approx(key["first_nonnew_hours_median"], abs=5e-5)


def _readings(key: dict[str, Any]) -> None:
    """The months' readings, made by the load, add up to the same."""
    everything = find_subject("all")
    assert everything is not None
    found = figures(None, [everything.id], date(2016, 1, 1), date(2016, 12, 1))
    made = found["sla_made", everything.id]
    assert (made.n, made.sums.total) == (key["incidents"], key["made_sla_true"])
    resolved = found["resolution_hours", everything.id].value
    assert resolved == pytest.approx(key["resolve_hours_mean"], abs=5e-5)


def test_excavators(app: Flask, tmp_path: Path) -> None:
    folder = "fieldwork-excavator-workorders"
    key = answers(folder)
    done = brought_in(tmp_path, folder, "excavators-cleaned.csv", "fieldwork")
    assert (done.rows, done.loaded, done.rejected) == (key["rows"], key["rows"] - 1, 1)  # one row has shifted columns
    again = brought_in(tmp_path, folder, "excavators-cleaned.csv", "fieldwork")
    assert (again.loaded, again.replaced, again.unchanged) == (0, 0, key["rows"] - 1)  # though it names no numbers
    for days in (7, 30, 90):
        (group,) = told("--kpi", "repeat_visits", "--window", str(days), "--only", "kind == 'PM01'")
        assert group["n"] == key["pm01_rows_with_system"]
        assert group["value"] == pytest.approx(key[f"repeat_within_{days}d"], abs=5e-7)


def test_citizens(app: Flask, tmp_path: Path) -> None:
    folder = "citizen-nyc311-apr2024"
    key = answers(folder)
    done = brought_in(tmp_path, folder, "311_Service_Requests.csv", "citizen")
    assert (done.rows, done.loaded, done.rejected) == (key["rows"], key["rows"], 0)
    assert done.first_opened_at is not None
    assert done.first_opened_at.isoformat() == "2024-04-16T02:51:53+00:00"  # summer time in New York
    (closed,) = told("--kpi", "close_hours")
    assert closed["n"] == key["closed"]
    assert closed["mean"]["value"] == pytest.approx(key["close_hours_mean"], abs=5e-6)
    assert closed["median"]["value"] == pytest.approx(key["close_hours_median"], abs=5e-6)
    agencies = {group["key"]: group["n"] for group in told("--kpi", "volume", "--by", "team")}
    assert agencies == key["agencies"]
    kinds = told("--kpi", "volume", "--by", "product")
    assert len(kinds) == key["complaint_types"]
