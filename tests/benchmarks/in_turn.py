"""What a page costs beside the bare page, asked turn about in one process: no server, no client, and what else the machine does
weighs on both alike. Medians of the process's own CPU time, so that a busy machine scatters little.

Run as `python -m tests.benchmarks.in_turn --bare URL` with the settings of the site in the environment.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import statistics
import time
from collections.abc import Callable

from werkzeug.test import Client

from lms.app import create_app
from lms.core.config import from_environment
from tests.benchmarks import bare
from tests.benchmarks.population import BROWSER


def _asking(application: Callable[..., object], path: str, cookie: str) -> Callable[[], None]:
    client = Client(application, use_cookies=False)
    headers = {"Cookie": cookie, "Accept-Language": "zh-CN"}

    def ask() -> None:
        answer = client.get(path, headers=headers, environ_base=BROWSER)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        answer.close()

    return ask


def medians(asked: dict[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """Milliseconds of CPU that one request of each takes: each once in every round, after some that warm up."""
    spent: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(rounds + 20):
        for name, ask in asked.items():
            begun = time.process_time()
            ask()
            if turn >= 20:
                spent[name].append((time.process_time() - begun) * 1000)
    return {name: statistics.median(times) for name, times in spent.items()}


def main() -> None:
    """Ask, and print each beside the bare page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bare", required=True)
    parser.add_argument(
        "--cookie", required=True, help="of a learner; the first question of an exam under way is theirs"
    )
    parser.add_argument("--pages", required=True, help="JSON: name to path")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    with open(os.devnull, "w") as quiet, contextlib.redirect_stdout(quiet):  # a line of the log a request, as in life
        ours = create_app(from_environment(os.environ))
        asked = {"bare page": _asking(bare.create_app(options.bare), "/page", "token=t7")}
        asked |= {name: _asking(ours, path, options.cookie) for name, path in json.loads(options.pages).items()}
        gc.collect()
        gc.freeze()
        found = medians(asked, options.rounds)
    for name, spent in found.items():
        print(f"  {name:34} CPU {spent:6.2f} ms  {spent / found['bare page']:4.1f}×")


if __name__ == "__main__":
    main()
