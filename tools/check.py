"""Runs the checks, one line each, and shows what the failed ones say.

python -m tools.check quick     style, floors, types, templates, translations
python -m tools.check all       these, the schema, and every test on SQLite and on PostgreSQL
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools.postgres import throwaway_postgres

ROOT = Path(__file__).parents[1]
LINES, WIDTH = 80, 400  # of a failed check's output
PYTEST = ("pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")  # the tests put themselves in order


@dataclass(frozen=True)
class Check:
    """A command whose exit code is the answer."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a check went."""

    check: Check
    passed: bool
    seconds: float
    output: str


TYPES = Check("types", ("mypy",))
QUICK = (
    Check("style", ("ruff", "check", "--quiet")),
    Check("format", ("ruff", "format", "--check", "--output-format", "concise")),
    Check("floors", ("tools.floors",)),
    Check("templates", ("tools.template_lint",)),
    Check("translations", ("tools.translations", "check")),
)
SCHEMA = Check("schema", ("tools.schema_check",))
ON_POSTGRESQL = Check(
    "features on PostgreSQL",
    # One process beside the others: one more than a small machine has cores, because browsers and servers wait.
    ("pytest", "-q", "-m", "not browser and not one_database", "tests/features"),
    {"SHIFU_TEST_DATABASE": "postgresql"},
)
EVERYTHING_ELSE = Check("tests", PYTEST)


def main() -> int:
    asked = sys.argv[1:] or ["quick"]
    if asked not in (["quick"], ["all"]):
        print(__doc__, file=sys.stderr)
        return 2
    outcomes = _in_pairs((TYPES, *QUICK) if asked == ["quick"] else (SCHEMA, *QUICK))
    names = [outcome.check.name for outcome in outcomes if not _shown(outcome)]
    if asked == ["all"]:
        names += _tests()
    if names:
        print(f"\nFailed: {', '.join(names)}", flush=True)
    return 1 if names else 0


def _tests() -> list[str]:
    """Every test, straight to the screen, and meanwhile the types and what is repeated on PostgreSQL, which are told at the
    end; the names of what failed."""
    print(flush=True)
    names = []
    with throwaway_postgres() as server, ThreadPoolExecutor(max_workers=1) as beside:
        given = {"SHIFU_TEST_POSTGRES": server}
        # Types take a minute of one core in a fresh checkout; the repeats then find the tests compiled.
        others = [beside.submit(_run, check, given) for check in (TYPES, ON_POSTGRESQL)]
        if subprocess.run(_words(EVERYTHING_ELSE), cwd=ROOT, env=_environment(EVERYTHING_ELSE) | given).returncode:
            names.append(EVERYTHING_ELSE.name)
        names += [done.check.name for done in (_report(other.result()) for other in others) if not _shown(done)]
    return names


def _shown(outcome: Outcome) -> bool:
    """Whether it passed; if not, what it said."""
    if not outcome.passed:
        print(f"\n---- {outcome.check.name}\n{_clipped(outcome.output)}", flush=True)
    return outcome.passed


def _in_pairs(checks: Sequence[Check]) -> list[Outcome]:
    """Two at a time, which is what a small machine has cores for; told in the order they end."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda check: _report(_run(check)), checks))


def _run(check: Check, given: Mapping[str, str] | None = None) -> Outcome:
    started = time.perf_counter()
    done = subprocess.run(
        _words(check),
        cwd=ROOT,
        env={**_environment(check), **(given or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Outcome(check, done.returncode == 0, time.perf_counter() - started, done.stdout)


def _report(outcome: Outcome) -> Outcome:
    last = outcome.output.strip().splitlines()[-1:] if outcome.check is ON_POSTGRESQL else []
    mark = "ok    " if outcome.passed else "FAILED"
    print(f"{mark} {outcome.check.name:24} {outcome.seconds:5.1f} s  {' '.join(last)}".rstrip(), flush=True)
    return outcome


def _clipped(output: str) -> str:
    """Enough to act on; the check itself can be called for the rest."""
    lines = [line if len(line) <= WIDTH else line[:WIDTH] + " …" for line in output.rstrip().splitlines()]
    hidden = len(lines) - LINES
    return "\n".join(lines if hidden <= 0 else [*lines[:LINES], f"… {hidden} more lines"])


def _words(check: Check) -> list[str]:
    return [sys.executable, "-m", *check.command]


def _environment(check: Check) -> dict[str, str]:
    """Nothing of the caller's own installation reaches a test."""
    private = ("DATABASE_URL", "REDIS_URL", "FILES_URL", "SMTP_URL", "SECRET_KEY", "LMS_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(private)}
    return {**clean, **check.environment}


if __name__ == "__main__":
    sys.exit(main())
