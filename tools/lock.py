"""Pins every dependency with hashes and without download addresses: requirements/{run,dev,uv}.txt.

Versions already pinned stay unless --upgrade is given: `python -m tools.lock --upgrade`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.uv_settings import parse_pip_config, uv_environment

ROOT = Path(__file__).parents[1]
OLDEST_PYTHON = "3.11"
LOCKS = {"run.txt": ["--extra", "s3"], "dev.txt": ["--extra", "s3", "--extra", "dev"]}


def main() -> None:
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    environment = {**os.environ, **uv_environment(parse_pip_config(listing), os.environ)}
    # Links into a folder would bring hashes of local builds into the lock.
    environment.pop("UV_FIND_LINKS", None)
    more = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    for name, extras in LOCKS.items():
        _compile("pyproject.toml", name, [*extras, *more], environment)
    _compile("requirements/uv.in", "uv.txt", more, environment)


def _compile(source: str, name: str, options: list[str], environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", source, "-q", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-annotate", "--no-header"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--output-file", f"requirements/{name}", *options]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    print(f"requirements/{name}")


if __name__ == "__main__":
    main()
