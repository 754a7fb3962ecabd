"""Work orders from a CSV to monthly readings: seconds and peak memory of each way, each in a process of its own.

`python -m tests.benchmarks.work_orders [ROWS]`. The bare lines are DuckDB alone on the same file in the same run: once the
plainest aggregation (four figures by technician and month), once the very sums that our readings are made of (every KPI by
month, technician, team, product, source and all), without checking, keeping or writing anything. Ratios are to each of them.
The start of the application, which a worker has behind it, is not counted but said.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).parents[2]
PROFILE = """
name = "bench"
source = "bench"
[fields]
order_no = "order_no"
technician = "technician"
team = "team"
product = "product"
priority = "priority"
opened_at = "opened_at"
responded_at = "responded_at"
resolved_at = "resolved_at"
csat = { column = "csat", scale = [1, 5] }
first_time_fix = "first_time_fix"
reopened = "reopened"
"""
TYPED = """SELECT order_no, 'bench' AS source, technician, team, product, priority, opened_at - INTERVAL 8 HOUR AS opened_at,
responded_at - INTERVAL 8 HOUR AS responded_at, resolved_at - INTERVAL 8 HOUR AS resolved_at, first_time_fix,
CAST((csat - 1) * 25 AS DOUBLE) AS csat, CAST(reopened AS INTEGER) AS reopened,
CAST(date_trunc('month', opened_at) AS DATE) AS month FROM read_csv('{path}')"""


SPAN = (date(2022, 12, 1), date(2026, 1, 31))
"""From when to when the moments of the generated orders lie, with room to spare."""


def generate(path: Path, rows: int) -> None:
    """Orders of three years by 2,000 technicians, the same ones each time."""
    import duckdb

    step = 36 * 30 * 86400 / rows
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '1GB'")
        connection.execute(
            f"""COPY (SELECT 'WO' || (1000000000 + i) AS order_no, 'E' || (10000 + h % 2000) AS technician,
            'T' || (h % 2000 // 20) AS team, 'P' || ((h >> 12) % 40) AS product, 'P' || ((h >> 18) % 4) AS priority,
            make_timestamp(us) AS opened_at, make_timestamp(us + 60000000 * ((h >> 20) % 240)) AS responded_at,
            make_timestamp(us + 60000000 * (240 + (h >> 28) % 2000)) AS resolved_at, (h >> 40) % 5 + 1 AS csat,
            (h >> 44) % 4 < 3 AS first_time_fix, ((h >> 48) % 20 = 0)::INT AS reopened
            FROM (SELECT i, (hash(i) >> 1)::BIGINT AS h, epoch_us(TIMESTAMP '2023-01-01') + (i * {step})::BIGINT * 1000000 AS us
            FROM range({rows}) r(i))) TO '{path}' (HEADER)"""
        )


def bare(path: Path, app: Flask | None) -> int:
    """The plainest aggregation."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '1GB'")
        return len(
            connection.execute(
                f"""SELECT date_trunc('month', opened_at), technician, count(*), sum(epoch(resolved_at - opened_at)),
                avg(csat), avg(first_time_fix::INT) FROM read_csv('{path}') GROUP BY ALL"""
            ).fetchall()
        )


def bare_sums(path: Path, app: Flask | None) -> int:
    """The sums and medians of our readings, by DuckDB alone. What our queries ask beforehand (which columns there are, from
    when to when) is told."""
    import duckdb

    from lms.core import clock
    from lms.kpis.calendars import calendar_in_force
    from lms.kpis.definitions import ready
    from lms.kpis.queries.definitions import list_kpis
    from lms.kpis.rules.aggregation import Surroundings, medians_sql, readings_sql, together
    from lms.kpis.rules.expression_sql import Setting
    from lms.kpis.rules.fields import COLUMNS
    from lms.kpis.rules.periods import months_between

    assert app is not None
    with app.app_context(), duckdb.connect() as connection:
        measures = [ready(kpi.versions[-1], f"k{n}") for n, kpi in enumerate(list_kpis())]
        connection.execute("SET threads = 2; SET memory_limit = '1GB'; SET preserve_insertion_order = false")
        own = TYPED.format(path=path)
        named = {row[0] for row in connection.execute(f"DESCRIBE {own}").fetchall()}
        around = Surroundings("duckdb", clock.zone(), calendar_in_force(), frozenset(named), SPAN)
        columns = ", ".join(name if name in named else f"CAST(NULL AS {kind}) AS {name}" for name, kind in COLUMNS)
        connection.execute(f"CREATE VIEW orders AS SELECT {columns} FROM ({own})")
        months = months_between(*SPAN)
        setting = Setting(at=clock.now().replace(tzinfo=None))
        rows = 0
        for numbers in together(measures, around.held):
            some = [measures[number] for number in numbers]
            rows += len(connection.execute(readings_sql(some, around, setting, months)).fetchall())
            medians = [one for one in some if one.kind == "median"]
            if medians:
                connection.execute(medians_sql(medians, around, setting, months)).fetchall()
    return rows


def ours(path: Path, app: Flask | None) -> int:
    """Check, keep as facts by month, compare, match technicians, and write every reading."""
    from sqlalchemy import func, select

    from lms.core import clock
    from lms.core.audit import System
    from lms.core.db import db
    from lms.kpis.actions.loading import load
    from lms.kpis.models import Reading
    from lms.kpis.rules.profiles import read_profile

    assert app is not None
    with app.app_context():
        load(path, read_profile(PROFILE), how="command", actor=System("benchmark"), at=clock.now())
        return db.session.scalar(select(func.count()).select_from(Reading)) or 0


WAYS = {"bare": bare, "bare_sums": bare_sums, "ours": ours}
TITLES = {
    "bare": "bare DuckDB, one plain aggregation",
    "bare_sums": "bare DuckDB, the sums of all readings",
    "ours": "CSV to facts and readings",
}


COMPARED = {"seconds": "the seconds", "cpu": "the CPU", "memory": "the memory"}


def _measured(way: str, path: Path, env: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.work_orders", "--way", way, "--file", str(path)],
        cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{way} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def report(rows: int) -> None:
    """Generate, measure each way, print."""
    with tempfile.TemporaryDirectory(prefix="shifu-bench-") as name:
        folder = Path(name)
        path = folder / "orders.csv"
        generate(path, rows)
        env = {"LMS_DEMO_MODE": "1", "LMS_VAR_DIR": str(folder / "var"), "LMS_LOG_FORMAT": "json", "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}"}  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "lms.cli", "db", "upgrade"], cwd=ROOT, env={**os.environ, **env},
            capture_output=True, check=True,
        )  # fmt: skip
        print(f"\n{rows:,} work orders, {path.stat().st_size / 1e6:.0f} MB of CSV")
        found: dict[str, dict[str, Any]] = {}
        for way, title in TITLES.items():
            found[way] = one = _measured(way, path, env)
            start = f"  (after {one['start']:.1f} s CPU to start)" if way == "ours" else ""
            print(
                f"  {title:40} {one['seconds']:7.2f} s  CPU {one['cpu']:7.2f} s  {one['memory']:6.0f} MB"
                f"  {one['rows']:>9,} rows out{start}",
                flush=True,
            )
        for way in ("bare", "bare_sums"):
            ratios = [f"{found['ours'][of] / found[way][of]:.1f}× {name}" for of, name in COMPARED.items()]
            print(f"  ours beside {TITLES[way]}: {', '.join(ratios)}")


def main() -> None:
    """One way in this process, or the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=5_000_000)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.way is None:
        report(options.rows)
        return
    app = None
    if options.way != "bare":
        from lms.cli import application

        app = application()
    begun, before = time.monotonic(), time.process_time()
    rows = WAYS[options.way](options.file, app)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": time.monotonic() - begun,
                "cpu": time.process_time() - before,
                "start": before,
                "memory": used.ru_maxrss / 1024,
                "rows": rows,
            }
        )
    )


if __name__ == "__main__":
    main()
