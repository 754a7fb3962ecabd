"""`lms kpis report` and its neighbours: exact figures from the facts, and what they agree with."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from lms.core import audit, clock
from lms.core.db import db, transaction
from lms.kpis.actions.readings import recompute
from lms.kpis.definitions import ship_definitions
from lms.kpis.expression_labels import EXPRESSION_FAULTS
from lms.kpis.models import Reading
from lms.kpis.queries.readings import figures, find_subject
from lms.kpis.report_cli import calendar, definitions, recompute_all, report_kpi
from tests.kpi_orders import keep_facts, order

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
COMMANDS = {"report": report_kpi, "definitions": definitions, "calendar": calendar, "recompute": recompute_all}
HOURS = [1, 2, 2, 3, 5, 8, 8, 12, 20, 48, 70, 96]


def moment(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC).replace(tzinfo=None)


def orders() -> list[dict[str, Any]]:
    """A dozen orders a month of two technicians, with every hour of HOURS until resolved, and some from another desk."""
    made = []
    for number, (month, hours) in enumerate((m, h) for m in (3, 4) for h in HOURS):
        opened = moment(month, 2 + number % 12)
        made.append(
            order(
                number, opened, technician="wang" if number % 3 else "li", resolved_at=opened + timedelta(hours=hours),
                sla_made=None if number == 5 else hours < 24, responded_at=opened + timedelta(minutes=30),
                priority="P1", kind="repair" if number % 2 else "inspection", nps=number % 11,
            )
        )  # fmt: skip
    return made


@pytest.fixture
def facts(app: Flask) -> Flask:
    with transaction():
        ship_definitions(actor=audit.System("test"), at=clock.now())
        keep_facts(orders(), clock.now())
    return app


def run(app: Flask, command: str, *words: str, locale: str = "en") -> tuple[int, str]:
    with app.app_context(), force_locale(locale):
        result = CliRunner().invoke(COMMANDS[command], list(words))
    db.session.rollback()
    return result.exit_code, result.output


def told(app: Flask, *words: str) -> list[dict[str, Any]]:
    code, output = run(app, "report", *words, "--json")
    assert code == 0, output
    groups: list[dict[str, Any]] = json.loads(output)["groups"]
    return groups


def test_mean_and_median_of_all(facts: Flask) -> None:
    (group,) = told(facts, "--kpi", "resolution_hours")
    assert (group["n"], group["value"]) == (24, pytest.approx(mean(HOURS)))
    assert group["median"]["value"] == median(HOURS)
    twice = sorted(HOURS * 2)
    assert (group["median"]["low"], group["median"]["high"]) == (twice[6], twice[17])  # ranks 7 and 18 of 24
    assert group["low"] < group["value"] < group["high"]


def test_by_technician(facts: Flask) -> None:
    groups = told(facts, "--kpi", "resolution_hours", "--by", "technician")
    assert [(group["key"], group["source"], group["n"]) for group in groups] == [
        ("wang", "desk", 16),
        ("li", "desk", 8),
    ]
    wang = [h for number, h in enumerate(HOURS * 2) if number % 3]
    assert groups[0]["value"] == pytest.approx(mean(wang))
    assert groups[0]["median"]["value"] == median(wang)
    assert groups[1]["enough"] is False


def test_shares_are_fractions_and_leave_out_what_is_not_known(facts: Flask) -> None:
    (group,) = told(facts, "--kpi", "sla_made")
    made = [hours < 24 for number, hours in enumerate(HOURS * 2) if number != 5]
    assert (group["n"], group["value"]) == (23, pytest.approx(mean(made)))
    assert 0 <= group["low"] < group["value"] < group["high"] <= 1
    assert told(facts, "--kpi", "errors") == []


def test_by_month_from_and_to(facts: Flask) -> None:
    groups = told(facts, "--kpi", "volume", "--by", "month")
    assert [(group["key"], group["value"]) for group in groups] == [("2026-03-01", 12), ("2026-04-01", 12)]
    days = ("--from", "2026-03-03", "--to", "2026-03-05")
    assert told(facts, "--kpi", "volume", *days)[0]["value"] == 3
    assert told(facts, "--kpi", "volume", "--source", "elsewhere") == []
    assert told(facts, "--kpi", "volume", "--only", "kind == 'repair'")[0]["value"] == 12


def test_working_time_asked_for_in_a_condition(facts: Flask) -> None:
    (group,) = told(facts, "--kpi", "volume", "--only", "working_minutes(opened_at, responded_at) > 0")
    weekdays = sum((moment(m, 2 + n % 12).weekday() < 5) for n, m in enumerate([3] * 12 + [4] * 12))
    holiday = 1  # 6 April 2026
    assert group["value"] == weekdays - holiday


def test_readings_agree_with_the_report(facts: Flask) -> None:
    with transaction():
        assert recompute([MARCH, APRIL], at=clock.now()) >= {MARCH, APRIL}
    everything = find_subject("all")
    assert everything is not None
    found = figures(None, [everything.id], MARCH, APRIL)
    for code in ("resolution_hours", "sla_made", "volume", "nps", "first_response_minutes", "response_in_time"):
        (group,) = told(facts, "--kpi", code)
        figure = found[code, everything.id]
        scale = 100 if code in ("sla_made", "response_in_time") else 1
        assert (figure.n, figure.value) == (group["n"], pytest.approx(scale * group["value"])), code
        assert (figure.low, figure.high) == pytest.approx((scale * group["low"], scale * group["high"])), code


def test_wrong_questions_are_answered_with_a_sentence(facts: Flask) -> None:
    code, output = run(facts, "report", "--kpi", "nosuch")
    assert code == 2
    assert "sla_made" in output
    code, output = run(facts, "report", "--kpi", "volume", "--only", "kint == 'repair'")
    assert code == 2
    assert "kind" in output
    code, output = run(facts, "report", "--kpi", "volume", "--from", "yesterday")
    assert code == 2
    assert "Traceback" not in output


def test_the_plain_report_is_readable(facts: Flask) -> None:
    code, output = run(facts, "report", "--kpi", "sla_made", "--by", "technician")
    assert code == 0
    assert "Service level met (per cent)" in output
    assert "fewer than 10 orders" in output
    output = run(facts, "report", "--kpi", "sla_made", "--by", "technician", locale="zh_Hans_CN")[1]
    assert "工单少于 10 张" in output


def test_another_calendar_computes_every_month_anew(facts: Flask, tmp_path: Path) -> None:
    with transaction():
        recompute([MARCH, APRIL], at=clock.now())
    before = told(facts, "--kpi", "first_response_minutes")[0]["value"]
    text = "around_the_clock = []\n[week]\n" + "".join(
        f'{day} = ["00:00-24:00"]\n' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    )
    (tmp_path / "always.toml").write_text(text, "utf-8")
    code, output = run(facts, "calendar", "load", str(tmp_path / "always.toml"))
    assert code == 0, output
    after = told(facts, "--kpi", "first_response_minutes")[0]["value"]
    assert before < after == pytest.approx(30.0)
    everything = find_subject("all")
    assert everything is not None
    reading = figures(["first_response_minutes"], [everything.id], MARCH, APRIL)
    assert reading["first_response_minutes", everything.id].value == pytest.approx(30.0)
    (tmp_path / "wrong.toml").write_text("[week]\nmon = ['9-5']\n", "utf-8")
    code, output = run(facts, "calendar", "load", str(tmp_path / "wrong.toml"))
    assert code == 1
    assert "In “week.mon”, “9-5” is no shift. Write it as 08:30-12:00." in output
    assert run(facts, "calendar", "show")[1] == text


def test_a_definition_that_ships_later_gets_its_readings(facts: Flask) -> None:
    code, output = run(facts, "definitions", "load")
    assert (code, output) == (0, "Nothing was added: all that ship are there.\n")
    code, output = run(facts, "recompute")
    assert code == 0, output
    assert db.session.scalar(select(func.count()).select_from(Reading))
    assert "resolution_hours" in run(facts, "definitions", "list")[1]


def test_every_fault_of_an_expression_has_words() -> None:
    source = (Path(__file__).parents[2] / "lms" / "kpis" / "rules" / "expressions.py").read_text("utf-8")
    codes = {
        word.strip('"')
        for word in source.replace("(", " ").replace(",", " ").split()
        if word.startswith('"expression_')
    }
    assert len(codes) > 15
    assert codes <= set(EXPRESSION_FAULTS)
