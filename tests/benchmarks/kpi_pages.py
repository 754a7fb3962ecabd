"""How long pages of service figures take with many technicians: `python -m tests.benchmarks.kpi_pages PEOPLE MONTHS`.

Fills the site of the environment (which holds the demo company) with readings and asks for the pages, warm, one after the
other, from a server as `lms serve` runs it. Ends with MISSED when a page took longer than the aim.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from tests.benchmarks.serving import serving

AIM_MS, ROUNDS = 300.0, 7
MISSED = 3


def pages(site: dict[str, Any]) -> list[tuple[str, str]]:
    """Who asks for what."""
    unit, person = site["station"], site["technician"]
    return [
        ("manager", "/kpis"), ("manager", "/kpis/heat"), ("manager", "/kpis/heat?by=team"), ("manager", "/kpis/gaps"), ("manager", "/kpis/first_time_fix?months=36"),
        ("manager", f"/kpis?unit={unit}"), ("manager", f"/kpis/csat?unit={unit}&months=36"), ("manager", f"/kpis/people/{person}"),
        ("kpi-head", "/kpis"), ("kpi-head", "/kpis/csat"), ("kpi-technician", "/kpis/mine"),
        ("kpi-technician", "/kpis/csat?months=36"), ("manager", "/kpis/first_time_fix/chart.svg?months=36"),
    ]  # fmt: skip


def _ask(port: int, path: str, cookie: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "zh-CN"})
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - begun) * 1000
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return took


def main() -> None:
    """Fill, serve, ask, print."""
    people, months = sys.argv[1:3] if len(sys.argv) > 2 else ("40000", "36")
    begun = time.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks.kpi_population", "--people", people, "--months", months]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    site = json.loads(done.stdout.splitlines()[-1])
    print(f"{people} technicians × {months} months: {site['readings']:,} readings in {time.monotonic() - begun:.0f} s")
    slow = 0
    with serving("lms.wsgi:application", dict(os.environ)) as (port, _pid):
        for who, path in pages(site):
            first = _ask(port, path, site["cookies"][who])
            for _ in range(3):  # both processes have seen the page
                _ask(port, path, site["cookies"][who])
            times = sorted(_ask(port, path, site["cookies"][who]) for _ in range(ROUNDS))
            slow += times[-1] > AIM_MS
            print(
                f"  {who:15} {path:45} first {first:7.0f}  median {statistics.median(times):6.0f}  worst {times[-1]:6.0f} ms"
            )
    if slow:
        print(f"  {slow} pages took longer than {AIM_MS:.0f} ms")
        sys.exit(MISSED)


if __name__ == "__main__":
    main()
