"""The project's own files, as the architecture tests walk them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("lms", "courses", "assessments", "certificates")


def tracked_files() -> list[Path]:
    """What git knows; in a copy without git, everything but what is made or fetched."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
        return [path for path in map(ROOT.joinpath, names) if path.is_file()]
    made = {".venv", "var", "__pycache__", "node_modules"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


def sources() -> list[Path]:
    """The application's Python, migrations left out: they are history."""
    files = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [path for path in files if "migrations" not in path.parts]


def relative(path: Path) -> str:
    """A path as it is written in a message."""
    return path.relative_to(ROOT).as_posix()
